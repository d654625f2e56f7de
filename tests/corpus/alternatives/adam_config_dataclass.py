# assignment: mnist_adam
# about: settings in a dataclass, match statement, type hints, exponential decay, plots with suptitle and annotated lines
# loses:
# %% before normalize_images
from __future__ import annotations

import dataclasses

from numpy.typing import ArrayLike, NDArray


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    shape: tuple[int, int] = (28, 28)
    units: tuple[int, ...] = (128, 32)
    classes: int = 10
    rate: float = 0.002
    epochs: int = 25
    held_out: float = 0.2


SETTINGS = Settings()
# %% normalize_images
def normalize_images(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.multiply(images, np.float32(1 / 255), dtype=np.float32)
# %% build_model
def make_layer(step: int | str) -> keras.layers.Layer:
    match step:
        case "flatten":
            return keras.layers.Flatten()
        case SETTINGS.classes:
            return keras.layers.Dense(step, activation="softmax")
        case int(units):
            return keras.layers.Dense(units, activation="relu")
        case _:
            raise ValueError(step)


def build_model() -> keras.Model:
    model = keras.Sequential([make_layer(step) for step in ("flatten", *SETTINGS.units, SETTINGS.classes)])
    model.build((None, *SETTINGS.shape))
    return model
# %% train_with_adam
def train_with_adam(
    model: keras.Model, images: ArrayLike, labels: ArrayLike, epochs: int = SETTINGS.epochs
) -> keras.callbacks.History:
    rate = keras.optimizers.schedules.ExponentialDecay(SETTINGS.rate, decay_steps=500, decay_rate=0.9)
    model.compile(
        optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model.fit(images, labels, epochs=epochs, validation_split=SETTINGS.held_out, verbose=0)
# %% plot_history
def plot_history(history: keras.callbacks.History) -> plt.Figure:
    fig, axes = plt.subplots(2, sharex=True, figsize=(7, 6))
    fig.suptitle("Learning curves")
    for ax, metric in zip(axes, ("accuracy", "loss"), strict=True):
        train, validation = history.history[metric], history.history["val_" + metric]
        first, = ax.plot(train, lw=2)
        second, = ax.plot(validation, lw=2, ls="-.")
        ax.legend([first, second], ["Train", "Test (held-out validation images)"])
        ax.set_ylabel(metric)
        best = int(np.argmin(history.history["val_loss"]))
        ax.axvline(best, color="grey", alpha=0.4)
    axes[-1].set_xlabel("epoch (from 0)")
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model: keras.Model, images: NDArray, labels: NDArray) -> float:
    probabilities = np.vstack([model.predict_on_batch(part) for part in np.array_split(images, max(1, len(images) // 200))])
    return float(accuracy_score(labels, probabilities.argmax(axis=1)))
# %% predict_digit
def predict_digit(model: keras.Model, image: NDArray) -> tuple[int, float]:
    row = model.predict(image[np.newaxis, :, :], verbose=0).squeeze()
    return (digit := int(row.argmax())), float(row[digit])
