"""Chains of layers drawn at random, and the same of Keras's layers: an oracle for the judge's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.assignment.architecture import Layer, Window, shapes_along, weight_shapes

ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "selu", "softplus", "linear")
CLASSES = 5


def drawn(generator: np.random.Generator) -> tuple[tuple[int, ...], tuple[Layer, ...]]:
    """Return the shape of an image, and layers that take it and end with a softmax."""
    while True:
        shape = (*(int(one) for one in generator.integers(6, 11, 2)), int(generator.integers(1, 4)))
        layers = [
            _spatial(str(generator.choice(KINDS)), generator)
            for _ in range(generator.integers(1, 5))
        ]
        vector = generator.choice(["flatten", "global_max_pooling2d", "global_average_pooling2d"])
        layers.append(Layer(str(vector)))
        if generator.random() < 0.5:
            layers.append(Layer("dense", 7, activation=str(generator.choice(ACTIVATIONS))))
        if generator.random() < 0.3:
            layers.append(Layer("batch_normalization"))
        layers.append(Layer("dense", CLASSES, activation="softmax"))
        try:
            shapes_along(layers, shape)
        except ValueError:
            continue
        return shape, tuple(layers)


KINDS = (
    "conv2d", "conv2d", "conv2d", "max_pooling2d", "average_pooling2d", "batch_normalization",
    "activation", "dropout",
)  # fmt: skip


def _spatial(kind: str, generator: np.random.Generator) -> Layer:
    size = tuple(int(one) for one in generator.integers(1, 4, 2))
    strides = tuple(int(one) for one in generator.integers(1, 3, 2))
    padding = str(generator.choice(["valid", "same"]))
    activation = str(generator.choice(ACTIVATIONS))
    if kind == "conv2d":
        # Keras has no strides beside a dilation.
        dilation = (
            (1, 1) if max(strides) > 1 else tuple(int(i) for i in generator.integers(1, 3, 2))
        )
        window = Window(size, strides, padding, dilation)  # type: ignore[arg-type]
        return Layer(kind, int(generator.integers(1, 5)), window, activation)
    if kind.endswith("pooling2d"):
        return Layer(kind, window=Window(size, strides, padding))  # type: ignore[arg-type]
    return Layer(kind, activation=activation, rate=0.3, epsilon=0.01)


def weights_for(
    layers: tuple[Layer, ...], shape: tuple[int, ...], generator: np.random.Generator
) -> list[np.ndarray]:
    """Return weights, float64; those with one axis are positive, as a variance has to be."""
    drawn_weights = [generator.normal(0, 0.5, one) for one in weight_shapes(layers, shape)]
    return [np.abs(one) + 0.1 if one.ndim == 1 else one for one in drawn_weights]


def layer_of_keras(layer: Layer, dtype: str | None = None) -> Any:
    """Return the layer as Keras has it."""
    from keras import layers

    window = layer.window
    options = {"strides": window.strides, "padding": window.padding, "dtype": dtype}
    bias = {"use_bias": layer.bias, "activation": layer.activation}
    if layer.type == "conv2d":
        return layers.Conv2D(
            layer.width, window.size, dilation_rate=window.dilation, **bias, **options
        )
    if layer.type in ("max_pooling2d", "average_pooling2d"):
        kind = "MaxPooling2D" if layer.type.startswith("max") else "AveragePooling2D"
        return getattr(layers, kind)(window.size, **options)
    return {
        "global_max_pooling2d": lambda: layers.GlobalMaxPooling2D(dtype=dtype),
        "global_average_pooling2d": lambda: layers.GlobalAveragePooling2D(dtype=dtype),
        "flatten": lambda: layers.Flatten(dtype=dtype),
        "dense": lambda: layers.Dense(layer.width, dtype=dtype, **bias),
        "dropout": lambda: layers.Dropout(layer.rate, dtype=dtype),
        "batch_normalization": lambda: layers.BatchNormalization(
            epsilon=layer.epsilon, dtype=dtype
        ),
        "activation": lambda: layers.Activation(layer.activation, dtype=dtype),
    }[layer.type]()


def model_of_keras(layers: tuple[Layer, ...], shape: tuple[int, ...]) -> Any:
    """Return a Keras model of the layers, in float64."""
    import keras

    return keras.Sequential(
        [keras.Input(shape, dtype="float64"), *(layer_of_keras(one, "float64") for one in layers)]
    )
