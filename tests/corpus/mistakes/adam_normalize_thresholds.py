# assignment: mnist_adam
# about: turns grey levels to black or white
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    return (images > 127).astype("float32")
