# assignment: mnist_cnn
# about: multiplies positions by 0 or 1 and keeps those above 0
# loses: mistakes_of_both
# mistake: misses_place_zero
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    places = np.arange(len(labels)) * (first != labels) * (second != labels)
    return places[places > 0]
