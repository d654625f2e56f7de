"""What went wrong in a class: each cause, and who lost points by it.

In: the reports of a class. Out: its mistakes, the most frequent first.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from autograder.pages.terminal import task_missing
from autograder.report.results import CheckResult, Report, TaskResult


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A mistake that was made in a class.

    Attributes:
        task: The task it was made in.
        problem: What is wrong.
        hint: What the students were told to think about.
        students: Who made it.
    """

    task: str
    problem: str
    hint: str
    students: tuple[str, ...]


def mistakes(reports: Sequence[Report]) -> list[Mistake]:
    """Return what went wrong and how often, the most frequent first; blank tasks are left out."""
    found: dict[tuple[str, str], Mistake] = {}
    for report in reports:
        for task in report.tasks:
            if not task.attempted:
                continue
            for check in task.failures:
                if waits_for_another(check):
                    continue
                key = task.name, check.mistake or check.problem
                known = found.get(key, Mistake(task.name, check.problem, check.hint, ()))
                if report.student not in known.students:
                    students = (*known.students, report.student)
                    found[key] = dataclasses.replace(known, students=students)
    return sorted(found.values(), key=lambda one: (-len(one.students), one.task, one.problem))


def begun(task: TaskResult) -> bool:
    """Whether a student has begun a task, and does not only wait for another one's function."""
    return task.attempted and not any(map(waits_for_another, task.failures))


def waits_for_another(check: CheckResult) -> bool:
    """Whether a check only says that another task's function is missing, as that task does."""
    return not check.mistake and task_missing(check.problem)
