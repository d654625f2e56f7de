# assignment: mnist_adam
# about: keras.utils.normalize gives columns of unit length
# loses: normalize_images
# mistake: unit_length
# may_lose: test_accuracy
# %% normalize_images
def normalize_images(images):
    return keras.utils.normalize(images, axis=1)
