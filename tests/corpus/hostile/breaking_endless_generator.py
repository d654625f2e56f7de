# assignment: mnist_adam
# family: breaking
# about: generators and sequences that never end, or that say that they are endless
# loses: normalize_images evaluate_accuracy predict_digit test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
import itertools


class Endless:
    def __len__(self):
        return 2**62

    def __getitem__(self, index):
        return 0.5

    def __iter__(self):
        return itertools.repeat(0.5)


def normalize_images(images):
    return Endless()
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return itertools.count()
# %% predict_digit
def predict_digit(model, image):
    while True:
        yield 7
