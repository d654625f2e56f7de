"""Work out what layers of Keras's own give, in the judge's arithmetic.

In: what a model says its layers are, one after another, and its recorded weights. Out: a function from
images to outputs. What a model says is not trusted: only where these outputs are the recorded ones does
it count. So a model that is not the contract's is still known to be a network and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograder.judge import reference
from autograder.judge.evidence import Node
from autograder.sandbox.reading import EvidenceError

Step = Callable[[np.ndarray], np.ndarray]
# Layers that give what they get, when a model is used.
SILENT = (
    "Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout",
    "ActivityRegularization", "Identity",
)  # fmt: skip
# Activations of Keras's beside those that the contract's networks may have.
OTHERS: Mapping[str, Step] = {
    "relu6": lambda x: np.clip(x, 0, 6),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "mish": lambda x: x * np.tanh(np.logaddexp(x, 0)),
}
# Of a layer's settings: so many multiplications for an image take no time worth mentioning.
MAX_WORK = 5e7
# Images at a time, and the numbers that they become on the way: a layer may make many of one.
BATCH, MOST_NUMBERS = 50, 2**24


class UnknownLayerError(ValueError):
    """A layer whose outputs cannot be worked out."""


def network_of(
    layers: Node, weights: Sequence[np.ndarray], shape: Sequence[int], hidden: bool = False
) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return what computes the outputs of a model's layers, or None where one of them is not known.

    Args:
        layers: What the model says of its layers, in their order.
        weights: The model's weights, in the order of the layers.
        shape: The shape of an image.
        hidden: Whether what the last dense layer is given is wanted in place of the outputs.

    Returns:
        A function from images, shape (n, pixels), to outputs, shape (n, ...).
    """
    try:
        steps: list[Step] = []
        last = 0
        remaining, widest = list(weights), 1
        values = np.zeros((1, *shape))
        for layer in layers.nodes():
            count = layer["weights"].integer
            own, remaining = remaining[: max(count, 0)], remaining[max(count, 0) :]
            if len(own) != count:
                return None
            last = len(steps) if layer["type"].text == "Dense" else last
            step = _step(layer, [one.astype("float64") for one in own], values)
            steps.append(step)
            values = step(values)
            widest = max(widest, values.size, _windowed(own, values))
        if remaining:
            return None
    except (EvidenceError, UnknownLayerError, ValueError, IndexError, ArithmeticError):
        return None

    taken = steps[:last] if hidden else steps

    def computed(images: np.ndarray) -> np.ndarray:
        values = images.reshape(-1, *shape).astype("float64")
        for step in taken:
            values = step(values)
        return values

    return lambda images: in_parts(computed, images, widest)


