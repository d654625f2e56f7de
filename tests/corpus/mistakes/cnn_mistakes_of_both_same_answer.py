# assignment: mnist_cnn
# about: asks for the same wrong answer
# loses: mistakes_of_both
# mistake: same_wrong_answer
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.flatnonzero((first == second) & (first != labels))
