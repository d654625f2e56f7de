# assignment: mnist_sgd
# about: returns the model
# loses: train_with_sgd
# mistake: returns_model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(images, labels, epochs=epochs)
    return model
