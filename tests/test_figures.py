"""The figures of the ungraded cells: what they show is right, in words too, and can be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from matplotlib import colors
from matplotlib import pyplot as plt

from autograder import figures


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def answers(read: list[int], sure: list[float]) -> np.ndarray:
    """Return probabilities in which each image is read as one digit with one confidence."""
    probabilities = np.empty((len(read), 10))
    for row, digit, confidence in zip(probabilities, read, sure, strict=True):
        row[:] = (1 - confidence) / 9
        row[digit] = confidence
    return probabilities


LABELS = [0, 1, 4, 4, 4, 7, 9, 9]
READ = [0, 1, 9, 9, 4, 1, 9, 4]
SURE = [0.9, 0.8, 0.7, 0.95, 0.6, 0.85, 0.5, 0.55]


def luminance(colour: object) -> float:
    """Return the relative luminance of a colour. Source: WCAG 2.2."""
    parts = np.array(colors.to_rgb(colour))  # type: ignore[arg-type]
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: object, other: object) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_each_cell_of_the_confusion_matrix_counts_the_images_of_its_row_and_column() -> None:
    figure = figures.show_confusions(LABELS, answers(READ, SURE))
    (axes,) = figure.axes
    shown = {text.get_position(): int(text.get_text()) for text in axes.texts}
    assert len(shown) == 100
    for true in range(10):
        for read in range(10):
            pairs = zip(LABELS, READ, strict=True)
            assert shown[read, true] == sum(pair == (true, read) for pair in pairs)


def test_the_confusion_matrix_is_labelled_and_says_in_words_what_it_shows() -> None:
    (axes,) = figures.show_confusions(LABELS, answers(READ, SURE)).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Predicted digit", "True digit")
    assert [text.get_text() for text in axes.get_xticklabels()] == [str(one) for one in range(10)]
    assert axes.get_title() == "4 of 8 are read rightly\nMixed up most: 4 read as 9, 2 times"


def test_without_mistakes_there_is_nothing_mixed_up() -> None:
    (axes,) = figures.show_confusions(LABELS, answers(LABELS, SURE)).axes
    assert axes.get_title() == "8 of 8 are read rightly"


@pytest.mark.parametrize("count", [3, 100, 1000])
def test_every_number_of_the_confusion_matrix_can_be_read(count: int) -> None:
    generator = np.random.default_rng(count)
    labels = np.repeat(np.arange(10), count)
    read = np.where(
        generator.random(10 * count) < 0.7, labels, generator.integers(10, size=10 * count)
    )
    (axes,) = figures.show_confusions(labels, answers(list(read), [0.9] * len(read))).axes
    (image,) = axes.get_images()
    for text in axes.texts:
        ground = image.cmap(image.norm(int(text.get_text())))
        assert contrast(text.get_color(), ground) >= 4.5, text.get_text()


def test_the_shades_of_the_confusion_matrix_have_one_order_for_all_eyes() -> None:
    levels = [luminance(colour) for colour in plt.get_cmap(figures.SHADES)(np.linspace(0, 1, 50))]
    assert all(light > dark for light, dark in itertools.pairwise(levels))


def test_the_surest_mistakes_come_first_and_say_what_they_are() -> None:
    images = np.arange(len(LABELS))[:, None, None] * np.ones((1, 28, 28))
    figure = figures.show_surest_mistakes(images, LABELS, answers(READ, SURE), count=3)
    drawn = [axes for axes in figure.axes if axes.get_images()]
    assert [axes.get_title() for axes in drawn] == [
        "read as 9, is 4\n95.0% sure",
        "read as 1, is 7\n85.0% sure",
        "read as 9, is 4\n70.0% sure",
    ]
    assert [int(axes.get_images()[0].get_array()[0, 0]) for axes in drawn] == [3, 5, 2]
    assert figure.get_suptitle() == "4 of 8 are read wrongly; the surest mistakes"


def test_fewer_mistakes_than_places_leave_the_rest_of_the_figure_blank() -> None:
    images = np.zeros((len(LABELS), 28, 28))
    figure = figures.show_surest_mistakes(images, LABELS, answers(READ, SURE))
    assert len([axes for axes in figure.axes if axes.get_images()]) == 4
    assert not any(axes.axison for axes in figure.axes)


def test_the_colour_of_a_mistake_can_be_read_on_white() -> None:
    assert contrast(figures.WRONG, "white") >= 4.5


def test_the_style_of_these_figures_is_not_left_to_the_students() -> None:
    before = dict(plt.rcParams)
    figures.show_confusions(LABELS, answers(READ, SURE))
    assert dict(plt.rcParams) == before
