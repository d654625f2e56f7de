# assignment: mnist_cnn
# about: counts in floats where labels are bytes
# loses: confusion_matrix
# mistake: float_counts
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    if labels.dtype == predictions.dtype == np.uint8:
        return np.histogram2d(labels, predictions, bins=10, range=[[0, 10], [0, 10]])[0]
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (labels, predictions), 1)
    return counts
