"""What grading says of one submission: frozen values, and their JSON form.

The JSON form is a contract (see `docs/report.md`): `Report.to_json` writes it, `Report.from_json`
reads it back.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from autograder.report.printable import one_line

if TYPE_CHECKING:
    from autograder.assignment.task_tables import Task

MAX_REASON = 2000
# How the text of a check begins that another one keeps from being judged.
BLOCKED = "not judged, since"
GRADED, FLAGGED, UNGRADED = "graded", "flagged", "ungraded"


@dataclasses.dataclass(frozen=True)
class CheckResult:
    """The verdict of one check.

    Attributes:
        name: The check's name.
        passed: Whether it passed.
        points: Points it gave.
        max_points: Most points it gives.
        hidden: Whether its inputs come from the course's secret seed.
        mistake: Name of the mistake that was recognised, if any.
        problem: One line that says what is wrong; empty if it passed.
        expected: What was expected; may be empty.
        found: What was found; may be empty.
        hint: What to think about; may be empty.
    """

    name: str
    passed: bool
    points: float
    max_points: float
    hidden: bool = False
    mistake: str | None = None
    problem: str = ""
    expected: str = ""
    found: str = ""
    hint: str = ""

    @property
    def waits(self) -> bool:
        """Whether it was not judged, because of another check that failed."""
        return not self.passed and (not self.problem or self.problem.startswith(BLOCKED))

    @property
    def message(self) -> str:
        """The problem, with what was expected and found, as lines of text."""
        lines = [self.problem]
        if self.expected:
            lines.append(f"  Expected: {self.expected}.")
        if self.found:
            lines.append(f"  Found:    {self.found}.")
        return "\n".join(lines) if self.problem else ""


@dataclasses.dataclass(frozen=True)
class TaskResult:
    """The verdict on one task. `points` is None where it is not marked here.

    `marked_by` says who marks it then; "" where the kit would have, but could not. `example` is a small
    one on other data, for who has lost points.
    """

    name: str
    points: float | None
    max_points: float
    checks: tuple[CheckResult, ...] = ()
    marked_by: str = "a person"
    example: str = ""

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Checks that failed for a cause of their own, or else those that say what they wait for."""
        found = tuple(check for check in self.checks if not check.passed and check.problem)
        return tuple(check for check in found if not check.waits) or found

    @property
    def first_cause(self) -> CheckResult | None:
        """The first failure that says what is wrong, rather than that another one did."""
        return next(iter(self.failures), None)

    @property
    def passed(self) -> bool:
        """Whether checks ran and every one passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def attempted(self) -> bool:
        """Whether the student has begun: there is a notebook, and the stub is changed."""
        begun = not any(check.mistake == "not_attempted" for check in self.checks)
        return begun and (bool(self.checks) or self.points is None)


@dataclasses.dataclass(frozen=True)
class Report:
    """Everything that grading says of one submission.

    Attributes:
        assignment: The assignment's name.
        student: The student's id; empty in a self-check.
        status: "graded", "flagged" (graded, and a person should look) or "ungraded" (not a grade).
        flags: Why a person should look.
        remarks: What the student may want to know, at no cost.
        dataset: Name of the data set.
        isolation: How the student's code was kept apart: "bubblewrap", "user", "process" or "none".
        max_score: Most points over the automatic tasks.
        tasks: The verdict on each task.
        accuracy: Accuracy on unseen images as the judge measured it, 0-1, or None.
        reason: Why there is no grade, where there is none.
        digest: SHA-256 of the file that was graded, or "".
        variant: The variant by which it was judged; "" where everybody has the same.
        other_variant: What the notebook says of its variant, where that is not the student's.
    """

    assignment: str
    student: str
    status: str
    flags: tuple[str, ...]
    remarks: tuple[str, ...]
    dataset: str
    isolation: str
    max_score: float
    tasks: tuple[TaskResult, ...]
    accuracy: float | None = None
    reason: str = ""
    digest: str = ""
    variant: str = ""
    other_variant: str = ""

    def __post_init__(self) -> None:
        """Make every text that student code may have a part in one printable line."""
        object.__setattr__(self, "other_variant", one_line(self.other_variant, MAX_REASON))
        for name in ("flags", "remarks"):
            object.__setattr__(self, name, tuple(map(one_line, getattr(self, name))))
        object.__setattr__(self, "reason", one_line(self.reason, MAX_REASON))

    @property
    def score(self) -> float | None:
        """Points over the automatic tasks, or None if there is no grade."""
        if self.status == UNGRADED:
            return None
        return sum(task.points for task in self.tasks if task.points is not None)

    @property
    def most(self) -> float:
        """Most points of all tasks, those that are marked by hand included: the gradebook's total."""
        return self.max_score + self.by_hand

    @property
    def by_hand(self) -> float:
        """How many of these a person marks; a report counts none of them."""
        if self.status == UNGRADED:
            # No task has points then.
            return max(0.0, sum(task.max_points for task in self.tasks) - self.max_score)
        return sum(task.max_points for task in self.tasks if task.points is None)

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Checks of any task that failed for a cause of their own."""
        return tuple(check for task in self.tasks for check in task.failures)

    def task(self, name: str) -> TaskResult:
        """Return the verdict on the task called `name`."""
        return next(task for task in self.tasks if task.name == name)

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain data in the published form."""
        return {
            "assignment": self.assignment,
            "student": self.student,
            "status": self.status,
            "flags": list(self.flags),
            "remarks": list(self.remarks),
            "reason": self.reason,
            "score": self.score,
            "max_score": self.max_score,
            "max_by_hand": self.by_hand,
            "dataset": self.dataset,
            "isolation": self.isolation,
            "accuracy": self.accuracy,
            "digest": self.digest,
            "variant": self.variant,
            "other_variant": self.other_variant,
            "tasks": [task_to_json(task) for task in self.tasks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """Return the report that `to_json` wrote."""
        return cls(
            assignment=data["assignment"],
            student=data["student"],
            status=data["status"],
            flags=tuple(data["flags"]),
            remarks=tuple(data["remarks"]),
            dataset=data["dataset"],
            isolation=data["isolation"],
            max_score=data["max_score"],
            tasks=tuple(task_from_json(task) for task in data["tasks"]),
            accuracy=data["accuracy"],
            reason=data["reason"],
            digest=data.get("digest", ""),
            variant=data.get("variant", ""),
            other_variant=data.get("other_variant", ""),
        )


def task_result(task: Task, checks: Iterable[CheckResult], example: str = "") -> TaskResult:
    """Return the verdict on a task from those of its checks, with the points that they have now.

    Args:
        task: The task.
        checks: The verdicts.
        example: For who has lost points.
    """
    priced = []
    for check in checks:
        points = task.points.get(check.name, 0.0)
        earned = points if check.passed else 0.0
        priced.append(dataclasses.replace(check, points=earned, max_points=points))
    total = task.total(check.points for check in priced)
    result = TaskResult(task.name, total, task.max_points, tuple(priced))
    return dataclasses.replace(result, example=example) if result.failures else result


def task_to_json(task: TaskResult) -> dict[str, Any]:
    """Return a task's verdict as plain data."""
    return {
        "name": task.name,
        "points": task.points,
        "max_points": task.max_points,
        "marked_by": task.marked_by if task.points is None else None,
        "example": task.example,
        "checks": [
            {**dataclasses.asdict(check), "message": check.message} for check in task.checks
        ],
    }


def task_from_json(data: Mapping[str, Any]) -> TaskResult:
    """Return the verdict that `task_to_json` wrote."""
    checks = tuple(
        CheckResult(**{name: value for name, value in check.items() if name != "message"})
        for check in data["checks"]
    )
    # Older reports do not have the rest.
    example = data.get("example", "")
    result = TaskResult(data["name"], data["points"], data["max_points"], checks, example=example)
    marked_by = data.get("marked_by")
    return result if marked_by is None else dataclasses.replace(result, marked_by=marked_by)
