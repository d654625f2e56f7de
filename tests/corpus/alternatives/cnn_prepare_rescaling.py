# assignment: mnist_cnn
# about: Keras's layer for scaling
# loses:
# %% prepare_images
def prepare_images(images):
    scaled = keras.layers.Rescaling(1 / 255)(images.astype("float32"))
    return np.array(scaled)[:, :, :, None]
