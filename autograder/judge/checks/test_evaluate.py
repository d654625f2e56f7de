"""Checks of a function that measures a model's accuracy on given images."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograder.assignment.calls import rows_of
from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks.measures import are_measures, components, other_measures
from autograder.judge.checks.support import (
    blocked,
    demand_same_model,
    fail,
    of_many,
    same_array,
    value_of,
    weights_of,
    with_moved_classes,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

CALLS = ("first", "second", "third")
TOLERANCE = 2e-4
# Of many images one that is left out changes the number by hardly more; four decimals are enough.
OF_MANY = 6e-5
# Of so few images the same share may be right by chance in all calls.
FEW_IMAGES = 32
# How many dropouts show between which accuracies they lie, and how far beyond, in their spreads.
DROPOUTS, IN_SPREADS = 12, 2.0
# As far as float32 tells how many images there were.
NEARLY_WHOLE = 0.05


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


def test_returns_number(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Each call returns one finite number, which measures the model in some way."""
    for name in CALLS:
        if not np.isfinite(_number(calls[name])):
            fail("not_finite")
    if not _measures_the_model(calls, inputs, rubric):
        blocked("accuracy_of_the_model")


def test_accuracy_of_the_model(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The number is the accuracy that the judge works out from the weights."""
    found, right = [], []
    for name in CALLS:
        value = value_of(calls[name])
        if value["kind"].text not in ("float", "integer", "array"):
            blocked("returns_number")
        found.append(_number(calls[name]))
        right.append(_results(inputs, rubric, name))
    if not np.isfinite(found).all():
        blocked("returns_number")

    def are(key: str, count: int = len(CALLS)) -> bool:
        return all(
            abs(number - results[key]) <= TOLERANCE * max(1.0, abs(results[key]))
            for number, results in zip(found[:count], right)
        )

    again = _number(calls["again"]) if "dropout" in inputs else found[2]
    if are("accuracy") and abs(again - found[2]) <= TOLERANCE:
        _demand_for_others(calls, inputs, rubric)
        return
    if divisor := _fixed_divisor(found, right):
        fail("fixed_divisor", divisor=f"{divisor:.4g}", count=right[0]["count"])
    if are("accuracy", 2) or _counts_on(found, right):
        fail("depends_on_earlier", found=f"{found[2]:.4g}", expected=f"{right[2]['accuracy']:.4g}")
    if abs(again - found[2]) > TOLERANCE:
        fail("other_accuracy_again", first=f"{found[2]:.4g}", found=f"{again:.4g}")
    same = max(found) - min(found) < 1e-9
    if same and (found[0] in (0, 1) or _of_few(found[0], inputs, rubric)):
        # Several mistakes give these; which one it was cannot be told.
        fail("wrong_accuracy")
    for cause in ("percent", "returns_loss", "counts_correct", "error_rate", "argmax_axis"):
        if are(cause):
            fail(cause, found=f"{found[0]:.4g}")
    others = [_other_measures(inputs, rubric, name) for name in CALLS]
    for measure in others[0]:
        values = [one[measure] for one in others]
        if all(abs(number - value) <= TOLERANCE for number, value in zip(found, values)):
            fail("other_measure", measure=measure, found=f"{found[0]:.4g}")
    if all(_shortened(number, 100 * one["accuracy"]) for number, one in zip(found, right)):
        fail("percent", found=f"{found[0]:.4g}")
    if all(_shortened(number, one["accuracy"]) for number, one in zip(found, right)):
        fail("rounded")
    if same:
        fail("constant")
    fail("wrong_accuracy")


def _demand_for_others(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where the accuracy is not that on all of many images, or not that of new weights."""
    labels, few = inputs["large_labels"], len(inputs["first_labels"])
    of_many(calls["large"], len(labels), few)
    hits = _probabilities(inputs, rubric, "second").argmax(axis=1)
    right = (hits[inputs[rows_of("large_images", "second_images")]] == labels).mean()
    found = _number(calls["large"])
    if abs(found - right) > OF_MANY:
        numbers = f"{found:.5g} where it is {right:.5g}"
        fail("wrong_for_many", found=numbers, count=len(labels), few=few, what="images")
    outputs = with_moved_classes(_probabilities(inputs, rubric, "third"))
    right = reference.accuracy(inputs["third_labels"], outputs)
    found = _number(calls["moved"])
    if abs(found - right) > TOLERANCE:
        fail("keeps_old_weights", expected=f"{right:.4g}", found=f"{found:.4g}")


def _measures_the_model(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether what came back is a measure of the model and the images that were passed, or was one.

    A number that is easily made without them, or the same whatever is passed, is none.
    """
    found = [components(value_of(calls[name])) for name in CALLS]
    right = [_results(inputs, rubric, name) for name in CALLS]
    for numbers in zip(*found):
        # Who kept the result of an earlier call has measured in the others.
        hits = [abs(one - two["accuracy"]) <= TOLERANCE for one, two in zip(numbers, right)]
        if sum(hits) > 1 or _counts_on(list(numbers), right):
            return True
        if _fixed_divisor(numbers, right):
            return True
    own = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    trained = []
    for name in CALLS:
        state = calls[name]["model"]
        # Whoever trains the model first measures another one.
        after = weights_of(state["weights"]) if "weights" in state else []
        same = [one.shape for one in after] == [one.shape for one in own]
        moved = same and not all(map(same_array, after, own))
        trained.append(after if moved and all(np.isfinite(one).all() for one in after) else own)
    if _in_training(found, inputs, rubric):
        return True
    models = [[own] * len(CALLS), *([trained] if any(one is not own for one in trained) else [])]
    return any(are_measures(found, one, CALLS, inputs, rubric) for one in models)


def _in_training(found: list[list[float]], inputs: Inputs, rubric: Rubric) -> bool:
    """Whether numbers are accuracies of the model in training, where a dropout leaves out pixels."""
    if "dropout" not in inputs:
        return False
    rate, generator = float(inputs["dropout"][0]), np.random.default_rng(0)
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    ranges = []
    for name in CALLS:
        images, labels = inputs[f"{name}_images"], inputs[f"{name}_labels"]
        drawn = [
            reference.accuracy(labels, reference.predict(weights, rubric.activations, kept))
            for _ in range(DROPOUTS)
            for kept in [images * (generator.random(images.shape) >= rate) / (1 - rate)]
        ]
        room = IN_SPREADS * float(np.std(drawn))
        ranges.append((min(drawn) - room, max(drawn) + room))
    return any(
        len(set(numbers)) > 1
        and all(low <= one <= high for one, (low, high) in zip(numbers, ranges))
        for numbers in zip(*found)
    )


def _of_few(share: float, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether a number happens to be the accuracy on the same few first images of each call."""
    every = [_hits(inputs, rubric, name) for name in CALLS]
    return any(
        all(abs(hits[:few].mean() - share) < TOLERANCE for hits in every)
        for few in range(1, FEW_IMAGES + 1)
    )


def _hits(inputs: Inputs, rubric: Rubric, name: str) -> np.ndarray:
    """Return for each image of a call whether its most probable class is its label."""
    return _probabilities(inputs, rubric, name).argmax(axis=1) == inputs[f"{name}_labels"]


def _probabilities(inputs: Inputs, rubric: Rubric, name: str) -> np.ndarray:
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    return reference.predict(weights, rubric.activations, inputs[f"{name}_images"])


def _counts_on(found: list[float], right: list[dict[str, float]]) -> bool:
    """Whether each number is the share of hits among the images of all calls so far.

    What was counted before the first of them is not known.
    """
    shares = np.array(found)
    if shares.min() < 0 or shares.max() > 1:
        return False
    hits, sizes = (np.cumsum([one[key] for one in right]) for key in ("counts_correct", "count"))
    # share * (size before + size) = hits before + hits
    factors, values = np.column_stack([shares, -np.ones(len(shares))]), hits - shares * sizes
    before = np.linalg.lstsq(factors, values)[0]
    return bool(
        np.abs(factors @ before - values).max() < NEARLY_WHOLE
        and np.abs(before - np.round(before)).max() < NEARLY_WHOLE
        and 0 <= round(before[1]) <= round(before[0])
    )


def _fixed_divisor(found: Sequence[float], right: Sequence[dict[str, float]]) -> float:
    """Return by which one number, other than 1, the hits of all calls were divided; 0 if by none."""
    hits = [one["counts_correct"] for one in right]
    if min(found) <= 0 or min(hits) <= 0:
        return 0.0
    divisors = [hit / number for hit, number in zip(hits, found)]
    same = max(divisors) - min(divisors) <= TOLERANCE * max(divisors)
    different = len({round(hit) for hit in hits}) > 1
    return divisors[0] if same and different and abs(divisors[0] - 1) > TOLERANCE else 0.0


def _shortened(number: float, value: float) -> bool:
    """Whether a number is a value with fewer decimals, rounded or cut off."""
    return any(
        abs(number * 10**decimals - shorten(value * 10**decimals)) < 1e-4
        for decimals in range(5)
        for shorten in (round, math.floor)
    )


def _results(inputs: Inputs, rubric: Rubric, name: str) -> dict[str, float]:
    """Return the right accuracy, what the common mistakes give in its place, and of how many."""
    labels, probabilities = inputs[f"{name}_labels"], _probabilities(inputs, rubric, name)
    accuracy = reference.accuracy(labels, probabilities)
    columns = probabilities.argmax(axis=0)
    return {
        "accuracy": accuracy,
        "percent": 100 * accuracy,
        "returns_loss": reference.cross_entropy(labels, probabilities),
        "counts_correct": accuracy * len(labels),
        "count": len(labels),
        "error_rate": 1 - accuracy,
        "argmax_axis": float((columns == labels[: len(columns)]).mean()),
    }


def _other_measures(inputs: Inputs, rubric: Rubric, name: str) -> dict[str, float]:
    predicted = _probabilities(inputs, rubric, name).argmax(axis=1)
    return other_measures(inputs[f"{name}_labels"], predicted)


def test_leaves_model_unchanged(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The model is as it was: its weights, layers, settings and outputs.

    It can be trained as before, with the same optimizer, loss and metrics.
    """
    if not _measures_the_model(calls, inputs, rubric):
        # Whoever does nothing with the model changes nothing of it.
        blocked("accuracy_of_the_model")
    before = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    outputs = reference.predict(before, rubric.activations, inputs["first_images"])
    for name in (*CALLS, "large"):
        if name in CALLS:
            value_of(calls[name])
        state = calls[name]["model"]
        if "weights" in state:
            after = weights_of(state["weights"])
            if len(after) == len(before) and not all(map(same_array, after, before)):
                fail("retrains")
        changed = state["changed"].nodes() if "changed" in state else []
        if any(one["what"].text == "optimizer" for one in changed):
            fail("compiles_again")
        demand_same_model(calls[name], inputs, outputs)
