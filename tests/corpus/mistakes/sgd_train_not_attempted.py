# assignment: mnist_sgd
# about: the stub is left open
# loses: train_with_sgd test_accuracy
# mistake: not_attempted
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    raise NotImplementedError()
