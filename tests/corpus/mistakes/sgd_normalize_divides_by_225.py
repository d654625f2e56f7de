# assignment: mnist_sgd
# about: a slip of the finger: 225 instead of 255
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    return images / 225
