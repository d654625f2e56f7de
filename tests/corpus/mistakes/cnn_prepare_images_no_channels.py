# assignment: mnist_cnn
# about: scales and adds no axis
# loses: prepare_images
# mistake: no_channel_axis
# %% prepare_images
def prepare_images(images):
    return images.astype("float32") / 255
