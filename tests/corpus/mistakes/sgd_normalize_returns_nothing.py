# assignment: mnist_sgd
# about: the return is missing
# loses: normalize_images test_accuracy
# mistake: returns_none
# %% normalize_images
def normalize_images(images):
    images = images.astype("float32") / 255
