# assignment: mnist_cnn
# about: counts in floating point
# loses: confusion_matrix
# mistake: float_counts
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10))
    for t, p in zip(labels, predictions):
        matrix[t, p] += 1
    return matrix
