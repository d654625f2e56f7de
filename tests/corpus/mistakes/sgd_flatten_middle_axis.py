# assignment: mnist_sgd
# about: an axis of length one in the middle
# loses: flatten_images
# mistake: extra_axis
# %% flatten_images
def flatten_images(images):
    """Flatten each image of 28 x 28 pixels to a row of 784."""
    return images.reshape(len(images), 1, 28 * 28)
