"""Checks of a function that predicts one image: its digit, and how sure the model is."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.activations import softmax
from autograder.judge.checks.related import are_confidences_by_mistake, are_of_the_model
from autograder.judge.checks.support import (
    blocked,
    demand_same_model,
    fail,
    value_of,
    with_moved_classes,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs
from autograder.sandbox.reading import EvidenceError

TOLERANCE = 1e-3
# The share of the confidences that are right, where the digits are not.
LEAST_SURE = 0.5
# What is made of a probability in place of giving it.
COMPUTED = (np.log, np.log2, np.log10, np.square, np.sqrt, lambda values: -np.log(values))


def _calls(calls: Node, inputs: Inputs) -> list[Node]:
    return [value_of(calls[f"image_{i}"]) for i in range(len(inputs["images"]))]


def _probabilities(inputs: Inputs, rubric: Rubric) -> np.ndarray:
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    return reference.predict(weights, rubric.activations, inputs["images"])


def _scalar(value: Node) -> float | None:
    if value["kind"].text in ("integer", "float") and "number" in value:
        return value["number"].number
    if value["kind"].text == "array" and value["array"].shape == ():
        return float(value["array"].array)
    return None


def _is_integer(value: Node) -> bool:
    if value["kind"].text == "array":
        return value["array"].dtype.startswith(("int", "uint"))
    return value["kind"].text == "integer"


def _pair(value: Node) -> tuple[Node, Node]:
    if value["kind"].text != "sequence" or value["length"].integer != 2:
        fail("not_a_pair", found=value["type"].text)
    items = value["items"].nodes()
    if len(items) != 2:
        raise EvidenceError("a pair does not hold two items")
    return items[0], items[1]


@pytest.mark.gate
def test_returns_pair(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Each call returns an integer and a number, and one of them has to do with the model."""
    for value in _calls(calls, inputs):
        digit, confidence = _pair(value)
        if digit["kind"].text == "text":
            fail("digit_as_string")
        if confidence["kind"].text == "text":
            fail("confidence_as_string")
        for item in (digit, confidence):
            if _scalar(item) is None:
                fail("array_in_pair", found=item["type"].text)
        if not _is_integer(digit):
            if _is_integer(confidence):
                fail("swapped_pair")
            fail("float_digit", found=digit["type"].text)
    pairs = [[_scalar(item) for item in _pair(value)] for value in _calls(calls, inputs)]
    digits, confidences = np.array(pairs, "float64").T
    largest = _probabilities(inputs, rubric).max(axis=1)
    sure = np.isclose(confidences, largest, rtol=0, atol=TOLERANCE).mean() >= LEAST_SURE
    sure = sure or are_confidences_by_mistake(confidences, inputs["images"], inputs, rubric)
    right = _probabilities(inputs, rubric).argmax(axis=1)
    # Of so few images one digit is easily a third of all.
    if not sure and len(set(digits)) == 1 < len(set(right)):
        fail("always_the_same", found=f"{digits[0]:g}")
    if not sure and not are_of_the_model(digits, inputs["images"], inputs, rubric):
        fail("unrelated")


def test_most_probable_digit(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The first is the class with the greatest probability, and the model is left as it was."""
    probabilities = _probabilities(inputs, rubric)
    found = [_scalar(_pair(value)[0]) for value in _calls(calls, inputs)]
    right = probabilities.argmax(axis=1)
    if found == right.tolist():
        demand_same_model(calls["image_0"], inputs, probabilities)
        moved = with_moved_classes(probabilities[:1])
        if _scalar(_pair(value_of(calls["moved"]))[0]) != moved.argmax():
            fail("keeps_old_weights")
        return
    if found == probabilities.argmin(axis=1).tolist():
        fail("least_probable")
    if found == (right + 1).tolist():
        fail("shifted_labels")
    if len(set(found)) == 1:
        fail("always_the_same", found=f"{found[0]:g}")
    fail("wrong_digit")


def test_confidence(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The second is that probability, 0 to 1."""
    probabilities = _probabilities(inputs, rubric)
    pairs = [_pair(value) for value in _calls(calls, inputs)]
    found = np.array([_scalar(confidence) for _, confidence in pairs], "float64")
    digits = [_scalar(digit) for digit, _ in pairs]
    if np.allclose(found, probabilities.max(axis=1), rtol=0, atol=TOLERANCE):
        return
    if np.allclose(found, 100 * probabilities.max(axis=1), rtol=0, atol=100 * TOLERANCE):
        fail("percent", found=f"{found[0]:.4g}")
    in_order = np.sort(probabilities)[:, :-1]
    if any(np.allclose(found, one, rtol=0, atol=TOLERANCE) for one in in_order[:, 1:].T):
        fail("confidence_of_other")
    if all(number in (0, 1) for number in found):
        fail("rounded")
    classes = probabilities.shape[1]
    chosen = [int(digit) if digit is not None and 0 <= digit < classes else 0 for digit in digits]
    own = probabilities[np.arange(len(chosen)), chosen]
    if np.allclose(found, own, rtol=0, atol=TOLERANCE):
        blocked("most_probable_digit")
    if any(
        np.allclose(found, probabilities[:, k], rtol=0, atol=TOLERANCE)
        for k in range(probabilities.shape[1])
    ):
        fail("confidence_of_other")
    if np.allclose(found, 1 - probabilities.max(axis=1), rtol=0, atol=TOLERANCE):
        fail("doubt")
    if np.allclose(found, in_order[:, 0], rtol=0, atol=1e-6):
        fail("confidence_of_other")
    if np.allclose(found, probabilities.max(axis=1) - in_order[:, -1], rtol=0, atol=TOLERANCE):
        fail("lead", found=f"{found[0]:.3g}")
    if np.allclose(found, softmax(probabilities).max(axis=1), rtol=0, atol=TOLERANCE):
        fail("softmax_again", low=f"{found.min():.3g}", high=f"{found.max():.3g}")
    for compute in COMPUTED:
        if np.allclose(found, compute(probabilities.max(axis=1)), rtol=0, atol=TOLERANCE):
            fail("made_of_probability", low=f"{found.min():.3g}", high=f"{found.max():.3g}")
    fail("wrong_confidence", low=f"{found.min():.3g}", high=f"{found.max():.3g}")
