# assignment: mnist_cnn
# about: makes a table of the places
# loses: mistakes_of_both
# mistake: extra_axis
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.argwhere((first != labels) & (second != labels))
