# assignment: mnist_sgd
# about: rounds every pixel to 0 or 1
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return np.round(images / 255)
