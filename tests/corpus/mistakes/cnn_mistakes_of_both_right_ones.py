# assignment: mnist_cnn
# about: takes what both get right
# loses: mistakes_of_both
# mistake: right_in_both
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first == labels) & (second == labels))
