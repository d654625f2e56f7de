# assignment: mnist_adam
# about: adds a hundredth so that no pixel is zero
# loses: normalize_images
# mistake: shifted_levels
# %% normalize_images
def normalize_images(images):
    return images / 255 + 0.01
