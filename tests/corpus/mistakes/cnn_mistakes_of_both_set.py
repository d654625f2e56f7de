# assignment: mnist_cnn
# about: returns a set
# loses: mistakes_of_both
# mistake: wrong_type
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return {i for i in range(len(labels)) if first[i] != labels[i] and second[i] != labels[i]}
