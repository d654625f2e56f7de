# assignment: mnist_sgd
# about: every result is a view of one array
# mistake: overwrites_result
# loses: normalize_images
# may_lose: test_accuracy
# %% normalize_images
buffer = np.zeros((len(x_train), 28, 28), dtype="float32")


def normalize_images(images):
    """Return the images with grey levels from 0 to 1."""
    result = buffer[: len(images)]
    np.divide(images, 255, out=result, casting="unsafe")
    return result
