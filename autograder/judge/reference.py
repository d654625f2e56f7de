"""The grader's own arithmetic, in NumPy: a dense network, its gradient, SGD and Adam.

Independent of Keras, so that what Keras did in a student's process can be checked against it. All
arrays are float64 unless a docstring says otherwise; a batch axis comes first.

Sources: Glorot and Bengio 2010 (initialization), Kingma and Ba 2015 (Adam), Sutskever and others
2013 (momentum in the form that Keras uses), Loshchilov and Hutter 2019 (decoupled weight decay).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence

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
    "sigmoid then softmax": lambda x: softmax(_sigmoid(x)),
    "relu then softmax": lambda x: softmax(np.maximum(x, 0)),
    "log_softmax": lambda x: (
        x
        - x.max(-1, keepdims=True)
        - np.log(np.exp(x - x.max(-1, keepdims=True)).sum(-1, keepdims=True))
    ),
}


def forward(
    images: Array, kernels: Sequence[Array], biases: Sequence[Array], activations: Sequence[str]
) -> Array:
    """Return the outputs of a dense network for flattened images.

    Args:
        images: Shape (n, pixels).
        kernels: One array of shape (inputs, units) a layer.
        biases: One array of shape (units,) a layer.
        activations: One name a layer, keys of `ACTIVATIONS`.

    Returns:
        Shape (n, units of the last layer).
    """
    values = images
    for kernel, bias, activation in zip(kernels, biases, activations):
        values = ACTIVATIONS[activation](values @ kernel + bias)
    return values


def split_weights(weights: Sequence[Array]) -> tuple[list[Array], list[Array]]:
    """Split Keras's list of weights (kernel, bias, kernel, bias, …) into float64 lists of each."""
    as_float = [np.asarray(weight, "float64") for weight in weights]
    return as_float[0::2], as_float[1::2]


def predict(weights: Sequence[Array], activations: Sequence[str], images: Array) -> Array:
    """Return class probabilities of a reference model for images of any shape (n, …)."""
    kernels, biases = split_weights(weights)
    flat = np.asarray(images, "float64").reshape(len(images), -1)
    return forward(flat, kernels, biases, activations)


def cross_entropy(labels: Array, probabilities: Array) -> float:
    """Return the mean sparse categorical cross-entropy, with Keras's clipping to 1e-7."""
    chosen = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(chosen, 1e-7, 1 - 1e-7)).mean())


def accuracy(labels: Array, probabilities: Array) -> float:
    """Return the fraction of rows whose largest entry is at the label's place."""
    return float((probabilities.argmax(axis=-1) == labels).mean())


def gradient(
    weights: Sequence[Array],
    activations: Sequence[str],
    images: Array,
    labels: Array,
    shares: Array | float = 1.0,
) -> list[Array]:
    """Return the gradient of the mean cross-entropy for ReLU networks with a softmax output.

    Args:
        weights: Keras's list of weights of the model.
        activations: "relu" for each hidden layer and "softmax" for the last.
        images: Shape (n, …), normalized.
        labels: Integer labels, shape (n,).
        shares: By what each image's loss is multiplied, shape (n,), before the mean is taken.

    Returns:
        Arrays of the same shapes as `weights`.
    """
    kernels = split_weights(weights)[0]
    inputs, delta = _output_error(weights, activations, images, labels)
    delta *= np.reshape(shares, (-1, 1)) / max(len(labels), 1)
    gradients: list[Array] = []
    for layer in reversed(range(len(kernels))):
        gradients[:0] = [inputs[layer].T @ delta, delta.sum(axis=0)]
        if layer:
            delta = (delta @ kernels[layer].T) * _slope(activations[layer - 1], inputs[layer])
    return gradients


def first_layer_errors(
    weights: Sequence[Array], activations: Sequence[str], images: Array, labels: Array
) -> Array:
    """Return each image's error, propagated back to the first layer: shape (n, units of that layer).

    An image moves the first layer's weights of its lit pixels along minus this vector.
    """
    kernels = split_weights(weights)[0]
    inputs, delta = _output_error(weights, activations, images, labels)
    for layer in reversed(range(1, len(kernels))):
        delta = (delta @ kernels[layer].T) * _slope(activations[layer - 1], inputs[layer])
    return delta


