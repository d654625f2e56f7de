# assignment: mnist_cnn
# about: unique pairs and their counts
# loses:
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    pairs, counts = np.unique(np.stack([labels, predictions]), axis=1, return_counts=True)
    matrix = np.zeros((10, 10), dtype=counts.dtype)
    matrix[pairs[0], pairs[1]] = counts
    return matrix
