# assignment: mnist_cnn
# about: asks for two wrong answers that differ
# loses: mistakes_of_both
# mistake: other_wrong_answer
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.array([i for i in range(len(labels)) if len({labels[i], first[i], second[i]}) == 3])
