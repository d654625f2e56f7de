"""Checks of a function that measures a model's accuracy on given images."""

from __future__ import annotations

import math

import numpy as np

from autograder import reference
from autograder.checks.support import (
    blocked,
    demand_same_model,
    fail,
    same_array,
    value_of,
    weights_of,
)
from autograder.evidence import Node
from autograder.inputs import Inputs
from autograder.rubric import Rubric

CALLS = ("first", "second")
TOLERANCE = 2e-4


def _number(call: Node) -> float:
    value = value_of(call)
    kind = value["kind"].text
    if kind in ("float", "integer") and "number" in value:
        return value["number"].number
    if kind == "array" and value["array"].shape == ():
        return float(value["array"].array)
    if kind == "float":
        fail("not_finite")
    if kind == "sequence" and value["length"].integer == 2:
        fail("returns_pair", found=value["type"].text)
    if kind == "mapping":
        fail("returns_mapping", found=value["type"].text)
    if kind == "text":
        fail("returns_text")
    fail("not_a_number", found=value["type"].text)


def test_returns_number(calls: Node) -> None:
    """Each call returns one finite number."""
    for name in CALLS:
        if not np.isfinite(_number(calls[name])):
            fail("not_finite")


def test_accuracy_of_the_model(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The number is the accuracy of the model that was passed, on the images that were passed."""
    found, right = [], []
    for name in CALLS:
        value = value_of(calls[name])
        if value["kind"].text not in ("float", "integer", "array"):
            blocked("returns_number")
        found.append(_number(calls[name]))
        right.append(_results(inputs, rubric, name))
    if not np.isfinite(found).all():
        blocked("returns_number")

    def all_are(key: str, tolerance: float = TOLERANCE) -> bool:
        return all(
            abs(number - results[key]) <= tolerance * max(1.0, abs(results[key]))
            for number, results in zip(found, right)
        )

    if all_are("accuracy"):
        return
    same = abs(found[0] - found[1]) < 1e-9
    if same and found[0] in (0, 1):
        # Several mistakes give these; which one it was cannot be told.
        fail("wrong_accuracy", low=f"{found[0]:.4g}", high=f"{found[1]:.4g}")
    for cause in ("percent", "returns_loss", "counts_correct", "error_rate", "argmax_axis"):
        if all_are(cause):
            fail(cause, found=f"{found[0]:.4g}")
    if all(_shortened(number, 100 * one["accuracy"]) for number, one in zip(found, right)):
        fail("percent", found=f"{found[0]:.4g}")
    if all(_shortened(number, one["accuracy"]) for number, one in zip(found, right)):
        fail("rounded")
    if same:
        fail("constant")
    fail("wrong_accuracy", low=f"{min(found):.4g}", high=f"{max(found):.4g}")


def _shortened(number: float, value: float) -> bool:
    """Whether a number is a value with fewer decimals, rounded or cut off."""
    return any(
        abs(number * 10**decimals - shorten(value * 10**decimals)) < 1e-4
        for decimals in range(5)
        for shorten in (round, math.floor)
    )


def _results(inputs: Inputs, rubric: Rubric, name: str) -> dict[str, float]:
    """Return the right accuracy and what the common mistakes give in its place."""
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    labels = inputs[f"{name}_labels"]
    probabilities = reference.predict(weights, rubric.activations, inputs[f"{name}_images"])
    accuracy = reference.accuracy(labels, probabilities)
    columns = probabilities.argmax(axis=0)
    return {
        "accuracy": accuracy,
        "percent": 100 * accuracy,
        "returns_loss": reference.cross_entropy(labels, probabilities),
        "counts_correct": accuracy * len(labels),
        "error_rate": 1 - accuracy,
        "argmax_axis": float((columns == labels[: len(columns)]).mean()),
    }


def test_leaves_model_unchanged(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The model is what it was: its weights, its outputs, and its optimizer."""
    before = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    outputs = reference.predict(before, rubric.activations, inputs["first_images"])
    for name in CALLS:
        value_of(calls[name])
        state = calls[name]["model"]
        if "weights" in state:
            after = weights_of(state["weights"])
            if len(after) == len(before) and not all(map(same_array, after, before)):
                fail("retrains")
        if not calls[name]["same_optimizer"].flag:
            fail("compiles_again")
        demand_same_model(calls[name], inputs, outputs)
