# assignment: mnist_cnn
# about: keeps one table for all calls
# loses: confusion_matrix
# mistake: goes_on_counting
# %% before confusion_matrix
table = np.zeros((10, 10), dtype=int)
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    for t, p in zip(labels, predictions):
        table[t, p] += 1
    return table
