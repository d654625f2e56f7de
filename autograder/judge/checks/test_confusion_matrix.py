"""Checks of a function that counts which class is taken for which."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignment.rubric import Rubric
from autograder.judge.checks.support import (
    WHOLE,
    Failure,
    arguments_after,
    blocked,
    demand_new_result,
    dtypes_of,
    fail,
    keep_result,
    kept,
    numbers,
    of_many,
    of_view,
    same_array,
    shape_text,
    spread,
    value_of,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

BATCHES = ("batch", "other")
# All right, and a single one, which is wrong.
FEW = ("right", "single")
PARTS = ("labels", "predictions")
# Of a count or a share.
TOLERANCE = 1e-4
# Of the cells of a matrix that has to do with what was passed.
LEAST_RIGHT = 0.3
A_BYTE = 256


def counted(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Return how often each class is taken for each.

    Args:
        labels: Shape (n,), true classes from 0.
        predictions: Shape (n,), predicted classes.
        classes: How many there are.

    Returns:
        Shape (classes, classes), int64: a row for each true class, a column for each predicted one.
    """
    pairs = labels.astype("int64") * classes + predictions.astype("int64")
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def _counts(inputs: Inputs, rubric: Rubric, name: str) -> np.ndarray:
    return counted(inputs[f"{name}_labels"], inputs[f"{name}_predictions"], rubric.classes)


