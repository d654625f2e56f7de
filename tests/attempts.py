"""Have functions called by the probe's own code, and what it records judged by the judge's own.

In: functions, each as a student's for a task of a kind. Out: the verdict on each. Nothing is shut in
here, so these are functions of tests alone.
"""

from __future__ import annotations

import dataclasses
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.assignment.rubric import Rubric, load_rubric
from autograder.data import Dataset
from autograder.grading.jobs import architecture
from autograder.judge import checking, feedback
from autograder.judge.case import Case
from autograder.judge.inputs import draw_inputs
from autograder.judge.request import Request, together
from autograder.probe.tasks import Limits, probe_task
from autograder.report.results import CheckResult, TaskResult

Function = Callable[..., Any]
SECONDS = 20


@dataclasses.dataclass(frozen=True)
class Attempt:
    """A function for a task that has the name of its kind, and the seed of its inputs."""

    kind: str
    function: Function
    seed: bytes


def judged(
    attempts: Sequence[Attempt],
    path: Path,
    dataset: Dataset,
    folder: Path,
    tools: Mapping[str, Any] | None = None,
    before: Callable[[], None] = lambda: None,
) -> list[TaskResult]:
    """Return what the judge says of functions.

    Args:
        attempts: The functions.
        path: The rubric.
        dataset: The images.
        folder: Where evidence goes; it exists.
        tools: What makes the grader's models, for tasks that need some.
        before: Called before each function.
    """
    rubric: Rubric = load_rubric(path)
    cases = []
    for number, attempt in enumerate(attempts):
        task, kind, evidence = rubric.task(attempt.kind), attempt.kind, folder / f"{number}"
        evidence.mkdir()
        inputs = draw_inputs(rubric, task, dataset, attempt.seed)
        before()
        limits, names = Limits(SECONDS, SECONDS), {kind: attempt.function}
        probe_task(kind, kind, names, inputs, architecture(rubric), limits, evidence, tools)
        request = Request(evidence, path, attempt.seed, dataset.name, (kind,))
        cases.append(Case(request, rubric.as_seen_by(task), task, dataset))
        cases[-1].inputs = inputs
    checking.run_checks(cases)
    verdicts = [together(checking.verdicts_on([case])) for case in cases]
    assert [(one.faults, one.flags) for one in verdicts if one.faults or one.flags] == []
    return [task for one in verdicts for task in one.tasks]


def is_named(check: CheckResult, kind: str, cause: str) -> bool:
    """Whether a check failed with a cause, a symptom included."""
    entry = feedback.texts()[kind].get(cause) or feedback.texts()["any"][cause]
    if entry.get("unnamed"):
        return bool(check.problem == entry["problem"])
    return check.mistake == cause


def demand_named(attempt: Attempt, verdict: TaskResult, check: str, cause: str) -> None:
    """Assert that a check failed with a cause, and that the task lost points by it."""
    found = [(one.name, one.problem) for one in verdict.failures]
    named = [one.name for one in verdict.failures if is_named(one, attempt.kind, cause)]
    assert check in named, (words(attempt.function), found)
    assert (verdict.points or 0) < verdict.max_points


def demand_full_points(attempt: Attempt, verdict: TaskResult) -> None:
    """Assert that nothing was lost."""
    found = [(one.name, one.problem) for one in verdict.failures]
    assert found == [], (words(attempt.function), attempt.seed)
    assert verdict.points == verdict.max_points


def words(function: Function) -> str:
    """Return a function's name, or its text on one line."""
    text = " ".join(textwrap.dedent(inspect.getsource(function)).split())
    return text[:70] if function.__name__ == "<lambda>" else function.__name__
