# assignment: mnist_sgd
# about: Fortran order
# loses: flatten_images
# mistake: column_major
# %% flatten_images
def flatten_images(images):
    """Flatten each image of 28 x 28 pixels to a row of 784."""
    return images.reshape(len(images), 28 * 28, order="F")
