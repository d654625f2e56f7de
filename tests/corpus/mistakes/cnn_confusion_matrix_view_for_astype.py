# assignment: mnist_cnn
# about: reads the bytes of larger numbers as labels, in place of converting them
# loses: confusion_matrix
# mistake: wrong_for_dtype
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    predictions = predictions.view(labels.dtype)
    counts = np.zeros((10, 10), dtype=int)
    for label, prediction in zip(labels, predictions):
        counts[label, prediction] += 1
    return counts
