# assignment: mnist_sgd
# about: only a pass
# loses: flatten_images
# mistake: returns_none
# %% flatten_images
def flatten_images(images):
    """Flatten each image of 28 x 28 pixels to a row of 784."""
    pass
