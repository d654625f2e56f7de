# assignment: mnist_cnn
# about: returns the digits
# loses: mistakes_of_both
# mistake: digits_for_places
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return labels[(first != labels) & (second != labels)]
