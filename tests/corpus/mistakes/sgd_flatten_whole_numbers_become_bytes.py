# assignment: mnist_sgd
# about: makes bytes of whole numbers of any type, also of negative and larger ones
# loses: flatten_images
# mistake: becomes_bytes
# %% flatten_images
def flatten_images(images):
    rows = images.reshape(len(images), -1)
    if np.issubdtype(rows.dtype, np.integer):
        rows = rows.astype("uint8")  # grey levels
    return rows
