# assignment: mnist_sgd
# about: divides by 256 instead of 255
# loses: normalize_images
# mistake: divides_by_256
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return images.astype("float32") / 256
