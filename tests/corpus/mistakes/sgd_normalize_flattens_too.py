# assignment: mnist_sgd
# about: returns rows of 784
# loses: normalize_images test_accuracy
# mistake: wrong_shape
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return images.astype("float32").reshape(-1, 784) / 255
