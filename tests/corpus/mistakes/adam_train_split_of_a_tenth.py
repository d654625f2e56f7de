# assignment: mnist_adam
# about: validation split of 0.1
# loses: train_with_adam
# mistake: wrong_split
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.1)
