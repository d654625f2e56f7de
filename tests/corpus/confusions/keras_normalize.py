# assignment: mnist_sgd
# about: Is keras.utils.normalize not made for this?
# loses: normalize_images
# may_lose: test_accuracy
# mistake: unit_length
# %% normalize_images
def normalize_images(images):
    return keras.utils.normalize(images, axis=1)
