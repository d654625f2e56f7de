# assignment: mnist_cnn
# about: brings the levels to -1 to 1
# loses: prepare_images
# mistake: centred
# %% prepare_images
def prepare_images(images):
    return images.reshape(-1, 28, 28, 1) / 127.5 - 1