def in_parts(compute: Step, images: np.ndarray, widest: int) -> np.ndarray:
    """Return what a function gives for images, as many at a time as memory holds.

    Args:
        compute: The function.
        images: The images.
        widest: How many numbers one of them becomes on the way, at most.
    """
    size = max(1, min(BATCH, MOST_NUMBERS // max(widest, 1)))
    return np.concatenate(
        [compute(images[start : start + size]) for start in range(0, len(images), size)]
    )


def _windowed(weights: Sequence[np.ndarray], values: np.ndarray) -> int:
    """Return how many numbers there are in the windows from which a convolution makes values."""
    if not weights or weights[0].ndim != 4:
        return 0
    return int(values[..., 0].size * weights[0][..., 0].size)


def _step(layer: Node, weights: Sequence[np.ndarray], values: np.ndarray) -> Step:
    """Return what one layer computes, given what it gets for one image."""
    kind, settings = layer["type"].text, layer["settings"]
    if kind == "Flatten":
        first = "data_format" in settings and settings["data_format"].text == "channels_first"
        return _flattened_by_pixel if first and values.ndim > 2 else _flattened
    if kind in SILENT:
        return lambda x: x
    if kind == "Dense":
        return _dense(settings, weights)
    if kind == "Conv2D":
        return _convolution(settings, weights, values)
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        return _pooling(settings, np.max if kind.startswith("Max") else np.mean)
    if kind in ("BatchNormalization", "LayerNormalization"):
        return _normalization(kind, settings, weights, values)
    if weights:
        raise UnknownLayerError(kind)
    if kind == "Activation":
        return _activation(settings)
    if kind == "Softmax":
        return reference.softmax
    if kind in ("ReLU", "LeakyReLU"):
        return _rectified(settings)
    if kind == "ELU":
        slope = _number(settings, "alpha", 1)
        return lambda x: np.where(x > 0, x, slope * np.expm1(np.minimum(x, 0)))
    if kind == "Rescaling":
        scale, offset = settings["scale"].number, settings["offset"].number
        return lambda x: x * scale + offset
    if kind == "Reshape":
        target = tuple(one.integer for one in settings["target_shape"].nodes())
        return lambda x: x.reshape(len(x), *target)
    if kind in ("GlobalAveragePooling2D", "GlobalMaxPooling2D"):
        of = np.mean if "Average" in kind else np.max
        return lambda x: np.asarray(of(x, axis=(1, 2)))
    raise UnknownLayerError(kind)


def _flattened(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1)


def _flattened_by_pixel(values: np.ndarray) -> np.ndarray:
    """Return values of which the first axis of an image counts as that of its channels."""
    return _flattened(np.moveaxis(values, 1, -1))


def _number(settings: Node, name: str, otherwise: float) -> float:
    return settings[name].number if name in settings else otherwise


def _pair(settings: Node, name: str) -> tuple[int, int]:
    first, second = (one.integer for one in settings[name].nodes())
    if not (0 < first < 64 and 0 < second < 64):
        raise UnknownLayerError(name)
    return first, second


def _activation(settings: Node) -> Step:
    name = settings["activation"].text if "activation" in settings else "linear"
    found = reference.ACTIVATIONS.get(name) or OTHERS.get(name)
    if found is None:
        raise UnknownLayerError(name)
    return found


def _rectified(settings: Node) -> Step:
    slope, start = _number(settings, "negative_slope", 0), _number(settings, "threshold", 0)
    most = _number(settings, "max_value", math.inf)
    return lambda x: np.where(x >= start, np.minimum(x, most), slope * (x - start))


def _dense(settings: Node, weights: Sequence[np.ndarray]) -> Step:
    kernel, *bias = weights
    if kernel.ndim != 2 or len(bias) > 1 or kernel.size > MAX_WORK:
        raise UnknownLayerError("Dense")
    after, shift = _activation(settings), bias[0] if bias else 0.0
    return lambda x: after(x @ kernel + shift)


def _convolution(settings: Node, weights: Sequence[np.ndarray], values: np.ndarray) -> Step:
    kernel, *bias = weights
    if kernel.ndim != 4 or len(bias) > 1 or values.ndim != 4:
        raise UnknownLayerError("Conv2D")
    if values[0].size * kernel[..., 0, :].size > MAX_WORK or kernel.shape[2] != values.shape[3]:
        raise UnknownLayerError("Conv2D")
    after, shift = _activation(settings), bias[0] if bias else 0.0
    windows = _windows(settings, kernel.shape[:2], 0.0)
    # The windows have the channels before the places in them.
    turned = kernel.transpose(2, 0, 1, 3)
    return lambda x: after(np.tensordot(windows(x), turned, axes=3) + shift)


def _pooling(settings: Node, of: Callable[..., np.ndarray]) -> Step:
    if of is np.mean and settings["padding"].text != "valid":
        # At the edges fewer values make a mean.
        raise UnknownLayerError("AveragePooling2D")
    windows = _windows(settings, _pair(settings, "pool_size"), -np.inf)
    return lambda x: of(windows(x), axis=(-2, -1))


def _windows(settings: Node, size: Sequence[int], filling: float) -> Step:
    """Return what takes windows out of images, shape (n, rows, columns, channels, height, width)."""
    strides, padding = _pair(settings, "strides"), settings["padding"].text
    if padding not in ("valid", "same"):
        raise UnknownLayerError(padding)

    def windows(x: np.ndarray) -> np.ndarray:
        if padding == "same":
            missing = [
                max((math.ceil(count / stride) - 1) * stride + width - count, 0)
                for count, stride, width in zip(x.shape[1:3], strides, size)
            ]
            around = [(one // 2, one - one // 2) for one in missing]
            x = np.pad(x, ((0, 0), *around, (0, 0)), constant_values=filling)
        found = np.lib.stride_tricks.sliding_window_view(x, tuple(size), axis=(1, 2))
        return found[:, :: strides[0], :: strides[1]]

    return windows


def _normalization(
    kind: str, settings: Node, weights: Sequence[np.ndarray], values: np.ndarray
) -> Step:
    """Return what normalizes along the last axis: by the layer's own means, or by those of an image."""
    axes = [one.integer for one in settings["axis"].nodes()]
    if axes not in ([-1], [values.ndim - 1]):
        raise UnknownLayerError(kind)
    remaining, epsilon = list(weights), settings["epsilon"].number
    scale = remaining.pop(0) if settings["scale"].flag else 1.0
    center = remaining.pop(0) if settings["center"].flag else 0.0
    if kind == "LayerNormalization":
        if remaining:
            raise UnknownLayerError(kind)
        return lambda x: (
            (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + epsilon) * scale
            + center
        )
    mean, variance = remaining
    return lambda x: (x - mean) / np.sqrt(variance + epsilon) * scale + center
