# assignment: mnist_cnn
# about: takes what one of them gets wrong
# loses: mistakes_of_both
# mistake: wrong_in_one
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.where((first != labels) | (second != labels))[0]
