# assignment: mnist_sgd
# about: divides images that are normalized already
# loses: train_with_sgd test_accuracy
# mistake: scales_again
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images / 255, labels, epochs=epochs)
