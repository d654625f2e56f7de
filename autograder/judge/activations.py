"""Activations, and their derivatives in terms of what they give, in NumPy.

Names are Keras's; what Keras's have a setting for has it in its name. Those of more than one word are
mistakes that people make, and settings.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

Array = np.ndarray

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


def softmax(logits: Array) -> Array:
    """Return class probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def _sigmoid(x: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


_erf = np.vectorize(math.erf, otypes=["float64"])


def _elu(x: Array) -> Array:
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "relu": lambda x: np.maximum(x, 0),
    "softmax": softmax,
    "linear": lambda x: x,
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "elu": _elu,
    "selu": lambda x: SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(np.minimum(x, 0))),
    "softplus": lambda x: np.logaddexp(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "leaky_relu with slope 0.3": lambda x: np.where(x > 0, x, 0.3 * x),
    "leaky_relu with slope 0.01": lambda x: np.where(x > 0, x, 0.01 * x),
    "gelu": lambda x: 0.5 * x * (1 + _erf(x / np.sqrt(2))),
    "approximate gelu": (
        lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    ),
    "silu": lambda x: x * _sigmoid(x),
    "softmax of softmax": lambda x: softmax(softmax(x)),
    "softmax over images": lambda x: softmax(x.T).T,
    "sigmoid then softmax": lambda x: softmax(_sigmoid(x)),
    "relu then softmax": lambda x: softmax(np.maximum(x, 0)),
    "log_softmax": lambda x: (
        x
        - x.max(-1, keepdims=True)
        - np.log(np.exp(x - x.max(-1, keepdims=True)).sum(-1, keepdims=True))
    ),
}

# The derivatives of activations in terms of their outputs.
SLOPES: Mapping[str, Callable[[Array], Array]] = {
    "relu": lambda y: y > 0,
    "linear": np.ones_like,
    "sigmoid": lambda y: y * (1 - y),
    "tanh": lambda y: 1 - y**2,
    "elu": lambda y: np.where(y > 0, 1, y + 1),
    "selu": lambda y: np.where(y > 0, SELU_SCALE, y + SELU_SCALE * SELU_ALPHA),
    "softplus": lambda y: -np.expm1(-y),
}
