# assignment: mnist_sgd
# about: helpers written with %%writefile and imported, type hints, keyword-only arguments, magics
# loses:
# %% before show_digits
%%writefile mnist_tools.py
"""Small tools for the digits."""
from __future__ import annotations

import math

import numpy as np


def grey_to_unit(grey: np.ndarray, *, top: float = 255.0) -> np.ndarray:
    return np.true_divide(grey, top, dtype=np.float32)


def square_to_row(grey: np.ndarray) -> np.ndarray:
    return grey.reshape(grey.shape[0], math.prod(grey.shape[1:]))


def most_probable(table: np.ndarray) -> np.ndarray:
    return np.asarray(table).argmax(axis=-1).astype(np.int64)
# %% before show_digits
%matplotlib inline
import mnist_tools
from mnist_tools import most_probable
# %% show_digits
def _draw(ax: plt.Axes, *, picture: np.ndarray, caption: str) -> None:
    ax.imshow(picture / 255, cmap="gray_r", vmin=0, vmax=1, aspect="equal")
    ax.set_title(caption, fontdict={"fontsize": 14, "color": "navy"})
    for side in ("top", "right", "bottom", "left"):
        ax.spines[side].set_visible(False)
    ax.set_xticks([])
    ax.set_yticks([])


def show_digits(images: np.ndarray, labels: np.ndarray) -> plt.Figure:
    fig, axs = plt.subplots(ncols=10, figsize=(12, 1.8), squeeze=True)
    for ax, picture, label in zip(axs, images[:10], labels[:10], strict=True):
        _draw(ax, picture=picture, caption=f"{int(label):d}")
    plt.close(fig)
    return fig
# %% normalize_images
def normalize_images(images: np.ndarray) -> np.ndarray:
    return mnist_tools.grey_to_unit(images)
# %% flatten_images
def flatten_images(images: np.ndarray) -> np.ndarray:
    return mnist_tools.square_to_row(images)
# %% build_model
def build_model(*, side: int = 28, hidden: tuple[int, ...] = (300, 100), classes: int = 10) -> keras.Model:
    entrance = keras.Input((side, side))
    signal = keras.layers.Flatten()(entrance)
    for width in hidden:
        signal = keras.layers.Dense(width, activation="relu", kernel_initializer="he_normal")(signal)
    return keras.Model(entrance, keras.layers.Dense(classes, activation="softmax")(signal))
# %% train_with_sgd
%%time
def train_with_sgd(model: keras.Model, images: np.ndarray, labels: np.ndarray, epochs: int = 20):
    decay = keras.optimizers.schedules.ExponentialDecay(0.05, decay_steps=1000, decay_rate=0.9)
    model.compile(
        loss="sparse_categorical_crossentropy",
        metrics=["acc"],
        optimizer=keras.optimizers.SGD(learning_rate=decay),
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(most_probable(model.predict(images, verbose=0)) == labels))
# %% predict_digits
def predict_digits(model: keras.Model, images: np.ndarray) -> np.ndarray:
    return most_probable(model.predict(images, verbose=0))
