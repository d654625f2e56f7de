"""What each layer of a network computes, forward and backward, in NumPy.

In: the values that an operation gets, and its weights as Keras lists them. Out: what it gives; and from
the errors of what it gives, those of what it got and the gradients of its weights. Every array is
float64 and has a batch axis first; images have rows, columns and channels, in this order.

Source: Dumoulin and Visin 2016, a guide to convolution arithmetic (padding, strides, dilation);
Ioffe and Szegedy 2015 (batch normalization).
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.assignment.architecture import Layer, Window
from autograder.judge.activations import ACTIVATIONS, SLOPES

Array = np.ndarray
Weights = Sequence[Array]


class Operation:
    """One step of a network."""

    @property
    def weight_count(self) -> int:
        """How many arrays of weights it takes."""
        return 0

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return what it makes of values."""
        raise NotImplementedError

    def gradients(self, weights: Weights, inputs: Array, errors: Array) -> list[Array]:
        """Return the gradients of its weights, from the errors of what it gave."""
        return []

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Return the errors of what it got, from those of what it gave."""
        raise NotImplementedError


@dataclasses.dataclass(frozen=True)
class Dense(Operation):
    """Sums along the last axis: a kernel of shape (inputs, units), and a bias."""

    bias: bool = True

    @property
    def weight_count(self) -> int:
        """A kernel, and a bias."""
        return 1 + self.bias

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return the sums."""
        kernel, *bias = weights
        return values @ kernel + bias[0] if bias else values @ kernel

    def gradients(self, weights: Weights, inputs: Array, errors: Array) -> list[Array]:
        """Return the gradients of kernel and bias."""
        rows, sums = inputs.reshape(-1, inputs.shape[-1]), errors.reshape(-1, errors.shape[-1])
        return [rows.T @ sums, *([sums.sum(axis=0)] if self.bias else [])]

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Return the errors of the inputs."""
        return errors @ weights[0].T


@dataclasses.dataclass(frozen=True)
class Convolution(Operation):
    """Sums over windows: a kernel of shape (rows, columns, channels, filters), and a bias."""

    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    dilation: tuple[int, int] = (1, 1)
    bias: bool = True

    @property
    def weight_count(self) -> int:
        """A kernel, and a bias."""
        return 1 + self.bias

    def _windows(self, kernel: Array, values: Array) -> tuple[Window, Array]:
        """Return the window, and what is in it at each place, as rows (places, channels x size)."""
        window = Window(
            (kernel.shape[0], kernel.shape[1]), self.strides, self.padding, self.dilation
        )
        found = windows_of(values, window)
        return window, found.reshape(-1, kernel[..., 0].size)

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return the sums, shape (n, rows, columns, filters)."""
        kernel, *bias = weights
        window = Window(
            (kernel.shape[0], kernel.shape[1]), self.strides, self.padding, self.dilation
        )
        every = _places(windows_of(values, window))
        # Of one channel the products are no sums, for which a matrix product takes longer.
        single = kernel.shape[2] == 1
        found = _sum(
            one * kernel[place][0] if single else one @ kernel[place] for place, one in every
        )
        return found + bias[0] if bias else found

    def gradients(self, weights: Weights, inputs: Array, errors: Array) -> list[Array]:
        """Return the gradients of kernel and bias."""
        kernel = weights[0]
        _, rows = self._windows(kernel, inputs)
        sums = errors.reshape(-1, errors.shape[-1])
        height, width, channels, filters = kernel.shape
        turned = (rows.T @ sums).reshape(channels, height, width, filters)
        return [turned.transpose(1, 2, 0, 3), *([sums.sum(axis=0)] if self.bias else [])]

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Return the errors of the images."""
        kernel = weights[0]
        height, width, channels, _ = kernel.shape
        window = Window((height, width), self.strides, self.padding, self.dilation)
        found = errors @ _turned(kernel).T
        return _added(found.reshape(*errors.shape[:3], channels, height, width), inputs, window)


def _turned(kernel: Array) -> Array:
    """Return a kernel as a matrix; windows have the channels before the places in them."""
    return kernel.transpose(2, 0, 1, 3).reshape(-1, kernel.shape[3])


def windows_of(values: Array, window: Window, filling: float = 0.0) -> Array:
    """Return what is in a window at each place, shape (n, rows, columns, channels, height, width).

    Raises:
        ValueError: The window is larger than the images.
    """
    padded = np.pad(
        values, ((0, 0), *window.around(values.shape[1:3]), (0, 0)), constant_values=filling
    )
    every = np.lib.stride_tricks.sliding_window_view(padded, window.reach, axis=(1, 2))
    (down, along), (below, beside) = window.strides, window.dilation
    return every[:, ::down, ::along, :, ::below, ::beside]


def _places(windows: Array) -> Iterator[tuple[tuple[int, int], Array]]:
    """Yield each place in a window, and what is there in all windows, (n, rows, columns, channels).

    One place after another takes less memory than all of them at once, and no more time.
    """
    for row, column in np.ndindex(*windows.shape[-2:]):
        yield (row, column), windows[..., row, column]


def _sum(every: Iterator[Array]) -> Array:
    """Return the sum of arrays."""
    total = np.array(next(every))
    for one in every:
        total += one
    return total


def _added(found: Array, inputs: Array, window: Window) -> Array:
    """Return the sum of what windows give to each place of the inputs that they were taken from."""
    (top, bottom), (left, right) = window.around(inputs.shape[1:3])
    rows, columns = inputs.shape[1] + top + bottom, inputs.shape[2] + left + right
    total = np.zeros((len(inputs), rows, columns, inputs.shape[3]))
    for row in range(window.size[0]):
        for column in range(window.size[1]):
            places = tuple(
                slice(start * apart, start * apart + (count - 1) * stride + 1, stride)
                for start, apart, count, stride in zip(
                    (row, column), window.dilation, found.shape[1:3], window.strides
                )
            )
            total[:, places[0], places[1]] += found[..., row, column]
    return total[:, top : rows - bottom, left : columns - right]


@dataclasses.dataclass(frozen=True)
class MaxPooling(Operation):
    """The greatest value of each window."""

    window: Window

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return the greatest values."""
        every = _places(windows_of(values, self.window, -np.inf))
        return functools.reduce(np.maximum, (one for _, one in every))

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Give each error to the first of the greatest values of its window."""
        found = windows_of(inputs, self.window, -np.inf)
        flat = found.reshape(*found.shape[:4], -1)
        spread = np.zeros(flat.shape)
        np.put_along_axis(spread, flat.argmax(axis=-1)[..., None], errors[..., None], axis=-1)
        return _added(spread.reshape(found.shape), inputs, self.window)


@dataclasses.dataclass(frozen=True)
class AveragePooling(Operation):
    """The mean of each window, of those of its values that are in the image."""

    window: Window

    def _counts(self, values: Array) -> Array:
        """Return how many values of each window are in the image."""
        ones = np.ones((1, *values.shape[1:3], 1))
        return np.asarray(windows_of(ones, self.window).sum(axis=(-2, -1)))

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return the means."""
        sums = _sum(one for _, one in _places(windows_of(values, self.window)))
        return np.asarray(sums / self._counts(values))

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Give an equal share of each error to the values of its window."""
        each = (errors / self._counts(inputs))[..., None, None]
        height, width = self.window.size
        return _added(np.broadcast_to(each, (*each.shape[:4], height, width)), inputs, self.window)


@dataclasses.dataclass(frozen=True)
class GlobalPooling(Operation):
    """The greatest value, or the mean, of each channel."""

    greatest: bool

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return one number for each channel."""
        return np.asarray((np.max if self.greatest else np.mean)(values, axis=(1, 2)))

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Give an equal share of each error to all values, or to the greatest ones."""
        chosen = inputs == outputs[:, None, None] if self.greatest else np.ones(inputs.shape)
        return np.asarray(errors[:, None, None] * chosen / chosen.sum(axis=(1, 2), keepdims=True))


@dataclasses.dataclass(frozen=True)
class Reshaping(Operation):
    """The same numbers in another shape; one vector by default."""

    shape: tuple[int, ...] = (-1,)

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return the values in that shape."""
        return values.reshape(len(values), *self.shape)

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Return the errors in the old shape."""
        return errors.reshape(inputs.shape)


@dataclasses.dataclass(frozen=True)
class Activation(Operation):
    """An activation, by its name in `ACTIVATIONS`."""

    name: str

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return what the activation gives."""
        return ACTIVATIONS[self.name](values)

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Return the errors times the slope; for a softmax, whose numbers depend on all, their sums."""
        if self.name == "softmax":
            shared = (errors * outputs).sum(axis=-1, keepdims=True)
            return np.asarray(outputs * (errors - shared))
        return errors * SLOPES[self.name](outputs)


@dataclasses.dataclass(frozen=True)
class Function(Operation):
    """A function of the values, of which no errors are worked out."""

    of: Callable[[Array], Array]

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return what the function gives."""
        return self.of(values)


