# assignment: mnist_cnn
# about: counts only mistakes
# loses: confusion_matrix
# mistake: only_wrong_ones
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for t, p in zip(labels, predictions):
        if t != p:
            matrix[t, p] += 1
    return matrix
