"""Weights that are drawn at random know no more of images than in another order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from autograder.grading.public import public_setting
from autograder.judge import reference
from autograder.judge.checks.first_weights import have_learnt, telling

DATASET = public_setting("mnist_sgd").dataset
IMAGES = (DATASET.x_test[:800] / 255).reshape(800, -1)
LABELS = DATASET.y_test[:800]


def features(weights: Sequence[np.ndarray]) -> np.ndarray:
    return reference.predict(weights[:-2], ["relu"] * (len(weights) // 2 - 1), IMAGES)


@pytest.mark.parametrize("units", [(300, 100, 10), (128, 32, 10), (16, 10), (6, 6, 10)])
@pytest.mark.parametrize("seed", range(3))
def test_random_weights_have_learnt_nothing(units: tuple[int, ...], seed: int) -> None:
    weights = reference.random_weights(784, units, np.random.default_rng(seed))
    assert not have_learnt(weights, features, LABELS)


def test_weights_that_are_no_single_draws_have_learnt_nothing_either() -> None:
    """Some draw columns that are at right angles to each other, or leave most of them 0."""
    generator = np.random.default_rng(1)
    right = [np.linalg.qr(generator.normal(size=shape))[0] for shape in ((784, 300), (300, 100))]
    last = generator.normal(size=(100, 10))
    sparse = np.where(generator.random((784, 300)) < 0.1, generator.normal(size=(784, 300)), 0)
    for first in (right[0], sparse, np.full((784, 300), 0.01)):
        weights = [first, np.zeros(300), right[1], np.zeros(100), last, np.zeros(10)]
        assert not have_learnt(weights, features, LABELS)


def test_features_that_are_no_numbers_tell_nothing() -> None:
    assert telling(np.full((40, 3), np.nan), np.arange(40) % 10) < 0.3
    assert telling(np.full((40, 500), np.inf), np.arange(40) % 10) < 0.3


@pytest.mark.parametrize("steps", [50, 300])
def test_weights_that_were_trained_before_have_learnt(steps: int) -> None:
    units, activations = (300, 100, 10), ("relu", "relu", "softmax")
    images, generator = (DATASET.x_train / 255).reshape(-1, 784), np.random.default_rng(2)

    def gradient(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        batch = generator.integers(0, len(images), 64)
        return reference.gradient(weights, activations, images[batch], DATASET.y_train[batch])

    first = reference.random_weights(784, units, generator)
    settings = reference.OptimizerSettings((0.002,))
    trained = reference.STEPS["Adam"](first, gradient, steps, settings)
    assert have_learnt([*trained[:-2], *first[-2:]], features, LABELS)
    assert have_learnt([*trained[:2], *first[2:]], features, LABELS)
