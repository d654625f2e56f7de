"""Checks of a function that finds the images that two networks get wrong."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.judge.checks.support import (
    WHOLE,
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
    value_of,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

BATCHES = ("batch", "other")
# With one shared mistake, among others and alone.
ONE = ("one", "single")
PARTS = ("labels", "first", "second")
# Of the places in a result that has to do with what was passed.
LEAST_RIGHT = 0.6


def _given(inputs: Inputs, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    labels, first, second = (inputs[f"{name}_{part}"] for part in PARTS)
    return labels, first, second


def shared(labels: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the places, ascending, at which both answers are wrong; all have the shape (n,)."""
    return np.flatnonzero((first != labels) & (second != labels))


@pytest.mark.gate
def test_returns_array(calls: Node, inputs: Inputs) -> None:
    """The result is an array of numbers, or what NumPy turns into one."""
    for name in BATCHES:
        value = value_of(calls[name])
        if value["kind"].text in ("integer", "float"):
            fail("number_of_them", found=f"{value['number'].number:.4g}")
        if value["kind"].text == "sequence" and value["length"].integer == 1 and "items" in value:
            (item,) = value["items"].nodes()
            if item["kind"].text == "array":
                fail("tuple_around_array", found=value["type"].text)
        numbers(value)


@pytest.mark.gate
def test_one_place_per_mistake(calls: Node, inputs: Inputs) -> None:
    """The result has one axis, and its numbers have to do with the answers."""
    for name in BATCHES:
        array, count = numbers(value_of(calls[name])), len(inputs[f"{name}_labels"])
        found = array.shape
        if len(found) == 2 and 1 in found:
            fail("extra_axis", found=shape_text(found))
        if len(found) != 1:
            fail("wrong_shape", found=shape_text(found))
        values = kept(array)
        if found == (count,) and (values.dtype == bool or bool(np.isin(values, (0, 1)).all())):
            fail("mask", found=values.dtype.name)
    for name in BATCHES:
        labels, first, second = _given(inputs, name)
        values = kept(numbers(value_of(calls[name])))
        results = [
            shared(labels, first, second),
            *(one for _, one in _mistakes(*_given(inputs, name))),
        ]
        if any(_much_of(values, one) for one in results if len(one)):
            return
    if not any(numbers(value_of(calls[name])).shape[0] for name in BATCHES):
        fail("nothing_found")
    demand_new_result(calls["batch"], calls["other"])
    fail("unrelated")


def _much_of(values: np.ndarray, result: np.ndarray) -> bool:
    """Whether a result is another one in large part, as a set."""
    both = np.intersect1d(values, result).size
    every = np.union1d(values, result).size
    return bool(every and both / every >= LEAST_RIGHT)


def test_integer_places(calls: Node) -> None:
    """The places have an integer dtype."""
    for name in BATCHES:
        values = kept(numbers(value_of(calls[name])))
        if values.dtype.kind not in "iu":
            fail("float_places", found=values.dtype.name)
    for dtype in dtypes_of(calls, ("turned", "large")):
        if not dtype.startswith(WHOLE):
            fail("float_places", found=dtype)


