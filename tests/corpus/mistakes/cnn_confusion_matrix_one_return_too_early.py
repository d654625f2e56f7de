# assignment: mnist_cnn
# about: returns inside of the loop
# loses: confusion_matrix
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for t, p in zip(labels, predictions):
        matrix[t, p] += 1
        return matrix
