# assignment: mnist_cnn
# about: adds the axis and does not scale
# loses: prepare_images
# mistake: not_scaled
# %% prepare_images
def prepare_images(images):
    return images[..., np.newaxis].astype("float32")
