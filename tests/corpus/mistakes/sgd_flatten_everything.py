# assignment: mnist_sgd
# about: one long row for all images
# loses: flatten_images
# mistake: flattens_everything
# %% flatten_images
def flatten_images(images):
    return images.flatten()
