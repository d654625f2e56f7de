"""Checks of a function that predicts the label of each image of a batch."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignment.calls import rows_of
from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks.related import are_of_the_model
from autograder.judge.checks.support import (
    WHOLE,
    blocked,
    demand_new_result,
    demand_same_model,
    dtypes_of,
    fail,
    keep_result,
    kept,
    numbers,
    of_many,
    shape_text,
    spread,
    value_of,
    with_moved_classes,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

BATCHES = ("batch", "other")


def _probabilities(inputs: Inputs, rubric: Rubric, name: str) -> np.ndarray:
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    return reference.predict(weights, rubric.activations, inputs[name])


@pytest.mark.gate
def test_returns_array(calls: Node) -> None:
    """The result is an array of numbers, or what NumPy turns into one."""
    for name in BATCHES:
        value = value_of(calls[name])
        if value["kind"].text in ("integer", "float"):
            fail("one_label", found=value["type"].text)
        numbers(value)


@pytest.mark.gate
def test_one_label_per_image(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The shape is (n,), and the values have to do with the model and the images."""
    for name in BATCHES:
        _check_shape(numbers(value_of(calls[name])), _probabilities(inputs, rubric, name))
    every = np.concatenate([numbers(value_of(calls[name])).array for name in BATCHES])
    if not spread(every):
        fail("always_the_same", found=f"{every[0]:g}")
    if not any(
        are_of_the_model(numbers(value_of(calls[name])).array, inputs[name], inputs, rubric)
        for name in BATCHES
    ):
        fail("unrelated")


def _check_shape(values: Node, probabilities: np.ndarray) -> None:
    count, classes = probabilities.shape
    fields = {"found": shape_text(values.shape), "expected": shape_text((count,))}
    if values.shape == (count,):
        kept(values)
        return
    if values.shape == (count, classes):
        one_hot = bool(np.isin(values.array, (0, 1)).all())
        fail("one_hot" if one_hot else "probabilities", **fields)
    if values.shape == (count, 1):
        fail("extra_axis", **fields)
    if values.shape == (classes,):
        if np.array_equal(values.array, probabilities.argmax(axis=0)):
            fail("argmax_axis", **fields)
        first = np.array_equal(values.array, probabilities[:classes].argmax(axis=1))
        fail("only_first_ten" if first else "wrong_shape", **fields)
    fail("wrong_shape", **fields)


def test_integer_labels(calls: Node) -> None:
    """The labels have an integer dtype."""
    for name in BATCHES:
        values = numbers(value_of(calls[name]))
        if values.array.dtype.kind not in "iu":
            fail("float_labels", found=values.dtype)
    for dtype in dtypes_of(calls, ("single", "large", "again", "moved")):
        if not dtype.startswith(WHOLE):
            fail("float_labels", found=dtype)


def test_most_probable_class(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Each label is the class with the greatest probability, however close the next one is.

    The model is left as it was.
    """
    for name in BATCHES:
        values = numbers(value_of(calls[name])).array
        if not _are_labels(values, _probabilities(inputs, rubric, name)):
            demand_new_result(calls["batch"], calls["other"])
            _demand_the_same_again(calls, inputs)
            fail("wrong_labels")
    _demand_the_same_again(calls, inputs)
    keep_result(calls["batch"])
    # A batch of one image is judged last, so that a lost axis costs the points of one check.
    single = value_of(calls["single"])
    if single["kind"].text in ("integer", "float") or numbers(single).shape == ():
        fail("drops_axis", found=single["type"].text)
    probabilities = _probabilities(inputs, rubric, "single")
    _check_shape(numbers(single), probabilities)
    if not _are_labels(numbers(single).array, probabilities):
        fail("wrong_labels")
    outputs = _probabilities(inputs, rubric, "batch")
    rows, few = inputs[rows_of("large", "batch")], len(outputs)
    many = numbers(of_many(calls["large"], len(rows), few))
    if many.shape != rows.shape or not _are_labels(kept(many), outputs[rows]):
        numbers_of_labels = f"labels of shape {shape_text(many.shape)}"
        fail("wrong_for_many", found=numbers_of_labels, count=len(rows), few=few, what="images")
    demand_same_model(calls["batch"], inputs, outputs)
    moved = numbers(value_of(calls["moved"])).array
    if not np.array_equal(moved, with_moved_classes(outputs).argmax(axis=1)):
        fail("keeps_old_weights")


def _demand_the_same_again(calls: Node, inputs: Inputs) -> None:
    """Fail where a second call with the same model and images gives other labels."""
    if "dropout" in inputs:
        first, again = (numbers(value_of(calls[name])).array for name in ("other", "again"))
        if first.shape == again.shape and not np.array_equal(first, again):
            fail("other_labels_again", found=int((first != again).sum()), count=len(first))


def _are_labels(values: np.ndarray, probabilities: np.ndarray) -> bool:
    """Whether these are the most probable classes; fail with the name of a known mistake."""
    if np.array_equal(values, probabilities.argmax(axis=1)):
        return True
    if np.array_equal(values, probabilities.argmax(axis=1) + 1):
        fail("shifted_labels")
    if np.array_equal(values, probabilities.argmin(axis=1)):
        fail("least_probable")
    if np.allclose(values, probabilities.max(axis=1), atol=1e-4):
        fail("returns_confidence")
    if values.dtype.kind not in "iu":
        blocked("integer_labels")
    return False
