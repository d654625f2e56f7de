"""The table of students of the class report: a line for each, with what it can be found by.

In: the reports of a class, its causes, tasks and flags. Out: lines in which these are numbers, as the
page's filter compares them.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from autograder.pages.causes import Mistake
from autograder.pages.item_analysis import Item
from autograder.report.results import Report

# Flags that the filter offers; there are few kinds, but some name files of students.
MOST_FLAGS = 40


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the table of students.

    Attributes:
        report: The student's report.
        number: Its number, from 1, which is its anchor's.
        name: The student's full name, or "".
        link: Where the feedback is, or "".
        causes: The numbers of the causes that cost the student points, from 1.
        tasks: The numbers of the tasks in which the student lost points, from 1.
        flags: The numbers of the student's flags, from 1.
    """

    report: Report
    number: int
    name: str
    link: str
    causes: tuple[int, ...]
    tasks: tuple[int, ...]
    flags: tuple[int, ...]


def rows_of(
    reports: Sequence[Report],
    causes: Sequence[Mistake],
    tasks: Sequence[Item],
    flags: Sequence[str],
    names: Mapping[str, str],
    links: Mapping[str, str],
) -> list[Row]:
    """Return the lines of the table of students, with what each can be found by."""
    having: dict[str, list[int]] = {}
    for number, cause in enumerate(causes, 1):
        for student in cause.students:
            having.setdefault(student, []).append(number)
    task_numbers = {task.name: number for number, task in enumerate(tasks, 1)}
    flag_numbers = {flag: number for number, flag in enumerate(flags, 1)}
    return [
        Row(
            report,
            number,
            names.get(report.student, ""),
            links.get(report.student, ""),
            tuple(having.get(report.student, ())),
            tuple(
                task_numbers[task.name]
                for task in report.tasks
                if report.score is not None
                and task.name in task_numbers
                and (task.points or 0.0) < task.max_points - 1e-9
            ),
            tuple(flag_numbers[flag] for flag in report.flags if flag in flag_numbers),
        )
        for number, report in enumerate(reports, 1)
    ]


def flags_of(reports: Iterable[Report]) -> list[str]:
    """Return the flags of a class, `MOST_FLAGS` at most.

    A report has what weighs most at the beginning. So those come first that stand nearest to it in
    any report, of these the most frequent.
    """
    found: collections.Counter[str] = collections.Counter()
    places: dict[str, int] = {}
    for report in reports:
        every = list(dict.fromkeys(report.flags))
        found.update(every)
        for place, flag in enumerate(every):
            places[flag] = min(place, places.get(flag, place))
    return sorted(found, key=lambda flag: (places[flag], -found[flag]))[:MOST_FLAGS]
