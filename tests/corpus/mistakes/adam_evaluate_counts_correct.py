# assignment: mnist_adam
# about: normalize=False counts the hits
# loses: evaluate_accuracy
# mistake: counts_correct
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    """Return the accuracy of the class predictions, from 0 to 1."""
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return accuracy_score(labels, predicted, normalize=False)
