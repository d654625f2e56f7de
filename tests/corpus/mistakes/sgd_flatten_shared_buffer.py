# assignment: mnist_sgd
# about: results of one dtype and length share an array
# mistake: overwrites_result
# loses: flatten_images
# %% flatten_images
buffers = {}


def flatten_images(images):
    """Return one row of 784 pixels for each image."""
    key = len(images), images.dtype.name
    rows = buffers.setdefault(key, np.empty((len(images), 784), images.dtype))
    rows[:] = images.reshape(len(images), -1)
    return rows
