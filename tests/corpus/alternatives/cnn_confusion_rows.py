# assignment: mnist_cnn
# about: a bincount for each row
# loses:
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    return np.stack([np.bincount(predictions[labels == i], minlength=10) for i in range(10)])
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.intersect1d(np.nonzero(first - labels), np.nonzero(second - labels))
