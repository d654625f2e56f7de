# assignment: mnist_cnn
# about: counts from one
# loses: mistakes_of_both
# mistake: counts_from_one
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first != labels) & (second != labels)) + 1
