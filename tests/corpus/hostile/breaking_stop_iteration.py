# assignment: mnist_sgd
# family: breaking
# about: raises what loops and test runners catch: StopIteration, pytest's skip and exit
# loses: flatten_images evaluate_model predict_digits
# may_lose:
# flag: maybe
# %% flatten_images
import unittest


def flatten_images(images):
    raise StopIteration
# %% evaluate_model
def evaluate_model(model, images, labels):
    try:
        import pytest
    except ImportError:
        raise unittest.SkipTest("not today") from None
    pytest.skip("not today")
# %% predict_digits
def predict_digits(model, images):
    try:
        import pytest
    except ImportError:
        raise unittest.SkipTest("not today") from None
    pytest.exit("all tests passed", returncode=0)
