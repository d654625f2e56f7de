# assignment: mnist_sgd
# about: returns the list of layers
# loses: build_model test_accuracy
# mistake: not_a_model
# %% before show_digits
from __future__ import annotations

from typing import Any
# %% show_digits
def show_digits(
    images: np.ndarray, labels: np.ndarray, rows: int = 2, cmap: str = "gray_r"
) -> plt.Figure:
    """Draw the first ten digits on a grid."""
    columns = 10 // rows
    fig, axes = plt.subplots(rows, columns, figsize=(1.5 * columns, 1.8 * rows))
    for axis, image, label in zip(np.ravel(axes), images, labels, strict=False):
        axis.imshow(image, cmap=cmap)
        axis.set_title(str(label))
        axis.axis("off")
    return fig
# %% normalize_images
def normalize_images(images: np.ndarray, maximum: int = 255) -> np.ndarray:
    """Return float32 images between 0 and 1."""
    return np.asarray(images, dtype=np.float32) / maximum
# %% build_model
def build_model(hidden: tuple[int, ...] = (300, 100), classes: int = 10) -> keras.Model:
    """Multilayer perceptron for images of 28 x 28 pixels."""
    stack: list[keras.layers.Layer] = [keras.Input(shape=(28, 28)), keras.layers.Flatten()]
    stack += [keras.layers.Dense(units, activation="relu") for units in hidden]
    stack.append(keras.layers.Dense(classes, activation="softmax"))
    return stack
# %% train_with_sgd
def train_with_sgd(
    model: keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    epochs: int = 20,
    *,
    learning_rate: float = 0.01,
    batch_size: int = 32,
    **fit_arguments: Any,
) -> keras.callbacks.History:
    """Compile with plain SGD and fit."""
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, batch_size=batch_size, epochs=epochs, **fit_arguments)
# %% evaluate_model
def evaluate_model(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of images that the model labels correctly."""
    result: dict[str, float] = model.evaluate(images, labels, verbose=0, return_dict=True)
    return result["accuracy"]
