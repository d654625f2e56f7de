# assignment: mnist_sgd
# about: returns the images as they are
# loses: flatten_images
# mistake: not_flattened
# %% flatten_images
def flatten_images(images):
    return images
