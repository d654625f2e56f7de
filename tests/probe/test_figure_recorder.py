"""What the probe records of a figure: what a reader can see of its lines and its words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from autograder.probe.figure_recorder import axes_elsewhere, record_figure
from autograder.probe.value_recorder import Recorder

LOSS = [0.9, 0.5, 0.3]
CORNER = np.zeros((28, 28))
CORNER[5, 5] = 1


def _lay_sheet(axes: Axes, alpha: float = 1.0) -> None:
    axes.axhspan(-99, 99, color="white", zorder=50, alpha=alpha)
    axes.set_ylim(0, 1 if axes.lines else 28)


def _write_large(axes: Axes) -> None:
    axes.text(0, 0, "M" * 9, size=600, backgroundcolor="white", ha="center", clip_on=True)


# Each draws the loss into axes; whether anything of it is to be seen.
DRAWINGS: dict[str, tuple[bool, Callable[[Axes], object]]] = {
    "plain": (True, lambda axes: axes.plot(LOSS)),
    "markers alone": (True, lambda axes: axes.plot(LOSS, "o")),
    "a logarithmic axis": (True, lambda axes: axes.semilogy(LOSS)),
    "a logarithmic one with limits": (True, lambda axes: axes.semilogy(LOSS) and axes.set_ylim(0.2, 1)),
    "cut off in part": (True, lambda axes: axes.plot(LOSS) and axes.set_ylim(0.6, 1)),
    "upside down": (True, lambda axes: axes.plot(LOSS) and axes.invert_yaxis()),
    "on the frame": (True, lambda axes: axes.plot([0.5] * 3) and axes.set_ylim(0.5, 1)),
    "limits above it": (False, lambda axes: axes.plot(LOSS) and axes.set_ylim(1, 2)),
    "limits beside it": (False, lambda axes: axes.plot(LOSS) and axes.set_xlim(10, 20)),
    "neither line nor marker": (False, lambda axes: axes.plot(LOSS, linestyle="none")),
    "taken out of sight": (False, lambda axes: axes.plot(LOSS, visible=False)),
    "all transparent": (False, lambda axes: axes.plot(LOSS, alpha=0)),
    "nothing but NaN": (False, lambda axes: axes.plot([float("nan")] * 3)),
    "a color that is none": (False, lambda axes: axes.plot(LOSS, color="none")),
    "a transparent color": (False, lambda axes: axes.plot(LOSS, "o-", color=(1, 0, 0, 0))),
    "a line of no width": (False, lambda axes: axes.plot(LOSS, linewidth=0)),
    "markers of no size": (False, lambda axes: axes.plot(LOSS, "o", markersize=0)),
    "markers on a line of no width": (True, lambda axes: axes.plot(LOSS, "o-", linewidth=0)),
    "under a sheet": (False, lambda axes: axes.plot(LOSS) and _lay_sheet(axes)),
    "under a text": (False, lambda axes: axes.plot(LOSS) and _write_large(axes)),
    "in the color of the ground": (False, lambda axes: axes.plot(LOSS, color="white")),
    "too thin": (False, lambda axes: axes.plot(LOSS, linewidth=0.01, alpha=0.01)),
    "thin": (True, lambda axes: axes.plot(LOSS, linewidth=0.4)),
    "pale": (True, lambda axes: axes.plot(LOSS, alpha=0.2)),
    "dots": (True, lambda axes: axes.plot(LOSS, ":")),
    "under a grid": (True, lambda axes: axes.plot(LOSS) and axes.grid(zorder=9)),
    "under a pale sheet": (True, lambda axes: axes.plot(LOSS) and _lay_sheet(axes, alpha=0.5)),
    "hollow markers": (True, lambda axes: axes.plot(LOSS, "o", markerfacecolor="none")),
}  # fmt: skip
DIGIT = np.pad(np.full((20, 20), 200, "uint8"), 4)
RISING = DIGIT * np.linspace(0.2, 1, 28)
INK = np.ma.masked_equal(DIGIT, 0)
FROM_CLEAR = ListedColormap([(0, 0, 0, 0), "teal"])
CORNER_ALONE = (255 * CORNER).astype("uint8")
BUT_CORNER = np.ma.array(DIGIT, mask=np.logical_not(CORNER))


def _on_cream(axes: Axes, picture: Any, **options: Any) -> None:
    axes.set_facecolor("#fdf6e3")
    axes.imshow(picture, **options)


def _on_black(axes: Axes, picture: Any, **options: Any) -> None:
    axes.set_facecolor("black")
    axes.imshow(picture, **options)


def _without_frame(axes: Axes, picture: Any, **options: Any) -> None:
    _on_black(axes, picture, **options)
    axes.axis("off")


# Each draws an image into axes; whether it is to be seen.
IMAGES: dict[str, tuple[bool, Callable[[Axes], object]]] = {
    "plain": (True, lambda axes: axes.imshow(DIGIT)),
    "reversed grey": (True, lambda axes: axes.imshow(DIGIT, cmap="gray_r")),
    "in colors": (True, lambda axes: axes.imshow(np.stack([DIGIT] * 3, axis=-1))),
    "black and white": (True, lambda axes: axes.imshow(DIGIT, vmin=0, vmax=1)),
    "pale": (True, lambda axes: axes.imshow(DIGIT, cmap="gray", alpha=0.3)),
    "upside down": (True, lambda axes: axes.imshow(DIGIT) and axes.invert_yaxis()),
    "without its edge": (True, lambda axes: axes.imshow(DIGIT) and axes.set_xlim(4, 24)),
    "as a mesh": (True, lambda axes: axes.pcolormesh(DIGIT)),
    "of another shape": (True, lambda axes: axes.imshow(DIGIT, aspect="auto", extent=(0, 1, 0, 9))),
    "smoothed": (True, lambda axes: axes.imshow(DIGIT, interpolation="bilinear")),
    "with a grid": (True, lambda axes: axes.imshow(DIGIT) and axes.grid(color="white")),
    "ink alone": (True, lambda axes: _on_cream(axes, INK, cmap="copper_r", vmin=0, vmax=255)),
    "ink alone, pale": (True, lambda axes: _on_cream(axes, INK, cmap="gray", vmax=255, alpha=0.5)),
    "ink alone on no ground": (True, lambda axes: _without_frame(axes, INK, cmap="summer", vmin=0)),
    "ink by a color map": (True, lambda axes: _on_cream(axes, DIGIT, cmap=FROM_CLEAR)),
    "ink with its opacity": (True, lambda axes: _on_cream(axes, np.dstack([0 * DIGIT] * 3 + [DIGIT]))),
    "logarithmic levels": (True, lambda axes: axes.imshow(RISING, norm="log")),
    "ink under a sheet": (False, lambda axes: axes.imshow(INK, vmin=0) and _lay_sheet(axes)),
    "all but a corner masked": (False, lambda axes: axes.imshow(BUT_CORNER, vmin=0)),
    "a corner on black": (False, lambda axes: _on_black(axes, BUT_CORNER, cmap="gray", vmin=0)),
    "a corner with opacity": (False, lambda axes: axes.imshow(np.dstack([DIGIT] * 3 + [CORNER_ALONE]))),
    "under a sheet": (False, lambda axes: axes.imshow(DIGIT) and _lay_sheet(axes)),
    "all but a corner transparent": (False, lambda axes: axes.imshow(DIGIT, alpha=CORNER)),
    "taken out of sight": (False, lambda axes: axes.imshow(DIGIT, visible=False)),
    "all transparent": (False, lambda axes: axes.imshow(DIGIT, alpha=0)),
    "transparent everywhere": (False, lambda axes: axes.imshow(DIGIT, alpha=np.zeros((28, 28)))),
    "limits beside it": (False, lambda axes: axes.imshow(DIGIT) and axes.set_xlim(100, 128)),
    "levels beyond it": (False, lambda axes: axes.imshow(DIGIT, vmin=300, vmax=400)),
    "one color for all": (False, lambda axes: axes.imshow(DIGIT, cmap=ListedColormap(["white"]))),
    "a mesh beside its axes": (False, lambda axes: axes.pcolormesh(DIGIT) and axes.set_ylim(50, 80)),
}  # fmt: skip


def _drawn(tmp_path: Path, figure: Figure) -> dict[str, Any]:
    record = record_figure(Recorder(tmp_path, "plot_history"), figure)
    # As the judge reads it.
    found: dict[str, Any] = json.loads(json.dumps(record))
    return found


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_line_is_in_sight_where_a_reader_sees_it(name: str, tmp_path: Path) -> None:
    expected, draw = DRAWINGS[name]
    figure = Figure()
    draw(figure.subplots())
    (axes,) = _drawn(tmp_path, figure)["axes"]
    assert [line["in_sight"] for line in axes["lines"]] == [expected]


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_is_in_sight_where_a_reader_sees_it(name: str, tmp_path: Path) -> None:
    expected, draw = IMAGES[name]
    figure = Figure()
    draw(figure.subplots())
    (axes,) = _drawn(tmp_path, figure)["axes"]
    assert [image["in_sight"] for image in axes["images"]] == [expected]


@pytest.mark.parametrize(
    "hide",
    [
        lambda figure, part, axes: axes.set_visible(False),
        lambda figure, part, axes: part.set_visible(False),
        lambda figure, part, axes: figure.set_visible(False),
        lambda figure, part, axes: axes.set_position([0, 0, 1e-4, 1e-4]),
    ],
    ids=["axes", "part", "figure", "tiny"],
)
def test_axes_that_nobody_sees_are_not_visible(
    hide: Callable[[Any, Any, Any], object], tmp_path: Path
) -> None:
    figure = Figure()
    part, _ = figure.subfigures(1, 2)
    hide(figure, part, part.subplots())
    (axes,) = _drawn(tmp_path, figure)["axes"]
    assert not axes["visible"]


@pytest.mark.parametrize("marked", [True, False])
def test_percent_beside_the_ticks_is_recorded(marked: bool, tmp_path: Path) -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([91.0, 95.0])
    if marked:
        axes.yaxis.set_major_formatter(PercentFormatter())
    (record,) = _drawn(tmp_path, figure)["axes"]
    assert record["percent"] is marked


def test_curves_of_segments_and_of_points_are_recorded(tmp_path: Path) -> None:
    figure = Figure()
    axes = figure.subplots()
    points = np.column_stack([range(3), LOSS])
    axes.add_collection(LineCollection([points], label="one path"))
    axes.add_collection(LineCollection([points[:2], points[1:]], label="two paths"))
    axes.scatter(range(3), LOSS, label="points")
    axes.autoscale_view()
    (record,) = _drawn(tmp_path, figure)["axes"]
    assert [line["label"] for line in record["lines"]] == ["one path", "two paths", "points"]
    assert [line["in_sight"] for line in record["lines"]] == [True] * 3
    for line in record["lines"]:
        assert np.load(tmp_path / line["y"]["npy"]).tolist() == LOSS


# Each leaves one word out of sight; which one.
HIDDEN: dict[str, tuple[str, Callable[[Axes], object]]] = {
    "nothing": ("", lambda axes: None),
    "the axis turned off": ("xlabel", lambda axes: axes.set_axis_off()),
    "the x axis alone": ("xlabel", lambda axes: axes.xaxis.set_visible(False)),
    "the title": ("title", lambda axes: axes.title.set_visible(False)),
    "a title in the color of its ground": ("title", lambda axes: axes.title.set_color("white")),
    "a title on a ground that may be any": (
        "",
        lambda axes: (axes.figure.set_facecolor("none"), axes.title.set_color("white")),
    ),
    "a title on a dark ground": (
        "",
        lambda axes: (
            axes.figure.set_facecolor("black"),
            axes.title.set_color("white"),
            axes.xaxis.label.set_color("#dddddd"),
        ),
    ),
    "a title that is too small": ("title", lambda axes: axes.title.set_fontsize(1)),
    "the legend": ("legends", lambda axes: axes.get_legend().set_visible(False)),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_words_that_cannot_be_seen_are_not_recorded(name: str, tmp_path: Path) -> None:
    missing, hide = HIDDEN[name]
    figure = Figure()
    axes = figure.subplots()
    axes.plot(LOSS, label="training")
    axes.set(xlabel="epoch", title="loss")
    axes.legend()
    hide(axes)
    (record,) = _drawn(tmp_path, figure)["axes"]
    assert [key for key in ("xlabel", "title", "legends") if not record[key]] == (
        [missing] if missing else []
    )


def test_the_words_of_a_part_of_a_figure_belong_to_its_axes(tmp_path: Path) -> None:
    figure = Figure()
    left, right = figure.subfigures(1, 2)
    left.suptitle("loss")
    right.suptitle("accuracy")
    for part in (left, right):
        part.subplots()
    record = _drawn(tmp_path, figure)
    assert [[part["title"] for part in axes["parts"]] for axes in record["axes"]] == [
        ["loss"],
        ["accuracy"],
    ]
    # Places are those in the whole figure.
    assert record["axes"][0]["position"][0] < 0.5 < record["axes"][1]["position"][0]


def test_a_text_belongs_to_the_curve_beside_it(tmp_path: Path) -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot(LOSS)
    axes.plot([1.9, 1.5, 1.3])
    axes.annotate("validation", (2, 1.3), xytext=(-60, 8), textcoords="offset points")
    axes.text(1.2, 0.42, "training")
    figure.text(0.5, 0.01, "epoch")
    record = _drawn(tmp_path, figure)
    assert [line["notes"] for line in record["axes"][0]["lines"]] == [["training"], ["validation"]]
    assert record["words"] == ["epoch"]


def test_limits_are_those_of_the_drawn_figure(tmp_path: Path) -> None:
    # A figure without pyplot has a canvas that draws nothing, and limits that nobody asked for yet.
    figure = Figure()
    axes = figure.subplots()
    axes.plot([30.0, 20.0, 10.0])
    (record,) = _drawn(tmp_path, figure)["axes"]
    assert record["lines"][0]["in_sight"]


def test_what_is_drawn_in_other_figures_is_counted_by_axes() -> None:
    returned, others = plt.figure(), [plt.figure() for _ in range(2)]
    numbers = [one.number for one in (returned, *others)]
    try:
        assert axes_elsewhere(returned, numbers) == 0
        returned.subplots().plot([1, 2])
        others[0].subplots(1, 2)[0].imshow(np.eye(3))
        others[1].subplots().plot([1, 2])
        assert axes_elsewhere(returned, numbers) == 2
        # Nor is anything elsewhere where no figure comes back.
        assert axes_elsewhere(None, []) == 0
    finally:
        for number in numbers:
            plt.close(number)
