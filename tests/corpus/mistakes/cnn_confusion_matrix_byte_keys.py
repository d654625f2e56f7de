# assignment: mnist_cnn
# about: works out the keys in bytes
# loses: confusion_matrix
# mistake: wrong_for_bytes
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    keys = labels * np.array(100, labels.dtype) + predictions
    return np.array([[np.sum(keys == 100 * i + j) for j in range(10)] for i in range(10)])
