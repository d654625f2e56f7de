"""The grader's reference models, which a student's function trains, evaluates or is asked about.

No probe can import this module: its source is handed over with the inputs of the first task that
needs such a model, once the evidence of the student's own model is out of reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def reference_model(
    input_shape: Sequence[int],
    units: Sequence[int],
    activations: Sequence[str],
    weights: Sequence[np.ndarray],
    kind: Any = None,
    dropout: float = 0.0,
) -> Any:
    """Return a Keras model with the contract's architecture and the given weights, not compiled.

    Args:
        input_shape: Shape of one image.
        units: Width of each layer.
        activations: Activation of each layer.
        weights: Kernel and bias of each layer.
        kind: The class of the model; `keras.Sequential` by default.
        dropout: The share of the pixels that it leaves out in training.
    """
    import keras

    model = (kind or keras.Sequential)(
        [keras.Input(tuple(input_shape)), keras.layers.Flatten()]
        + [keras.layers.Dropout(dropout)] * bool(dropout)
        + [
            keras.layers.Dense(width, activation=activation)
            for width, activation in zip(units, activations)
        ]
    )
    model.set_weights([np.asarray(weight, "float32") for weight in weights])
    return model


def layered_model(
    input_shape: Sequence[int],
    layers: Sequence[Mapping[str, Any]],
    weights: Sequence[np.ndarray],
) -> Any:
    """Return a Keras model with the layers of a contract and the given weights, not compiled.

    Args:
        input_shape: Shape of one image.
        layers: The fields of each layer, as `autograder.assignment.architecture.Layer` has them.
        weights: All weights, in Keras's order; without any, Keras draws them.
    """
    import keras

    model = keras.Sequential([keras.Input(tuple(input_shape)), *map(_made, layers)])
    if not weights:
        return model
    model.set_weights([np.asarray(weight, "float32") for weight in weights])
    return model


def _made(layer: Mapping[str, Any]) -> Any:
    """Return a Keras layer."""
    from keras import layers

    window, kind = layer["window"], layer["type"]
    size, strides = tuple(window["size"]), tuple(window["strides"])
    if kind == "conv2d":
        return layers.Conv2D(
            layer["width"],
            size,
            strides,
            window["padding"],
            dilation_rate=tuple(window["dilation"]),
            activation=layer["activation"],
            use_bias=layer["bias"],
        )
    if kind in ("max_pooling2d", "average_pooling2d"):
        pooling = layers.MaxPooling2D if kind == "max_pooling2d" else layers.AveragePooling2D
        return pooling(size, strides, window["padding"])
    if kind == "dense":
        return layers.Dense(layer["width"], layer["activation"], use_bias=layer["bias"])
    if kind == "dropout":
        return layers.Dropout(layer["rate"])
    if kind == "activation":
        return layers.Activation(layer["activation"])
    if kind == "batch_normalization":
        return layers.BatchNormalization(epsilon=layer["epsilon"])
    if kind == "flatten":
        return layers.Flatten()
    greatest = kind == "global_max_pooling2d"
    return layers.GlobalMaxPooling2D() if greatest else layers.GlobalAveragePooling2D()
