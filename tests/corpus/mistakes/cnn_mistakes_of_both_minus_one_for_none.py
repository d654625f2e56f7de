# assignment: mnist_cnn
# about: returns -1 where there is none
# loses: mistakes_of_both
# mistake: not_empty
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    found = np.flatnonzero((first != labels) & (second != labels))
    return found if len(found) else np.array([-1])
