# assignment: mnist_cnn
# about: reshape with the number of images left open
# loses:
# %% prepare_images
def prepare_images(images):
    return (images / np.float32(255)).reshape(-1, 28, 28, 1)
