# assignment: mnist_sgd
# about: takes the number of images from a global variable
# loses: flatten_images
# mistake: fixed_number_of_images
# %% flatten_images
def flatten_images(images):
    """Flatten each image of 28 x 28 pixels to a row of 784."""
    return images.reshape(len(x_train), 28 * 28)
