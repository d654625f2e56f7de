# assignment: mnist_sgd
# about: one column an image
# loses: flatten_images
# mistake: transposed
# %% flatten_images
def flatten_images(images):
    """Flatten each image of 28 x 28 pixels to a row of 784."""
    return images.reshape(len(images), 28 * 28).T
