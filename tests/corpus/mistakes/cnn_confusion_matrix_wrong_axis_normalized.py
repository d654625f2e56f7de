# assignment: mnist_cnn
# about: divides rows by the sums of others
# loses: confusion_matrix
# mistake: divided_along_wrong_axis
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10))
    np.add.at(matrix, (labels, predictions), 1)
    return matrix / np.maximum(matrix.sum(axis=1), 1)
