# assignment: mnist_cnn
# about: compares the first with the labels twice
# loses: mistakes_of_both
# mistake: only_the_first
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first != labels) & (first != labels))
