# assignment: mnist_cnn
# about: counts in the labels' dtype
# loses: confusion_matrix
# mistake: overflows
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=labels.dtype)
    for t, p in zip(labels, predictions):
        matrix[t, p] += 1
    return matrix
