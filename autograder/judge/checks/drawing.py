"""Read a recorded figure as a person would: what is drawn, and what the words beside it say."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from autograder.judge.checks import words
from autograder.judge.checks.support import fail, value_of
from autograder.judge.evidence import Node
from autograder.sandbox.reading import EvidenceError

# The probe records no more axes, and of nothing else in a figure so many.
MAX_AXES, MAX_PARTS = 64, 64
# Axes are hidden if more than this share of them lies under others.
COVERED = 0.5
# What tells one curve from another.
LOOK = ("color", "linestyle", "marker")


@dataclasses.dataclass(frozen=True)
class Line:
    """A line, and every text that tells a reader what it shows.

    Attributes:
        x: Its horizontal positions.
        y: Its values.
        own: Words of its own: its label or its entry in a legend.
        label: Its label, whether a legend shows it or not.
        beside_validation: Whether a line in the same place has words of its own for validation.
        beside: Texts that tell what is drawn in its axes, the nearest first: title of its
            legend, label of the vertical axis, title of the axes, and those of the whole figure.
        shared: Such texts of the other axes in its row and its column, as far as its own axes have
            none: they often stand only once.
        above: Titles of the axes it stands in.
        below: Words at the horizontal axis.
        in_percent: Whether its values are marked as percent.
        in_sight: Whether any of it can be seen.
    """

    x: np.ndarray
    y: np.ndarray
    own: str
    label: str
    beside_validation: bool
    beside: tuple[str, ...]
    shared: tuple[str, ...]
    above: str
    below: str
    in_percent: bool
    in_sight: bool

    @property
    def around(self) -> str:
        """All texts that tell what is drawn in its axes."""
        return " ".join([*self.beside, *self.shared])


def figure_of(call: Node) -> Node:
    """Return the figure that a call returned; fail for anything else."""
    value = value_of(call)
    kind = value["kind"].text
    if kind == "axes":
        fail("returns_axes", found=value["type"].text)
    if kind != "figure":
        fail("not_a_figure", found=value["type"].text)
    if not value["axes"].nodes():
        demand_none_elsewhere(call)
        fail("empty_figure")
    return value


def demand_none_elsewhere(call: Node) -> None:
    """Fail where a call that returned a figure with nothing in it has drawn into others."""
    found = call["axes_elsewhere"].integer if "axes_elsewhere" in call else 0
    if found:
        fail("drawn_elsewhere", found=found)


def demand_new_figure(call: Node) -> None:
    """Fail where a function draws into the figure that it has returned before."""
    if call["same_figure"].flag:
        fail("same_figure")


def axes_of(figure: Node) -> list[tuple[Node, bool]]:
    """Return the visible axes of a figure, and whether each lies under others.

    What covers axes is an image, or a background that is drawn.
    """
    every = [axes for axes in figure["axes"].nodes() if axes["visible"].flag]
    if len(every) > MAX_AXES:
        raise EvidenceError(f"the figure has more than {MAX_AXES} axes")
    heights = [(axes["zorder"].number, place) for place, axes in enumerate(every)]
    covering = [axes["opaque"].flag or bool(images_of(axes)) for axes in every]
    return [
        (
            axes,
            any(
                covers and above > height and _share_under(axes, one) > COVERED
                for one, above, covers in zip(every, heights, covering)
            ),
        )
        for axes, height in zip(every, heights)
    ]


def _few(node: Node) -> list[Node]:
    """Return the values of a list that is no longer than what the probe records.

    Raises:
        EvidenceError: It is longer: what is compared with each other would take its time.
    """
    found = node.nodes()
    if len(found) > MAX_PARTS:
        raise EvidenceError(f"{node.path} holds more than {MAX_PARTS} values")
    return found


def images_of(axes: Node, in_sight: bool = True) -> list[Node]:
    """Return the images in axes, only those that can be seen or all, the one on top last."""
    return [
        image
        for image in _few(axes["images"])
        if (image["in_sight"].flag or not in_sight)
        and len(image["pixels"].shape) >= 2
        and not _is_scale(image["pixels"])
    ]


def _is_scale(pixels: Node) -> bool:
    """Whether an image is the scale of a colour bar: one pixel wide, or the same all across."""
    if min(pixels.shape[:2]) <= 1:
        return True
    if "values" not in pixels:
        # It was too large to be kept.
        return False
    along = [bool(np.ptp(pixels.array.astype("float64"), axis=axis).any()) for axis in (0, 1)]
    return along[0] != along[1]


def _share_under(axes: Node, above: Node) -> float:
    """Return the share of the area of axes that lies under others."""
    (left, bottom, width, height), other = place_of(axes), place_of(above)
    over = [
        max(0.0, min(start + size, start_above + size_above) - max(start, start_above))
        for start, size, start_above, size_above in (
            (left, width, other[0], other[2]),
            (bottom, height, other[1], other[3]),
        )
    ]
    return over[0] * over[1] / max(width * height, 1e-9)


def lines_of(figure: Node) -> list[Line]:
    """Return every line with at least two points in visible axes."""
    found = axes_of(figure)
    every = [axes for axes, _ in found]
    twins_of = [
        [i for i, one in enumerate(every) if place_of(one) == place_of(axes)] for axes in every
    ]
    own_words = [
        _own_words(axes, [every[i] for i in twins], every, figure)
        for axes, twins in zip(every, twins_of)
    ]
    lines = []
    for (axes, covered), twins, named in zip(found, twins_of, own_words):
        same = [every[i] for i in twins]
        title = _first(one["title"].text for one in (axes, *same))
        parts = _few(axes["parts"])
        beside = [axes["ylabel"].text, title]
        for part in (*parts, figure):
            if part is not figure or len(twins) == len(every):
                beside += [part["ylabel"].text, *_texts(part)]
            beside.append(part["title"].text)
        column, row = _in_line(axes, every, 0), _in_line(axes, every, 1)
        below = " ".join(
            text
            for one in (figure, *parts, *same, *column)
            for text in (one["xlabel"].text, *_texts(one))
        )
        shared = [
            "" if axes["ylabel"].text else _first(one["ylabel"].text for one in row),
            "" if title else _first(one["title"].text for one in column),
        ]
        beside_validation = any(
            words.VALIDATION.search(own) for i in twins for own, _ in own_words[i]
        )
        for line, (own, heading) in zip(_drawn(axes), named):
            lines.append(
                Line(
                    x=line["x"].array.reshape(-1),
                    y=line["y"].array.reshape(-1),
                    own=own,
                    label=_plain(line["label"].text),
                    beside_validation=beside_validation,
                    beside=tuple(map(_plain, [heading, *beside])),
                    shared=tuple(map(_plain, shared)),
                    above=_plain(" ".join([title, *beside[2:]])),
                    below=_plain(below),
                    in_percent=axes["percent"].flag
                    or bool(words.PERCENT.search(_plain(" ".join([own, *beside, *shared])))),
                    in_sight=line["in_sight"].flag and not covered,
                )
            )
    return lines


def _texts(node: Node) -> list[str]:
    return [text.text for text in _few(node["words"])]


def _plain(text: str) -> str:
    """Return a text in lower case, each accented letter as one character."""
    return unicodedata.normalize("NFC", text).lower()


def _first(texts: Iterable[str]) -> str:
    """Return the first text that is not empty, or an empty one."""
    return next(filter(None, texts), "")


def _drawn(axes: Node) -> list[Node]:
    return [line for line in _few(axes["lines"]) if line["y"].array.size > 1]


def _own_words(
    axes: Node, twins: Sequence[Node], every: Sequence[Node], figure: Node
) -> list[tuple[str, str]]:
    """Return the words of its own of each line of axes, as a legend shows them, and its title.

    That is the legend of the axes, else the one of the figure, or one that stands in axes where
    nothing else is.
    """
    places = (
        twins,
        _few(axes["parts"]),
        [figure],
        [one for one in every if not _drawn(one) and not images_of(one)],
    )
    legends: list[Node] = []
    for place in places:
        legends = legends or [legend for one in place for legend in _few(one["legends"])]
    entries = [
        (_look(entry), _strength(entry), entry["text"].text, legend["title"].text)
        for legend in legends
        for entry in _few(legend["entries"])
    ]
    looks = [_look(line) for one in every for line in _few(one["lines"])]
    used = {name: {look[name] for look in looks} for name in LOOK}
    found = []
    for line in _drawn(axes):
        look, label = _look(line), line["label"].text
        alike = [
            (strength, text, title)
            for entry, strength, text, title in entries
            # What no curve has says nothing, such as the grey of an entry for a line style.
            if any(entry[name] in used[name] for name in LOOK)
            and all(entry[name] == look[name] or entry[name] not in used[name] for name in LOOK)
        ]
        # Of several that are alike, the one that is as pale and as wide.
        same = [one for one in alike if one[0] == _strength(line)]
        named = [(text, title) for _, text, title in same or alike]
        # A label that no legend shows is not on the picture; a name that begins with "_" is none.
        if not named and not label.startswith("_"):
            named = [(text, title) for *_, text, title in entries if text == label][:1]
        notes = [note.text for note in _few(line["notes"])]
        texts = list(dict.fromkeys(text for text, _ in named)) or notes
        found.append((_plain(" ".join(texts)), _first(title for _, title in named)))
    return found


def _look(node: Node) -> dict[str, str]:
    """Return the color, line style and marker of a curve or of an entry in a legend."""
    return {name: node["look"][name].text for name in LOOK}


def _strength(node: Node) -> str:
    """Return how opaque and how wide a curve is, or an entry in a legend."""
    return node["look"]["strength"].text


def _in_line(axes: Node, every: Sequence[Node], axis: int) -> list[Node]:
    """Return the other axes of the same column (0) or row (1), the first one at the left or the top."""
    place = place_of(axes)
    others = [
        one
        for one in every
        if one is not axes
        and all(abs(place_of(one)[i] - place[i]) < 1e-3 for i in (axis, axis + 2))
    ]
    return sorted(others, key=lambda one: (place_of(one)[0], -place_of(one)[1]))


def place_of(axes: Node) -> list[float]:
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
