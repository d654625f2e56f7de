# assignment: mnist_sgd
# about: black becomes white
# loses: normalize_images
# may_lose: test_accuracy
# mistake: inverted
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return 1 - images.astype("float32") / 255
