"""Checks of a function that draws the first ten images with their labels as titles."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks.drawing import figure_of, has_number, numbers_in
from autograder.checks.support import blocked, fail
from autograder.evidence import Node
from autograder.inputs import Inputs

COUNT = 10
# A title that lists this many numbers does not say which one is the label.
MANY_NUMBERS = 6


@pytest.mark.gate
def test_returns_figure(calls: Node) -> None:
    """The function returns a matplotlib figure."""
    figure_of(calls["figure"])


def _images(calls: Node) -> list[tuple[Node, Node]]:
    """Return visible axes that hold an image, each with its image, in reading order."""
    axes = [
        one
        for one in figure_of(calls["figure"])["axes"].nodes()
        if one["visible"].flag and one["images"].nodes()
    ]
    drawn = [(one, one["images"].nodes()[0]) for one in axes]
    return [pair for pair in drawn if _looks_like_an_image(pair[1])]


def _looks_like_an_image(image: Node) -> bool:
    # The scale of a colour bar may be drawn as an image one pixel wide.
    shape = image["pixels"].shape
    return len(shape) >= 2 and min(shape[:2]) > 1


def _grey(image: Node) -> np.ndarray:
    pixels = image["pixels"].array.astype("float64")
    return pixels[..., :3].mean(axis=-1) if pixels.ndim == 3 else pixels


def test_ten_images(calls: Node) -> None:
    """There are ten axes with an image in each."""
    found = _images(calls)
    if len(found) == COUNT:
        return
    if len(found) == 1:
        fail("one_axes")
    fail("wrong_count", found=len(found))


def _matches(drawn: np.ndarray, image: np.ndarray) -> bool:
    """Whether a picture shows an image, at any brightness or contrast, dark on light or not."""
    if drawn.shape != image.shape:
        return False
    first, second = drawn - drawn.mean(), image - image.mean()
    size = np.linalg.norm(first) * np.linalg.norm(second)
    return bool(size > 0 and abs(float((first * second).sum())) / size > 0.999)


def test_right_images(calls: Node, inputs: Inputs) -> None:
    """They are the first ten, in order and the right way up."""
    found = _images(calls)
    if not found:
        blocked("ten_images")
    pictures = [_grey(image) for _, image in found[:COUNT]]
    wanted = inputs["images"].astype("float64")
    if any(image["upside_down"].flag for _, image in found):
        fail("upside_down")
    if any(image["mirrored"].flag for _, image in found):
        fail("mirrored")
    right = [_matches(drawn, image) for drawn, image in zip(pictures, wanted)]
    if all(right):
        if len(found) < COUNT:
            blocked("ten_images")
        return
    if all(_matches(drawn, image.T) for drawn, image in zip(pictures, wanted)):
        fail("turned")
    if all(_matches(drawn, np.flipud(image)) for drawn, image in zip(pictures, wanted)):
        fail("upside_down")
    if all(_matches(drawn, np.fliplr(image)) for drawn, image in zip(pictures, wanted)):
        fail("mirrored")
    if all(_matches(drawn, wanted[0]) for drawn in pictures):
        fail("same_image")
    everywhere = [any(_matches(drawn, image) for image in wanted[:COUNT]) for drawn in pictures]
    if all(everywhere) and len(pictures) == COUNT:
        fail("other_order")
    fail("wrong_images", place=right.index(False) + 1)


def test_labels_as_titles(calls: Node, inputs: Inputs) -> None:
    """The title of each image contains its label as a number."""
    found = _images(calls)
    labels = [int(label) for label in inputs["labels"][:COUNT]]
    if not found:
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
