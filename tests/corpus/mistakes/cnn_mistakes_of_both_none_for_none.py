# assignment: mnist_cnn
# about: returns nothing where there is none
# loses: mistakes_of_both
# mistake: returns_none
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    found = np.flatnonzero((first != labels) & (second != labels))
    if len(found):
        return found
