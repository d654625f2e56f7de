"""What changed from one run of a course to the next: who gained or lost points, in which task, and why.

In: two runs. Out: the changes by task and by student, as plain values. The reasons are those of which
the runs know that they changed: the file, the images, the rubric, the kit, the packages.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

from autograder.course.runs import Run, Standing

NEW_FILE = "another file"
IMAGES = "other images"
RUBRIC = "the rubric or its checks"
KIT = "the kit's code"
PACKAGES = "other packages"
AGAIN = "run again on the same file"
NOW_GRADED, NOT_GRADED = "graded now", "not graded any more"
LEAST = 1e-6


@dataclasses.dataclass(frozen=True)
class TaskChange:
    """What changed in a task.

    Attributes:
        task: The task.
        gained: How many students gained points in it.
        lost: How many lost points in it.
        points: By how much the points of all students together changed.
        why: What changed that these points depend on.
    """

    task: str
    gained: int
    lost: int
    points: float
    why: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class StudentChange:
    """What changed for a student.

    Attributes:
        student: The student's id.
        before: Points before; None if not graded.
        after: Points after; None if not graded.
        tasks: The tasks whose points changed, each with by how much.
        why: What changed that these points depend on.
    """

    student: str
    before: float | None
    after: float | None
    tasks: tuple[tuple[str, float], ...]
    why: tuple[str, ...]

    @property
    def difference(self) -> float:
        """By how much the points in all changed; 0 if one of the two is no grade."""
        if self.before is None or self.after is None:
            return 0.0
        return self.after - self.before


@dataclasses.dataclass(frozen=True)
class Changes:
    """What a run changed.

    Attributes:
        before: When the points before were last found.
        after: When those of now were first found.
        last: When they were last found.
        same: How many students have the same points in every task.
        students: The changes by student, the greatest loss first.
        tasks: The changes by task, in the order of the run.
        new: Who is in the later run only.
        gone: Who is in the earlier run only.
        scores: Points before and after of everybody graded in both runs.
    """

    before: datetime.datetime
    after: datetime.datetime
    last: datetime.datetime
    same: int
    students: tuple[StudentChange, ...]
    tasks: tuple[TaskChange, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    scores: tuple[tuple[float, float], ...]

    @property
    def gained(self) -> int:
        """How many students have more points in all."""
        return sum(one.difference > LEAST for one in self.students)

    @property
    def lost(self) -> int:
        """How many students have fewer points in all."""
        return sum(one.difference < -LEAST for one in self.students)

    @property
    def graded_once(self) -> int:
        """How many students are graded in one of the runs only."""
        return sum(None in (one.before, one.after) for one in self.students)

    @property
    def shifted(self) -> int:
        """How many students have as many points in all, but not in each task."""
        return len(self.students) - self.gained - self.lost - self.graded_once


def latest_changes(runs: Sequence[Run]) -> Changes | None:
    """Return what the last run that changed something changed; None if there is no run before it."""
    return changes_between(runs[-2], runs[-1]) if len(runs) > 1 else None


def changes_between(before: Run, after: Run) -> Changes:
    """Return what changed from one run to another."""
    both = [student for student in after.students if student in before.students]
    common = _common(before, after)
    found: list[StudentChange] = []
    by_task: dict[str, list[tuple[float, tuple[str, ...]]]] = {}
    scores = []
    for student in both:
        old, new = before.students[student], after.students[student]
        moved = _moved(old, new)
        if old.score is not None and new.score is not None:
            scores.append((old.score, new.score))
        if not moved and (old.points is None) == (new.points is None):
            continue
        why = _why(old, new, moved, before, after, common)
        found.append(StudentChange(student, old.score, new.score, tuple(moved.items()), why))
        for task, difference in moved.items():
            alone = _why(old, new, {task: difference}, before, after, common)
            by_task.setdefault(task, []).append((difference, alone))
    order = {task: place for place, task in enumerate(after.tasks)}
    return Changes(
        before=before.last,
        after=after.first,
        last=after.last,
        same=len(both) - len(found),
        students=tuple(sorted(found, key=lambda one: (one.difference, one.student))),
        tasks=tuple(
            _task(task, by_task[task])
            for task in sorted(by_task, key=lambda task: (order.get(task, len(order)), task))
        ),
        new=tuple(student for student in after.students if student not in before.students),
        gone=tuple(student for student in before.students if student not in after.students),
        scores=tuple(scores),
    )


def _moved(old: Standing, new: Standing) -> dict[str, float]:
    """Return the tasks whose points changed, and by how much; none where one of them has no grade."""
    if old.points is None or new.points is None:
        return {}
    found = {}
    for task in {**new.points, **old.points}:
        difference = round(new.points.get(task, 0.0) - old.points.get(task, 0.0), 6)
        if abs(difference) > LEAST:
            found[task] = difference
    return found


def _common(before: Run, after: Run) -> tuple[str, ...]:
    """Return what changed for everybody."""
    kit = (KIT,) if before.kit != after.kit else ()
    return (*kit, PACKAGES) if before.packages != after.packages else kit


def _why(
    old: Standing,
    new: Standing,
    moved: Mapping[str, float],
    before: Run,
    after: Run,
    common: tuple[str, ...],
) -> tuple[str, ...]:
    found = []
    if new.points is None:
        found.append(NOT_GRADED)
    elif old.points is None:
        found.append(NOW_GRADED)
    if old.digest != new.digest:
        found.append(NEW_FILE)
    if old.dataset != new.dataset:
        found.append(IMAGES)
    if any(before.tasks.get(task) != after.tasks.get(task) for task in moved):
        found.append(RUBRIC)
    found.extend(common)
    return tuple(found) or (AGAIN,)


def _task(task: str, every: Sequence[tuple[float, tuple[str, ...]]]) -> TaskChange:
    return TaskChange(
        task,
        gained=sum(difference > 0 for difference, _ in every),
        lost=sum(difference < 0 for difference, _ in every),
        points=round(sum(difference for difference, _ in every), 6),
        why=tuple(dict.fromkeys(reason for _, why in every for reason in why)),
    )
