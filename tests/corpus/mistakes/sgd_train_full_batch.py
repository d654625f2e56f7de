# assignment: mnist_sgd
# about: one step an epoch over all images
# loses: test_accuracy
# may_lose: train_with_sgd
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, batch_size=len(images), epochs=epochs)
