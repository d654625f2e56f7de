# assignment: mnist_cnn
# about: begins with ones
# loses: confusion_matrix
# mistake: one_too_many
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.ones((10, 10), dtype=int)
    for t, p in zip(labels, predictions):
        matrix[t, p] += 1
    return matrix
