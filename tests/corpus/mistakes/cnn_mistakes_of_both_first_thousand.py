# assignment: mnist_cnn
# about: looks at the first thousand images alone
# loses: mistakes_of_both
# mistake: wrong_for_many
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    found = [
        place
        for place in range(min(len(labels), 1000))
        if first[place] != labels[place] and second[place] != labels[place]
    ]
    return np.array(found, dtype=int)
