# assignment: mnist_cnn
# about: counts the first thousand pairs alone
# loses: confusion_matrix
# mistake: wrong_for_many
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    counts = np.zeros((10, 10), dtype=int)
    for place in range(min(len(labels), 1000)):
        counts[labels[place], predictions[place]] += 1
    return counts
