# assignment: mnist_sgd
# about: no metrics
# loses: train_with_sgd
# mistake: no_accuracy
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
    )
    return model.fit(images, labels, epochs=epochs)
