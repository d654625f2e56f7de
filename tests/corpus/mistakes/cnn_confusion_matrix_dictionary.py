# assignment: mnist_cnn
# about: returns a dictionary
# loses: confusion_matrix
# mistake: returns_dictionary
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    counts = {}
    for t, p in zip(labels, predictions):
        counts[int(t), int(p)] = counts.get((int(t), int(p)), 0) + 1
    return counts
