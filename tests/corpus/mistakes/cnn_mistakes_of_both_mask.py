# assignment: mnist_cnn
# about: returns the mask
# loses: mistakes_of_both
# mistake: mask
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return (first != labels) & (second != labels)
