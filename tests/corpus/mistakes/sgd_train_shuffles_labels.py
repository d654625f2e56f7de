# assignment: mnist_sgd
# about: the labels are shuffled, the images are not
# loses: train_with_sgd test_accuracy
# mistake: shuffled_labels
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, np.random.permutation(labels), epochs=epochs)
