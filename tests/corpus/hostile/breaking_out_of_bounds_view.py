# assignment: mnist_sgd
# family: breaking
# about: strided views and array interfaces that point outside their own memory
# loses: flatten_images predict_digits
# may_lose: *
# flag: maybe
# %% flatten_images
class BadPointer:
    __array_interface__ = {"shape": (10, 784), "typestr": "|u1", "data": (64, False), "version": 3}


def flatten_images(images):
    return BadPointer()
# %% predict_digits
def predict_digits(model, images):
    return np.lib.stride_tricks.as_strided(np.zeros(1, dtype="int64"), (len(images),), (1 << 40,))
