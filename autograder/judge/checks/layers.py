"""Work out what layers of Keras's own give, in the judge's arithmetic.

In: what a model says its layers are, one after another, and its recorded weights. Out: a function from
images to outputs. What a model says is not trusted: only where these outputs are the recorded ones does
it count. So a model that is not the contract's is still known to be a network and nothing else.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograder.assignment.architecture import Layer, Window
from autograder.judge import operations
from autograder.judge.activations import ACTIVATIONS
from autograder.judge.evidence import Node
from autograder.judge.operations import Function, Operation
from autograder.sandbox.reading import EvidenceError

Step = Callable[[np.ndarray], np.ndarray]
# Layers that give what they get, when a model is used. Those of the second line do so in training, too.
SILENT = (
    "Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout",
    "ActivityRegularization", "Identity",
)  # fmt: skip
POOLINGS = {"MaxPooling2D": "max_pooling2d", "AveragePooling2D": "average_pooling2d"}
GLOBAL_POOLINGS = {
    "GlobalMaxPooling2D": "global_max_pooling2d",
    "GlobalAveragePooling2D": "global_average_pooling2d",
}
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


@dataclasses.dataclass(frozen=True)
class ToldLayer:
    """A layer as a model tells it.

    Attributes:
        kind: The name of its class.
        layer: The same as a rubric would describe it, or None where no rubric can.
        operations: What it computes.
        weights: Its weights, float64.
    """

    kind: str
    layer: Layer | None
    operations: tuple[Operation, ...]
    weights: tuple[np.ndarray, ...]


@dataclasses.dataclass(frozen=True)
class ToldNetwork:
    """A network as a model tells it.

    Attributes:
        layers: Its layers.
        shape: The shape of an image.
        widest: How many numbers an image becomes on the way, at most.
    """

    layers: tuple[ToldLayer, ...]
    shape: tuple[int, ...]
    widest: int

    def compute(self, images: np.ndarray) -> np.ndarray:
        """Return the outputs for images of any shape (n, ...), shape (n, ...)."""
        every = [one for layer in self.layers for one in layer.operations]
        weights = [one for layer in self.layers for one in layer.weights]

        def computed(some: np.ndarray) -> np.ndarray:
            values = some.reshape(-1, *self.shape).astype("float64")
            return operations.forward(every, weights, values)

        return in_parts(computed, images, self.widest)


def told_network(
    layers: Node, weights: Sequence[np.ndarray], shape: Sequence[int]
) -> ToldNetwork | None:
    """Return the network that a model tells, or None where a layer of it is not known.

    Args:
        layers: What the model says of its layers, in their order.
        weights: The model's weights, in the order of the layers.
        shape: The shape of an image.
    """
    try:
        told: list[ToldLayer] = []
        remaining, widest = list(weights), 1
        values = np.zeros((1, *shape))
        for layer in layers.nodes():
            count = layer["weights"].integer
            own, remaining = remaining[: max(count, 0)], remaining[max(count, 0) :]
            if len(own) != count:
                return None
            told.append(_told(layer, [one.astype("float64") for one in own], values))
            values = operations.forward(told[-1].operations, told[-1].weights, values)
            widest = max(widest, values.size, _windowed(own, values))
        if remaining:
            return None
    except (EvidenceError, UnknownLayerError, ValueError, IndexError, ArithmeticError):
        return None
    return ToldNetwork(tuple(told), tuple(shape), widest)


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
    network = told_network(layers, weights, shape)
    if network is None or not hidden:
        return network.compute if network else None
    last = max((i for i, one in enumerate(network.layers) if one.kind == "Dense"), default=0)
    return dataclasses.replace(network, layers=network.layers[:last]).compute


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


def _told(layer: Node, weights: Sequence[np.ndarray], values: np.ndarray) -> ToldLayer:
    """Return one layer, given what it gets for one image."""
    kind, settings = layer["type"].text, layer["settings"]
    if kind == "Flatten":
        by_channel = "data_format" in settings and settings["data_format"].text == "channels_first"
        if by_channel and values.ndim > 2:
            return ToldLayer(kind, None, (Function(_flattened_by_pixel),), ())
        # Weights that nothing uses change nothing.
        return ToldLayer(kind, Layer("flatten"), (operations.Reshaping(),), ())
    if kind in SILENT:
        rate = _number(settings, "rate", 0)
        dropout = Layer("dropout", rate=rate) if kind == "Dropout" else None
        return ToldLayer(kind, dropout, (), ())
    if kind in ("Dense", "Conv2D"):
        described = _sums(kind, settings, weights, values)
        first, *_ = operations.of_layer(dataclasses.replace(described, activation="linear"))
        after = _activation(described.activation)
        return ToldLayer(kind, described, (first, after), tuple(weights))
    if kind in ("BatchNormalization", "LayerNormalization"):
        return _normalization(kind, settings, weights, values)
    if weights:
        raise UnknownLayerError(kind)
    described_as, operation = _without_weights(kind, settings)
    return ToldLayer(kind, described_as, (operation,), ())


def _without_weights(kind: str, settings: Node) -> tuple[Layer | None, Operation]:
    """Return a layer without weights, as a rubric describes it if one can, and what it computes."""
    if kind in POOLINGS:
        window = _window(settings, _pair(settings, "pool_size"))
        pooling = Layer(POOLINGS[kind], window=window)
        return pooling, operations.of_layer(pooling)[0]
    if kind in GLOBAL_POOLINGS:
        pooling = Layer(GLOBAL_POOLINGS[kind])
        return pooling, operations.of_layer(pooling)[0]
    if kind in ("Activation", "Softmax", "ReLU", "LeakyReLU", "ELU"):
        name, operation = _activation_layer(kind, settings)
        return Layer("activation", activation=name), operation
    if kind == "Rescaling":
        scale, offset = settings["scale"].number, settings["offset"].number
        return None, Function(lambda x: x * scale + offset)
    if kind == "Reshape":
        target = tuple(one.integer for one in settings["target_shape"].nodes())
        return None, operations.Reshaping(target)
    raise UnknownLayerError(kind)


def _flattened_by_pixel(values: np.ndarray) -> np.ndarray:
    """Return values of which the first axis of an image counts as that of its channels."""
    return np.moveaxis(values, 1, -1).reshape(len(values), -1)


def _number(settings: Node, name: str, otherwise: float) -> float:
    return settings[name].number if name in settings else otherwise


def _pair(settings: Node, name: str) -> tuple[int, int]:
    first, second = (one.integer for one in settings[name].nodes())
    if not (0 < first < 64 and 0 < second < 64):
        raise UnknownLayerError(name)
    return first, second


def _window(settings: Node, size: tuple[int, int]) -> Window:
    padding = settings["padding"].text
    if padding not in ("valid", "same"):
        raise UnknownLayerError(padding)
    # Of a pooling, and of what was recorded before it was asked for, nothing is said of it.
    apart = _pair(settings, "dilation_rate") if "dilation_rate" in settings else (1, 1)
    return Window(size, _pair(settings, "strides"), padding, apart)


def _activation(name: str) -> Operation:
    if name in ACTIVATIONS:
        return operations.Activation(name)
    if name in OTHERS:
        return Function(OTHERS[name])
    raise UnknownLayerError(name)


def _name_of_activation(settings: Node) -> str:
    return settings["activation"].text if "activation" in settings else "linear"


def _activation_layer(kind: str, settings: Node) -> tuple[str, Operation]:
    """Return the name of an activation that is a layer of its own, and what it computes."""
    if kind == "Activation":
        name = _name_of_activation(settings)
        return name, _activation(name)
    if kind == "Softmax":
        return "softmax", _activation("softmax")
    if kind == "ELU":
        alpha = _number(settings, "alpha", 1)
        elu = Function(lambda x: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0))))
        return "elu", _activation("elu") if alpha == 1 else elu
    slope, start = _number(settings, "negative_slope", 0), _number(settings, "threshold", 0)
    most = _number(settings, "max_value", math.inf)
    if (slope, start, most) == (0, 0, math.inf):
        return "relu", _activation("relu")
    rectified = Function(lambda x: np.where(x >= start, np.minimum(x, most), slope * (x - start)))
    return "leaky_relu" if slope else "relu with a limit", rectified


def _sums(kind: str, settings: Node, weights: Sequence[np.ndarray], values: np.ndarray) -> Layer:
    """Return a dense layer or a convolution, as a rubric describes it."""
    kernel, *bias = weights
    if len(bias) > 1:
        raise UnknownLayerError(kind)
    options = {"activation": _name_of_activation(settings), "bias": bool(bias)}
    if kind == "Dense":
        if kernel.ndim != 2 or kernel.size > MAX_WORK:
            raise UnknownLayerError(kind)
        return Layer("dense", kernel.shape[1], **options)  # type: ignore[arg-type]
    if kernel.ndim != 4 or values.ndim != 4 or kernel.shape[2] != values.shape[3]:
        raise UnknownLayerError(kind)
    if values[0].size * kernel[..., 0, :].size > MAX_WORK:
        raise UnknownLayerError(kind)
    window = _window(settings, (kernel.shape[0], kernel.shape[1]))
    return Layer("conv2d", kernel.shape[3], window, **options)  # type: ignore[arg-type]


def _normalization(
    kind: str, settings: Node, weights: Sequence[np.ndarray], values: np.ndarray
) -> ToldLayer:
    """Return what normalizes along the last axis: by the layer's own means, or by those of an image."""
    axes = [one.integer for one in settings["axis"].nodes()]
    if axes not in ([-1], [values.ndim - 1]):
        raise UnknownLayerError(kind)
    epsilon, flags = settings["epsilon"].number, (settings["scale"].flag, settings["center"].flag)
    if kind == "LayerNormalization":
        return ToldLayer(
            kind, None, (operations.LayerNormalization(epsilon, *flags),), tuple(weights)
        )
    described = Layer("batch_normalization", epsilon=epsilon) if all(flags) else None
    normalization = operations.BatchNormalization(epsilon, *flags)
    return ToldLayer(kind, described, (normalization,), tuple(weights))
