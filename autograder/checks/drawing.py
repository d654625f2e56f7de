"""Read a recorded figure as a person would: what is drawn, and what the words beside it say."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import numpy as np

from autograder.checks import words
from autograder.checks.support import fail, value_of
from autograder.evidence import EvidenceError, Node

# The probe records no more.
MAX_AXES = 64


@dataclasses.dataclass(frozen=True)
class Line:
    """A line, and every text that tells a reader what it shows.

    Attributes:
        x: Its horizontal positions.
        y: Its values.
        own: Words of its own: its label or its entry in a legend.
        around: Words of the axes it stands in: titles and axis labels.
        above: Titles of the axes it stands in.
        below: Words at the horizontal axis.
        in_sight: Whether any of it can be seen.
    """

    x: np.ndarray
    y: np.ndarray
    own: str
    around: str
    above: str
    below: str
    in_sight: bool


def figure_of(call: Node) -> Node:
    """Return the figure that a call returned; fail for anything else."""
    value = value_of(call)
    kind = value["kind"].text
    if kind == "axes":
        fail("returns_axes", found=value["type"].text)
    if kind != "figure":
        fail("not_a_figure", found=value["type"].text)
    return value


def lines_of(figure: Node) -> list[Line]:
    """Return every line with at least two points in visible axes."""
    every = [axes for axes in figure["axes"].nodes() if axes["visible"].flag]
    if len(every) > MAX_AXES:
        raise EvidenceError(f"the figure has more than {MAX_AXES} axes")
    lines = []
    for axes in every:
        twins = [one for one in every if _place(one) == _place(axes)]
        beside = [figure["title"].text, axes["title"].text, axes["ylabel"].text]
        if len(twins) == len(every):
            beside.append(figure["ylabel"].text)
        below = " ".join(
            [
                figure["xlabel"].text,
                *(twin["xlabel"].text for twin in twins),
                *_labels_of_columns(axes, every),
            ]
        )
        legends = [entry for one in twins for entry in _entries(one["legends"])]
        entries = legends or _entries(figure["legends"])
        drawn = [line for line in axes["lines"].nodes() if line["y"].array.size > 1]
        for place, line in enumerate(drawn):
            own = _own_words(line, place, drawn, entries)
            lines.append(
                Line(
                    line["x"].array.reshape(-1),
                    line["y"].array.reshape(-1),
                    own.lower(),
                    " ".join(beside).lower(),
                    f"{figure['title'].text} {axes['title'].text}".lower(),
                    below.lower(),
                    line["in_sight"].flag,
                )
            )
    return lines


def _entries(legends: Node) -> list[tuple[str, str]]:
    return [
        (entry["look"].text, entry["text"].text)
        for legend in legends.nodes()
        for entry in legend.nodes()
    ]


def _own_words(
    line: Node, place: int, drawn: Sequence[Node], entries: list[tuple[str, str]]
) -> str:
    look = line["look"].text
    words = [text for one, text in entries if one == look]
    label = line["label"].text
    # A label that no legend shows is not on the picture; a name that begins with "_" is no label.
    if words:
        return " ".join(words)
    if entries and not label.startswith("_") and any(label == text for _, text in entries):
        return label
    return ""


def _labels_of_columns(axes: Node, every: Sequence[Node]) -> list[str]:
    """Return the x labels of axes in the same column, which share theirs in stacked plots."""
    return [one["xlabel"].text for one in every if abs(_place(one)[0] - _place(axes)[0]) < 1e-3]


def _place(axes: Node) -> list[float]:
    """Return where axes lie in the figure: left, bottom, width, height."""
    position = [one.number for one in axes["position"].nodes()]
    if len(position) != 4:
        raise EvidenceError("the position of axes is not four numbers")
    return position


def find_line(lines: Sequence[Line], values: np.ndarray) -> Line | None:
    """Return the line that draws `values`, as they are or in percent."""
    for line in lines:
        if line.y.shape != values.shape:
            continue
        if np.allclose(line.y, values, rtol=1e-5, atol=1e-7):
            return line
        in_percent = words.PERCENT.search(f"{line.own} {line.around}")
        if in_percent and np.allclose(line.y, 100 * values, rtol=1e-5, atol=1e-5):
            return line
    return None


def numbers_in(text: str) -> list[int]:
    """Return the whole numbers that stand on their own in a text."""
    return [int(found) for found in re.findall(r"(?<![\d.])\d{1,6}(?![\d]|\.\d)", text)]


def has_number(text: str, number: int) -> bool:
    """Whether a text contains a whole number, on its own."""
    return number in numbers_in(text)
