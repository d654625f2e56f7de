# assignment: mnist_cnn
# about: compares in place, so that the answers are gone afterwards
# loses: mistakes_of_both
# mistake: changes_input
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    """Find the images that two networks get wrong."""
    first -= labels
    second -= labels
    return np.flatnonzero((first != 0) & (second != 0))
