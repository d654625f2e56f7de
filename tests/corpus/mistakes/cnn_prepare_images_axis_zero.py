# assignment: mnist_cnn
# about: puts the new axis before the images
# loses: prepare_images
# mistake: channel_axis_elsewhere
# %% prepare_images
def prepare_images(images):
    return np.expand_dims(images.astype("float32") / 255, 0)
