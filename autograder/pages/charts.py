"""The bars of the class report: how points and accuracies are spread.

In: the reports of a class. Out: bars with labels and lengths, which the page draws.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from autograder.report import render
from autograder.report.results import Report

BINS = 10


@dataclasses.dataclass(frozen=True)
class Bar:
    """A bar of a chart.

    Attributes:
        label: What it stands for.
        count: How many.
        share: Its length, 0-1 of the longest.
        marked: Whether it stands out, such as below a threshold.
    """

    label: str
    count: int
    share: float
    marked: bool = False


def score_bars(reports: Sequence[Report]) -> list[Bar]:
    """Return how many submissions have how many points, in tenths, from the lowest that has any."""
    scores = [report.score for report in reports if report.score is not None]
    if not scores:
        return []
    width = max(max(report.max_score for report in reports), 1e-9) / BINS
    counts = [0] * BINS
    for score in scores:
        counts[min(int(score / width), BINS - 1)] += 1
    edges = [render.points_text(round(width * edge, 4)) for edge in range(BINS)]
    return _from_the_lowest(
        Bar(f"from {edge}", count, count / max(counts)) for edge, count in zip(edges, counts)
    )


def accuracy_bars(reports: Sequence[Report], minimum: float) -> list[Bar]:
    """Return how many models reached which accuracy; classes below the threshold are marked.

    The classes are a percent wide around the threshold, from the lowest that has any; one takes all
    that is far below.
    """
    values = [report.accuracy for report in reports if report.accuracy is not None]
    if not values:
        return []
    edges = [round(minimum + step / 100, 4) for step in range(-4, 6)]
    edges = [edge for edge in edges if edge < 1]
    counts = [sum(value < edges[0] for value in values)]
    counts += [
        sum(low <= value < high for value in values)
        for low, high in zip(edges, [*edges[1:], float("inf")])
    ]
    labels = [f"below {edges[0]:.1%}"] + [f"from {edge:.1%}" for edge in edges]
    return _from_the_lowest(
        Bar(label, count, count / max(counts), marked=upper <= minimum)
        for label, count, upper in zip(labels, counts, [*edges, float("inf")])
    )


def _from_the_lowest(bars: Iterable[Bar]) -> list[Bar]:
    return list(itertools.dropwhile(lambda bar: not bar.count, bars))
