# assignment: mnist_sgd
# family: breaking
# about: a model whose outputs change shape, type and number at every call
# loses: build_model test_accuracy
# may_lose:
# flag: maybe
# %% build_model
import itertools

moods = itertools.cycle([None, {}, [], "text", np.zeros((0, 10)), np.full((3, 4, 5), np.nan)])


class Fickle(keras.Model):
    def call(self, images, training=False):
        return next(moods)

    def __call__(self, *arguments, **options):
        return next(moods)

    def predict(self, images, **options):
        return next(moods)


def build_model():
    return Fickle()
