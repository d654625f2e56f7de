# assignment: mnist_cnn
# about: counts in bytes
# loses: confusion_matrix
# mistake: overflows
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype="uint8")
    np.add.at(matrix, (labels, predictions), 1)
    return matrix
