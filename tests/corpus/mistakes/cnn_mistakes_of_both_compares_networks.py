# assignment: mnist_cnn
# about: compares the networks with each other
# loses: mistakes_of_both
# mistake: answers_differ
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero(first != second)
