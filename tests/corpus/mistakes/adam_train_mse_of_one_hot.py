# assignment: mnist_adam
# about: squared error of one-hot labels
# loses: train_with_adam
# mistake: wrong_loss
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="mse",
        metrics=["accuracy"],
    )
    targets = keras.utils.to_categorical(labels, 10)
    return model.fit(images, targets, epochs=epochs, validation_split=0.2)
