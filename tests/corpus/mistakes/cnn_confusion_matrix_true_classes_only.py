# assignment: mnist_cnn
# about: goes through the digits that are a true label, also for the predictions
# loses: confusion_matrix
# mistake: classes_of_one_alone
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    counts = np.zeros((10, 10), dtype=int)
    classes = np.unique(labels)
    for i in classes:
        for j in classes:
            counts[i, j] = np.sum((labels == i) & (predictions == j))
    return counts
