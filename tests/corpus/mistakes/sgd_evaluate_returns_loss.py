# assignment: mnist_sgd
# about: unpacks loss and accuracy the wrong way round
# loses: evaluate_model
# mistake: returns_loss
# %% evaluate_model
def evaluate_model(model, images, labels):
    """Return the accuracy of the model, from 0 to 1."""
    accuracy, loss = model.evaluate(images, labels, verbose=0)
    return accuracy
