# assignment: mnist_adam
# family: breaking
# about: NaN and infinity wherever a number is expected
# loses: normalize_images evaluate_accuracy predict_digit test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
def normalize_images(images):
    return np.full(images.shape, np.nan, dtype="float32")
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return float("nan")
# %% predict_digit
def predict_digit(model, image):
    return float("inf"), float("-inf")
