# assignment: mnist_adam
# about: a name that is not defined
# loses: normalize_images test_accuracy
# mistake: raises
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return image.astype("float32") / 255
