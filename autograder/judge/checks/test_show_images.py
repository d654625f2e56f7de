"""Checks of a function that draws the first ten images with their labels as titles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.data import Dataset
from autograder.judge.checks.drawing import (
    axes_of,
    figure_of,
    has_number,
    images_of,
    numbers_in,
)
from autograder.judge.checks.related import likeness
from autograder.judge.checks.support import blocked, fail
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

COUNT = 10
# A title that lists this many numbers does not say which one is the label.
MANY_NUMBERS = 6
# Of the levels of an image, when it is drawn in colours: a colour map has fewer than there are levels.
OWN_COLORS = 0.4
COLORS = ((), (1,), (3,), (4,))
# Of the data set, from which a mistake may take the images.
LOOKED_AT = 5000
# How like an image a picture of it is: one that shows it as it is, and one of it after a mistake.
SAME, LEAST_LIKE = 0.999, 0.8
# Any drawing is like some image. Not so several that are in their places, or more of them elsewhere.
LEAST_IN_PLACE, LEAST_ELSEWHERE = 2, 4


@pytest.mark.gate
def test_returns_figure(calls: Node) -> None:
    """The result is a Matplotlib figure."""
    figure_of(calls["figure"])


def _images(calls: Node) -> list[tuple[Node, Node]]:
    """Return the axes in which an image can be seen, each with the one on top, in reading order."""
    return [pair for pair, covered in _all_images(calls) if not covered]


def _all_images(calls: Node) -> list[tuple[tuple[Node, Node], bool]]:
    """Return all axes that hold an image, and whether each lies under others; else it can be seen."""
    return [
        ((axes, images[-1]), covered)
        for axes, covered in axes_of(figure_of(calls["figure"]))
        if (images := images_of(axes, in_sight=not covered))
    ]


def _some_covered(calls: Node) -> bool:
    """Whether there are ten images, but some lie under others."""
    return len(_images(calls)) < COUNT <= len(_all_images(calls))


def _drawn_at_all(calls: Node) -> int:
    """Return how many axes hold an image, be it one that cannot be seen."""
    every = figure_of(calls["figure"])["axes"].nodes()
    return sum(bool(images_of(axes, in_sight=False)) for axes in every)


def _as_seen(image: Node) -> np.ndarray:
    """Return the pixels of an image, the row at the top and the column at the left first."""
    pixels = image["pixels"].array.astype("float64")
    rows = -1 if image["upside_down"].flag else 1
    return pixels[::rows, :: -1 if image["mirrored"].flag else 1]


def test_ten_images(calls: Node, inputs: Inputs, dataset: Dataset) -> None:
    """There are ten axes with an image in each, none under others.

    Spare axes and colour bars do not count, and at least one shows an image of the data set, or several
    what a mistake makes of those that were passed.
    """
    found = _images(calls)
    if len(found) == COUNT:
        if not _show_images(found, inputs, dataset):
            fail("unrelated")
        return
    if len(found) == 1:
        fail("one_axes")
    if _some_covered(calls):
        fail("covered", found=len(found))
    if len(found) < COUNT <= _drawn_at_all(calls):
        fail("out_of_sight", found=len(found) or "none")
    fail("wrong_count", found=len(found))


def _show_images(found: list[tuple[Node, Node]], inputs: Inputs, dataset: Dataset) -> bool:
    """Whether pictures show images of the data set, or those that were passed after a mistake."""
    pictures = [_as_seen(image) for _, image in found]
    passed = inputs["images"].astype("float64")
    if any(_matches(one, image) for one in pictures for image in passed):
        return True
    alike = np.array([likeness(one, passed) for one in pictures])
    # The same picture everywhere is most like the same image everywhere.
    nearest, clear = alike.argmax(axis=1), alike.max(axis=1) >= LEAST_LIKE
    if (clear & (nearest == np.arange(len(pictures)))).sum() >= LEAST_IN_PLACE:
        return True
    if len(np.unique(nearest[clear])) >= LEAST_ELSEWHERE or alike.max() >= SAME:
        return True
    return any(likeness(one, dataset.x_train[:LOOKED_AT]).max() >= SAME for one in pictures)


def _matches(drawn: np.ndarray, image: np.ndarray) -> bool:
    """Whether a picture shows an image, at any brightness or contrast, in grey or in colours."""
    # More than red, green, blue and opacity is no picture, and would take long.
    if drawn.shape[:2] != image.shape or drawn.shape[2:] not in COLORS:
        return False
    if drawn.ndim == 3 and _colors_levels(drawn, image):
        return True
    grey = drawn[..., :3].mean(axis=-1) if drawn.ndim == 3 else drawn
    first, second = grey - grey.mean(), image - image.mean()
    size = np.linalg.norm(first) * np.linalg.norm(second)
    return bool(size > 0 and abs(float((first * second).sum())) / size > 0.999)


def _colors_levels(drawn: np.ndarray, image: np.ndarray) -> bool:
    """Whether every level of an image has one colour, and most have one of their own."""
    levels, first, which = np.unique(image, return_index=True, return_inverse=True)
    colors = drawn.reshape(image.size, -1)
    same = np.allclose(colors, colors[first][which.reshape(-1)])
    return same and len(np.unique(colors[first], axis=0)) > OWN_COLORS * len(levels)


def _all_match(
    pictures: list[np.ndarray], images: np.ndarray, turned: Callable[[np.ndarray], np.ndarray]
) -> bool:
    """Whether each picture shows its image, as it is or turned in one way."""
    return all(
        _matches(drawn, image) or _matches(drawn, turned(image))
        for drawn, image in zip(pictures, images)
    )


def test_right_images(calls: Node, inputs: Inputs) -> None:
    """They are the first ten, in order, the right way up.

    At any brightness, in grey or coloured.
    """
    found = _images(calls)
    if len(found) < 2 or _some_covered(calls):
        blocked("ten_images")
    pictures = [_as_seen(image) for _, image in found[:COUNT]]
    wanted = inputs["images"].astype("float64")
    right = [_matches(drawn, image) for drawn, image in zip(pictures, wanted)]
    if all(right):
        if len(found) < COUNT:
            blocked("ten_images")
        return
    if _all_match(pictures, wanted, np.transpose):
        fail("turned")
    if _all_match(pictures, wanted, np.flipud):
        fail("upside_down")
    if _all_match(pictures, wanted, np.fliplr):
        fail("mirrored")
    if all(_matches(drawn, wanted[0]) for drawn in pictures):
        fail("same_image")
    everywhere = [any(_matches(drawn, image) for image in wanted[:COUNT]) for drawn in pictures]
    if all(everywhere) and len(pictures) == COUNT:
        fail("other_order")
    fail("wrong_images", place=right.index(False) + 1)


def test_labels_as_titles(calls: Node, inputs: Inputs) -> None:
    """The title of each contains its label as a number."""
    found = _images(calls)
    labels = [int(label) for label in inputs["labels"][:COUNT]]
    if not found or _some_covered(calls):
        blocked("ten_images")
    titles = [axes["title"].text for axes, _ in found[:COUNT]]
    if not any(titles):
        fail("no_titles")
    if any(len(numbers_in(title)) >= MANY_NUMBERS for title in titles):
        fail("many_numbers", found=max(titles, key=len)[:40])
    if all(has_number(title, label) for title, label in zip(titles, labels)):
        if len(found) < COUNT:
            blocked("ten_images")
        return
    if len(found) == 1 or not all(titles):
        fail("missing_titles")
    wrong = next(
        i for i, (title, label) in enumerate(zip(titles, labels)) if not has_number(title, label)
    )
    fail("wrong_titles", place=wrong + 1, found=titles[wrong][:40])
