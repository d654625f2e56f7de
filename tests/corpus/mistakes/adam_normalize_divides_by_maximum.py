# assignment: mnist_adam
# about: divides by the maximum of the batch
# loses: normalize_images
# mistake: scales_by_maximum
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return images.astype("float32") / images.max()
