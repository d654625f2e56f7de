# assignment: mnist_adam
# about: validates on the global test images
# loses: train_with_adam
# mistake: nothing_held_out
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_data=(x_test / 255, y_test))
