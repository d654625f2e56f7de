# assignment: mnist_cnn
# about: divides each column by its sum
# loses: confusion_matrix
# mistake: divided_by_columns
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10))
    np.add.at(matrix, (labels, predictions), 1)
    return matrix / np.maximum(matrix.sum(axis=0), 1)
