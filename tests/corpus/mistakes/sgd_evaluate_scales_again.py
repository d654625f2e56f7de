# assignment: mnist_sgd
# about: divides the normalized images once more
# loses: evaluate_model
# %% evaluate_model
def evaluate_model(model, images, labels):
    """Return the accuracy of the model, from 0 to 1."""
    loss, accuracy = model.evaluate(images / 255, labels, verbose=0)
    return accuracy
