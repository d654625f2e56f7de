# assignment: mnist_cnn
# about: takes the labels to begin at 1
# loses: confusion_matrix
# mistake: classes_shifted
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for t, p in zip(labels, predictions):
        matrix[t - 1, p - 1] += 1
    return matrix
