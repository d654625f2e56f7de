# assignment: mnist_adam
# about: trains on the global test images
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: wrong_data
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(x_test / 255, y_test, epochs=epochs, validation_split=0.2)
