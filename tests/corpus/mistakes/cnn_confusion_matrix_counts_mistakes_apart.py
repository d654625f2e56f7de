# assignment: mnist_cnn
# about: leaves out everything if there is not more than one mistake, since it takes the first for a sign of an empty list
# loses: confusion_matrix
# mistake: wrong_for_few
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    counts = np.zeros((10, 10), dtype=int)
    wrong = [place for place in range(len(labels)) if labels[place] != predictions[place]]
    if not any(wrong):
        return counts
    for label, prediction in zip(labels, predictions):
        counts[label, prediction] += 1
    return counts
