# assignment: mnist_cnn
# about: returns them from the last to the first
# loses: mistakes_of_both
# mistake: other_order
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first != labels) & (second != labels))[::-1]
