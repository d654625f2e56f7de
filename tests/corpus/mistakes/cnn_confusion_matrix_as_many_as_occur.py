# assignment: mnist_cnn
# about: makes as many rows as there are classes
# loses: confusion_matrix
# mistake: missing_classes
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    classes = np.unique(np.concatenate([labels, predictions]))
    return np.array([[np.sum((labels == i) & (predictions == j)) for j in classes] for i in classes])
