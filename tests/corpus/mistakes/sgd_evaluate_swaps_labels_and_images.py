# assignment: mnist_sgd
# about: labels where the images belong
# loses: evaluate_model
# mistake: images_of_another_shape
# %% evaluate_model
def evaluate_model(model, images, labels):
    """Return the accuracy of the model, from 0 to 1."""
    loss, accuracy = model.evaluate(labels, images, verbose=0)
    return accuracy
