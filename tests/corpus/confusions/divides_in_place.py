# assignment: mnist_sgd
# about: Why can a uint8 array not be divided with /= ?
# loses: normalize_images
# mistake: divides_in_place
# %% normalize_images
def normalize_images(images):
    images /= 255
    return images
