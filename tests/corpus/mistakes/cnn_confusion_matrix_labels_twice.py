# assignment: mnist_cnn
# about: uses the labels for both
# loses: confusion_matrix
# mistake: only_right_ones labels_with_themselves
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for t in labels:
        matrix[t, t] += 1
    return matrix