@pytest.mark.gate
def test_returns_array(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The result is an array of numbers, or what NumPy turns into one."""
    for name in BATCHES:
        value = value_of(calls[name])
        if value["kind"].text in ("integer", "float"):
            counts = _counts(inputs, rubric, name)
            number = value["number"].number
            share = np.trace(counts) / counts.sum()
            if np.isclose([share, 100 * share, np.trace(counts), 1 - share], number).any():
                fail("returns_accuracy", found=f"{number:.4g}")
            fail("one_number", found=f"{number:.4g}")
        if "array" not in value and value["kind"].text == "mapping":
            fail("returns_dictionary")
        numbers(value)


@pytest.mark.gate
def test_one_row_per_class(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """There are a row and a column for each class, and the numbers have to do with the labels."""
    for name in BATCHES:
        _demand_shape(numbers(value_of(calls[name])), inputs, rubric, name)
    for name in BATCHES:
        found = numbers(value_of(calls[name])).array
        if _has_to_do(found, _counts(inputs, rubric, name)):
            return
    demand_new_result(calls["batch"], calls["other"])
    if not any(spread(numbers(value_of(calls[name])).array) for name in BATCHES):
        fail("nothing_counted")
    fail("unrelated")


def _demand_shape(array: Node, inputs: Inputs, rubric: Rubric, name: str) -> None:
    classes, found = rubric.classes, array.shape
    if found == (classes, classes):
        kept(array)
        return
    count = len(inputs[f"{name}_labels"])
    shapes = {
        (classes,): "one_number_per_class",
        (classes, 1): "one_number_per_class",
        (classes**2,): "flat_result",
        (classes + 1, classes + 1): "class_too_many",
        (classes - 1, classes - 1): "last_class_missing",
        (2, 2): "right_and_wrong",
        (classes, 2, 2): "right_and_wrong",
        (count, count): "one_row_per_image",
        (count,): "one_row_per_image",
        (count, 2): "one_row_per_image",
        (2, count): "one_row_per_image",
        (count, classes): "one_row_per_image",
    }
    fail(
        shapes.get(found, "wrong_shape"),
        expected=shape_text((classes, classes)),
        found=shape_text(found),
    )


def _has_to_do(found: np.ndarray, counts: np.ndarray) -> bool:
    """Whether a matrix is right in part, or is what a mistake makes of the right one."""
    if not np.isfinite(found.astype("float64")).all() or not spread(found):
        return False
    varied = counts > 1
    if np.isclose(found, counts)[varied].mean() >= LEAST_RIGHT:
        return True
    return any(
        np.isclose(found, one, atol=TOLERANCE)[one > one.min()].mean() >= LEAST_RIGHT
        for _, one in _mistakes(counts)
    )


def test_integer_counts(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The counts have an integer dtype."""
    for name in BATCHES:
        found = numbers(value_of(calls[name])).array
        if found.dtype.kind in "iu":
            continue
        if found.dtype.kind == "f" and not np.array_equal(found, np.round(found)):
            blocked("counts_pairs")
        fail("float_counts", found=found.dtype.name)
    for dtype in dtypes_of(calls, ("turned", "bytes", "few", *FEW)):
        if not dtype.startswith(WHOLE):
            fail("float_counts", found=dtype)


def test_counts_pairs(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Row i, column j is how many images of class i were predicted to be of class j."""
    for name in BATCHES:
        found, counts = numbers(value_of(calls[name])).array, _counts(inputs, rubric, name)
        if np.array_equal(found, counts):
            continue
        for cause, one in _mistakes(counts):
            if np.allclose(found, one, rtol=0, atol=TOLERANCE, equal_nan=True):
                fail(cause)
        if found.sum() == 2 * counts.sum() and np.array_equal(found, counts + counts.T):
            fail("both_ways")
        demand_new_result(calls["batch"], calls["other"])
        first, second = (numbers(value_of(calls[one])).array.astype("float64") for one in BATCHES)
        if np.array_equal(second - first, _counts(inputs, rubric, "other")):
            fail("goes_on_counting")
        if name == "batch" and np.array_equal(second, _counts(inputs, rubric, "other")):
            types = [inputs[f"batch_{part}"].dtype.name for part in PARTS]
            if types[0] != types[1]:
                fail("wrong_for_dtype", labels=types[0], predictions=types[1])
        wrong = np.argwhere(found != counts)[0]
        row, column = (int(place) for place in wrong)
        fail(
            "wrong_counts",
            row=row,
            column=column,
            expected=int(counts[row, column]),
            found=f"{found[row, column]:.4g}",
        )
    keep_result(calls["batch"])
    few, many = (len(inputs[f"{name}_labels"]) for name in ("batch", "bytes"))
    found = numbers(of_many(calls["bytes"], many, few, "labels")).array
    counts = _counts(inputs, rubric, "bytes")
    if found.shape != counts.shape or not np.array_equal(found, counts):
        if found.shape == counts.shape and np.array_equal(
            found.astype("int64") % A_BYTE, counts % A_BYTE
        ):
            fail("overflows", dtype=found.dtype.name, most=int(counts.max()))
        labels, predictions = (inputs[f"bytes_{part}"] for part in PARTS)
        these = int(np.clip(np.nan_to_num(found.astype("float64")).sum(), 0, many))
        if np.array_equal(found, counted(labels[:these], predictions[:these], rubric.classes)):
            some = f"only {these} pairs are counted"
            fail("wrong_for_many", found=some, count=many, few=few, what="labels")
        fail("wrong_for_bytes")
    turned, counts = numbers(of_view(calls["turned"])), _counts(inputs, rubric, "other")
    if turned.shape != counts.shape or not np.array_equal(kept(turned), counts):
        fail("wrong_for_views")
    _demand_for_few(calls, inputs, rubric)


def _demand_for_few(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where it matters that none is wrong, or that there is one alone."""
    try:
        if not _is_right(calls, inputs, rubric, "few"):
            return
    except Failure:
        # Classes that do not occur are another check's.
        return
    # After a call that does not return there are no others.
    for name in (one for one in FEW if one in calls):
        if not _is_right(calls, inputs, rubric, name):
            counts = _counts(inputs, rubric, name)
            right = int(np.trace(counts))
            fail("wrong_for_few", right=right, wrong=int(counts.sum()) - right)


def _is_right(calls: Node, inputs: Inputs, rubric: Rubric, name: str) -> bool:
    """Whether a call has returned the right counts; fail where it has returned none."""
    array, counts = numbers(value_of(calls[name])), _counts(inputs, rubric, name)
    return array.shape == counts.shape and bool(np.array_equal(kept(array), counts))


def _mistakes(counts: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Return what mistakes make of the right counts, with their causes."""
    classes, diagonal = len(counts), np.diag(np.diag(counts))
    with np.errstate(all="ignore"):
        rows, columns = (counts / counts.sum(axis=axis, keepdims=True) for axis in (1, 0))
    everything = counts / counts.sum()
    found = [
        ("transposed", counts.T),
        ("divided_by_rows", rows),
        ("divided_by_rows", 100 * rows),
        ("divided_by_columns", columns),
        ("divided_by_columns", 100 * columns),
        ("divided_by_all", everything),
        ("divided_by_all", 100 * everything),
        ("divided_by_all", counts / counts.max()),
        ("divided_along_wrong_axis", counts / counts.sum(axis=1)),
        ("divided_along_wrong_axis", counts / counts.sum(axis=0)[:, np.newaxis]),
        ("only_right_ones", diagonal),
        ("only_right_ones", np.diag(counts.sum(axis=1))),
        ("only_wrong_ones", counts - diagonal),
        ("each_pair_once", (counts > 0).astype("int64")),
        ("one_too_many", counts + 1),
        ("one_too_few", counts - 1),
        ("one_too_few", np.maximum(counts - 1, 0)),
        ("other_order", counts[::-1, ::-1]),
        ("other_order", counts[::-1]),
        ("other_order", counts[:, ::-1]),
        ("classes_shifted", np.roll(counts, 1, axis=(0, 1))),
        ("classes_shifted", np.roll(counts, -1, axis=(0, 1))),
        ("classes_shifted", np.roll(counts, 1, axis=0)),
        ("classes_shifted", np.roll(counts, 1, axis=1)),
        ("both_ways", counts + counts.T),
        ("both_ways", counts + counts.T - diagonal),
        ("labels_with_themselves", np.diag(counts.sum(axis=1))),
        ("labels_with_themselves", np.diag(counts.sum(axis=0))),
        ("row_sums_everywhere", np.repeat(counts.sum(axis=1, keepdims=True), classes, axis=1)),
        ("row_sums_everywhere", np.repeat(counts.sum(axis=0, keepdims=True), classes, axis=0)),
        ("counts_twice", 2 * counts),
    ]
    for part in (np.s_[:-1, :-1], np.s_[1:, 1:]):
        inside = np.zeros_like(counts)
        inside[part] = counts[part]
        found.append(("leaves_a_class_out", inside))
    found += [("divided_and_transposed", one.T) for one in (rows, columns)]
    return found


def test_every_class(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Classes that do not occur have their row and column, too, filled with zeros."""
    # After a call that does not return there are no others.
    values = [value_of(calls[name]) for name in ("bytes", "few")]
    array, counts = numbers(values[1]), _counts(inputs, rubric, "few")
    if array.shape != counts.shape:
        fail("missing_classes", expected=shape_text(counts.shape), found=shape_text(array.shape))
    found = kept(array)
    if not np.array_equal(found, counts):
        if found.dtype.kind == "f" and np.isnan(found).any():
            blocked("counts_pairs")
        for name in BATCHES:
            if not np.array_equal(
                numbers(value_of(calls[name])).array, _counts(inputs, rubric, name)
            ):
                blocked("counts_pairs")
        there = np.flatnonzero(counts.any(axis=0) | counts.any(axis=1))
        moved = np.zeros_like(counts)
        moved[: len(there), : len(there)] = counts[np.ix_(there, there)]
        if np.array_equal(found, moved):
            fail("classes_moved_up")
        seen = counts.any(axis=1), counts.any(axis=0)
        for one, what in zip(seen, ("true labels", "predictions")):
            if np.array_equal(found, counts * np.outer(one, one)):
                fail("classes_of_one_alone", what=what)
        fail("wrong_with_few")


def test_leaves_input_unchanged(calls: Node, inputs: Inputs) -> None:
    """Labels and predictions are as they were."""
    for name, after in arguments_after(calls, BATCHES, ("bytes", "few", *FEW)):
        wanted = [inputs[f"{name}_{part}"] for part in PARTS]
        if len(after) != len(wanted):
            fail("changes_input")
        if not all(map(same_array, after, wanted)):
            fail("changes_input")
