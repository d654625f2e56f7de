# assignment: mnist_sgd
# about: trains on the first tenth
# loses: train_with_sgd test_accuracy
# mistake: part_of_data
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    n = len(images) // 10
    return model.fit(images[:n], labels[:n], epochs=epochs)
