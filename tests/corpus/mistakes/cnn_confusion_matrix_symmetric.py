# assignment: mnist_cnn
# about: counts both directions
# loses: confusion_matrix
# mistake: both_ways
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for t, p in zip(labels, predictions):
        matrix[t, p] += 1
        matrix[p, t] += 1
    return matrix
