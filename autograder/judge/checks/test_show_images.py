"""Checks of a function that draws the first ten images with their labels as titles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from autograder.data import Dataset
from autograder.judge.checks.drawing import (
    demand_new_figure,
    demand_none_elsewhere,
    figure_of,
    has_number,
    numbers_in,
)
from autograder.judge.checks.pictures import (
    all_match,
    as_seen,
    drawn_at_all,
    is_cut_or_padded,
    matches,
    pictures_in,
    some_covered,
)
from autograder.judge.checks.related import likeness
from autograder.judge.checks.support import blocked, fail
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

COUNT = 10
# A title that lists this many numbers does not say which one is the label.
MANY_NUMBERS = 6
# By chance a title or two have a number and the label of the next image.
LEAST_LISTS = 5
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


def test_ten_images(calls: Node, inputs: Inputs, dataset: Dataset) -> None:
    """There are ten axes with an image in each, none under others.

    Spare axes and colour bars do not count, and at least one shows an image of the data set, or several
    what a mistake makes of those that were passed.
    """
    found = pictures_in(calls)
    if len(found) == COUNT:
        if not _show_images(found, inputs, dataset):
            fail("unrelated")
        return
    if len(found) == 1:
        fail("one_axes")
    if some_covered(calls, COUNT):
        fail("covered", found=len(found))
    if len(found) < COUNT <= drawn_at_all(calls):
        fail("out_of_sight", found=len(found) or "none")
    if not drawn_at_all(calls):
        demand_none_elsewhere(calls["figure"])
    fail("wrong_count", found=len(found))


def _show_images(found: list[tuple[Node, Node]], inputs: Inputs, dataset: Dataset) -> bool:
    """Whether pictures show images of the data set, or those that were passed after a mistake."""
    pictures = [as_seen(image) for _, image in found]
    passed = inputs["images"].astype("float64")
    if any(matches(one, image) for one in pictures for image in passed):
        return True
    if any(is_cut_or_padded(one, image) for one in pictures for image in passed):
        return True
    alike = np.array([likeness(one, passed) for one in pictures])
    # The same picture everywhere is most like the same image everywhere.
    nearest, clear = alike.argmax(axis=1), alike.max(axis=1) >= LEAST_LIKE
    if (clear & (nearest == np.arange(len(pictures)))).sum() >= LEAST_IN_PLACE:
        return True
    if len(np.unique(nearest[clear])) >= LEAST_ELSEWHERE or alike.max() >= SAME:
        return True
    return any(likeness(one, dataset.x_train[:LOOKED_AT]).max() >= SAME for one in pictures)


def test_right_images(calls: Node, inputs: Inputs) -> None:
    """They are the first ten, in order, the right way up.

    At any brightness, in grey or coloured.
    """
    found = pictures_in(calls)
    if len(found) < 2 or some_covered(calls, COUNT):
        blocked("ten_images")
    pictures = [as_seen(image) for _, image in found[:COUNT]]
    wanted = inputs["images"].astype("float64")
    right = [matches(drawn, image) for drawn, image in zip(pictures, wanted)]
    if all(right):
        if len(found) < COUNT:
            blocked("ten_images")
        demand_new_figure(calls["figure"])
        return
    if all_match(pictures, wanted, np.transpose):
        fail("turned")
    if all_match(pictures, wanted, np.flipud):
        fail("upside_down")
    if all_match(pictures, wanted, np.fliplr):
        fail("mirrored")
    if all(matches(drawn, wanted[0]) for drawn in pictures):
        fail("same_image")
    everywhere = [any(matches(drawn, image) for image in wanted[:COUNT]) for drawn in pictures]
    if all(everywhere) and len(pictures) == COUNT:
        fail("other_order")
    place = right.index(False)
    sizes = [" x ".join(map(str, one.shape[:2])) for one in (wanted[place], pictures[place])]
    if sizes[0] != sizes[1]:
        fail("cut_or_resized", expected=sizes[0], found=sizes[1])
    fail("wrong_images", place=place + 1)


def test_labels_as_titles(calls: Node, inputs: Inputs, dataset: Dataset) -> None:
    """The title of each contains its label as a number, whichever of the images it is."""
    found = pictures_in(calls)
    labels = [int(label) for label in inputs["labels"][:COUNT]]
    if not found or some_covered(calls, COUNT):
        blocked("ten_images")
    titles = [axes["title"].text for axes, _ in found[:COUNT]]
    if not any(titles):
        fail("no_titles")
    if any(len(numbers_in(title)) >= MANY_NUMBERS for title in titles):
        fail("many_numbers", found=max(titles, key=len)[:40])
    if _say(titles, labels) or _say(titles, _labels_of_shown(found, inputs)):
        if len(found) < COUNT:
            blocked("ten_images")
        if (place := _lists_others(titles, inputs["labels"])) is not None:
            fail("labels_of_several", place=place + 1, found=titles[place][:40])
        return
    if len(found) == 1 or not all(titles):
        fail("missing_titles")
    wrong = next(
        i for i, (title, label) in enumerate(zip(titles, labels)) if not has_number(title, label)
    )
    if any(_say(titles, own[:COUNT]) for own in (dataset.y_train, dataset.y_test)):
        fail("labels_of_other_images", place=wrong + 1, found=titles[wrong][:40])
    fail("wrong_titles", place=wrong + 1, found=titles[wrong][:40])


def _say(titles: list[str], labels: Sequence[int] | np.ndarray) -> bool:
    """Whether each title contains its label."""
    return len(titles) <= len(labels) and all(
        has_number(title, int(label)) for title, label in zip(titles, labels)
    )


def _lists_others(titles: list[str], labels: np.ndarray) -> int | None:
    """Return a title beside whose label stand those of images around it, or None."""
    listed = {
        place: numbers for place, numbers in enumerate(map(numbers_in, titles)) if len(numbers) > 1
    }
    if len(listed) < LEAST_LISTS:
        return None
    for ahead in range(MANY_NUMBERS):
        begins = {place: max(place - ahead, 0) for place in listed}
        if all(
            numbers == labels[begins[place] : begins[place] + len(numbers)].tolist()
            for place, numbers in listed.items()
        ):
            return min(listed)
    return None


def _labels_of_shown(found: list[tuple[Node, Node]], inputs: Inputs) -> list[int]:
    """Return the labels of the images that are shown, as far as they are some of those passed."""
    passed, labels = inputs["images"].astype("float64"), list[int]()
    for _, image in found[:COUNT]:
        drawn = as_seen(image)
        places = [place for place, one in enumerate(passed) if matches(drawn, one)]
        if not places:
            break
        labels.append(int(inputs["labels"][places[0]]))
    return labels
