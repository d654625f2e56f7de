# assignment: mnist_adam
# about: 20 epochs by default
# loses: train_with_adam
# mistake: wrong_default_epochs
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=20):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2)
