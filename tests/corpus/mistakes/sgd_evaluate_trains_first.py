# assignment: mnist_sgd
# about: trains on the test images before it evaluates
# loses: evaluate_model
# mistake: retrains
# %% evaluate_model
def evaluate_model(model, images, labels):
    """Return the accuracy of the model, from 0 to 1."""
    model.fit(images, labels, epochs=5, verbose=0)
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return accuracy
