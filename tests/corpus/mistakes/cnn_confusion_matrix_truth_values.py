# assignment: mnist_cnn
# about: says which pairs occur, as truth values
# loses: confusion_matrix
# mistake: float_counts each_pair_once
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    seen = np.zeros((10, 10), dtype=bool)
    seen[labels, predictions] = True
    return seen
