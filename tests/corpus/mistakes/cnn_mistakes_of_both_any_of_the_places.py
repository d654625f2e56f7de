# assignment: mnist_cnn
# about: asks whether any place is true for whether there is one, so that a single mistake at place 0 is none
# loses: mistakes_of_both
# mistake: wrong_for_one
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    places = np.flatnonzero((first != labels) & (second != labels))
    return places if places.any() else np.array([], dtype=int)
