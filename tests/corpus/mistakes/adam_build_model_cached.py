# assignment: mnist_adam
# about: a cache returns the same model at each call, with whatever it has learned, not a new one
# loses: build_model
# mistake: same_model_again
# may_lose: test_accuracy
# %% build_model
from functools import lru_cache


@lru_cache(maxsize=None)
def build_model():
    return keras.Sequential([
        keras.Input(shape=(28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
