# assignment: mnist_adam
# about: divides by 100
# loses: normalize_images
# may_lose: test_accuracy
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return images.astype("float32") / 100
