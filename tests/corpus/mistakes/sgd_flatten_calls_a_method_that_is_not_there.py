# assignment: mnist_sgd
# about: an array has no method flat()
# loses: flatten_images
# mistake: raises
# %% flatten_images
def flatten_images(images):
    return images.flat(len(images), 784)
