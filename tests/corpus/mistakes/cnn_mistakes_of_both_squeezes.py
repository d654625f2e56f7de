# assignment: mnist_cnn
# about: takes out each axis of length 1, so that a single place is a number without a length
# loses: mistakes_of_both
# mistake: drops_axis
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.argwhere((first != labels) & (second != labels)).squeeze()
