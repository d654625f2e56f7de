# assignment: mnist_adam
# about: argmin instead of argmax
# loses: evaluate_accuracy
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    """Return the accuracy of the class predictions, from 0 to 1."""
    predicted = np.argmin(model.predict(images, verbose=0), axis=1)
    return accuracy_score(labels, predicted)
