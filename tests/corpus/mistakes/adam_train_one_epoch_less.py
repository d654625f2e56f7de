# assignment: mnist_adam
# about: one epoch too few
# loses: train_with_adam
# mistake: other_epochs
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs - 1, validation_split=0.2)
