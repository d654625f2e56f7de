# assignment: mnist_cnn
# about: makes ink dark and paper bright
# loses: prepare_images
# mistake: inverted
# %% prepare_images
def prepare_images(images):
    return 1 - images.reshape(images.shape + (1,)) / 255
