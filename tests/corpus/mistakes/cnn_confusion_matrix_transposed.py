# assignment: mnist_cnn
# about: exchanges rows and columns
# loses: confusion_matrix
# mistake: transposed
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for t, p in zip(labels, predictions):
        matrix[p, t] += 1
    return matrix
