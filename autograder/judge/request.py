"""What the judge is asked and what it answers, as values and as plain data."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.report.results import TaskResult, task_from_json, task_to_json


class JudgeError(RuntimeError):
    """A fault of the grader itself, never of a submission."""


@dataclasses.dataclass(frozen=True)
class Request:
    """One submission to judge.

    Attributes:
        evidence: Folder in which the probe wrote.
        rubric: Path of the rubric.
        seed: The seed from which the probe's inputs were drawn.
        dataset: Name of the data set: "mnist", "mnist_5k", or that of the rubric.
        tasks: Names of the tasks to judge.
        lost: For tasks that the supervisor stopped, why.
        hidden: Whether the seed is secret.
        checks: Folder with the checks of the assignment's own tasks, if it has any.
        variant: The name of the student's variant; "" for what stands in the rubric.
        given: Folder with the inputs that the probe was given, if nobody else could change them: what
            is there need not be drawn again.
    """

    evidence: Path
    rubric: Path
    seed: bytes
    dataset: str
    tasks: tuple[str, ...]
    lost: dict[str, str] = dataclasses.field(default_factory=dict)
    hidden: bool = False
    checks: Path | None = None
    variant: str = ""
    given: Path | None = None


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What the judge says of one submission, or of one task of it.

    Attributes:
        tasks: The verdict on each task that was asked for.
        flags: Why a person should look.
        accuracy: Accuracy on unseen images, 0-1, or None.
        faults: Faults of the grader; if there are any, the verdict is not a grade.
        settled: Whether the same evidence would lead to it again: nothing was lost on the way.
    """

    tasks: tuple[TaskResult, ...] = ()
    flags: tuple[str, ...] = ()
    accuracy: float | None = None
    faults: tuple[str, ...] = ()
    settled: bool = False


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a submission from those on its tasks."""
    accuracies = [one.accuracy for one in verdicts if one.accuracy is not None]
    return Verdict(
        tasks=tuple(task for one in verdicts for task in one.tasks),
        flags=tuple(flag for one in verdicts for flag in one.flags),
        accuracy=accuracies[0] if accuracies else None,
        faults=tuple(fault for one in verdicts for fault in one.faults),
        settled=all(one.settled for one in verdicts),
    )


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict on one task as plain data."""
    (task,) = verdict.tasks
    return {
        "task": task_to_json(task),
        "flags": verdict.flags,
        "accuracy": verdict.accuracy,
        "faults": verdict.faults,
        "settled": verdict.settled,
    }


def verdict_from_json(data: dict[str, Any]) -> Verdict:
    """Return the verdict on one task that `verdict_to_json` wrote."""
    return Verdict(
        tasks=(task_from_json(data["task"]),),
        flags=tuple(data["flags"]),
        accuracy=data["accuracy"],
        faults=tuple(data["faults"]),
        settled=data["settled"],
    )


def request_to_json(request: Request) -> dict[str, Any]:
    """Return a request as plain data."""
    data = dataclasses.asdict(request)
    return {
        **data,
        "evidence": str(request.evidence.resolve()),
        "rubric": str(request.rubric.resolve()),
        "seed": request.seed.hex(),
        "checks": str(request.checks.resolve()) if request.checks else None,
        "given": str(request.given.resolve()) if request.given else None,
    }


def request_from_json(data: dict[str, Any]) -> Request:
    """Return the request that was written as JSON."""
    return Request(
        evidence=Path(data["evidence"]),
        rubric=Path(data["rubric"]),
        seed=bytes.fromhex(data["seed"]),
        dataset=data["dataset"],
        tasks=tuple(data["tasks"]),
        lost=data["lost"],
        hidden=data["hidden"],
        checks=Path(data["checks"]) if data["checks"] else None,
        variant=data["variant"],
        given=Path(data["given"]) if data["given"] else None,
    )
