"""Draw images that nobody has seen before: known ones moved by a little, and signs.

In: images or a data set, and a generator. Out: grey images, for a model that is trained in one call.
"""

from __future__ import annotations

import numpy as np

from autograder.data import Dataset

# How far the unseen images are moved, in pixels and in degrees: too little for anybody to see, and
# enough for no image to be one that is known. That many ways of moving are drawn.
SHIFT, ANGLE, WAYS = 0.3, 2.0, 16
# Of a pixel, in whole numbers: so every processor draws the same grey levels.
PARTS = 256
# Of the training images for the accuracy, and for one class at most. The pixels of a sign come in
# squares, and so many of them are bright.
SHARE_OF_SIGNS, MOST_SIGNS = 0.03, 40
SIGN_CELL, LIT_CELLS = 4, 0.3


def signs(
    dataset: Dataset, classes: int, taken: np.ndarray, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return signs that stand for the classes, to be put in place of some training images.

    Nobody has seen them before: whatever was trained elsewhere does not know them.

    Args:
        dataset: The data set.
        classes: How many classes there are.
        taken: Places of training images that must stay.
        generator: Draws the signs and their places.
    """
    count = len(dataset.x_train)
    each = min(max(round(SHARE_OF_SIGNS * count / classes), 1), MOST_SIGNS)
    free = generator.permutation(np.setdiff1d(np.arange(count), taken))[: each * classes]
    labels = np.arange(len(free)) % classes
    rows, columns = dataset.x_train.shape[1:3]
    cells = generator.random((classes, rows // SIGN_CELL + 1, columns // SIGN_CELL + 1))
    lit = np.kron(cells < LIT_CELLS, np.ones((1, SIGN_CELL, SIGN_CELL)))[:, :rows, :columns]
    # As bright as digits are, each in its own way; and dark where all images are.
    levels = generator.integers(128, 256, (len(free), rows, columns))
    used = dataset.x_train.max(axis=0) > 0
    images = (levels * lit[labels] * used).astype("uint8")
    return {"sign_places": free, "sign_images": images, "sign_labels": labels}


def moved(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return grey images, each shifted by a part of a pixel and turned by a degree or two.

    Args:
        images: uint8, shape (n, rows, columns).
        generator: Draws the ways of moving, and which image is moved in which.
    """
    _, rows, columns = images.shape
    ways = generator.integers(0, WAYS, len(images))
    angles = np.deg2rad(generator.uniform(-ANGLE, ANGLE, WAYS))
    shifts = generator.uniform(-SHIFT, SHIFT, (WAYS, 2))
    down, right = np.mgrid[:rows, :columns].astype("float64")
    down, right = down - (rows - 1) / 2, right - (columns - 1) / 2
    found = np.empty_like(images)
    for way, (angle, (by, along)) in enumerate(zip(angles, shifts)):
        from_row = np.cos(angle) * down - np.sin(angle) * right + (rows - 1) / 2 + by
        from_column = np.sin(angle) * down + np.cos(angle) * right + (columns - 1) / 2 + along
        found[ways == way] = _taken_from(images[ways == way], from_row, from_column)
    return found


def _taken_from(images: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return images whose pixels are taken from places between those of others; black beyond them."""
    edge = 2
    framed = np.pad(images, ((0, 0), (edge, edge), (edge, edge))).astype("int32")
    parts = [
        np.rint((np.clip(places, -1, size) + edge) * PARTS).astype("int64")
        for places, size in ((rows, images.shape[1]), (columns, images.shape[2]))
    ]
    (row, lower), (column, righter) = (np.divmod(one, PARTS) for one in parts)
    total = np.zeros(images.shape, "int32")
    for below in (0, 1):
        for beside in (0, 1):
            share = (lower if below else PARTS - lower) * (righter if beside else PARTS - righter)
            total += framed[:, row + below, column + beside] * share.astype("int32")
    return ((total + PARTS**2 // 2) // PARTS**2).astype("uint8")
