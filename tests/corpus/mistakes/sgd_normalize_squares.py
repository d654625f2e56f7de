# assignment: mnist_sgd
# about: squares the scaled grey levels for more contrast
# loses: normalize_images
# mistake: bends_levels
# %% normalize_images
def normalize_images(images):
    scaled = images.astype("float32") / 255
    return scaled**2
