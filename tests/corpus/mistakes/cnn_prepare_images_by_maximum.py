# assignment: mnist_cnn
# about: divides by the largest level found
# loses: prepare_images
# mistake: scales_by_maximum
# %% prepare_images
def prepare_images(images):
    x = images.astype("float32")[..., None]
    return x / x.max()
