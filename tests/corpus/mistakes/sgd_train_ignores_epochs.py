# assignment: mnist_sgd
# about: 20 epochs whatever is asked for
# loses: train_with_sgd
# mistake: ignores_epochs
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=20)
