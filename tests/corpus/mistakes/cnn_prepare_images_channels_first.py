# assignment: mnist_cnn
# about: puts the axis for the channels first
# loses: prepare_images
# mistake: channel_axis_elsewhere
# %% prepare_images
def prepare_images(images):
    return images[:, np.newaxis].astype("float32") / 255
