"""What went wrong in a class: each cause, and who lost points by it.

In: the reports of a class. Out: its mistakes, the most frequent first.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from autograder.pages.terminal import task_missing
from autograder.report.results import CheckResult, Report, TaskResult

# The mistake of all errors that have no name of their own.
RAISES = "raises"


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A mistake that was made in a class.

    Attributes:
        task: The task it was made in.
        cause: Its name, or what is wrong where it has none: with the task, what tells it from others.
        problem: What is wrong.
        hint: What the students were told to think about.
        students: Who made it.
    """

    task: str
    cause: str
    problem: str
    hint: str
    students: tuple[str, ...]


def mistakes(reports: Sequence[Report]) -> list[Mistake]:
    """Return what went wrong and how often, the most frequent first; blank tasks are left out."""
    first: dict[tuple[str, str], CheckResult] = {}
    students: dict[tuple[str, str], dict[str, None]] = {}
    for report in reports:
        for task in report.tasks:
            if not task.attempted:
                continue
            for check in task.failures:
                if waits_for_another(check):
                    continue
                # Of errors, each type counts by itself.
                one = "" if check.mistake == RAISES else check.mistake
                key = task.name, one or check.problem
                first.setdefault(key, check)
                students.setdefault(key, {})[report.student] = None
    found = [
        Mistake(task, cause, check.problem, check.hint, tuple(students[task, cause]))
        for (task, cause), check in first.items()
    ]
    return sorted(found, key=lambda one: (-len(one.students), one.task, one.problem))


def begun(task: TaskResult) -> bool:
    """Whether a student has begun a task, and does not only wait for another one's function."""
    return task.attempted and not any(map(waits_for_another, task.failures))


def waits_for_another(check: CheckResult) -> bool:
    """Whether a check only says that another task's function is missing, as that task does."""
    return not check.mistake and task_missing(check.problem)
