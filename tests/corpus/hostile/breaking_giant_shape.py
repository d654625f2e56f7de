# assignment: mnist_adam
# family: breaking
# about: broadcast arrays of 10^15 elements that need no memory until somebody copies them
# loses: normalize_images evaluate_accuracy predict_digit test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
def normalize_images(images):
    return np.broadcast_to(np.float32(0.5), (10**12, 28, 28))
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return np.broadcast_to(np.float64(0.5), (10**15,))
# %% predict_digit
def predict_digit(model, image):
    return np.broadcast_to(np.int64(5), (10**15,)), np.lib.stride_tricks.as_strided(
        np.ones(1), (2**60,), (0,)
    )
