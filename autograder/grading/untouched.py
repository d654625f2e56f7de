"""Say of a task whose cell is as it was handed out that it was not attempted.

In: the verdict on tasks, the notebook, and the notebook as it was handed out. Out: the verdict, in
which such a task says nothing else. The kit's own gaps raise an error that says so; those of a course
may return None.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

from autograder.assignment.notebook import grade_id
from autograder.judge import feedback
from autograder.report.results import CheckResult, TaskResult

WORD = re.compile(r"\w+")
# Has no function of its own, and says which of the others it lacks.
TOGETHER = "test_accuracy"
NOTHING = CheckResult("", False, 0.0, 0.0)


def without_untouched(
    tasks: Sequence[TaskResult],
    kinds: Mapping[str, str],
    notebook: NotebookNode,
    release: NotebookNode | None,
) -> tuple[TaskResult, ...]:
    """Return the verdict on tasks, where those without points are told apart that nobody has begun.

    Args:
        tasks: The verdict on each task.
        kinds: The kind of each of them.
        notebook: The notebook that was handed in, with the cells that come with the assignment.
        release: The notebook as it was handed out, if it is known.
    """
    if release is None:
        return tuple(tasks)
    before = {grade_id(cell): cell.source.strip() for cell in release.cells}
    gaps = [cell for cell in notebook.cells if cell.cell_type == "code" and _is_gap(cell)]
    untouched = {grade_id(cell): cell.source.strip() == before.get(grade_id(cell)) for cell in gaps}
    every = [set(WORD.findall(cell.source)) for cell in notebook.cells if _is_of_the_course(cell)]
    return tuple(
        _not_attempted(task, kinds[task.name])
        if task.failures and not task.points and kinds[task.name] != TOGETHER
        and _is_untouched(task.name, untouched, every)
        else task
        for task in tasks
    )  # fmt: skip


def _is_gap(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _is_of_the_course(cell: NotebookNode) -> bool:
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("locked")) and not marks.get("grade") and cell.cell_type == "code"


def _is_untouched(
    name: str, untouched: Mapping[str, bool], courses_own: Sequence[set[str]]
) -> bool:
    """Whether nobody has begun the cell of a task, or the functions of which it is a part."""
    if name in untouched:
        return untouched[name]
    parts = [words & untouched.keys() for words in courses_own if name in words]
    return any(parts) and all(untouched[one] for some in parts for one in some)


def _not_attempted(task: TaskResult, kind: str) -> TaskResult:
    text = dataclasses.asdict(feedback.explain(kind, "not_attempted", {"task": task.name}))
    silent = {name: getattr(NOTHING, name) for name in text}
    first = task.failures[0]
    checks = tuple(
        check
        if check.passed
        else dataclasses.replace(check, **(text if check is first else silent))
        for check in task.checks
    )
    return dataclasses.replace(task, checks=checks)
