# assignment: mnist_sgd
# family: harming
# about: reads address 0, so that the process dies with a segmentation fault
# loses: flatten_images
# may_lose: *
# flag: maybe
# %% flatten_images
import ctypes


def flatten_images(images):
    return ctypes.string_at(0)
