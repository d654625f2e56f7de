# assignment: mnist_cnn
# about: keeps the places in two bytes, which do for fewer images than MNIST has
# loses: mistakes_of_both
# mistake: wrong_for_many
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first != labels) & (second != labels)).astype("uint16")
