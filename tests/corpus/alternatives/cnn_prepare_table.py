# assignment: mnist_cnn
# about: a table of the levels
# loses:
# %% prepare_images
def prepare_images(images):
    levels = np.linspace(0, 1, 256, dtype="float32")
    return levels[images].reshape(*images.shape, 1)
