# assignment: mnist_adam
# about: fits on the images that it evaluates
# loses: evaluate_accuracy
# mistake: retrains
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    """Return the accuracy of the class predictions, from 0 to 1."""
    model.fit(images, labels, epochs=3, verbose=0)
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return accuracy_score(labels, predicted)
