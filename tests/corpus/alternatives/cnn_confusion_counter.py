# assignment: mnist_cnn
# about: a Counter of pairs
# loses:
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    from collections import Counter
    counts = Counter(zip(labels.tolist(), predictions.tolist()))
    return np.array([[counts[i, j] for j in range(10)] for i in range(10)])
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    wrong = (first != labels).astype(int) + (second != labels)
    return np.flatnonzero(wrong == 2)
