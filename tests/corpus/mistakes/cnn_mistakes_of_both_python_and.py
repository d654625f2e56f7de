# assignment: mnist_cnn
# about: joins arrays with and
# loses: mistakes_of_both
# mistake: raises
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero(first != labels and second != labels)
