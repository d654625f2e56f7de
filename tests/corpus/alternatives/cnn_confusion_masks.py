# assignment: mnist_cnn
# about: masks for each pair
# loses:
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    result = np.empty((10, 10), dtype="int32")
    for i in range(10):
        for j in range(10):
            result[i, j] = np.count_nonzero((labels == i) & (predictions == j))
    return result
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.array(sorted(set(np.where(first != labels)[0]) & set(np.where(second != labels)[0])), dtype=int)
