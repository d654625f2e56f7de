"""Chains of layers drawn at random: the contract's own model is right, whatever the contract is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import layers_of_keras
import numpy as np
import pytest
from test_chains import causes, judged  # noqa: F401

from autograder.assignment.architecture import Layer, shapes_along
from autograder.judge.checks.support import Failure

SHAPE, CLASSES = (28, 28, 1), 10
NAMES = {"conv2d": "filters", "dense": "units"}


@pytest.fixture(autouse=True)
def drawn_once() -> None:
    """Have Keras draw the same weights, orders and dropouts in each run of a test."""
    import keras

    keras.utils.set_random_seed(7)


def drawn(generator: np.random.Generator) -> tuple[Layer, ...]:
    """Return layers of a contract for images of MNIST's shape."""
    while True:
        _, layers = layers_of_keras.drawn(generator)
        # Keras's own epsilon is all that a rubric knows.
        layers = tuple(dataclasses.replace(one, epsilon=0.001) for one in layers)
        layers = (*layers[:-1], dataclasses.replace(layers[-1], width=CLASSES))
        try:
            along = shapes_along(layers, SHAPE)
        except ValueError:
            continue
        if any(one.type == "conv2d" for one in layers) and max(map(np.prod, along)) < 20_000:
            return layers


def table(layer: Layer) -> str:
    """Return a layer as a rubric has it."""
    values: dict[str, Any] = {}
    if layer.type in NAMES:
        values = {NAMES[layer.type]: layer.width, "activation": layer.activation}
    if layer.type == "conv2d":
        values |= {"kernel_size": list(layer.window.size)}
        values |= {"dilation_rate": list(layer.window.dilation)}
    if layer.type in ("max_pooling2d", "average_pooling2d"):
        values = {"pool_size": list(layer.window.size)}
    if layer.type in ("conv2d", "max_pooling2d", "average_pooling2d"):
        values |= {"strides": list(layer.window.strides), "padding": layer.window.padding}
    if layer.type == "dropout":
        values = {"rate": layer.rate}
    if layer.type == "activation":
        values = {"activation": layer.activation}
    lines = [
        f'{key} = "{one}"' if isinstance(one, str) else f"{key} = {one}"
        for key, one in values.items()
    ]
    return "\n".join(["[[model.layers]]", f'type = "{layer.type}"', *lines, ""])


def model(layers: tuple[Layer, ...]) -> Any:
    """Return the layers as a model of Keras."""
    import keras

    return keras.Sequential([keras.Input(SHAPE), *map(layers_of_keras.layer_of_keras, layers)])


# In the last of them the dropout changes hardly anything.
@pytest.mark.parametrize("seed", [1, 2, 35])
def test_the_contracts_own_chain_is_right(
    judged: Callable[..., dict[str, Failure]],  # noqa: F811
    seed: int,
) -> None:
    layers = drawn(np.random.default_rng(seed))
    found = judged(lambda: model(layers), "\n".join(map(table, layers)))
    assert causes(found) == {}


@pytest.mark.parametrize("seed", [4, 5])
def test_a_chain_with_another_activation_is_not(
    judged: Callable[..., dict[str, Failure]],  # noqa: F811
    seed: int,
) -> None:
    layers = drawn(np.random.default_rng(seed))
    place = next(i for i, one in enumerate(layers) if one.type == "conv2d")
    name = "tanh" if layers[place].activation != "tanh" else "relu"
    other = (
        *layers[:place],
        dataclasses.replace(layers[place], activation=name),
        *layers[place + 1 :],
    )
    found = judged(lambda: model(other), "\n".join(map(table, layers)))
    assert found
