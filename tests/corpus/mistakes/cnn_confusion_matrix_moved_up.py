# assignment: mnist_cnn
# about: numbers the classes that occur, and fills up with zeros behind them
# loses: confusion_matrix
# mistake: classes_moved_up
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    classes = np.unique(np.concatenate([labels, predictions]))
    counts = np.zeros((10, 10), dtype=int)
    for i, label in enumerate(classes):
        for j, prediction in enumerate(classes):
            counts[i, j] = np.sum((labels == label) & (predictions == prediction))
    return counts
