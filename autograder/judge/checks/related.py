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
from autograder.judge.checks.support import spread
from autograder.judge.inputs import Inputs

# How alike values and grey levels are at least, be it in reverse.
LEAST_ALIKE = 0.2
# Of the same numbers in another order, in shares of their range.
SAME_NUMBERS = 1e-3
# Of pixels whose values are made of their levels; and how nearly they lie on a straight line.
LEAST_MADE, NEARLY_STRAIGHT, LARGEST = 0.8, 0.999, 1e100
# Of labels: a tenth is right by chance. What a mistake makes of the model is met more often than that.
LEAST_RIGHT, LEAST_MET, LEAST_MET_OF_RARE = 0.3, 0.8, 0.5
NEARLY_ONE = 0.99
# Of fewer labels, a third may be right by chance: half of them never are.
FEW_LABELS, LEAST_RIGHT_OF_FEW = 20, 0.5
# Red, green, blue and opacity.
MOST_COLORS = 4


def is_like(values: np.ndarray, images: np.ndarray) -> bool:
    """Whether values go up, or down, with the images they stand for.

    What all images of a batch have in common, such as a dark edge, does not count.
    """
    if len(images) > 1 and values.shape == images.shape:
        with np.errstate(all="ignore"):
            values, images = (
                one - one.mean(axis=0)
                for one in (np.nan_to_num(values.astype("float64"), posinf=0, neginf=0), images)
            )
    with np.errstate(all="ignore"):
        first, second = (
            np.nan_to_num(one.astype("float64"), posinf=0, neginf=0).reshape(-1)
            for one in (values, images)
        )
        if not (np.ptp(first) > 0 and np.ptp(second) > 0):
            return False
        return bool(abs(np.corrcoef(first, second)[0, 1]) >= LEAST_ALIKE)


def follows_levels(values: np.ndarray, images: np.ndarray) -> bool:
    """Whether each grey level has one value, and not all of them the same."""
    if values.shape != images.shape or not np.isfinite(values).all() or not spread(values):
        return False
    _, first, which = np.unique(images, return_index=True, return_inverse=True)
    flat = values.reshape(-1)
    return bool(np.allclose(flat, flat[first][which.reshape(-1)]))


def is_made_of(values: np.ndarray, images: np.ndarray) -> bool:
    """Whether each pixel's value is made of its grey level, in a way that holds all around it.

    Around it are all images, its image, row or column; or, as a straight line, the same pixel of all
    images. Noise in which a trace of the images is left is made of none of them.

    Args:
        values: Shape (n, rows, columns).
        images: Whole grey levels 0-255, of the same shape.
    """
    if values.shape != images.shape or values.ndim != 3:
        return False
    found = np.nan_to_num(values.astype("float64"), posinf=0, neginf=0)
    found, levels = np.clip(found, -LARGEST, LARGEST), images.astype("int64")
    image, row, column = np.indices(found.shape)
    height, width = found.shape[1:]
    places = (0 * image, image, image * height + row, image * width + column)
    if any(_is_function(found, 256 * place + levels) for place in places):
        return True
    with np.errstate(all="ignore"):
        one, other = (each - each.mean(axis=0) for each in (found, levels))
        alike = (one * other).sum(axis=0) / np.sqrt((one**2).sum(axis=0) * (other**2).sum(axis=0))
    return bool((np.abs(alike) > NEARLY_STRAIGHT).mean() >= LEAST_MADE)


def _is_function(values: np.ndarray, keys: np.ndarray) -> bool:
    """Whether most of those values that have a key in common with another are the same for it."""
    _, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    which, flat = which.reshape(-1), values.reshape(-1)
    least, most = np.full(len(counts), np.inf), np.full(len(counts), -np.inf)
    np.minimum.at(least, which, flat)
    np.maximum.at(most, which, flat)
    same, shared = most - least <= SAME_NUMBERS * np.ptp(flat), counts > 1
    total = counts[shared].sum()
    return bool(total and counts[shared & same].sum() >= LEAST_MADE * total)


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


