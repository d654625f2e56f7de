"""The page on submissions that are alike: side by side, for a person to look at.

In: pairs of submissions, and what was not compared. Out: one HTML page that works offline, on a phone
and in print. All that students wrote is text in it, and nothing runs. It names no verdict, and points
do not depend on it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import jinja2

from autograder.course.directory import Course
from autograder.course.likeness import Pair, Work, Written, alike_in, gaps_in, groups, written_in
from autograder.report.printable import plain

TEMPLATE = Path(__file__).with_name("similarity.html")
# Pairs that are shown side by side, lines on a side, and characters of a line.
MOST_SHOWN, MOST_LINES, MOST_WIDE = 50, 400, 300


@dataclasses.dataclass(frozen=True)
class Side:
    """One of two submissions as it is shown.

    Attributes:
        student: The student's id.
        blocks: Runs of lines that follow one another: their text, and whether they are alike.
        more: How many lines are left out.
    """

    student: str
    blocks: tuple[tuple[str, bool], ...]
    more: int


@dataclasses.dataclass(frozen=True)
class Shown:
    """A pair as it is shown.

    Attributes:
        percent: How much of the smaller one the other one has.
        sides: The two.
    """

    percent: int
    sides: tuple[Side, Side]


def side(work: Work, pair: Pair) -> Side:
    """Return one submission of a pair: the cells in which something is alike."""
    marked = pair.marked(work)
    lines: list[tuple[str, bool]] = []
    for cell, alike in sorted(marked.items()):
        if lines:
            lines.append(("", False))
        for number, text in enumerate(work.cells[cell].split("\n")):
            cut = text[:MOST_WIDE] + ("…" if len(text) > MOST_WIDE else "")
            lines.append((plain(cut), number in alike))
    blocks: list[tuple[str, bool]] = []
    for text, is_alike in lines[:MOST_LINES]:
        if blocks and blocks[-1][1] == is_alike:
            blocks[-1] = (f"{blocks[-1][0]}\n{text}", is_alike)
        else:
            blocks.append((text, is_alike))
    return Side(work.student, tuple(blocks), max(0, len(lines) - MOST_LINES))


def page(
    assignment: str, pairs: Sequence[Pair], gaps: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> str:
    """Return the page about an assignment.

    Args:
        assignment: The assignment's name.
        pairs: The pairs that are alike.
        gaps: By what was not compared, and why, of whom.
    """
    shown = [
        Shown(round(100 * pair.share), (side(pair.first, pair), side(pair.second, pair)))
        for pair in pairs[:MOST_SHOWN]
    ]
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(plain=plain)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        assignment=assignment,
        shown=shown,
        left_out=len(pairs) - len(shown),
        groups=[group for group in groups(pairs) if len(group) > 2],
        gaps=gaps,
    )


def write_similarity(
    course: Course, assignment: str, written: Written | None = None
) -> tuple[Path, list[Pair]]:
    """Write the page of an assignment into the course; return its path and the pairs on it.

    Args:
        course: The course.
        assignment: The assignment's name.
        written: What the class wrote, where it was read already.
    """
    written = written or written_in(course, assignment)
    pairs, gaps = alike_in(course, assignment, written), gaps_in(written)
    path = course.reports / f"{assignment}-similarity.html"
    path.write_text(page(assignment, pairs, gaps), encoding="utf-8", errors="replace")
    return path, pairs
