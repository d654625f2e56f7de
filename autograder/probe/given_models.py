"""The grader's reference models, which a student's function trains, evaluates or is asked about.

No probe can import this module: its source is handed over with the inputs of the first task that
needs such a model, once the evidence of the student's own model is out of reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def reference_model(
    input_shape: Sequence[int],
    units: Sequence[int],
    activations: Sequence[str],
    weights: Sequence[np.ndarray],
    kind: Any = None,
) -> Any:
    """Return a Keras model with the contract's architecture and the given weights, not compiled.

    Args:
        input_shape: Shape of one image.
        units: Width of each layer.
        activations: Activation of each layer.
        weights: Kernel and bias of each layer.
        kind: The class of the model; `keras.Sequential` by default.
    """
    import keras

    model = (kind or keras.Sequential)(
        [keras.Input(tuple(input_shape)), keras.layers.Flatten()]
        + [
            keras.layers.Dense(width, activation=activation)
            for width, activation in zip(units, activations)
        ]
    )
    model.set_weights([np.asarray(weight, "float32") for weight in weights])
    return model