def likeness(picture: np.ndarray, images: np.ndarray) -> np.ndarray:
    """Return how like each of some images a picture is, in whatever size, colours and way up.

    Args:
        picture: Shape (rows, columns) or (rows, columns, channels).
        images: Shape (n, rows, columns).

    Returns:
        Shape (n,), from 0 to 1: the correlation, be it in reverse. 0 for what is no picture.
    """
    found = np.zeros(len(images), "float32")
    if picture.ndim not in (2, 3) or not picture.size or picture[0, 0].size > MOST_COLORS:
        return found
    places = [
        np.arange(count) * size // count for count, size in zip(images.shape[1:], picture.shape)
    ]
    picture = picture[np.ix_(*places)]
    if not np.isfinite(picture).all():
        return found
    layers = (
        [picture] if picture.ndim == 2 else [*np.moveaxis(picture, -1, 0), picture.mean(axis=-1)]
    )
    rows = images.reshape(len(images), -1).astype("float32")
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    for layer in layers[:5]:
        for turned in (layer, layer.T) if layer.shape[0] == layer.shape[1] else (layer,):
            for one in (turned, turned[::-1], turned[:, ::-1], turned[::-1, ::-1]):
                flat = (one - one.mean()).reshape(-1).astype("float32")
                size = float(np.linalg.norm(flat))
                if size > 0:
                    found = np.maximum(found, np.abs(rows @ flat) / size)
    return found


def are_of_the_model(
    labels: np.ndarray, images: np.ndarray, inputs: Inputs, rubric: Rubric
) -> bool:
    """Whether labels come from the model and the images, rightly or by a mistake.

    What is always the same, also where a mistake makes it so, is as easily guessed.

    Args:
        labels: One number an image.
        images: What was passed.
        inputs: The inputs of the task, with the model's weights.
        rubric: The rubric.
    """
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    right = reference.predict(weights, rubric.activations, images)
    found = np.asarray(labels, "float64")
    least = LEAST_RIGHT_OF_FEW if len(found) < FEW_LABELS else LEAST_RIGHT
    hits = found == right.argmax(axis=1)
    if hits.mean() >= least and (np.ptp(found[hits]) or not np.ptp(right.argmax(axis=1))):
        return True
    if np.array_equal(np.sort(found), np.sort(right.argmax(axis=1))):
        return True
    return any(_meets(found, one) for one in _mistaken(weights, rubric.activations, images, right))


def _meets(found: np.ndarray, values: np.ndarray) -> bool:
    """Whether most numbers are those of a mistake, also where these are not the most frequent one."""
    met = np.isclose(found, values, rtol=0, atol=1e-3)
    each, counts = np.unique(values, return_counts=True)
    rare = values != each[counts.argmax()]
    return bool(met.mean() >= LEAST_MET and rare.any() and met[rare].mean() >= LEAST_MET_OF_RARE)


def are_confidences_by_mistake(
    confidences: np.ndarray, images: np.ndarray, inputs: Inputs, rubric: Rubric
) -> bool:
    """Whether most numbers are the model's largest probabilities for what a mistake makes of images.

    A probability of nearly one does not count: it is easily guessed.

    Args:
        confidences: One number an image.
        images: What was passed.
        inputs: The inputs of the task, with the model's weights.
        rubric: The rubric.
    """
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    for one in mistaken_images(images):
        with np.errstate(all="ignore"):
            largest = reference.predict(weights, rubric.activations, one).max(axis=1)
        met = np.isclose(confidences, largest, rtol=0, atol=SAME_NUMBERS) & (largest < NEARLY_ONE)
        if met.mean() >= LEAST_MET:
            return True
    return False


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
    for one in mistaken_images(images):
        with np.errstate(all="ignore"):
            yield reference.predict(weights, activations, one).argmax(axis=1)


def mistaken_images(images: np.ndarray) -> list[np.ndarray]:
    """Return what mistakes make of images."""
    others = [images * scale for scale in OTHER_SCALES]
    return [*others, images.swapaxes(1, 2), images[:, ::-1], images[:, :, ::-1], 1 - images]
