# assignment: mnist_cnn
# about: makes nine rows
# loses: confusion_matrix
# mistake: raises last_class_missing
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((9, 9), dtype=int)
    for t, p in zip(labels, predictions):
        if t < 9 and p < 9:
            matrix[t, p] += 1
    return matrix
