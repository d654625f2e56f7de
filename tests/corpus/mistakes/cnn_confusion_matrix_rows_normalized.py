# assignment: mnist_cnn
# about: divides each row by its sum
# loses: confusion_matrix
# mistake: divided_by_rows
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10))
    for t, p in zip(labels, predictions):
        matrix[t, p] += 1
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
