# assignment: mnist_adam
# about: the training data serve for validation
# loses: train_with_adam
# mistake: validates_on_training_data
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_data=(images, labels))
