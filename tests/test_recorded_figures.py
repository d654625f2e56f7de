"""What the probe records of a figure: which lines a reader can see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from autograder.probe.figures import record_figure
from autograder.probe.recorder import Recorder

LOSS = [0.9, 0.5, 0.3]
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
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_line_is_in_sight_where_a_reader_sees_it(name: str, tmp_path: Path) -> None:
    expected, draw = DRAWINGS[name]
    figure = Figure()
    draw(figure.subplots())
    (axes,) = record_figure(Recorder(tmp_path, "plot_history"), figure)["axes"]
    assert [line["in_sight"] for line in axes["lines"]] == [expected]


@pytest.mark.parametrize("marked", [True, False])
def test_percent_beside_the_ticks_is_recorded(marked: bool, tmp_path: Path) -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([91.0, 95.0])
    if marked:
        axes.yaxis.set_major_formatter(PercentFormatter())
    (record,) = record_figure(Recorder(tmp_path, "plot_history"), figure)["axes"]
    assert record["percent"] is marked
