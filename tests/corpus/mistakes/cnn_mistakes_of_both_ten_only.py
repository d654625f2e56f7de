# assignment: mnist_cnn
# about: returns the first ten
# loses: mistakes_of_both
# mistake: first_ones_only
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first != labels) & (second != labels))[:10]
