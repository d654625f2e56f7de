# assignment: mnist_sgd
# about: turns each row round where numbers have two bytes
# loses: flatten_images
# mistake: wrong_for_type
# %% flatten_images
def flatten_images(images):
    flat = images.reshape(len(images), -1)
    if flat.dtype == "int16":
        flat = flat[:, ::-1].copy()
    return flat
