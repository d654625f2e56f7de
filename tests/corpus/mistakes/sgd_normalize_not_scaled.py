# assignment: mnist_sgd
# about: converts to floating point but never divides
# loses: normalize_images
# may_lose: test_accuracy
# mistake: not_scaled
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return images.astype("float32")
