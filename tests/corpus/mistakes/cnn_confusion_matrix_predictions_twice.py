# assignment: mnist_cnn
# about: uses the predictions for both
# loses: confusion_matrix
# mistake: labels_with_themselves
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    for t, p in zip(predictions, predictions):
        matrix[t, p] += 1
    return matrix