def test_wrong_in_both(calls: Node, inputs: Inputs) -> None:
    """They are the places, ascending, of all images that both get wrong, whatever each says."""
    values_of = {name: kept(numbers(value_of(calls[name]))) for name in BATCHES}
    right_in = {
        name: np.array_equal(values, shared(*_given(inputs, name)))
        for name, values in values_of.items()
    }
    for name, values in values_of.items():
        right = shared(*_given(inputs, name))
        if right_in[name]:
            continue
        other = next(one for one in BATCHES if one != name)
        dtypes = [inputs[f"{one}_labels"].dtype.name for one in (name, other)]
        if right_in[other] and dtypes[0] != dtypes[1]:
            fail("wrong_for_dtype", dtype=dtypes[0], other=dtypes[1])
        if np.array_equal(np.sort(values), right):
            fail("other_order")
        if np.array_equal(np.unique(values), right):
            fail("twice")
        for cause, result in _mistakes(*_given(inputs, name)):
            if np.array_equal(values, result) or np.array_equal(np.sort(values), result):
                fail(cause)
        demand_new_result(calls["batch"], calls["other"])
        if values.dtype.kind not in "iu":
            blocked("integer_places")
        too_many, missing = np.setdiff1d(values, right), np.setdiff1d(right, values)
        fail("wrong_places", too_many=len(too_many), missing=len(missing))
    keep_result(calls["batch"])
    turned = numbers(of_view(calls["turned"]))
    if len(turned.shape) != 1 or not np.array_equal(kept(turned), values_of["other"]):
        fail("wrong_for_views")
    few, many = (len(inputs[f"{name}_labels"]) for name in ("batch", "large"))
    places = numbers(of_many(calls["large"], many, few))
    right = shared(*_given(inputs, "large"))
    if len(places.shape) != 1 or not np.array_equal(kept(places), right):
        count = int(np.prod(places.shape))
        found = f"{count} places where there are {len(right)}" if count != len(right) else "others"
        fail("wrong_for_many", found=found, count=many, few=few, what="images")
    _demand_for_one(calls, inputs)


def _demand_for_one(calls: Node, inputs: Inputs) -> None:
    """Fail where a single shared mistake is not found, or not in an array of one place."""
    # After a call that does not return there are no others.
    for name in (one for one in ONE if one in calls):
        value, right = value_of(calls[name]), shared(*_given(inputs, name))
        fields = {"count": len(inputs[f"{name}_labels"]), "place": int(right[0])}
        if value["kind"].text in ("integer", "float") or not numbers(value).shape:
            fail("drops_axis", found=value["type"].text, **fields)
        places = kept(numbers(value))
        if not np.array_equal(places, right):
            fail("wrong_for_one", found=f"shape {shape_text(places.shape)}", **fields)


def _mistakes(
    labels: np.ndarray, first: np.ndarray, second: np.ndarray
) -> list[tuple[str, np.ndarray]]:
    """Return what mistakes find, with their causes."""
    wrong, other = first != labels, second != labels
    both = np.flatnonzero(wrong & other)
    return [
        ("wrong_in_one", np.flatnonzero(wrong | other)),
        ("wrong_in_exactly_one", np.flatnonzero(wrong ^ other)),
        ("only_the_first", np.flatnonzero(wrong)),
        ("only_the_second", np.flatnonzero(other)),
        ("only_the_first", np.flatnonzero(wrong & ~other)),
        ("only_the_second", np.flatnonzero(other & ~wrong)),
        ("right_in_both", np.flatnonzero(~wrong & ~other)),
        ("right_in_one", np.flatnonzero(~wrong | ~other)),
        ("same_wrong_answer", np.flatnonzero(wrong & other & (first == second))),
        ("other_wrong_answer", np.flatnonzero(wrong & other & (first != second))),
        ("answers_differ", np.flatnonzero(first != second)),
        ("answers_agree", np.flatnonzero(first == second)),
        ("counts_from_one", both + 1),
        ("digits_for_places", labels[both]),
        ("digits_for_places", first[both]),
        ("digits_for_places", second[both]),
        ("first_ones_only", both[:10]),
        ("first_ones_only", both[:-1]),
        ("first_ones_only", both[:1]),
        ("misses_place_zero", both[both > 0]),
    ]


def test_none_shared(calls: Node, inputs: Inputs) -> None:
    """Where they share no mistake, the result is empty."""
    value = value_of(calls["none"])
    if value["kind"].text == "sequence" and value["length"].integer == 0:
        return
    array = numbers(value)
    if array.shape != (0,):
        for name in BATCHES:
            values = kept(numbers(value_of(calls[name])))
            if not np.array_equal(np.sort(values), shared(*_given(inputs, name))):
                blocked("wrong_in_both")
        fail("not_empty", found=shape_text(array.shape))


def test_leaves_input_unchanged(calls: Node, inputs: Inputs) -> None:
    """Labels and answers are as they were."""
    for name, after in arguments_after(calls, BATCHES, ("none", "large", *ONE)):
        wanted = _given(inputs, name)
        if len(after) != len(wanted):
            fail("changes_input")
        if not all(map(same_array, after, wanted)):
            fail("changes_input")
