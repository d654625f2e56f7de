# assignment: mnist_cnn
# about: expand_dims and a division in float64
# loses:
# %% prepare_images
def prepare_images(images):
    return np.expand_dims(images, axis=-1) / 255.0
