# assignment: mnist_sgd
# family: breaking
# about: results whose every attribute raises, and whose type, hash, bool and repr raise as well
# loses: show_digits flatten_images build_model evaluate_model test_accuracy
# may_lose:
# flag: maybe
# %% show_digits
class Sulky:
    def __getattribute__(self, name):
        raise RuntimeError(f"do not touch my {name}")

    def __bool__(self):
        raise RuntimeError("neither true nor false")

    def __hash__(self):
        raise RuntimeError("no hash")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    def __repr__(self):
        raise RuntimeError("no text")

    def __len__(self):
        raise RuntimeError("no length")

    __str__ = __float__ = __int__ = __index__ = __iter__ = __array__ = __del__ = __repr__


def show_digits(images, labels):
    return Sulky()
# %% flatten_images
def flatten_images(images):
    return Sulky()
# %% build_model
def build_model():
    return Sulky()
# %% evaluate_model
def evaluate_model(model, images, labels):
    return Sulky()
