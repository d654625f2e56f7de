# assignment: mnist_adam
# family: breaking
# about: __repr__, __array__, __len__ and __float__ sleep for ten minutes or return 200 MB of text
# loses: normalize_images evaluate_accuracy predict_digit test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
import time


class Sleepy:
    def __array__(self, dtype=None, copy=None):
        time.sleep(600)

    def __len__(self):
        time.sleep(600)
        return 1

    def __float__(self):
        time.sleep(600)
        return 1.0

    def __repr__(self):
        time.sleep(600)
        return ""


class Talkative:
    def __repr__(self):
        return "blah " * 40_000_000


def normalize_images(images):
    return Sleepy()
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return Sleepy()
# %% predict_digit
def predict_digit(model, image):
    return Talkative()
