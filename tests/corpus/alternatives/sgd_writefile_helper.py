# assignment: mnist_sgd
# about: helpers written to a module with %%writefile and imported
# loses:
# %% before show_digits
%%writefile digit_helpers.py
"""Small helpers for the digits."""
import numpy as np


def scale(images, top=255):
    return np.asarray(images) / top


def to_rows(images):
    return images.reshape(len(images), -1)
# %% normalize_images
from digit_helpers import scale, to_rows


def normalize_images(images):
    return scale(images)
# %% flatten_images
def flatten_images(images):
    return to_rows(images)
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, batch_size=32)
