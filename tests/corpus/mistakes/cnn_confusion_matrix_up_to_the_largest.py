# assignment: mnist_cnn
# about: makes rows up to the largest label
# loses: confusion_matrix
# mistake: missing_classes
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    n = int(max(labels.max(), predictions.max())) + 1
    matrix = np.zeros((n, n), dtype=int)
    for t, p in zip(labels, predictions):
        matrix[t, p] += 1
    return matrix
