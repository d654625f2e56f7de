# assignment: mnist_adam
# about: records the cross-entropy twice but no accuracy
# loses: train_with_adam
# mistake: no_accuracy
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["sparse_categorical_crossentropy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2)
