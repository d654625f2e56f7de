# assignment: mnist_adam
# about: hands the images back as they are
# loses: normalize_images
# may_lose: test_accuracy
# mistake: not_scaled
# %% normalize_images
def normalize_images(images):
    return images
