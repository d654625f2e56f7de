# assignment: mnist_adam
# about: rounds up, so that each pixel is zero or one
# loses: normalize_images
# mistake: two_levels
# %% normalize_images
def normalize_images(images):
    # arrotonda
    return np.ceil(images / 255.0)
