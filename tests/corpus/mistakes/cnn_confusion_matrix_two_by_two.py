# assignment: mnist_cnn
# about: counts right and wrong
# loses: confusion_matrix
# mistake: right_and_wrong
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    right = int(np.sum(labels == predictions))
    return np.array([[right, 0], [0, len(labels) - right]])
