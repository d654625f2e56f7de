# assignment: mnist_sgd
# about: reshape does not work in place
# loses: flatten_images
# mistake: returns_none
# %% flatten_images
def flatten_images(images):
    images.reshape(len(images), 784)
