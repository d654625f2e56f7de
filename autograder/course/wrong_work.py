"""Whether a course's own checks hold for wrong work, which they are there for.

In: a course and an assignment. Out: a line for each check that stops at work which a student may hand
in, or gives points for nothing. The wrong work is made here: a notebook with nothing done, and for own
tasks functions that return something else, or the right thing in another form. No text that a check
fails with may be missing, either; these are read from its source.
"""

from __future__ import annotations

import ast
import concurrent.futures
import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import nbformat

from autograder.assignment.own_texts import own_texts
from autograder.assignment.parsed import parsed
from autograder.assignment.task_tables import OWN, Task
from autograder.course.classroom import workers_here
from autograder.course.directory import Course
from autograder.course.each_variant import Every, Tell
from autograder.grading.one import grade
from autograder.judge import feedback
from autograder.judge.ask import staying
from autograder.report.render import points_text
from autograder.report.results import Report
from autograder.sandbox.starting import starting

NOTHING_DONE = "nothing done"
# Expressions of what a function was given first and of what it returns; and how that is called.
RESULTS = {
    "a function that returns None": "None",
    "a function that returns its argument": "first",
    "a function that returns a text": "'wrong'",
    "a function that returns an empty list": "[]",
    "a function that returns a number": "-1.5",
    "a function that returns no number": "float('nan')",
    "a function that returns an object": "object()",
    "a function that returns its result in a list": "[result]",
    "a function that returns a part of its result": "part(result)",
    "a function that returns other values": "other(result)",
    "a function that raises an error": "1 / 0",
}
# These have nothing of the work in them.
WITHOUT_WORK = (
    NOTHING_DONE, *(name for name, made in RESULTS.items() if "result" not in made and made != "first")
)  # fmt: skip
# A cell that puts other functions in the place of those that are right.
CELL = """\
def put_wrong_work_in_place():
    import functools
    import numpy as np

    def part(result):
        return result[:1] if hasattr(result, "__getitem__") else result

    def other(result):
        try:
            return np.asarray(result) * -1 - 7
        except Exception:
            return list(result)[::-1] if hasattr(result, "__iter__") else result

    def wrong(right):
        @functools.wraps(right)
        def function(*given, **named):
            first = next(iter([*given, *named.values()]), None)
            result = right(*given, **named)
            return {result}

        return function

    for name in {names}:
        if callable(globals().get(name)):
            globals()[name] = wrong(globals()[name])


put_wrong_work_in_place()
"""
STUB = "def {name}(*given, **named):\n    raise NotImplementedError()\n"


def wrong_with_checks(
    course: Course, assignment: str, tell: Tell = lambda _done, _all: None
) -> list[str]:
    """Grade wrong work; return what in the checks stops at it, or gives points for nothing.

    Where there are variants, it is that which stands in the rubric.

    Args:
        course: The course.
        assignment: The assignment's name.
        tell: Told how far it has come.

    Raises:
        RubricError: The rubric is wrong.
        DataError: The data set is not there.
    """
    every = Every(course, assignment)
    tasks = every.base.automatic_tasks
    own = [task for task in tasks if task.kind == OWN]
    stubs = "".join(STUB.format(name=task.name) for task in tasks)
    submissions: dict[str, tuple[str, Sequence[Task]]] = {NOTHING_DONE: (stubs, tasks)}
    for what, result in RESULTS.items() if own else ():
        cell = CELL.replace("{result}", result)
        submissions[what] = (cell.replace("{names}", repr([task.name for task in own])), own)
    reports = dict(_graded(every, submissions, tell))
    lines = [
        f"{assignment}: {line}" for what in submissions for line in _faults(what, reports[what])
    ]
    # One mistake in a check may stop all of them.
    return list(dict.fromkeys(lines))


def _faults(what: str, report: Report) -> Iterator[str]:
    if report.score is None:
        yield f"{what}: nobody would have a grade: {report.reason}"
        return
    for task in report.tasks:
        if what in WITHOUT_WORK and task.points and task.points >= task.max_points:
            yield f"{what}: {points_text(task.points)} points for {task.name}, all that there are"


def _graded(
    every: Every, submissions: Mapping[str, tuple[str, Sequence[Task]]], tell: Tell
) -> Iterator[tuple[str, Report]]:
    """Grade the reference with a cell at its end, for some tasks; yield reports as they come."""
    with contextlib.ExitStack() as stack:
        start = stack.enter_context(starting())
        stack.enter_context(staying())
        setting = dataclasses.replace(every.setting(), start=start)
        pool = stack.enter_context(
            concurrent.futures.ThreadPoolExecutor(workers_here(every.base.limits))
        )

        def one(cell: str, tasks: Sequence[Task]) -> Report:
            notebook = every.notebook(every.base.variant)
            notebook.cells.append(nbformat.v4.new_code_cell(cell))
            content = nbformat.writes(notebook).encode()
            names = tuple(task.name for task in tasks)
            return grade(content, f"{every.assignment}.ipynb", setting, tasks=names).report

        waiting = {pool.submit(one, *given): what for what, given in submissions.items()}
        for number, done in enumerate(concurrent.futures.as_completed(waiting), 1):
            tell(number, len(waiting))
            yield waiting[done], done.result()


def causes_without_words(every: Every) -> list[str]:
    """Return the causes with which own checks fail, and for which there is no text."""
    words = own_texts(every.course.checks(every.assignment))
    lines = []
    for task in every.base.automatic_tasks:
        if task.kind == OWN and task.checks is not None:
            known = {*words.get(task.name, {}), *words.get("any", {}), *feedback.texts()["any"]}
            lines += [
                f"{task.checks.name}: fail({cause!r}) in line {line} has no text: put it into "
                f"{task.checks.with_name('feedback.toml').name} as [{task.name}.{cause}]"
                for cause, line in _causes(task.checks)
                if cause not in known
            ]
    return lines


def _causes(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the causes that stand in a source as texts, with the line of each."""
    for node in ast.walk(parsed(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            cause = node.args[0]
            if node.func.id == "fail" and isinstance(cause, ast.Constant):
                yield str(cause.value), node.lineno
