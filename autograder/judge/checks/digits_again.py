"""Take the first steps of the training on digits again, and say which digits it was given in all.

In: what `autograder.probe.first_steps` noted, the inputs and the rubric. Out: how far the recorded
weights after these steps are from those that the contract's loss and optimizer lead to, whether the
logs of the steps are what they are said to be, and how many digits were never trained on. The digits
are drawn by the seed, and look like those of any other training: nobody can train otherwise on them
alone.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks.replay import MOST_GATHERED, family_of
from autograder.judge.checks.support import returned, weights_of
from autograder.judge.checks.training import (
    gradients_of_a_step,
    images_seen,
    initial_weights,
    optimizer_settings,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs
from autograder.probe.first_steps import CODES, IMAGES_OF_FIRST_STEPS, MOST_IMAGES, coding
from autograder.sandbox.reading import EvidenceError

# How far the numbers by which an image is known may be off, in shares of the image's size: single
# precision, or half, changes them by less, and two digits are ten times as far apart.
SAME_IMAGE = 0.02
# Of the way of the first steps: rounding may turn which units answer; no other loss or optimizer is as
# near as that.
FIRST_STEPS_TOLERANCE = 0.1
# Of images, by how many a logged accuracy may be off: two classes may be equally probable.
HITS_OFF = 1.01
# To how many decimals these numbers are looked up, and how many at a time.
DECIMALS, AT_A_TIME = 2, 1000


@dataclasses.dataclass(frozen=True)
class Noted:
    """What was noted of the images of a training.

    Attributes:
        places: Which of the given images each one is, in the order of the steps; -1 for none of them.
        labels: The label that each one was trained on with, or -1.
        shares: By what its loss was multiplied.
        sizes: How many images there were in each of the first steps.
        whole: Whether all images of the training were noted.
    """

    places: np.ndarray
    labels: np.ndarray
    shares: np.ndarray
    sizes: Sequence[int]
    whole: bool

    @property
    def first(self) -> int:
        """How many images there were in the first steps."""
        return sum(self.sizes)


def noted(calls: Node, run: str, inputs: Inputs) -> Noted | None:
    """Return what was noted of a training's images, or None where none of Keras's steps were seen.

    Raises:
        EvidenceError: They are not as many numbers as there were images.
    """
    seen = images_seen(calls, run)
    if seen <= 0:
        return None
    record = returned(calls[run])["first"]
    codes, labels, shares = (
        record[name].array.astype("float64") for name in ("images", "labels", "shares")
    )
    sizes = record["sizes"].series.astype("int64")
    count = min(seen, MOST_IMAGES)
    if codes.shape != (count, CODES) or {labels.shape, shares.shape} != {(count,)}:
        raise EvidenceError("the noted images are not as many as there were in the steps")
    if (
        not all(np.isfinite(one).all() for one in (codes, labels, shares))
        or sizes.min(initial=0) < 0
    ):
        raise EvidenceError("the noted images are not numbers")
    given = inputs[f"{run}_images"]
    flat = given.reshape(len(given), -1).astype("float64")
    own = flat @ coding(flat.shape[1]).astype("float64")
    room = SAME_IMAGE * np.linalg.norm(flat, axis=1) * math.sqrt(CODES)
    # Each image is noted once an epoch, with the same numbers but for rounding.
    each, which = np.unique(np.round(codes, DECIMALS), axis=0, return_inverse=True)
    places = np.full(len(each), -1)
    for start in range(0, len(each), AT_A_TIME):
        some = each[start : start + AT_A_TIME]
        far = (some**2).sum(axis=1, keepdims=True) + (own**2).sum(axis=1) - 2 * some @ own.T
        nearest = far.argmin(axis=1)
        known = far[np.arange(len(some)), nearest] <= room[nearest] ** 2
        places[start : start + AT_A_TIME] = np.where(known, nearest, -1)
    taken = min(
        int(inputs["first_steps"][0]), len(returned(calls[run])["steps"]["path"].series) - 1
    )
    steps = _first_of(sizes[: max(taken, 0)])
    if sum(steps) > count:
        raise EvidenceError("the noted steps have more images than there were")
    return Noted(places[which.reshape(-1)], labels, shares, steps, seen <= MOST_IMAGES)


def _first_of(sizes: np.ndarray) -> list[int]:
    """Return the sizes of the steps whose end the recorded weights are of."""
    total, found = 0, list[int]()
    for size in map(int, sizes):
        total += size
        if found and total > IMAGES_OF_FIRST_STEPS:
            break
        found.append(size)
    return found


def changed_in(calls: Node, run: str, inputs: Inputs) -> str:
    """Return the cause if a training was given images or labels that were not passed, or nothing."""
    found = noted(calls, run, inputs)
    if found is None:
        return ""
    if (found.places < 0).any():
        return "changes_images"
    told = found.labels >= 0
    others = found.labels[told] != inputs[f"{run}_labels"][found.places[told]]
    return "changes_labels" if others.any() else ""


def never_trained(calls: Node, inputs: Inputs) -> np.ndarray | None:
    """Return the places of the digits that no step was given, or None where that was not noted."""
    found = noted(calls, "digits", inputs)
    if found is None or not found.whole or (found.places < 0).any():
        return None
    return np.setdiff1d(np.arange(len(inputs["digits_images"])), found.places)


@dataclasses.dataclass(frozen=True)
class Replayed:
    """The first steps on digits, taken again.

    Attributes:
        off: How far the recorded weights are from these, in shares of the way. Infinity where there are
            other images than were passed.
        hits: For each step which of its images the model told right before it.
        shares: For each step by what its images' losses were multiplied.
    """

    off: float
    hits: Sequence[np.ndarray] = ()
    shares: Sequence[np.ndarray] = ()

    @property
    def agrees(self) -> bool:
        """Whether the contract's loss and optimizer lead there."""
        return self.off <= FIRST_STEPS_TOLERANCE