@dataclasses.dataclass(frozen=True)
class BatchNormalization(Operation):
    """A normalization of each channel: by the mean and variance of its own, or of the batch.

    Attributes:
        epsilon: What is added to a variance.
        scale: Whether there is a factor.
        center: Whether there is a shift.
        training: Whether mean and variance are those of the batch.
    """

    epsilon: float = 0.001
    scale: bool = True
    center: bool = True
    training: bool = False

    @property
    def weight_count(self) -> int:
        """A factor and a shift, the moving mean and variance."""
        return 2 + self.scale + self.center

    def _parts(self, weights: Weights, values: Array) -> tuple[Array, Array, Array, Array]:
        """Return factor, shift, mean and variance."""
        remaining = list(weights)
        factor = remaining.pop(0) if self.scale else np.ones(values.shape[-1])
        shift = remaining.pop(0) if self.center else np.zeros(values.shape[-1])
        mean, variance = remaining
        if self.training:
            axes = tuple(range(values.ndim - 1))
            mean, variance = values.mean(axis=axes), values.var(axis=axes)
        return factor, shift, mean, variance

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return the normalized values."""
        factor, shift, mean, variance = self._parts(weights, values)
        return (values - mean) / np.sqrt(variance + self.epsilon) * factor + shift

    def gradients(self, weights: Weights, inputs: Array, errors: Array) -> list[Array]:
        """Return the gradients; those of the moving mean and variance are 0."""
        _, _, mean, variance = self._parts(weights, inputs)
        normalized = (inputs - mean) / np.sqrt(variance + self.epsilon)
        axes = tuple(range(inputs.ndim - 1))
        own = [(errors * normalized).sum(axis=axes)] if self.scale else []
        own += [errors.sum(axis=axes)] if self.center else []
        return [*own, np.zeros_like(mean), np.zeros_like(variance)]

    def input_errors(self, weights: Weights, inputs: Array, outputs: Array, errors: Array) -> Array:
        """Return the errors of the inputs, in training also by way of the batch's mean and variance."""
        factor, _, mean, variance = self._parts(weights, inputs)
        size = np.sqrt(variance + self.epsilon)
        scaled = errors * factor / size
        if not self.training:
            return np.asarray(scaled)
        axes = tuple(range(inputs.ndim - 1))
        normalized = (inputs - mean) / size
        shared = scaled.mean(axis=axes) + normalized * (scaled * normalized).mean(axis=axes)
        return np.asarray(scaled - shared)


