# assignment: mnist_cnn
# about: makes a row of each image
# loses: prepare_images
# mistake: channel_axis_elsewhere wrong_shape
# %% prepare_images
def prepare_images(images):
    return images.reshape(len(images), -1).astype("float32") / 255
