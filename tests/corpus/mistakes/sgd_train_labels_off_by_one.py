# assignment: mnist_sgd
# about: shifts the labels by one
# loses: train_with_sgd test_accuracy
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, (labels + 1) % 10, epochs=epochs)