def _output_error(
    weights: Sequence[Array], activations: Sequence[str], images: Array, labels: Array
) -> tuple[list[Array], Array]:
    """Return what each layer gets and gives, and the error of the softmax output."""
    kernels, biases = split_weights(weights)
    inputs = [np.asarray(images, "float64").reshape(len(images), -1)]
    for kernel, bias, activation in zip(kernels, biases, activations):
        inputs.append(ACTIVATIONS[activation](inputs[-1] @ kernel + bias))
    delta = inputs[-1].copy()
    delta[np.arange(len(labels)), labels] -= 1
    return inputs, delta


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


def _slope(activation: str, output: Array) -> Array:
    """Return the derivative of an activation in terms of its output."""
    return SLOPES[activation](output)


@dataclasses.dataclass(frozen=True)
class OptimizerSettings:
    """Settings of an optimizer, as Keras names them.

    Attributes:
        learning_rates: The rate of each step; the last one holds for all steps after it.
        counts: What the optimizer has counted before each step; 0, 1, 2, ... for those that are not
            there.
        gradient_accumulation_steps: How many gradients one step is made of, if more than one.
    """

    learning_rates: tuple[float, ...]
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float | None = None
    clipnorm: float | None = None
    clipvalue: float | None = None
    global_clipnorm: float | None = None
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False
    use_ema: bool = False
    ema_momentum: float = 0.99
    ema_overwrite_frequency: float | None = None
    gradient_accumulation_steps: float | None = None
    counts: tuple[int, ...] = ()

    def rate(self, step: int) -> float:
        """Return the learning rate of a step, counted from 0."""
        return self.learning_rates[min(step, len(self.learning_rates) - 1)]

    def count(self, step: int) -> int:
        """Return what the optimizer has counted before a step, both counted from 0."""
        return self.counts[step] if step < len(self.counts) else step


class MovingMean:
    """The moving mean of the weights that an optimizer with `use_ema` keeps and puts in their place.

    Args:
        settings: The optimizer's settings; without `use_ema` the weights stay what they are.
    """

    def __init__(self, settings: OptimizerSettings) -> None:
        self.settings = settings
        self.mean: list[Array] | None = None

    def after(self, step: int, before: list[Array], weights: list[Array]) -> list[Array]:
        """Return the weights that a step, counted from 0, leaves.

        Args:
            step: The step.
            before: The weights before it; the mean is taken at each gradient that it is made of.
            weights: The weights to which it led.
        """
        if not self.settings.use_ema:
            return weights
        count = self.settings.count(step)
        momentum = self.settings.ema_momentum if count else 0.0
        waiting = int(self.settings.gradient_accumulation_steps or 1) - 1
        for now in (*[before] * waiting, weights):
            mean = now if self.mean is None else self.mean
            self.mean = [momentum * old + (1 - momentum) * new for old, new in zip(mean, now)]
        often = self.settings.ema_overwrite_frequency
        return self.end(weights) if often and (count + 1) % often == 0 else weights

    def end(self, weights: list[Array]) -> list[Array]:
        """Return the weights that a training leaves, after the last step of which they are these."""
        return weights if self.mean is None else list(self.mean)


def clip(gradients: list[Array], settings: OptimizerSettings) -> list[Array]:
    """Clip gradients as Keras does: by variable norm, by global norm, or by value."""
    if settings.clipnorm:
        return [_clip_norm(one, settings.clipnorm) for one in gradients]
    if settings.global_clipnorm:
        norm = np.sqrt(sum(float((one**2).sum()) for one in gradients))
        return [one * min(1.0, settings.global_clipnorm / max(norm, 1e-30)) for one in gradients]
    if settings.clipvalue:
        return [np.clip(one, -settings.clipvalue, settings.clipvalue) for one in gradients]
    return gradients


def _clip_norm(values: Array, norm: float) -> Array:
    return values * min(1.0, norm / max(float(np.sqrt((values**2).sum())), 1e-30))


