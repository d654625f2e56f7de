# assignment: mnist_sgd
# about: takes the pixels in the order in which they lie in memory
# loses: flatten_images
# mistake: wrong_for_views
# %% flatten_images
def flatten_images(images):
    return images.ravel(order="K").reshape(len(images), -1)
