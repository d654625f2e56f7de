# assignment: mnist_cnn
# about: returns how many there are
# loses: mistakes_of_both
# mistake: number_of_them
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return int(np.sum((first != labels) & (second != labels)))