@dataclasses.dataclass(frozen=True)
class LayerNormalization(Operation):
    """A normalization of each place along the last axis, of which no errors are worked out."""

    epsilon: float
    scale: bool = True
    center: bool = True

    @property
    def weight_count(self) -> int:
        """A factor and a shift."""
        return int(self.scale) + int(self.center)

    def forward(self, weights: Weights, values: Array) -> Array:
        """Return the normalized values."""
        remaining = list(weights)
        factor = remaining.pop(0) if self.scale else 1.0
        shift = remaining.pop(0) if self.center else 0.0
        size = np.sqrt(values.var(-1, keepdims=True) + self.epsilon)
        return (values - values.mean(-1, keepdims=True)) / size * factor + shift


def of_layer(layer: Layer, training: bool = False) -> list[Operation]:
    """Return what a layer computes; a dropout, which is random, changes nothing.

    Args:
        layer: The layer.
        training: Whether a batch normalization takes mean and variance of the batch.
    """
    after: list[Operation] = [Activation(layer.activation)]
    if layer.type == "dense":
        return [Dense(layer.bias), *after]
    if layer.type == "conv2d":
        window = layer.window
        return [
            Convolution(window.strides, window.padding, window.dilation, layer.bias),
            *after,
        ]
    if layer.type == "batch_normalization":
        return [BatchNormalization(layer.epsilon, training=training)]
    simple: dict[str, list[Operation]] = {
        "activation": after,
        "flatten": [Reshaping()],
        "dropout": [],
        "max_pooling2d": [MaxPooling(layer.window)],
        "average_pooling2d": [AveragePooling(layer.window)],
        "global_max_pooling2d": [GlobalPooling(greatest=True)],
        "global_average_pooling2d": [GlobalPooling(greatest=False)],
    }
    return simple[layer.type]


def weights_of_each(operations: Sequence[Operation], weights: Weights) -> list[Weights]:
    """Return the weights of each operation, in their order.

    Raises:
        ValueError: There are too few of them, or too many.
    """
    found, start = [], 0
    for operation in operations:
        found.append(weights[start : start + operation.weight_count])
        start += operation.weight_count
    if start != len(weights):
        raise ValueError(f"the operations take {start} arrays of weights, not {len(weights)}")
    return found


def forward(operations: Sequence[Operation], weights: Weights, values: Array) -> Array:
    """Return what operations make of values, one after another."""
    for operation, own in zip(operations, weights_of_each(operations, weights)):
        values = operation.forward(own, values)
    return values


def traced(operations: Sequence[Operation], weights: Weights, values: Array) -> list[Array]:
    """Return the values, and what each operation makes of them, one after another."""
    found = [values]
    for operation, own in zip(operations, weights_of_each(operations, weights)):
        found.append(operation.forward(own, found[-1]))
    return found


def backward(
    operations: Sequence[Operation],
    weights: Weights,
    values: Sequence[Array],
    errors: Array,
    to_the_inputs: bool = False,
) -> tuple[Array, list[Array]]:
    """Return the errors where operations began, and the gradients of all their weights.

    Args:
        operations: The operations.
        weights: Their weights.
        values: What each of them got, and the last one gave, as `traced` has it.
        errors: The errors of what the last one gave.
        to_the_inputs: Whether the errors of the inputs are wanted; else those returned are of the
            outputs of the first operation with weights.
    """
    each = weights_of_each(operations, weights)
    gradients: list[Array] = []
    first = next((i for i, one in enumerate(operations) if one.weight_count), 0)
    for place in reversed(range(len(operations))):
        operation, own = operations[place], each[place]
        gradients[:0] = operation.gradients(own, values[place], errors)
        if to_the_inputs or place > first:
            errors = operation.input_errors(own, values[place], values[place + 1], errors)
        else:
            break
    return errors, gradients
