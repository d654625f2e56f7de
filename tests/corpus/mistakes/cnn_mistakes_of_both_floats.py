# assignment: mnist_cnn
# about: collects them in an array of floating point
# loses: mistakes_of_both
# mistake: float_places
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    found = np.zeros(0)
    for i in range(len(labels)):
        if first[i] != labels[i] and second[i] != labels[i]:
            found = np.append(found, i)
    return found
