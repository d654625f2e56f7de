# assignment: mnist_sgd
# family: harming
# about: a Python loop that would go on for ten minutes
# loses: flatten_images
# may_lose:
# flag: yes
# %% flatten_images
import time


def flatten_images(images):
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        pass
    return None
