"""Numbers that measure the model count as attempts, whatever the mistake; guesses do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.grading.public import public_setting
from autograder.judge import reference
from autograder.judge.checks.measures import are_measures, components
from autograder.judge.evidence import Node
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs

CALLS = ("first", "second", "third")
SETTING = public_setting("mnist_sgd")
RUBRIC = SETTING.rubric
INPUTS = draw_inputs(RUBRIC, RUBRIC.task("evaluate_model"), SETTING.dataset, PUBLIC_SEED)
WEIGHTS = [INPUTS[f"weights_{i}"] for i in range(2 * len(RUBRIC.units))]
Measure = Callable[[np.ndarray, np.ndarray], float]


def measured(measure: Measure) -> list[float]:
    """Return what a function of outputs and labels gives in each call."""
    return [
        float(
            measure(
                reference.predict(WEIGHTS, RUBRIC.activations, INPUTS[f"{name}_images"]),
                INPUTS[f"{name}_labels"],
            )
        )
        for name in CALLS
    ]


def accepted(numbers: list[float]) -> bool:
    return are_measures([[one] for one in numbers], [WEIGHTS] * 3, CALLS, INPUTS, RUBRIC)


def hits(outputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.asarray(outputs.argmax(axis=1) == labels)


@pytest.mark.parametrize(
    "measure",
    [
        lambda outputs, labels: hits(outputs, labels).mean(),
        lambda outputs, labels: 1 - hits(outputs, labels).mean(),
        lambda outputs, labels: hits(outputs, labels).sum(),
        lambda outputs, labels: round(100 * hits(outputs, labels).mean(), 1),
        lambda outputs, labels: round(hits(outputs, labels).mean(), 2),
        lambda outputs, labels: hits(outputs, labels)[:10].mean(),
        lambda outputs, labels: hits(outputs, labels)[: len(labels) // 32 * 32].mean(),
        lambda outputs, labels: reference.cross_entropy(labels, outputs),
        lambda outputs, labels: outputs.max(axis=1).mean(),
    ],
)
def test_what_follows_from_model_images_and_labels_is_a_measure(measure: Measure) -> None:
    assert accepted(measured(measure))


def test_a_number_that_was_kept_from_the_call_before_is_a_measure() -> None:
    first, second, _ = measured(lambda outputs, labels: hits(outputs, labels).mean())
    assert accepted([first, second, second])


@pytest.mark.parametrize(
    "numbers",
    [[0.5] * 3, [1.0, 0.0, 1.0], [0.45, 0.13, 0.13], [0.8, 0.5, 0.7], [0.3, 0.9, 0.3]],
)
def test_guesses_are_none(numbers: list[float]) -> None:
    assert not accepted(numbers)


def test_numbers_at_random_are_none() -> None:
    draws = np.random.default_rng(1).random((40, 3))
    assert not any(accepted(list(numbers)) for numbers in draws)


def number(value: float) -> dict[str, Any]:
    return {"kind": "float", "type": "float", "number": value}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (number(0.5), [0.5]),
        ({"kind": "text", "text": "loss 1.25, accuracy 93.5 %"}, [1.25, 93.5]),
        ({"kind": "text", "text": "good"}, []),
        ({"kind": "sequence", "items": [number(1.0), number(0.9)]}, [1.0, 0.9]),
        ({"kind": "mapping", "keys": ["loss"], "items": [number(1.5)]}, [1.5]),
        ({"kind": "mapping", "keys": ["loss"]}, []),
        ({"kind": "array", "array": {"values": np.array([True, False])}}, [0.5]),
        ({"kind": "array", "array": {"dtype": "object"}}, []),
        ({"kind": "other"}, []),
    ],
)
def test_numbers_are_found_in_what_comes_back(value: Any, expected: list[float]) -> None:
    assert components(Node(value, "value")) == expected
