# assignment: mnist_sgd
# about: converts to float32
# loses: flatten_images
# mistake: changes_dtype
# %% flatten_images
def flatten_images(images):
    """Flatten each image of 28 x 28 pixels to a row of 784."""
    return images.reshape(len(images), 28 * 28).astype("float32")
