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
        beside_validation: Whether a line in the same place has words of its own for validation.
        beside: Texts that tell what is drawn in its axes, the nearest first: label of the vertical
            axis, title of the axes, and those of the whole figure.
        above: Titles of the axes it stands in.
        below: Words at the horizontal axis.
        in_percent: Whether its values are marked as percent.
        in_sight: Whether any of it can be seen.
    """

    x: np.ndarray
    y: np.ndarray
    own: str
    beside_validation: bool
    beside: tuple[str, ...]
    above: str
    below: str
    in_percent: bool
    in_sight: bool

    @property
    def around(self) -> str:
        """All texts that tell what is drawn in its axes."""
        return " ".join(self.beside)


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
    twins_of = [[i for i, one in enumerate(every) if _place(one) == _place(axes)] for axes in every]
    own_words = [
        _own_words(axes, [every[i] for i in twins], figure) for axes, twins in zip(every, twins_of)
    ]
    lines = []
    for axes, twins, named in zip(every, twins_of, own_words):
        beside = [axes["ylabel"].text, axes["title"].text]
        if len(twins) == len(every):
            beside.append(figure["ylabel"].text)
        beside.append(figure["title"].text)
        below = " ".join(
            [
                figure["xlabel"].text,
                *(every[i]["xlabel"].text for i in twins),
                *_labels_of_columns(axes, every),
            ]
        )
        beside_validation = any(words.VALIDATION.search(own) for i in twins for own in own_words[i])
        for line, own in zip(_drawn(axes), named):
            lines.append(
                Line(
                    x=line["x"].array.reshape(-1),
                    y=line["y"].array.reshape(-1),
                    own=own,
                    beside_validation=beside_validation,
                    beside=tuple(text.lower() for text in beside),
                    above=f"{figure['title'].text} {axes['title'].text}".lower(),
                    below=below.lower(),
                    in_percent=axes["percent"].flag
                    or bool(words.PERCENT.search(" ".join([own, *beside]).lower())),
                    in_sight=line["in_sight"].flag,
                )
            )
    return lines


def _drawn(axes: Node) -> list[Node]:
    return [line for line in axes["lines"].nodes() if line["y"].array.size > 1]


def _entries(legends: Node) -> list[tuple[str, str]]:
    return [
        (entry["look"].text, entry["text"].text)
        for legend in legends.nodes()
        for entry in legend.nodes()
    ]


def _own_words(axes: Node, twins: Sequence[Node], figure: Node) -> list[str]:
    """Return the words of its own of each line of axes, as their legends show them."""
    entries = [entry for one in twins for entry in _entries(one["legends"])]
    entries = entries or _entries(figure["legends"])
    shown = {text for _, text in entries}
    found = []
    for line in _drawn(axes):
        look, label = line["look"].text, line["label"].text
        named = [text for one, text in entries if one == look]
        # A label that no legend shows is not on the picture; a name that begins with "_" is none.
        if not named and label in shown and not label.startswith("_"):
            named = [label]
        found.append(" ".join(named).lower())
    return found


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
        if line.in_percent and np.allclose(line.y, 100 * values, rtol=1e-5, atol=1e-5):
            return line
    return None


def numbers_in(text: str) -> list[int]:
    """Return the whole numbers that stand on their own in a text."""
    return [int(found) for found in re.findall(r"(?<!\d)(?<!\d\.)\d{1,6}(?![\d]|\.\d)", text)]


def has_number(text: str, number: int) -> bool:
    """Whether a text contains a whole number, on its own."""
    return number in numbers_in(text)
