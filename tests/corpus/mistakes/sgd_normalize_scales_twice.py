# assignment: mnist_sgd
# about: divides by 255 twice
# loses: normalize_images test_accuracy
# mistake: scales_twice
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return images.astype("float32") / 255 / 255
