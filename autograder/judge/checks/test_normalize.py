"""Checks of a function that scales grey levels 0-255 to 0-1."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder.assignment.calls import passed
from autograder.assignment.rubric import Rubric
from autograder.judge.checks.related import follows_levels, is_like, is_made_of
from autograder.judge.checks.support import (
    blocked,
    demand_new_result,
    different_of,
    dtypes_of,
    extremes_of,
    fail,
    keep_result,
    kept,
    numbers,
    of_many,
    of_view,
    same_array,
    shape_text,
    value_of,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

CALLS = ("batch", "other", "single")
# One of these again, as views, and many images.
OTHERS = ("turned", "large")
# Of one image alone there is no telling whether it was looked at: an average digit is like it, too.
BATCHES = ("batch", "other")
TOLERANCE = 1e-4
FLOAT16_TOLERANCE = 1e-3
# Of fewer grey levels a rule cannot be read; and what of a decimal counts as none.
FEW_LEVELS, MOST_DECIMALS, ROUNDING = 20, (1, 2, 3), 1e-3


@pytest.mark.gate
def test_returns_array(calls: Node) -> None:
    """The result is an array of numbers, or what NumPy turns into one."""
    for name in CALLS:
        numbers(value_of(calls[name]))


def _values(calls: Node, inputs: Inputs, name: str) -> np.ndarray:
    """Return the result of a call in the shape of the images: an axis for the channels is left out."""
    array = numbers(value_of(calls[name])).array
    return array.reshape(inputs[name].shape) if array.size == inputs[name].size else array


@pytest.mark.gate
def test_keeps_shape(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The shape is that of the images, and the values have to do with them.

    With an axis for the channels behind it, where `model.input_shape` has one.
    """
    for name in CALLS:
        array, given = numbers(value_of(calls[name])), inputs[name].shape
        expected = (*given, *rubric.input_shape[len(given) - 1 :])
        if array.shape != expected:
            fields = {"expected": shape_text(expected), "found": shape_text(array.shape)}
            if array.shape == given:
                fail("no_channel_axis", **fields)
            if math.prod(array.shape) == math.prod(given) and len(expected) > len(given):
                fail("channel_axis_elsewhere", **fields)
            fail("wrong_shape", expected=shape_text(expected), found=shape_text(array.shape))
        kept(array)
    found = {name: _values(calls, inputs, name) for name in CALLS}
    related = any(
        is_like(found[name], inputs[name]) and is_made_of(found[name], inputs[name])
        for name in BATCHES
    )
    if not related and not follows_levels(found["single"].astype("float64"), inputs["single"]):
        fail("unrelated")


def test_floating_point(calls: Node, inputs: Inputs) -> None:
    """The dtype is float32 or float64."""
    for name in CALLS:
        values = _values(calls, inputs, name)
        if values.dtype.kind == "f" and values.dtype.itemsize >= 4:
            continue
        if values.dtype == np.float16:
            fail("float16")
        if np.array_equal(values, inputs[name]):
            fail("not_scaled", high=int(values.max()))
        if values.max() <= 1:
            fail("integer_division", dtype=values.dtype.name)
        fail("not_floating_point", dtype=values.dtype.name)
    for dtype in dtypes_of(calls, ("turned", "large")):
        if dtype == "float16":
            fail("float16")
        if not dtype.startswith("float"):
            fail("not_floating_point", dtype=dtype)


def test_scales_to_unit_interval(calls: Node, inputs: Inputs) -> None:
    """Each grey level is divided by 255."""
    for name in CALLS:
        values = _values(calls, inputs, name)
        if values.dtype.kind != "f":
            blocked("floating_point")
        tolerance = TOLERANCE if values.dtype.itemsize >= 4 else FLOAT16_TOLERANCE
        images = inputs[name].astype("float64")
        values = values.astype("float64")
        if not np.isfinite(values).all():
            fail("not_finite")
        if np.abs(values - images / 255).max() > tolerance:
            if _only_white_is_left(calls, inputs):
                fail("integer_division", dtype="as floating point")
            _explain(values, images, tolerance)
            demand_new_result(calls["batch"], calls["other"])
            _explain_levels(calls, inputs)
            # A batch of dark images alone may stay within the range.
            every = [_values(calls, inputs, one) for one in CALLS]
            low, high = min(one.min() for one in every), max(one.max() for one in every)
            if low < -tolerance or high > 1 + tolerance:
                fail("wrong_range", low=f"{low:.4g}", high=f"{high:.4g}")
            fail("wrong_values")
    keep_result(calls["batch"])
    _demand_for_views(calls, inputs)
    _demand_for_many(calls, inputs)


def _demand_for_views(calls: Node, inputs: Inputs) -> None:
    """Fail where it matters how the images lie in memory."""
    other = numbers(value_of(calls["other"]))
    turned = numbers(of_view(calls["turned"]))
    if turned.shape != other.shape or not np.allclose(
        kept(turned).astype("float64"), other.array, rtol=0, atol=FLOAT16_TOLERANCE
    ):
        fail("wrong_for_views")


def _demand_for_many(calls: Node, inputs: Inputs) -> None:
    """Fail where many images are not scaled as a few are."""
    images, few = passed(inputs, "large"), len(inputs["batch"])
    value = of_many(calls["large"], len(images), few)
    wanted, found = numbers(value_of(calls["batch"])).shape[1:], numbers(value).shape
    counts = {"count": len(images), "few": few, "what": "images"}
    if found != (len(images), *wanted):
        fail("wrong_for_many", found=f"shape {shape_text(found)}", **counts)
    rows = different_of(inputs, "batch").astype("float64") / 255
    for scaled in extremes_of(value):
        if scaled.size != rows.size or not np.allclose(
            scaled.reshape(rows.shape).astype("float64"), rows, rtol=0, atol=FLOAT16_TOLERANCE
        ):
            fail("wrong_for_many", found="other values", **counts)


