# assignment: mnist_cnn
# about: takes where they agree
# loses: mistakes_of_both
# mistake: answers_agree
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero(first == second)
