# assignment: mnist_sgd
# family: breaking
# about: raises the recursion limit to two thousand million and recurses until the stack overflows
# loses: flatten_images
# may_lose: *
# flag: maybe
# %% flatten_images
import sys


def flatten_images(images):
    sys.setrecursionlimit(2_000_000_000)
    return flatten_images(list(images))