def _only_white_is_left(calls: Node, inputs: Inputs) -> bool:
    """Whether white has become 1, and every other level 0."""
    return all(
        np.array_equal(_values(calls, inputs, name), inputs[name] // 255) for name in CALLS
    ) and any((inputs[name] == 255).any() for name in CALLS)


def _explain(values: np.ndarray, images: np.ndarray, tolerance: float) -> None:
    """Fail with the name of the mistake that gives these values."""
    lowest, highest = images.min(), images.max()
    each_low, each_high = (
        getattr(images, name)(axis=(1, 2), keepdims=True) for name in ("min", "max")
    )
    each_range = np.maximum(each_high - each_low, 1)
    mean, deviation = images.mean(), max(images.std(), 1e-9)
    each_mean = images.mean(axis=(1, 2), keepdims=True)
    each_deviation = np.maximum(images.std(axis=(1, 2), keepdims=True), 1e-9)
    pixel_low, pixel_high = images.min(axis=0), images.max(axis=0)
    candidates = {
        "not_scaled": [images],
        "divides_by_256": [images / 256],
        "scales_twice": [images / 255 / 255],
        "per_image_scaling": [images / each_high, (images - each_low) / each_range],
        "per_pixel_scaling": [
            (images - pixel_low) / np.maximum(pixel_high - pixel_low, 1),
            images / np.maximum(pixel_high, 1),
        ],
        "scales_by_maximum": [
            images / highest,
            (images - lowest) / max(highest - lowest, 1),
            images / max(images.max() - 1, 1),
        ],
        "centred": [images / 127.5 - 1, (images - 128) / 128, images / 255 - 0.5],
        "standardized": [
            (images - mean) / deviation,
            (images - each_mean) / each_deviation,
            (images / 255 - 0.1307) / 0.3081,
        ],
        "unit_length": [
            images / np.maximum(np.sqrt((images**2).sum(axis=axes, keepdims=True)), 1e-9)
            for axes in (0, 1, 2, (1, 2))
        ],
        "inverted": [1 - images / 255],
        "percent": [images / 255 * 100],
    }
    varies = images.std(axis=0) > 0
    by_pixel = (images - images.mean(axis=0)) / np.where(varies, images.std(axis=0), 1)
    if varies.any() and np.allclose(values[:, varies], by_pixel[:, varies], rtol=1e-2, atol=1e-2):
        fail("standardized", low=f"{values.min():.4g}", high=f"{values.max():.4g}")
    for cause, results in candidates.items():
        for result in results:
            scale = max(1.0, float(np.abs(result).max()))
            if np.abs(values - result).max() <= tolerance * scale:
                fail(cause, low=f"{values.min():.4g}", high=f"{values.max():.4g}")


def _explain_levels(calls: Node, inputs: Inputs) -> None:
    """Fail with what becomes of the grey levels, where each has one value in all images."""
    images = np.concatenate([inputs[name].reshape(-1) for name in CALLS]).astype("float64")
    found = [_values(calls, inputs, name) for name in CALLS]
    values = np.concatenate([one.reshape(-1) for one in found]).astype("float64")
    if not follows_levels(values, images) or len(np.unique(images)) < FEW_LEVELS:
        return
    slope, offset = np.polyfit(images, values, 1)
    scale = max(1.0, float(np.abs(values).max()))
    if slope > 0 and np.abs(slope * images + offset - values).max() <= TOLERANCE * scale:
        if abs(offset) <= TOLERANCE * scale:
            fail("divides_by_other", divisor=f"{1 / slope:.4g}")
        fail("shifted_levels", black=f"{offset:.4g}", white=f"{255 * slope + offset:.4g}")
    if len(np.unique(values)) == 2:
        fail("two_levels", low=f"{values.min():.4g}", high=f"{values.max():.4g}")
    for decimals in MOST_DECIMALS:
        step = 10.0**-decimals
        rest = np.abs(values / step - np.round(values / step)).max()
        if rest < ROUNDING and np.abs(values - images / 255).max() <= step:
            fail("rounded_values", decimals=decimals)
    if _rises(images, values):
        order = np.argsort(images)
        fail("bends_levels", middle=f"{np.interp(128, images[order], values[order]):.3g}")


def _rises(images: np.ndarray, values: np.ndarray) -> bool:
    """Whether a higher grey level always has a higher value."""
    _, first = np.unique(images, return_index=True)
    return bool((np.diff(values[first]) > 0).all())


def _before(inputs: Inputs, name: str) -> np.ndarray:
    """Return what a call was given, of many images as much as is kept."""
    if name == "large":
        return different_of(inputs, "batch")
    return inputs["other" if name == "turned" else name]


def test_leaves_input_unchanged(calls: Node, inputs: Inputs) -> None:
    """The images that came in are as they were."""
    # After a call that does not return there are no others.
    others = [
        name for name in OTHERS if name in calls and calls[name]["outcome"].text == "returned"
    ]
    for name in (*CALLS, *others):
        after, before = calls[name]["argument_after"].array, _before(inputs, name)
        if after.shape != before.shape:
            fail(
                "reshapes_input",
                expected=shape_text(before.shape),
                found=shape_text(after.shape),
            )
        greatest = calls[name]["greatest_after"].array if name == "large" else after
        if not (same_array(after, before) and same_array(greatest, before)):
            fail("changes_input")
