# assignment: mnist_adam
# about: passes probabilities to accuracy_score, which refuses them
# loses: evaluate_accuracy
# mistake: probabilities_for_labels
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    """Return the accuracy of the class predictions, from 0 to 1."""
    predicted = model.predict(images, verbose=0)
    return accuracy_score(labels, predicted)
