# assignment: mnist_adam
# about: argmax along the images
# loses: evaluate_accuracy
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    """Return the accuracy of the class predictions, from 0 to 1."""
    predicted = np.argmax(model.predict(images, verbose=0), axis=0)
    return accuracy_score(labels, predicted)
