"""What the class report draws, and how it says shares: how points and accuracies are spread.

In: the reports of a class. Out: bars with labels and lengths, which the page draws. Shares are those of
all who handed in.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
import math
from collections.abc import Iterable, Sequence

from autograder.report import render
from autograder.report.results import Report

BINS = 10
# Points are compared as whole numbers of these parts of a point, without errors of rounding.
PARTS = 10_000
# Points in finer steps than this, such as thirds, have no step that anybody would write.
FINEST = 100
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@dataclasses.dataclass(frozen=True)
class Bar:
    """A bar of a chart.

    Attributes:
        label: What it stands for.
        count: How many.
        length: Its length, 0-1 of the longest.
        marked: Whether it stands out, such as below a threshold.
    """

    label: str
    count: int
    length: float
    marked: bool = False


@dataclasses.dataclass(frozen=True)
class Dot:
    """Students with the same points before and the same points after.

    Attributes:
        before: Points before.
        after: Points after.
        count: How many students.
    """

    before: float
    after: float
    count: int

    @property
    def radius(self) -> float:
        """Half the width of the dot: its area grows with the number of students, up to a bound."""
        return min(10.0, 3.0 * math.sqrt(self.count))


def dots_of(scores: Iterable[tuple[float, float]]) -> list[Dot]:
    """Return the points before and after of a class as dots, the largest first."""
    found = collections.Counter((round(before, 4), round(after, 4)) for before, after in scores)
    dots = [Dot(before, after, count) for (before, after), count in found.items()]
    return sorted(dots, key=lambda dot: (-dot.count, dot.before, dot.after))


def change_text(points: float) -> str:
    """Return by how much points changed, with its sign, such as +0.5."""
    if not points:
        return "0"
    return f"{'+' if points > 0 else MINUS}{render.points_text(abs(points))}"


def percent(count: int, total: int) -> str:
    """Return a share in whole percent; neither some nor most of a class becomes none or all of it."""
    if not total:
        return "–"
    share = 100 * count / total
    if 0 < share < 1:
        return f"under 1{NO_BREAK}%"
    if 99 < share < 100:
        return f"over 99{NO_BREAK}%"
    return f"{share:.0f}{NO_BREAK}%"


def count_of(count: int, total: int) -> str:
    """Return a count with its share, such as "7 of 20, 35 %"; a line ends behind the comma alone."""
    return f"{count}{NO_BREAK}of{NO_BREAK}{total}, {percent(count, total)}"


def score_bars(reports: Sequence[Report]) -> list[Bar]:
    """Return how many submissions have how many points, from the lowest range that has any.

    A range ends with the last points that somebody can have before the next one begins; the last one
    ends with all points.
    """
    scores = [round(report.score * PARTS) for report in reports if report.score is not None]
    if not scores:
        return []
    top = max(1, *scores, *(round(report.max_score * PARTS) for report in reports))
    step = _step(reports, top)
    fine = step < FINEST
    # How wide a range is.
    width = -(-top // BINS) if fine else step * -(-top // (step * BINS))
    starts = list(range(0, top + 1, width))
    if len(starts) > 1 and starts[-1] == top and width > step:
        # All points are no range of their own beside ranges that have several.
        starts.pop()
    counts = [0] * len(starts)
    for score in scores:
        counts[max(0, min(score // width, len(starts) - 1))] += 1
    labels = []
    for start, after in zip(starts, [*starts[1:], 0]):
        last = top if not after else after if fine else after - step
        below = "below " if fine and after else ""
        first, end = (render.points_text(one / PARTS) for one in (start, last))
        labels.append(f"{first} points" if start == last else f"{first} to {below}{end} points")
    return _from_the_lowest(
        Bar(label, count, count / max(counts)) for label, count in zip(labels, counts)
    )


def _step(reports: Sequence[Report], top: int) -> int:
    """Return the step in which points come, in parts: the greatest that makes up all of them."""
    parts = {top}
    for report in reports:
        for task in report.tasks:
            if task.points is not None:
                parts.add(round(task.points * PARTS))
                parts.update(round(check.max_points * PARTS) for check in task.checks)
    return math.gcd(*parts)


def accuracy_bars(reports: Sequence[Report], minimum: float) -> list[Bar]:
    """Return how many models reached which accuracy; ranges below the threshold are marked.

    The ranges are a percent wide around the threshold, from the lowest that has any; one takes all
    that is far below.
    """
    values = [report.accuracy for report in reports if report.accuracy is not None]
    if not values:
        return []
    edges = [round(minimum + step / 100, 4) for step in range(-4, 6)]
    edges = [edge for edge in edges if 0 < edge < 1]
    ranges = list(itertools.pairwise([0.0, *edges, math.inf]))
    counts = [sum(low <= value < high for value in values) for low, high in ranges]
    return _from_the_lowest(
        Bar(_accuracies(low, high), count, count / max(counts), marked=high <= minimum)
        for (low, high), count in zip(ranges, counts)
    )


def _accuracies(low: float, high: float) -> str:
    if high > 1:
        return f"{100 * low:.4g} to 100 %"
    return f"{100 * low:.4g} to below {100 * high:.4g} %"


def _from_the_lowest(bars: Iterable[Bar]) -> list[Bar]:
    return list(itertools.dropwhile(lambda bar: not bar.count, bars))
