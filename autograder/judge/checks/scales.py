"""Tell in which scale a model was shown images, and show it others in that scale or in another.

In: raw images, and what a student's normalizing made of them. Out: one number for each grey level where
it is such a scale; else images that the judge scales itself, as people do it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from autograder.judge import reference
from autograder.judge.checks.support import fail

# Equal grey levels become equal numbers, as a share of the numbers' range: what is more than rounding
# may tell the model what it shall answer.
SAME_LEVEL = 1e-5
# How alike an image and its scaled form are at least, where the scaling is no table of grey levels.
LEAST_ALIKE, LEAST_ALIKE_IMAGES = 0.9, 0.98
# The accuracy that a network which has learnt from images has in a scaling much like its own: of honest
# ones 0.93 and more, of one that is told by the ground what a search has found 0.60 to 0.67.
LEAST_IN_OTHER_SCALES = 0.8
# So many images are enough to tell that.
LOOKED_AT = 500

# From images in the student's scale, shape (n, pixels), to outputs.
Compute = Callable[[np.ndarray], np.ndarray]


def demand_the_images(raw: np.ndarray, unseen: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Fail where what the model was shown are not the unseen images, in whatever scale.

    Returns:
        The images in that scale, flattened, with one number for each grey level if it is such a
        scale; and what is doubtful.
    """
    if unseen.size != raw.size or not np.isfinite(unseen).all():
        fail("not_the_images")
    levels, values = raw.reshape(-1), unseen.reshape(-1).astype("float64")
    counts = np.bincount(levels, minlength=256)
    means = np.bincount(levels, values, minlength=256) / np.maximum(counts, 1)
    if np.abs(values - means[levels]).max() <= SAME_LEVEL * max(np.ptp(means), 1e-9):
        return means[levels].reshape(len(raw), -1), []
    scaled: np.ndarray = values.reshape(raw.shape)
    # By image, or as `keras.utils.normalize` and others do along one axis: by pixel, row or column.
    pairs: list[tuple[np.ndarray, np.ndarray]]
    pairs = [(raw.reshape(len(raw), -1), scaled.reshape(len(raw), -1))]
    pairs += [(np.moveaxis(raw, axis, -1), np.moveaxis(scaled, axis, -1)) for axis in range(3)]
    if not any(_alike(*pair) for pair in pairs):
        fail("not_the_images")
    return scaled.reshape(len(raw), -1), ["its scaling is not one number for each grey level"]


def _alike(rows: np.ndarray, others: np.ndarray) -> bool:
    """Whether almost every row along the last axis is the other one's, but for a factor and a shift."""
    first, second = (
        one.astype("float64") - one.mean(axis=-1, keepdims=True) for one in (rows, others)
    )
    sizes = np.sqrt((first**2).sum(axis=-1) * (second**2).sum(axis=-1))
    told = sizes > 1e-12
    alike = np.abs((first * second).sum(axis=-1)[told] / sizes[told]) >= LEAST_ALIKE
    return bool(told.any() and alike.mean() >= LEAST_ALIKE_IMAGES)


def as_far_apart(scaled: np.ndarray, unseen: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return values of a scaling of the judge's in the range that the student's has.

    Args:
        scaled: The unseen images in the judge's scaling.
        unseen: The same in the student's.
        values: What is to be put into that range.
    """
    slope, start = np.polyfit(scaled.reshape(-1), unseen.reshape(-1), 1)
    return np.asarray(slope * values + start)


def demand_answers_in_other_scales(
    compute: Compute, raw: np.ndarray, unseen: np.ndarray, labels: np.ndarray
) -> None:
    """Fail where a network tells images apart in the student's scaling, and in none of the judge's.

    A scaling that is no table of grey levels may tell the network what a search has found, such as by
    the brightness of the ground. What the judge scales itself tells nothing but the image.
    """
    best, some = 0.0, slice(None, None, max(1, len(raw) // LOOKED_AT))
    for scaled in scalings(raw):
        values = as_far_apart(scaled, unseen, scaled.reshape(len(raw), -1)[some])
        best = max(best, reference.accuracy(labels[some], compute(values)))
    if best < LEAST_IN_OTHER_SCALES:
        fail("not_the_images")


def scalings(raw: np.ndarray) -> Iterator[np.ndarray]:
    """Yield images in scales that people choose: as they are; by image, row, column or pixel."""
    images = raw.astype("float64")
    yield images
    for axes in ((1, 2), (2,), (1,), (0,)):
        least, mean = (getattr(images, name)(axis=axes, keepdims=True) for name in ("min", "mean"))
        sizes = (
            (0.0, images.max(axis=axes, keepdims=True)),
            (0.0, np.sqrt((images**2).sum(axis=axes, keepdims=True))),
            (0.0, images.sum(axis=axes, keepdims=True)),
            (least, images.max(axis=axes, keepdims=True) - least),
            (mean, images.std(axis=axes, keepdims=True)),
        )
        for start, size in sizes:
            yield (images - start) / np.where(size > 0, size, 1)
