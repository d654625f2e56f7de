# assignment: mnist_sgd
# about: a decorator with functools.wraps prints how long each step took
# loses:
# %% before show_digits
import functools
import time


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        result = function(*args, **kwargs)
        print(f"{function.__name__}: {time.perf_counter() - start:.2f} s")
        return result

    return wrapper
# %% normalize_images
@timed
def normalize_images(images):
    return images.astype(float) / 255
# %% flatten_images
@timed
def flatten_images(images):
    return images.reshape(images.shape[0], images.shape[1] * images.shape[2])
# %% build_model
@functools.lru_cache(maxsize=None)
def layer_sizes():
    return 300, 100


@timed
def build_model():
    first, second = layer_sizes()
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(first, activation="relu"),
            keras.layers.Dense(second, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
# %% train_with_sgd
@timed
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
