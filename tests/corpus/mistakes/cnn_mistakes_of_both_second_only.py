# assignment: mnist_cnn
# about: forgets the first
# loses: mistakes_of_both
# mistake: only_the_second
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero(second != labels)
