"""Units that stay alike: which first weights cannot learn to differ, and which can."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignment.architecture import (
    Layer,
    Window,
    dense_layers,
    shapes_along,
    weight_shapes,
)
from autograder.judge import reference
from autograder.judge.checks.alike import Alike, alike_units

DENSE = dense_layers((12, 8, 10), ("relu", "relu", "softmax"))
FILTERS = (
    Layer("conv2d", width=6, window=Window((3, 3)), activation="relu"),
    Layer("max_pooling2d", window=Window((2, 2), (2, 2))),
    Layer("conv2d", width=4, window=Window((3, 3)), activation="relu"),
    Layer("flatten"),
    Layer("dense", width=10, activation="softmax"),
)
SHAPE = (12, 12, 1)


def drawn(layers: tuple[Layer, ...] = DENSE) -> list[np.ndarray]:
    """Return weights that are drawn at random, biases of 0."""
    generator = np.random.default_rng(3)
    return [
        generator.normal(size=shape) if len(shape) > 1 else np.zeros(shape)
        for shape in weight_shapes(layers, SHAPE)
    ]


def with_equal(places: tuple[int, ...], layers: tuple[Layer, ...] = DENSE) -> list[np.ndarray]:
    """Return drawn weights of which some arrays hold one number alone."""
    weights = drawn(layers)
    for place in places:
        weights[place][:] = 0.01
    return weights


@pytest.mark.parametrize("places", [(), (0,), (2,), (4,), (0, 4), (1, 3, 5), (1, 3, 4, 5)])
def test_units_that_differ_before_or_after_are_right(places: tuple[int, ...]) -> None:
    assert alike_units(DENSE, with_equal(places)) is None
    assert alike_units(FILTERS, with_equal(places, FILTERS)) is None


def test_units_that_are_alike_before_and_after_are_named() -> None:
    assert alike_units(DENSE, with_equal((0, 2))) == Alike(1, "units", 12, 1)
    assert alike_units(DENSE, with_equal((2, 4))) == Alike(2, "units", 8, 1)
    assert alike_units(FILTERS, with_equal((0, 2), FILTERS)) == Alike(1, "filters", 6, 1)
    assert alike_units(FILTERS, with_equal((2, 4), FILTERS)) == Alike(2, "filters", 4, 1)


def test_a_few_different_units_are_not_a_layer_of_many() -> None:
    weights = with_equal((0, 2))
    weights[0][:, 0] = weights[2][1] = 0.02
    assert alike_units(DENSE, weights) == Alike(1, "units", 12, 3)


def test_other_biases_make_units_differ() -> None:
    weights = with_equal((0, 2))
    weights[1][:] = np.arange(12)
    assert alike_units(DENSE, weights) is None


def test_places_of_an_image_that_differ_do_not_make_filters_differ() -> None:
    weights = with_equal((2,), FILTERS)
    places = shapes_along(FILTERS, SHAPE)[3][:2]
    weights[4] = np.repeat(np.random.default_rng(1).normal(size=(np.prod(places), 10)), 4, axis=0)
    assert alike_units(FILTERS, weights) == Alike(2, "filters", 4, 1)
    weights[4] = np.tile(weights[4][::4][:4], (len(weights[4]) // 4, 1))
    assert alike_units(FILTERS, weights) is None


def test_a_dropout_or_a_normalization_can_tell_units_apart() -> None:
    dropout = (*FILTERS[:4], Layer("dropout", rate=0.25), FILTERS[4])
    assert alike_units(dropout, with_equal((2, 4), FILTERS)) is None
    assert alike_units(dropout, with_equal((0, 2), FILTERS)) is not None
    normalized = (FILTERS[0], Layer("batch_normalization"), *FILTERS[1:])
    weights = with_equal((0, 6), normalized)
    assert alike_units(normalized, weights) is not None
    weights[2] = weights[2] + np.arange(6)
    assert alike_units(normalized, weights) is None


def test_keras_draws_different_units() -> None:
    generator = np.random.default_rng(0)
    weights = reference.random_weights(784, (300, 100, 10), generator)
    layers = dense_layers((300, 100, 10), ("relu", "relu", "softmax"))
    assert alike_units(layers, weights) is None
