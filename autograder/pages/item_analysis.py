"""The item analysis of the class report: how a class did in each task.

In: the reports of a class. Out: for each automatic task its success, and how well it tells strong work
from weak work.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence

from autograder.pages.causes import begun
from autograder.report.results import Report, TaskResult

# Below this many graded submissions a correlation says nothing.
LEAST_FOR_DISCRIMINATION = 5


@dataclasses.dataclass(frozen=True)
class Item:
    """How a class did in one task.

    Attributes:
        name: The task's name.
        success: Mean share of its points, 0-1.
        full: Share of submissions with all of its points, 0-1.
        attempted: Share of submissions that attempted it, 0-1.
        discrimination: Correlation of its points with those of all other tasks, -1 to 1, or None.
    """

    name: str
    success: float
    full: float
    attempted: float
    discrimination: float | None


def items(reports: Sequence[Report]) -> list[Item]:
    """Return the item analysis: success and discrimination of each automatic task."""
    graded = [report for report in reports if report.score is not None]
    if not graded:
        return []
    found = []
    for task in graded[0].tasks:
        if task.points is None:
            continue
        # A task may be new: then older reports do not have it.
        pairs = [
            (report, one) for report in graded for one in report.tasks if one.name == task.name
        ]
        results = [one for _, one in pairs]
        shares = [_share(one) for one in results]
        rest = [(report.score or 0.0) - (one.points or 0.0) for report, one in pairs]
        found.append(
            Item(
                name=task.name,
                success=statistics.fmean(shares),
                full=statistics.fmean(share >= 1 - 1e-9 for share in shares),
                attempted=statistics.fmean(begun(result) for result in results),
                discrimination=_correlation(shares, rest),
            )
        )
    return found


def _share(task: TaskResult) -> float:
    return (task.points or 0.0) / task.max_points if task.max_points else 0.0


def _correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Pearson's correlation, or None where it says nothing."""
    if len(first) < LEAST_FOR_DISCRIMINATION:
        return None
    try:
        return statistics.correlation(first, second)
    except statistics.StatisticsError:
        return None
