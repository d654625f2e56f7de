# assignment: mnist_cnn
# about: repeats the image for red, green and blue
# loses: prepare_images
# mistake: wrong_shape
# %% prepare_images
def prepare_images(images):
    return np.stack([images] * 3, axis=-1).astype("float32") / 255
