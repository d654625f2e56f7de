# assignment: mnist_sgd
# about: turns the rows of pixels round
# loses: flatten_images
# %% flatten_images
def flatten_images(images):
    """Flatten each image of 28 x 28 pixels to a row of 784."""
    return images[:, ::-1].reshape(len(images), 28 * 28)
