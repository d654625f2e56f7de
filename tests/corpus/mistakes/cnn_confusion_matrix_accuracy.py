# assignment: mnist_cnn
# about: returns the accuracy
# loses: confusion_matrix
# mistake: returns_accuracy
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    return np.mean(labels == predictions)
