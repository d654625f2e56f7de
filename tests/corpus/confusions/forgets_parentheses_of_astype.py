# assignment: mnist_sgd
# about: Why does astype give no array?
# loses: normalize_images
# may_lose: test_accuracy
# mistake: method_not_called
# %% normalize_images
def normalize_images(images):
    return images.astype / 255
