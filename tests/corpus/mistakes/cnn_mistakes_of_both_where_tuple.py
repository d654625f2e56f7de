# assignment: mnist_cnn
# about: forgets to take the array out of where
# loses: mistakes_of_both
# mistake: tuple_around_array
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.where((first != labels) & (second != labels))
