# assignment: mnist_sgd
# about: Why is an array not callable?
# loses: normalize_images
# may_lose: test_accuracy
# mistake: not_callable
# %% normalize_images
def normalize_images(images):
    return images / 255


normalize_images = normalize_images(x_train)
