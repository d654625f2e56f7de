# assignment: mnist_sgd
# about: clips to 0-1 instead of dividing
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    return np.clip(images, 0, 1).astype("float32")
