"""The grader's own arithmetic, in NumPy: networks, their gradients, SGD and Adam.

Independent of Keras, so that what Keras did in a student's process can be checked against it. All
arrays are float64 unless a docstring says otherwise; a batch axis comes first. What each layer computes
is in `operations`.

Sources: Glorot and Bengio 2010 (initialization), Kingma and Ba 2015 (Adam), Sutskever and others
2013 (momentum in the form that Keras uses), Loshchilov and Hutter 2019 (decoupled weight decay).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from autograder.assignment.architecture import Layer, dense_layers
from autograder.judge import operations
from autograder.judge.activations import softmax

Array = np.ndarray

# A network: its layers, or the activations of dense layers alone, which take the pixels as one vector.
Network = Sequence[Layer] | Sequence[str]


def predict(weights: Sequence[Array], network: Network, images: Array) -> Array:
    """Return the outputs of a network for images.

    Args:
        weights: Keras's list of weights of the network.
        network: Its layers.
        images: Shape (n, ...): as its first layer takes them, for dense layers alone any.

    Returns:
        Shape (n, ...); of a contract's network class probabilities, shape (n, classes).
    """
    return operations.forward(operations_of(network), _floats(weights), _floats([images])[0])


def _floats(arrays: Sequence[Array]) -> list[Array]:
    return [np.asarray(one, "float64") for one in arrays]


def operations_of(network: Network) -> list[operations.Operation]:
    """Return what a network computes, one operation after another."""
    layers = [one for one in network if isinstance(one, Layer)]
    names = [one for one in network if isinstance(one, str)]
    dense = dense_layers((0,) * len(names), names) if names else ()
    return [one for layer in (*layers, *dense) for one in operations.of_layer(layer)]


def cross_entropy(labels: Array, probabilities: Array) -> float:
    """Return the mean sparse categorical cross-entropy, with Keras's clipping to 1e-7."""
    chosen = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(chosen, 1e-7, 1 - 1e-7)).mean())


def accuracy(labels: Array, probabilities: Array) -> float:
    """Return the fraction of rows whose largest entry is at the label's place."""
    return float((probabilities.argmax(axis=-1) == labels).mean())


def gradient(
    weights: Sequence[Array],
    network: Network,
    images: Array,
    labels: Array,
    shares: Array | float = 1.0,
    softmax_again: bool = False,
) -> list[Array]:
    """Return the gradient of the mean cross-entropy of a network that ends with a softmax.

    Args:
        weights: Keras's list of weights of the network.
        network: Its layers.
        images: Shape (n, …), normalized.
        labels: Integer labels, shape (n,).
        shares: By what each image's loss is multiplied, shape (n,), before the mean is taken.
        softmax_again: Whether the loss takes the probabilities for logits.

    Returns:
        Arrays of the same shapes as `weights`.

    Raises:
        ValueError: The network does not end with a softmax.
    """
    every, values, errors = _output_errors(weights, network, images, labels, softmax_again)
    errors *= np.reshape(shares, (-1, 1)) / max(len(labels), 1)
    _, gradients = operations.backward(every[:-1], _floats(weights), values, errors)
    return gradients


def first_layer_errors(
    weights: Sequence[Array], network: Network, images: Array, labels: Array
) -> Array:
    """Return each image's error, propagated back to what the first layer with weights sums up.

    An image moves a first dense layer's weights of its lit pixels along minus this vector.

    Returns:
        Shape (n, units of that layer), or (n, rows, columns, filters).
    """
    every, values, errors = _output_errors(weights, network, images, labels)
    first = next(place for place, one in enumerate(every) if one.weight_count)
    found, _ = operations.backward(
        every[first + 1 : -1],
        _floats(weights)[every[first].weight_count :],
        values[first + 1 :],
        errors,
        to_the_inputs=True,
    )
    return found


def _output_errors(
    weights: Sequence[Array],
    network: Network,
    images: Array,
    labels: Array,
    softmax_again: bool = False,
) -> tuple[list[operations.Operation], list[Array], Array]:
    """Return a network's operations, what goes into each of them, and the errors of the logits."""
    every = operations_of(network)
    if every[-1] != operations.Activation("softmax"):
        raise ValueError("only of a network that ends with a softmax the gradient is known")
    *values, outputs = operations.traced(every, _floats(weights), _floats([images])[0])
    errors = softmax(outputs) if softmax_again else outputs.copy()
    errors[np.arange(len(labels)), labels] -= 1
    if softmax_again:
        errors = outputs * (errors - (errors * outputs).sum(axis=-1, keepdims=True))
    return every, values, errors


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
    weights: Sequence[Array], network: Network, images: Array, labels: Array
) -> list[Array]:
    """Return the weights with the last, dense layer replaced by a ridge regression on the labels.

    It makes a network that recognises most digits, in milliseconds and without training. Its numbers
    are multiples of 1/128: another processor, or another number of threads, adds up in another order,
    and would now and then draw a last bit that differs from the one that the student's code was given.
    """
    # All but the last sums and their activation.
    before = operations_of(network)[:-2]
    features = operations.forward(before, _floats(weights[:-2]), _floats([images])[0])
    design = np.hstack([features, np.ones((len(features), 1))])
    targets = np.eye(len(weights[-1]))[labels]
    ridge = design.T @ design + 1e-2 * len(design) * np.eye(design.shape[1])
    solution = np.linalg.solve(ridge, design.T @ targets) * 8
    solution = np.round(solution * 128) / 128
    fitted = [*weights[:-2], solution[:-1], solution[-1]]
    return [np.asarray(weight, "float32") for weight in fitted]