# The last record that was looked at, which several checks ask about one after another.
_LAST: list[tuple[object, Inputs, Rubric, Replayed | None]] = []


def replay_digits(calls: Node, inputs: Inputs, rubric: Rubric) -> Replayed | None:
    """Take the first steps on digits again.

    Returns:
        What came out; None where there is no telling: no step of Keras's was seen, the optimizer is
        another one, the labels are none, the weights are means, or a step gathers many gradients.
    """
    for data, same_inputs, same_rubric, last in _LAST:
        if data is calls.data and same_inputs is inputs and same_rubric is rubric:
            return last
    found = _replay_digits(calls, inputs, rubric)
    _LAST[:] = [(calls.data, inputs, rubric, found)]
    return found


def _replay_digits(calls: Node, inputs: Inputs, rubric: Rubric) -> Replayed | None:
    found = noted(calls, "digits", inputs)
    if found is None or not found.sizes or family_of(calls, "digits") != rubric.optimizer:
        return None
    settings = optimizer_settings(calls, "digits")
    gathered = gradients_of_a_step(calls, "digits")
    if settings.use_ema or gathered > MOST_GATHERED or len(found.sizes) < gathered:
        return None
    rows = slice(found.first)
    if not np.isin(found.labels[rows], np.arange(rubric.units[-1])).all():
        return None
    if (found.places[rows] < 0).any() or found.first > 2 * len(inputs["digits_images"]):
        return Replayed(math.inf)
    after, before = (
        weights_of(returned(calls["digits"])["first"]["weights"]),
        initial_weights(inputs, rubric),
    )
    if [one.shape for one in after] != [one.shape for one in before]:
        raise EvidenceError("the weights after the first steps have other shapes")
    batches, hits = _batches(found, inputs), list[np.ndarray]()

    def gradient(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        gradients = []
        for _ in range(gathered):
            images, labels, shares = batches[len(hits)]
            outputs = reference.predict(weights, rubric.activations, images)
            hits.append(outputs.argmax(axis=1) == labels)
            gradients.append(
                reference.gradient(weights, rubric.activations, images, labels, shares)
            )
        return [np.mean(ones, axis=0) for ones in zip(*gradients)]

    with np.errstate(all="ignore"):
        steps = len(found.sizes) // gathered
        replayed = reference.STEPS[rubric.optimizer](before, gradient, steps, settings)
        way, off = _distance(replayed, before), _distance(replayed, after)
    ratio = off / way if way > 0 and math.isfinite(off) else math.inf
    return Replayed(ratio, hits, [shares for _, _, shares in batches])


def _batches(found: Noted, inputs: Inputs) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return images, labels and weights of the first steps."""
    rows = [slice(end - size, end) for end, size in zip(np.cumsum(found.sizes), found.sizes)]
    images, labels = inputs["digits_images"], found.labels.astype("int64")
    return [(images[found.places[one]], labels[one], found.shares[one]) for one in rows]


def _distance(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> float:
    """Return how far some weights are from others."""
    pairs = [(one.astype("float64"), other.astype("float64")) for one, other in zip(first, second)]
    return math.sqrt(sum(float(((one - other) ** 2).sum()) for one, other in pairs))


def logs_accuracy(calls: Node, name: str, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether a metric logs the accuracy in the first steps on digits.

    That is the share of right answers, each before its step, since the beginning of an epoch. True
    where nothing can be said.
    """
    found = replay_digits(calls, inputs, rubric)
    if found is None or not found.agrees:
        # Then it is not known what the model answered.
        return True
    record = returned(calls["digits"])["first"]
    columns = [one.text for one in record["names"].nodes()]
    logs = record["logs"].array.astype("float64")
    if name not in columns or logs.ndim != 2 or logs.shape[1] <= columns.index(name):
        return True
    logged = logs[: len(found.hits), columns.index(name)]
    if (logged < 0).any():
        return True
    # Metrics begin anew with each epoch, however many steps that has.
    return any(
        all(
            _is_share(found.hits[start : last + 1], found.shares[start : last + 1], value)
            for last, value in enumerate(logged)
            for start in [last - last % epoch]
        )
        for epoch in range(1, len(logged) + 1)
    )


def _is_share(hits: Sequence[np.ndarray], shares: Sequence[np.ndarray], value: float) -> bool:
    """Whether a number is the share of hits, be it weighted, as far as rounding lets it be."""
    right, weights = np.concatenate(hits), np.concatenate(shares)
    if not len(right):
        return True
    means = [float(right.mean()), float(right @ weights) / max(float(weights.sum()), 1e-12)]
    return any(abs(value - mean) <= HITS_OFF / len(right) for mean in means)
