"""Tell from weights and outputs what a dense network computes.

A model is judged by what it does: its recorded weights are put through the grader's own arithmetic
with each activation that a student might have chosen, until the recorded outputs come out. It makes
no difference how the model was written.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judge import reference
from autograder.judge.activations import ACTIVATIONS

HIDDEN = (
    "relu",
    "linear",
    "sigmoid",
    "tanh",
    "softmax",
    "elu",
    "selu",
    "softplus",
    "leaky_relu",
    "leaky_relu with slope 0.3",
    "leaky_relu with slope 0.01",
    "gelu",
    "approximate gelu",
    "silu",
)
# A softmax along the wrong axis.
OVER_IMAGES = "softmax over images"
OUTPUT = (
    "softmax",
    "linear",
    "sigmoid",
    "softmax of softmax",
    OVER_IMAGES,
    "relu",
    "tanh",
    "log_softmax",
    "sigmoid then softmax",
    "relu then softmax",
    "softplus",
)
# What a layer before the first dense one may do to the images: scale, shift.
INPUT_SCALES = (
    (1.0, 0.0),
    (1 / 255, 0.0),
    (1 / 256, 0.0),
    (255.0, 0.0),
    (1 / 127.5, -1.0),
    (2.0, -1.0),
)
# Every choice of activations for three hidden layers; more layers are not the contract's anyway.
MAX_COMBINATIONS = len(HIDDEN) ** 3
TIGHT, LOOSE = 1e-4, 2e-2
# Of outputs in training, in shares of the largest; what is left out of a layer changes far more.
ROUNDING, ROUNDING_OF_COARSE = 1e-3, 0.05
# Wider networks than this are not the contract's, and each choice would take long.
MAX_UNITS = 20_000


@dataclasses.dataclass(frozen=True)
class Chain:
    """Dense layers that follow each other, found among a model's weights.

    Attributes:
        kernels: Shape (inputs, units) each.
        biases: Shape (units,) each; zeros where a layer has none.
        has_bias: Whether each layer has a bias.
        unused: Number of weights that belong to none of these layers.
    """

    kernels: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    has_bias: tuple[bool, ...]
    unused: int

    @property
    def units(self) -> tuple[int, ...]:
        """Width of each layer."""
        return tuple(kernel.shape[1] for kernel in self.kernels)

    @property
    def weights(self) -> list[np.ndarray]:
        """Kernel and bias of each layer, in turn."""
        return [one for pair in zip(self.kernels, self.biases) for one in pair]

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases of these layers, each with its bias."""
        return sum(kernel.size + kernel.shape[1] for kernel in self.kernels)


@dataclasses.dataclass(frozen=True)
class Behaviour:
    """What a model computes.

    Attributes:
        hidden: Activation of each hidden layer.
        output: Activation of the last layer.
        scale: Factor and shift that the model applies to its input.
        exact: Whether the outputs agree to rounding error, or only roughly.
    """

    hidden: tuple[str, ...]
    output: str
    scale: tuple[float, float]
    exact: bool


def find_chain(weights: Sequence[np.ndarray], pixels: int) -> Chain | None:
    """Find dense layers from `pixels` inputs on; None if no weight can be the first of them."""
    remaining = [_as_kernel(weight, pixels) for weight in weights if weight.size]
    kernels: list[np.ndarray] = []
    biases: list[np.ndarray] = []
    has_bias: list[bool] = []
    width = pixels
    while True:
        place = next(
            (i for i, one in enumerate(remaining) if one.ndim == 2 and one.shape[0] == width), None
        )
        if place is None:
            place = next(
                (i for i, one in enumerate(remaining) if one.ndim == 2 and one.shape[1] == width),
                None,
            )
            if place is None:
                break
            remaining[place] = remaining[place].T
        kernel = remaining.pop(place).astype("float64")
        width = kernel.shape[1]
        following = [i for i, one in enumerate(remaining) if one.shape in ((width,), (1, width))]
        # Keras lists a layer's bias right behind its kernel.
        bias_place = next((i for i in following if i == place), None)
        if bias_place is None and following and len(following) == 1:
            bias_place = following[0]
        bias = remaining.pop(bias_place) if bias_place is not None else np.zeros(width)
        kernels.append(kernel)
        biases.append(bias.astype("float64").reshape(-1))
        has_bias.append(bias_place is not None)
    if not kernels:
        return None
    unused = sum(weight.size for weight in remaining)
    return Chain(tuple(kernels), tuple(biases), tuple(has_bias), unused)


