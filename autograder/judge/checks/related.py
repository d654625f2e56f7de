"""Tell results that have to do with what was passed from those that only have the right form.

A shape, a dtype or a pair is easily made without doing anything. So checks of the form give their
points only where the values show that the task was attempted: they are right in part, or what a mistake
makes of the same images and model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks.replay import OTHER_SCALES
from autograder.judge.inputs import Inputs

# How alike values and grey levels are at least, be it in reverse.
LEAST_ALIKE = 0.2
# Of the same numbers in another order, in shares of their range.
SAME_NUMBERS = 1e-3
# Of labels: a tenth is right by chance. What a mistake makes of the model is met more often than that.
LEAST_RIGHT, LEAST_MET = 0.3, 0.8


def is_like(values: np.ndarray, images: np.ndarray) -> bool:
    """Whether values go up, or down, with the images they stand for."""
    with np.errstate(all="ignore"):
        first, second = (
            np.nan_to_num(one.astype("float64"), posinf=0, neginf=0).reshape(-1)
            for one in (values, images)
        )
        if not (np.ptp(first) > 0 and np.ptp(second) > 0):
            return False
        return bool(abs(np.corrcoef(first, second)[0, 1]) >= LEAST_ALIKE)


def has_same_numbers(values: np.ndarray, images: np.ndarray) -> bool:
    """Whether values are those of images, in whatever order, scaled or not."""
    found, wanted = (np.sort(one.astype("float64"), axis=None) for one in (values, images))
    if found.shape != wanted.shape or not np.isfinite(found).all():
        return False
    sizes = np.ptp(found), np.ptp(wanted)
    if not all(sizes):
        return False
    found, wanted = (found - found[0]) / sizes[0], (wanted - wanted[0]) / sizes[1]
    return bool(np.abs(found - wanted).max() <= SAME_NUMBERS)


def are_of_the_model(
    labels: np.ndarray, images: np.ndarray, inputs: Inputs, rubric: Rubric
) -> bool:
    """Whether labels come from the model and the images, rightly or by a mistake.

    Args:
        labels: One number an image.
        images: What was passed.
        inputs: The inputs of the task, with the model's weights.
        rubric: The rubric.
    """
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    right = reference.predict(weights, rubric.activations, images)
    found = np.asarray(labels, "float64")
    if (found == right.argmax(axis=1)).mean() >= LEAST_RIGHT:
        return True
    if np.array_equal(np.sort(found), np.sort(right.argmax(axis=1))):
        return True
    return any(
        np.isclose(found, one, rtol=0, atol=1e-3).mean() >= LEAST_MET
        for one in _mistaken(weights, rubric.activations, images, right)
    )


def _mistaken(
    weights: Sequence[np.ndarray],
    activations: Sequence[str],
    images: np.ndarray,
    right: np.ndarray,
) -> Iterator[np.ndarray]:
    """Yield what mistakes make of the model's answers to images, one number for each of these."""
    yield right.argmax(axis=1) + 1
    yield from np.argsort(right, axis=1).T
    yield right.max(axis=1)
    others = [images * scale for scale in OTHER_SCALES]
    others += [images.swapaxes(1, 2), images[:, ::-1], images[:, :, ::-1], 1 - images]
    for one in others:
        with np.errstate(all="ignore"):
            yield reference.predict(weights, activations, one).argmax(axis=1)
