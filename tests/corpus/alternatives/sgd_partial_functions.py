# assignment: mnist_sgd
# about: functools.partial over general helpers
# loses:
# %% normalize_images
from functools import partial


def rescale(factor, images):
    return images * np.float32(factor)


normalize_images = partial(rescale, 1 / 255)
# %% flatten_images
def rows(columns, images):
    return images.reshape(-1, columns)


flatten_images = partial(rows, 28 * 28)
# %% build_model
Hidden = partial(keras.layers.Dense, activation="relu")


def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            Hidden(300),
            Hidden(100),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
