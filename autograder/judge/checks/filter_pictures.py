"""What the checks of figures with a picture for each filter of a convolution share.

In: the record of the call, the pictures that there should be, and what mistakes show instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.judge import operations
from autograder.judge.checks.drawing import demand_none_elsewhere
from autograder.judge.checks.pictures import (
    all_match,
    as_seen,
    drawn_at_all,
    matches,
    pictures_in,
    some_covered,
)
from autograder.judge.checks.support import blocked, fail
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

Array = np.ndarray
# A picture for each filter: shape (rows, columns, filters); and the cause where that is shown.
Mistakes = Sequence[tuple[str, Array]]
# How long the way through the colours is at most in the order of the levels that they stand for, as a
# share of that in any order, divided by the number of levels where there are many; and of how many
# orders the mean is taken.
SMOOTH, SMOOTH_OF_LEVELS, SHUFFLED = 0.64, 10.0, 20
# Fewer colours show no levels.
LEAST_COLOURS, OF_LEVELS = 4, 0.4
# Of values that are drawn as they are.
SAME = 1e-4


def first_convolution(rubric: Rubric) -> int:
    """Return the place of the first convolution among the layers."""
    return next(place for place, one in enumerate(rubric.layers) if one.type == "conv2d")


def weights_of_layers(inputs: Inputs, rubric: Rubric) -> list[list[Array]]:
    """Return the weights of each layer of the model that was passed."""
    names = [name for name in inputs if name.startswith("weights_")]
    remaining = [inputs[f"weights_{place}"] for place in range(len(names))]
    found = []
    for layer in rubric.layers:
        count = sum(one.weight_count for one in operations.of_layer(layer))
        found.append(remaining[:count])
        remaining = remaining[count:]
    return found


def outputs_of_layers(
    inputs: Inputs, rubric: Rubric, image: Array
) -> Iterator[tuple[Array, Array]]:
    """Yield what each layer gives for an image, without its activation and with it."""
    values = image.astype("float64").reshape(1, *rubric.network_shape)
    for layer, weights in zip(rubric.layers, weights_of_layers(inputs, rubric)):
        found = operations.traced(
            operations.of_layer(layer), [one.astype("float64") for one in weights], values
        )
        before = found[1] if len(found) > 1 else values
        values = found[-1]
        yield before[0], values[0]


def shows(drawn: Array, wanted: Array) -> bool:
    """Whether a picture shows an array of two axes, at any brightness, in grey or in colours."""
    if drawn.ndim == 2 or drawn.shape[:2] != wanted.shape or drawn.shape[2] not in (1, 3, 4):
        return drawn.ndim == 2 and matches(drawn, wanted)
    if drawn.shape[2] == 1:
        return matches(drawn[:, :, 0], wanted)
    # In whatever colours: those of levels that are near each other are near each other, too.
    colours, levels = drawn.reshape(wanted.size, -1)[:, :3], len(np.unique(wanted))
    if len(np.unique(colours, axis=0)) < min(LEAST_COLOURS, OF_LEVELS * levels):
        return False
    way = _length(colours[np.argsort(wanted.reshape(-1), kind="stable")])
    generator = np.random.default_rng(0)
    others = [_length(generator.permutation(colours)) for _ in range(SHUFFLED)]
    return bool(way < min(SMOOTH, SMOOTH_OF_LEVELS / levels) * np.mean(others))


def _length(colours: Array) -> float:
    return float(np.abs(np.diff(colours, axis=0)).sum())


def demand_one_each(calls: Node, wanted: Array, mistakes: Mistakes) -> None:
    """Fail unless there are as many pictures as filters, of which one at least is of the model."""
    found, count = pictures_in(calls), wanted.shape[-1]
    if len(found) == count:
        pictures = [as_seen(image) for _, image in found]
        every = [*np.moveaxis(wanted, -1, 0)]
        every += [one for _, array in mistakes for one in np.moveaxis(array, -1, 0)]
        every += [turn(one) for one in every for turn in (np.transpose, np.flipud, np.fliplr)]
        grey = [one for one in pictures if one.ndim == 2]
        # One that is coloured may be like another by chance, several in their places are not.
        in_place = [shows(drawn, wanted[..., place]) for place, drawn in enumerate(pictures)]
        if 2 * sum(in_place) < count and not any(
            shows(one, other) for one in grey for other in every
        ):
            fail("unrelated")
        return
    fields = {"expected": count, "found": len(found)}
    if some_covered(calls, count):
        fail("covered", **fields)
    if len(found) == 1:
        fail("one_axes", **fields)
    if len(found) < count <= drawn_at_all(calls):
        fail("out_of_sight", **fields)
    if not drawn_at_all(calls):
        demand_none_elsewhere(calls["figure"])
    fail("wrong_count", **fields)


def are_in_order(calls: Node, wanted: Array) -> bool:
    """Whether the pictures show the filters one after another, the right way up.

    A check fails here where it is of no use, since there are other pictures than one for each filter.
    """
    found, count = pictures_in(calls), wanted.shape[-1]
    if len(found) < 2 or some_covered(calls, count):
        blocked("one_picture_each")
    right = all_show(calls, wanted)
    if right and len(found) != count:
        blocked("one_picture_each")
    return right


def _shown(calls: Node, wanted: Array) -> list[Array]:
    return [as_seen(image) for _, image in pictures_in(calls)[: wanted.shape[-1]]]


def all_show(calls: Node, wanted: Array) -> bool:
    """Whether each picture shows its place of the last axis; where that has one place, all show it."""
    count = wanted.shape[-1]
    pictures = [as_seen(image) for _, image in pictures_in(calls)]
    pictures = pictures[:count] if count > 1 else pictures
    return all(shows(drawn, wanted[..., place % count]) for place, drawn in enumerate(pictures))


def all_equal(calls: Node, wanted: Array) -> bool:
    """Whether the pictures hold the very values, so that a scale or a shift would show."""
    pictures = _shown(calls, wanted)
    size = SAME * max(float(np.abs(wanted).max()), 1e-9)
    return len(pictures) == wanted.shape[-1] and all(
        drawn.shape == wanted.shape[:2] and np.abs(drawn - wanted[..., place]).max() <= size
        for place, drawn in enumerate(pictures)
    )


def fail_in_order(calls: Node, wanted: Array) -> NoReturn:
    """Fail with what is the matter with pictures of the right model."""
    pictures, right = _shown(calls, wanted), [*np.moveaxis(wanted, -1, 0)]
    together = np.stack(right)
    if all_match(pictures, together, np.transpose):
        fail("turned")
    if all_match(pictures, together, np.flipud):
        fail("upside_down")
    if all_match(pictures, together, np.fliplr):
        fail("mirrored")
    if any(all(shows(drawn, one) for drawn in pictures) for one in right):
        fail("same_picture")
    if all(any(shows(drawn, one) for one in right) for drawn in pictures):
        fail("other_order")
    each = [shows(drawn, one) for drawn, one in zip(pictures, right)]
    fail("wrong_pictures", place=each.index(False) + 1)


def mixed(values: Array) -> list[Array]:
    """Return what becomes of an array (rows, columns, filters) when its axes are taken for others."""
    rows, columns, filters = values.shape
    found = [values.reshape(filters, rows, columns).transpose(1, 2, 0)]
    # Slices along rows or columns in place of filters.
    found += [values.transpose(1, 2, 0), values.transpose(0, 2, 1)]
    return found
