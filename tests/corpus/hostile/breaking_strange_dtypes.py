# assignment: mnist_adam
# family: breaking
# about: object, structured, complex, date, text and void arrays in place of numbers
# loses: normalize_images evaluate_accuracy predict_digit test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
def normalize_images(images):
    record = np.zeros(images.shape, dtype=[("grey", "f4"), ("label", "O")])
    record["label"] = "x"
    return record
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return np.datetime64("NaT")
# %% predict_digit
def predict_digit(model, image):
    return np.array([b"\xff\x00"], dtype="V2"), np.complex128(0.5 + 0.5j)
