# assignment: mnist_cnn
# about: counts how often each digit is right
# loses: confusion_matrix
# mistake: one_number_per_class
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    return np.array([np.sum((labels == d) & (predictions == d)) for d in range(10)])
