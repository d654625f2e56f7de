# assignment: mnist_sgd
# about: a third axis of length one
# loses: flatten_images
# mistake: extra_axis
# %% normalize_images
from functools import partial


def rescale(factor, images):
    return images * np.float32(factor)


normalize_images = partial(rescale, 1 / 255)
# %% flatten_images
def rows(columns, images):
    return images.reshape(-1, columns, 1)


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
