# assignment: mnist_sgd
# about: two decimals
# loses: evaluate_model
# mistake: rounded
# %% evaluate_model
def evaluate_model(model, images, labels):
    """Return the accuracy of the model, from 0 to 1."""
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return round(accuracy, 2)
