"""The item analysis of the class report: how a class did in each task.

In: the reports of a class. Out: for each automatic task its success, and how well it tells strong work
from weak work, where there are enough submissions to say so.

Sources: R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced from a small
sample", Metron 1 (1921), for the interval; R. L. Ebel and D. A. Frisbie, "Essentials of Educational
Measurement", 5th edition (1991), for what a good task has.
"""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections.abc import Sequence

from autograder.pages.causes import begun
from autograder.report.results import Report, TaskResult

# From this correlation on a task tells strong work from weak work reasonably well.
GOOD_DISCRIMINATION = 0.3
# An interval of this many standard errors on each side holds the true value in 95 classes of 100.
ERRORS = 1.96
# From so many submissions on a good task's interval does not reach down to 0. With fewer, chance alone
# makes a good task look like one that tells nothing, and the reverse.
LEAST_FOR_DISCRIMINATION = 4 + math.floor((ERRORS / math.atanh(GOOD_DISCRIMINATION)) ** 2)


@dataclasses.dataclass(frozen=True)
class Discrimination:
    """How well a task tells strong work from weak work.

    Attributes:
        value: Correlation of its points with those of all other tasks, -1 to 1.
        low: Lower end of its interval of 95 percent.
        high: Upper end.
    """

    value: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class Item:
    """How a class did in one task.

    Attributes:
        name: The task's name.
        judged: Of how many submissions the task was judged.
        success: Mean share of its points, 0-1.
        full: How many have all of its points.
        attempted: How many attempted it.
        discrimination: How well it tells strong work from weak work; None where nobody can say.
    """

    name: str
    judged: int
    success: float
    full: int
    attempted: int
    discrimination: Discrimination | None


def items(reports: Sequence[Report]) -> list[Item]:
    """Return the item analysis: success and discrimination of each automatic task."""
    graded = [report for report in reports if report.score is not None]
    if not graded:
        return []
    scores = [report.score or 0.0 for report in graded]
    # A task may be new: then older reports do not have it.
    results: dict[str, list[tuple[float, TaskResult]]] = {
        task.name: [] for task in graded[0].tasks if task.points is not None
    }
    for report, score in zip(graded, scores):
        for task in report.tasks:
            if task.name in results:
                results[task.name].append((score, task))
    found = []
    for name, every in results.items():
        shares = [_share(task) for _, task in every]
        rest = [score - (task.points or 0.0) for score, task in every]
        found.append(
            Item(
                name=name,
                judged=len(every),
                success=statistics.fmean(shares),
                full=sum(share >= 1 - 1e-9 for share in shares),
                attempted=sum(begun(task) for _, task in every),
                discrimination=discrimination(shares, rest),
            )
        )
    return found


def _share(task: TaskResult) -> float:
    return (task.points or 0.0) / task.max_points if task.max_points else 0.0


def discrimination(task: Sequence[float], rest: Sequence[float]) -> Discrimination | None:
    """Return the correlation of a task with the rest, or None where it says nothing.

    Args:
        task: The points of each submission in the task.
        rest: The points of each in all other tasks.
    """
    if len(task) < LEAST_FOR_DISCRIMINATION:
        return None
    try:
        value = statistics.correlation(task, rest)
    except statistics.StatisticsError:
        return None
    within = max(-1 + 1e-12, min(1 - 1e-12, value))
    middle, error = math.atanh(within), ERRORS / math.sqrt(len(task) - 3)
    return Discrimination(value, math.tanh(middle - error), math.tanh(middle + error))
