# assignment: mnist_cnn
# about: a histogram of two dimensions
# loses:
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    counts, _, _ = np.histogram2d(labels, predictions, bins=10, range=[[0, 10], [0, 10]])
    return counts.astype(int)
