# assignment: mnist_cnn
# about: counts in numbers of two bytes, which begin again below zero after 32,767
# loses: confusion_matrix
# mistake: overflows
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    counts = np.zeros((10, 10), dtype="int16")
    np.add.at(counts, (labels, predictions), 1)
    return counts
