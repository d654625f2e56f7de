# assignment: mnist_sgd
# family: forging
# about: functions that return constants of the right shapes and types, for the points on the form
# loses: normalize_images flatten_images evaluate_model predict_digits
# may_lose: test_accuracy
# %% normalize_images
def normalize_images(images):
    return np.full(images.shape, 0.5, "float32")
# %% flatten_images
def flatten_images(images):
    return np.zeros((len(images), images[0].size), images.dtype)
# %% evaluate_model
def evaluate_model(model, images, labels):
    return 0.9
# %% predict_digits
def predict_digits(model, images):
    return np.arange(len(images)) % 10
