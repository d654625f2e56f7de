# assignment: mnist_sgd
# family: tampering
# about: __class__, __instancecheck__ and a shape that equals every shape lie about the type
# loses: flatten_images predict_digits
# may_lose:
# flag: maybe
# %% flatten_images
class EveryShape(tuple):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = tuple.__hash__


class Everything(type):
    def __instancecheck__(cls, instance):
        return True

    def __subclasscheck__(cls, subclass):
        return True


class Chameleon(metaclass=Everything):
    dtype = np.dtype("uint8")
    shape = EveryShape((10, 784))
    ndim = 2

    @property
    def __class__(self):
        return np.ndarray

    def __array__(self, dtype=None, copy=None):
        return np.zeros((1,), dtype=dtype or "uint8")

    def tolist(self):
        return [0]

    def all(self):
        return True


def flatten_images(images):
    return Chameleon()
# %% predict_digits
def predict_digits(model, images):
    return Chameleon()
