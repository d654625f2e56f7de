# assignment: mnist_adam
# family: tampering
# about: results carry __reduce__ payloads that run in any process that unpickles them
# loses: normalize_images evaluate_accuracy predict_digit test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
PAYLOAD = "open('@CANARY_FILE@', 'w').write('CANARY:unpickled')"


class Surprise:
    def __reduce__(self):
        return exec, (PAYLOAD,)


def normalize_images(images):
    return np.array([Surprise()] * len(images), dtype=object)
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return Surprise()
# %% predict_digit
def predict_digit(model, image):
    return Surprise(), Surprise()
