# assignment: mnist_cnn
# about: adds to many places at once
# loses: confusion_matrix
# mistake: each_pair_once
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    matrix[labels, predictions] += 1
    return matrix
