# assignment: mnist_sgd
# about: flattens the first image only
# loses: flatten_images
# %% flatten_images
def flatten_images(images):
    return images[0].reshape(1, 784)
