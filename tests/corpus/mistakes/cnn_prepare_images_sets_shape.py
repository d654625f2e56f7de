# assignment: mnist_cnn
# about: sets the shape of the images that were passed
# loses: prepare_images
# may_lose: test_accuracy
# mistake: reshapes_input
# %% prepare_images
def prepare_images(images):
    images.shape = (len(images), 28, 28, 1)
    return images / 255
