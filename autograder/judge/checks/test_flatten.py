"""Checks of a function that makes a vector of each image."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignment.calls import OTHER_TYPES, passed
from autograder.judge.checks.related import has_same_numbers
from autograder.judge.checks.support import (
    blocked,
    demand_new_result,
    different_of,
    extremes_of,
    fail,
    keep_result,
    kept,
    numbers,
    of_many,
    of_view,
    shape_text,
    value_of,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

CALLS = ("raw", "other", "scaled", "double", "single")
A_BYTE = 256


@pytest.mark.gate
def test_returns_array(calls: Node) -> None:
    """The result is an array of numbers, or what NumPy turns into one."""
    for name in CALLS:
        numbers(value_of(calls[name]))


@pytest.mark.gate
def test_one_row_per_image(calls: Node, inputs: Inputs) -> None:
    """The shape is (n, pixels), and the numbers are those of the images."""
    for name in CALLS:
        images = inputs[name]
        count, pixels = len(images), images[0].size
        array = numbers(value_of(calls[name]))
        found = array.shape
        if found == (count, pixels):
            kept(array)
            continue
        if count == 1 and found == (pixels,):
            fail("drops_axis", expected=shape_text((count, pixels)), found=shape_text(found))
        shapes = {
            images.shape: "not_flattened",
            (count * pixels,): "flattens_everything",
            (1, count * pixels): "flattens_everything",
            (pixels, count): "transposed",
            (count, pixels, 1): "extra_axis",
            (count, 1, pixels): "extra_axis",
            (count * images.shape[1], images.shape[2]): "rows_of_pixels",
        }
        fail(
            shapes.get(found, "wrong_shape"),
            expected=shape_text((count, pixels)),
            found=shape_text(found),
        )
    found_values = {name: numbers(value_of(calls[name])).array for name in CALLS}
    related = [has_same_numbers(found_values[name], inputs[name]) for name in CALLS]
    # A mistake may change the numbers of some; one call that is right is no attempt at the others.
    if 2 * sum(related) < len(related):
        fail("unrelated")


def test_row_major(calls: Node, inputs: Inputs) -> None:
    """The pixels come row by row, with their values."""
    for name in CALLS:
        images = inputs[name]
        values = numbers(value_of(calls[name])).array.astype("float64")
        expected = images.reshape(len(images), -1).astype("float64")
        if np.allclose(values, expected, rtol=0, atol=1e-6):
            continue
        columns = images.transpose(0, 2, 1).reshape(len(images), -1)
        if np.allclose(values, columns, rtol=0, atol=1e-6):
            fail("column_major")
        if np.allclose(values, images.reshape(len(images), -1, order="F"), rtol=0, atol=1e-6):
            fail("column_major")
        if np.array_equal(values, images.reshape(-1, len(images)).T):
            fail("mixes_images")
        if np.array_equal(np.sort(values, axis=1), np.sort(expected, axis=1)):
            fail("other_order")
        if np.array_equal(np.sort(values, axis=None), np.sort(expected, axis=None)):
            fail("mixes_images")
        demand_new_result(calls["raw"], calls["other"])
        if name == "single" and np.array_equal(values % A_BYTE, expected % A_BYTE):
            place = np.unravel_index((values != expected).argmax(), values.shape)
            numbers_of = {"before": f"{expected[place]:.0f}", "after": f"{values[place]:.0f}"}
            fail("becomes_bytes", dtype=images.dtype.name, **numbers_of)
        fail("changes_values")
    keep_result(calls["raw"])
    _demand_for_views(calls, inputs)
    _demand_for_many(calls, inputs)
    for name in OTHER_TYPES:
        values = kept(numbers(value_of(calls[name])))
        if not np.array_equal(values, inputs[name].reshape(len(inputs[name]), -1)):
            fail("wrong_for_type", dtype=name)


def _demand_for_views(calls: Node, inputs: Inputs) -> None:
    """Fail where the order of the pixels is that in memory."""
    turned = numbers(of_view(calls["turned"]))
    wanted = inputs["other"].reshape(len(inputs["other"]), -1)
    if turned.shape != wanted.shape or not np.array_equal(kept(turned), wanted):
        fail("wrong_for_views")


def _demand_for_many(calls: Node, inputs: Inputs) -> None:
    """Fail where many images are not flattened as a few are."""
    images, few = passed(inputs, "large"), len(inputs["raw"])
    value = of_many(calls["large"], len(images), few)
    expected, found = (len(images), images[0].size), numbers(value).shape
    counts = {"count": len(images), "few": few, "what": "images"}
    if found != expected:
        fail("wrong_for_many", found=f"shape {shape_text(found)}", **counts)
    rows = different_of(inputs, "raw").reshape(-1, found[1])
    if not all(np.array_equal(one, rows) for one in extremes_of(value)):
        fail("wrong_for_many", found="other values", **counts)


def test_keeps_dtype(calls: Node, inputs: Inputs) -> None:
    """The dtype is that of the images."""
    for name in CALLS:
        values = numbers(value_of(calls[name])).array
        if values.dtype == inputs[name].dtype:
            continue
        if (
            not np.allclose(values, inputs[name].reshape(values.shape), rtol=0, atol=1e-6)
            and (np.sort(values, axis=None) != np.sort(inputs[name], axis=None)).any()
        ):
            blocked("row_major")
        if calls[name]["value"]["kind"].text == "sequence":
            fail("returns_list", found=values.dtype.name)
        fail("changes_dtype", expected=inputs[name].dtype.name, found=values.dtype.name)
    for name in OTHER_TYPES:
        values = kept(numbers(value_of(calls[name])))
        if values.dtype != inputs[name].dtype:
            fail("changes_dtype", expected=name, found=values.dtype.name)
