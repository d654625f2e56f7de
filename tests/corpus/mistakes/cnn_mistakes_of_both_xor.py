# assignment: mnist_cnn
# about: takes what exactly one gets wrong
# loses: mistakes_of_both
# mistake: wrong_in_exactly_one
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first != labels) ^ (second != labels))
