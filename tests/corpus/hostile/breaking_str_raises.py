# assignment: mnist_adam
# family: breaking
# about: exceptions whose __str__, __repr__, args and traceback raise exceptions of the same kind
# loses: normalize_images evaluate_accuracy test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
class Unspeakable(Exception):
    def __str__(self):
        raise Unspeakable

    __repr__ = __str__

    @property
    def args(self):
        raise Unspeakable

    @property
    def __traceback__(self):
        raise Unspeakable

    @property
    def __class__(self):
        raise Unspeakable


def normalize_images(images):
    raise Unspeakable
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return Unspeakable()
