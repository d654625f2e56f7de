# assignment: mnist_cnn
# about: negates both comparisons together
# loses: mistakes_of_both
# mistake: right_in_one wrong_in_one
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero(~((first == labels) & (second == labels)))
