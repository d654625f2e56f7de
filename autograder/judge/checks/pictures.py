"""The images of a recorded figure, and whether they show what they should.

In: the record of a call that returned a figure. Out: its images as they are seen, in reading order.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

import numpy as np

from autograder.judge.checks.drawing import axes_of, figure_of, images_of, place_of
from autograder.judge.evidence import Node

# Of the levels of an image, when it is drawn in colours: a colour map has fewer than there are levels.
OWN_COLORS = 0.4
COLORS = ((), (1,), (3,), (4,))
# Of a picture that is a part of an image, or has one as a part: how alike they are, pixels of a side at
# least, and by how many the sides differ at most.
ALIKE, LEAST_PART, MOST_ROOM = 0.999, 8, 28


@dataclasses.dataclass(frozen=True)
class Place:
    """Where axes lie in a figure, in shares of it, from below."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle, from the left and from below."""
        return self.left + self.width / 2, self.bottom + self.height / 2

    def is_above(self, other: Place) -> bool:
        """Whether it lies in a higher row."""
        return self.middle[1] - other.middle[1] > min(self.height, other.height) / 2

    def is_left_of(self, other: Place) -> bool:
        """Whether it lies more to the left in the same row."""
        return self.middle[0] < other.middle[0] and not other.is_above(self)

    def shares_column(self, other: Place) -> bool:
        """Whether it lies in the same column."""
        return abs(self.middle[0] - other.middle[0]) <= min(self.width, other.width) / 2


def pictures_in(calls: Node) -> list[tuple[Node, Node]]:
    """Return the axes in which an image can be seen, each with the one on top, in reading order.

    That is along the rows of a grid, or down its columns where the axes were made in this order.
    """
    found = [pair for pair, covered in _all_pictures(calls) if not covered]
    places = [Place(*place_of(axes)) for axes, _ in found]
    pairs = list(itertools.pairwise(places))
    if all(one.is_above(other) or one.is_left_of(other) for one, other in pairs):
        return found
    if all(
        one.is_above(other) if one.shares_column(other) else one.middle[0] < other.middle[0]
        for one, other in pairs
    ):
        return found
    rows: list[list[int]] = []
    for number in sorted(range(len(found)), key=lambda one: -places[one].middle[1]):
        if rows and not places[rows[-1][0]].is_above(places[number]):
            rows[-1].append(number)
        else:
            rows.append([number])
    rows = [sorted(row, key=lambda one: places[one].left) for row in rows]
    in_grid = all(
        len(row) <= len(rows[0])
        and all(places[one].shares_column(places[other]) for one, other in zip(row, rows[0]))
        for row in rows
    )
    # Of pictures in a circle only who drew them knows where it begins.
    return [found[one] for row in rows for one in row] if in_grid else found


def _all_pictures(calls: Node) -> list[tuple[tuple[Node, Node], bool]]:
    """Return all axes that hold an image, and whether each lies under others; else it can be seen."""
    return [
        ((axes, images[-1]), covered)
        for axes, covered in axes_of(figure_of(calls["figure"]))
        if (images := images_of(axes, in_sight=not covered))
    ]


def some_covered(calls: Node, count: int) -> bool:
    """Whether there are as many images as there should be, but some lie under others."""
    return len(pictures_in(calls)) < count <= len(_all_pictures(calls))


def drawn_at_all(calls: Node) -> int:
    """Return how many axes hold an image, be it one that cannot be seen."""
    every = figure_of(calls["figure"])["axes"].nodes()
    return sum(bool(images_of(axes, in_sight=False)) for axes in every)


def as_seen(image: Node) -> np.ndarray:
    """Return the pixels of an image, the row at the top and the column at the left first."""
    pixels = image["pixels"].array.astype("float64")
    rows = -1 if image["upside_down"].flag else 1
    return pixels[::rows, :: -1 if image["mirrored"].flag else 1]


def matches(drawn: np.ndarray, image: np.ndarray) -> bool:
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


def is_cut_or_padded(drawn: np.ndarray, image: np.ndarray) -> bool:
    """Whether a picture is a part of an image, or has the image as a part."""
    if drawn.ndim not in (2, 3) or drawn.shape[2:] not in COLORS:
        return False
    grey = drawn[..., :3].mean(axis=-1) if drawn.ndim == 3 else drawn
    part, whole = sorted((grey, image), key=np.size)
    room = [size - other for size, other in zip(whole.shape, part.shape)]
    if min(room) < 0 or max(room) > MOST_ROOM or min(part.shape) < LEAST_PART:
        return False
    windows = np.lib.stride_tricks.sliding_window_view(whole, part.shape).reshape(-1, part.size)
    first, second = part.reshape(-1) - part.mean(), windows - windows.mean(axis=1, keepdims=True)
    sizes = np.linalg.norm(second, axis=1) * np.linalg.norm(first)
    return bool((np.abs(second @ first) > ALIKE * np.maximum(sizes, 1e-9)).any())


def _colors_levels(drawn: np.ndarray, image: np.ndarray) -> bool:
    """Whether every level of an image has one colour, and most have one of their own."""
    levels, first, which = np.unique(image, return_index=True, return_inverse=True)
    colors = drawn.reshape(image.size, -1)
    same = np.allclose(colors, colors[first][which.reshape(-1)])
    return same and len(np.unique(colors[first], axis=0)) > OWN_COLORS * len(levels)


def all_match(
    pictures: list[np.ndarray], images: np.ndarray, turned: Callable[[np.ndarray], np.ndarray]
) -> bool:
    """Whether each picture shows its image, as it is or turned in one way."""
    return all(
        matches(drawn, image) or matches(drawn, turned(image))
        for drawn, image in zip(pictures, images)
    )
