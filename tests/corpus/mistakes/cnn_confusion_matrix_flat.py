# assignment: mnist_cnn
# about: leaves the counts in a row
# loses: confusion_matrix
# mistake: flat_result
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    return np.bincount(labels.astype(int) * 10 + predictions, minlength=100)