def _as_kernel(weight: np.ndarray, pixels: int) -> np.ndarray:
    """Return a weight with two axes where it is a kernel with more, such as one of rows and columns."""
    if weight.ndim <= 2:
        return weight
    if weight.size == pixels * weight.shape[-1]:
        return weight.reshape(pixels, -1)
    return np.squeeze(weight)


def identify(
    chain: Chain, images: np.ndarray, outputs: np.ndarray, expected: Sequence[str]
) -> Behaviour | None:
    """Find activations with which the chain gives these outputs.

    Args:
        chain: The model's dense layers.
        images: float32, shape (n, …), values 0-1.
        outputs: What the model gave for them, shape (n, units of the last layer).
        expected: The activations to try first.

    Returns:
        What the model computes, or None if nothing fits.
    """
    flat = images.reshape(len(images), -1).astype("float64")
    if outputs.shape != (len(images), chain.units[-1]) or not np.isfinite(outputs).all():
        return None
    size = max(1.0, float(np.abs(outputs).max()))
    rough: Behaviour | None = None
    scales = INPUT_SCALES[:1] if sum(chain.units) > MAX_UNITS else INPUT_SCALES
    for scale in scales:
        for hidden, logits in _logits(chain, flat * scale[0] + scale[1], expected):
            for output in OUTPUT:
                error = np.abs(ACTIVATIONS[output](logits) - outputs).max()
                if error <= TIGHT * size:
                    return Behaviour(hidden, output, scale, True)
                if rough is None and error <= LOOSE * size:
                    rough = Behaviour(hidden, output, scale, False)
    if images.ndim == 3:
        # Where Keras is told that the channels come first, `Flatten` takes the columns for them.
        turned = images.swapaxes(1, 2).reshape(len(images), -1).astype("float64")
        for hidden, logits in itertools.islice(_logits(chain, turned, expected), len(HIDDEN)):
            for output in OUTPUT:
                if np.abs(ACTIVATIONS[output](logits) - outputs).max() <= TIGHT * size:
                    return Behaviour(hidden, output, INPUT_SCALES[0], True)
    return rough


def gives(
    chain: Chain, behaviour: Behaviour, images: np.ndarray, outputs: np.ndarray, tolerance: float
) -> bool:
    """Whether a model that computes this gives these outputs.

    Args:
        chain: The model's dense layers.
        behaviour: What `identify` found.
        images: float32, shape (n, …), values 0-1.
        outputs: Shape (n, units of the last layer).
        tolerance: The largest difference, in shares of the largest output.
    """
    if outputs.shape != (len(images), chain.units[-1]) or not np.isfinite(outputs).all():
        return False
    # Some flatten the columns, see above.
    for turned in (images, images.swapaxes(1, 2)) if images.ndim == 3 else (images,):
        flat = turned.reshape(len(images), -1).astype("float64")
        activations = (*behaviour.hidden, behaviour.output)
        scaled = flat * behaviour.scale[0] + behaviour.scale[1]
        values = reference.predict(chain.weights, activations, scaled)
        if np.abs(values - outputs).max() <= tolerance * max(1.0, float(np.abs(outputs).max())):
            return True
    return False


def _logits(
    chain: Chain, inputs: np.ndarray, expected: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """Yield choices of hidden activations with the logits that they lead to.

    What two choices in a row have in common is computed once.
    """
    before: tuple[str, ...] = ()
    # The sums that go into each layer's activation.
    sums = [inputs @ chain.kernels[0] + chain.biases[0]]
    few = sum(chain.units) > MAX_UNITS
    for hidden in _combinations(len(chain.kernels) - 1, expected, few):
        same = sum(
            1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, hidden))
        )
        del sums[same + 1 :]
        for place in range(len(sums) - 1, len(hidden)):
            values = ACTIVATIONS[hidden[place]](sums[place])
            sums.append(values @ chain.kernels[place + 1] + chain.biases[place + 1])
        before = hidden
        yield hidden, sums[-1]


def _combinations(count: int, expected: Sequence[str], few: bool) -> Iterator[tuple[str, ...]]:
    """Yield choices of hidden activations, the likely ones first; only these if `few`."""
    first = tuple(expected[:-1])
    if len(first) == count:
        yield first
    yield from ((activation,) * count for activation in HIDDEN)
    if few:
        return
    every = itertools.product(HIDDEN, repeat=count)
    yield from itertools.islice(every, MAX_COMBINATIONS)
