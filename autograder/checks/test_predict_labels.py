"""Checks of a function that predicts the label of each image of a batch."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import reference
from autograder.checks.support import blocked, fail, kept, numbers, shape_text, value_of
from autograder.evidence import Node
from autograder.inputs import Inputs
from autograder.rubric import Rubric


def _probabilities(inputs: Inputs, rubric: Rubric) -> np.ndarray:
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    return reference.predict(weights, rubric.activations, inputs["images"])


@pytest.mark.gate
def test_returns_array(calls: Node) -> None:
    """The call returns something that NumPy takes for an array of numbers."""
    value = value_of(calls["batch"])
    if value["kind"].text in ("integer", "float"):
        fail("one_label", found=value["type"].text)
    kept(numbers(value))


@pytest.mark.gate
def test_one_label_per_image(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The result has shape (n,)."""
    count, classes = len(inputs["images"]), rubric.units[-1]
    values = numbers(value_of(calls["batch"]))
    fields = {"found": shape_text(values.shape), "expected": shape_text((count,))}
    if values.shape == (count,):
        return
    if values.shape == (count, classes):
        one_hot = bool(np.isin(values.array, (0, 1)).all())
        fail("one_hot" if one_hot else "probabilities", **fields)
    if values.shape == (count, 1):
        fail("extra_axis", **fields)
    if values.shape == (classes,):
        columns = _probabilities(inputs, rubric).argmax(axis=0)
        first = _probabilities(inputs, rubric)[:classes].argmax(axis=1)
        if np.array_equal(values.array, columns):
            fail("argmax_axis", **fields)
        fail("only_first_ten" if np.array_equal(values.array, first) else "wrong_shape", **fields)
    fail("wrong_shape", **fields)


def test_integer_labels(calls: Node) -> None:
    """The labels have an integer dtype."""
    values = numbers(value_of(calls["batch"]))
    if values.array.dtype.kind not in "iu":
        fail("float_labels", found=values.dtype)


def test_most_probable_class(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Each label is the class with the greatest probability."""
    values = numbers(value_of(calls["batch"])).array
    probabilities = _probabilities(inputs, rubric)
    if np.array_equal(values, probabilities.argmax(axis=1)):
        return
    if np.array_equal(values, probabilities.argmax(axis=1) + 1):
        fail("shifted_labels")
    if np.array_equal(values, probabilities.argmin(axis=1)):
        fail("least_probable")
    if np.allclose(values, probabilities.max(axis=1), atol=1e-4):
        fail("returns_confidence")
    if values.dtype.kind not in "iu":
        blocked("integer_labels")
    fail("wrong_labels")
