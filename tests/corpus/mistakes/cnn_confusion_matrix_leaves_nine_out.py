# assignment: mnist_cnn
# about: loops over nine digits
# loses: confusion_matrix
# mistake: leaves_a_class_out
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for i in range(9):
        for j in range(9):
            matrix[i, j] = np.sum((labels == i) & (predictions == j))
    return matrix
