# assignment: mnist_sgd
# about: writes into the array that was passed
# loses: normalize_images
# may_lose: test_accuracy
# mistake: changes_input
# %% normalize_images
def normalize_images(images):
    scaled = images / 255.0
    images[:] = scaled
    return scaled
