# assignment: mnist_sgd
# about: makes float64 of images of every type but four
# loses: flatten_images
# mistake: changes_dtype
# %% flatten_images
def flatten_images(images):
    flat = images.reshape(len(images), -1)
    known = ("uint8", "int64", "float32", "float64")
    return flat if flat.dtype.name in known else flat.astype("float64")