def sgd_steps(
    weights: Sequence[Array],
    gradient_at: Callable[[Sequence[Array]], list[Array]],
    steps: int,
    settings: OptimizerSettings,
) -> list[Array]:
    """Return the weights after steps of SGD, with momentum as Keras applies it."""
    current = [np.asarray(weight, "float64") for weight in weights]
    velocity = [np.zeros_like(weight) for weight in current]
    mean = MovingMean(settings)
    for step in range(steps):
        rate, before = settings.rate(step), list(current)
        gradients = clip(gradient_at(current), settings)
        if settings.weight_decay:
            current = [weight * (1 - rate * settings.weight_decay) for weight in current]
        for i, grad in enumerate(gradients):
            velocity[i] = settings.momentum * velocity[i] - rate * grad
            move = (
                settings.momentum * velocity[i] - rate * grad if settings.nesterov else velocity[i]
            )
            current[i] = current[i] + move
        current = mean.after(step, before, current)
    return mean.end(current)


def adam_steps(
    weights: Sequence[Array],
    gradient_at: Callable[[Sequence[Array]], list[Array]],
    steps: int,
    settings: OptimizerSettings,
) -> list[Array]:
    """Return the weights after steps of Adam, with Keras's place for epsilon."""
    current = [np.asarray(weight, "float64") for weight in weights]
    first = [np.zeros_like(weight) for weight in current]
    second = [np.zeros_like(weight) for weight in current]
    largest = [np.zeros_like(weight) for weight in current]
    mean = MovingMean(settings)
    for step in range(steps):
        rate, before = settings.rate(step), list(current)
        gradients = clip(gradient_at(current), settings)
        if settings.weight_decay:
            current = [weight * (1 - rate * settings.weight_decay) for weight in current]
        count = settings.count(step) + 1
        unbias = np.sqrt(1 - settings.beta_2**count) / (1 - settings.beta_1**count)
        for i, grad in enumerate(gradients):
            first[i] = settings.beta_1 * first[i] + (1 - settings.beta_1) * grad
            second[i] = settings.beta_2 * second[i] + (1 - settings.beta_2) * grad**2
            scale = second[i]
            if settings.amsgrad:
                scale = largest[i] = np.maximum(largest[i], second[i])
            current[i] = current[i] - rate * unbias * first[i] / (np.sqrt(scale) + settings.epsilon)
        current = mean.after(step, before, current)
    return mean.end(current)


STEPS = {"SGD": sgd_steps, "Adam": adam_steps}


def random_weights(
    pixels: int, units: Sequence[int], generator: np.random.Generator
) -> list[Array]:
    """Return Glorot-uniform kernels and small random biases, float32, in Keras's order."""
    weights: list[Array] = []
    for fan_in, fan_out in zip((pixels, *units), units):
        bound = np.sqrt(6 / (fan_in + fan_out))
        weights.append(generator.uniform(-bound, bound, (fan_in, fan_out)).astype("float32"))
        weights.append(generator.uniform(0, 0.05, fan_out).astype("float32"))
    return weights


def fit_last_layer(
    weights: Sequence[Array], activations: Sequence[str], images: Array, labels: Array
) -> list[Array]:
    """Return the weights with the last layer replaced by a ridge regression on the labels.

    It makes a network that recognises most digits, in milliseconds and without training. Its numbers
    are multiples of 1/128: another processor, or another number of threads, adds up in another order,
    and would now and then draw a last bit that differs from the one that the student's code was given.
    """
    kernels, biases = split_weights(weights)
    flat = np.asarray(images, "float64").reshape(len(images), -1)
    features = forward(flat, kernels[:-1], biases[:-1], activations[:-1])
    design = np.hstack([features, np.ones((len(features), 1))])
    targets = np.eye(len(biases[-1]))[labels]
    ridge = design.T @ design + 1e-2 * len(design) * np.eye(design.shape[1])
    solution = np.linalg.solve(ridge, design.T @ targets) * 8
    solution = np.round(solution * 128) / 128
    fitted = [*weights[:-2], solution[:-1], solution[-1]]
    return [np.asarray(weight, "float32") for weight in fitted]
