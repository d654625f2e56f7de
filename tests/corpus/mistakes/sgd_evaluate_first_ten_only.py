# assignment: mnist_sgd
# about: evaluates ten images
# loses: evaluate_model
# %% evaluate_model
def evaluate_model(model, images, labels):
    """Return the accuracy of the model, from 0 to 1."""
    loss, accuracy = model.evaluate(images[:10], labels[:10], verbose=0)
    return accuracy
