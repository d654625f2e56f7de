# assignment: mnist_adam
# about: binary cross-entropy of one-hot labels
# loses: train_with_adam
# mistake: wrong_loss
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, np.eye(10)[labels], epochs=epochs, validation_split=0.2)
