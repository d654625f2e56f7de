"""Reports of a made-up class, for tests of what is done with reports."""

from __future__ import annotations

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.report.results import CheckResult, Report, TaskResult

HOSTILE = "<script>document.documentElement.dataset.ran=1</script>{{ 7 * 7 }}\x1b[31m"


def report(student: str, first: float, second: float, accuracy: float | None = 0.92) -> Report:
    """A report with two tasks of 10 points and a written one."""
    tasks = []
    for name, points in (("normalize_images", first), ("flatten_images", second)):
        right = points == 10
        check = CheckResult(
            "right", right, points, 10.0, mistake=None if right else "divides_by_256",
            problem="" if right else "divided by 256", hint="" if right else "Count again.",
        )  # fmt: skip
        tasks.append(TaskResult(name, points, 10.0, (check,)))
    return Report(
        assignment="mnist_sgd", student=student, status="graded", flags=(), remarks=(),
        dataset="mnist_5k", isolation="bubblewrap", max_score=20.0,
        tasks=(*tasks, TaskResult("explain_softmax", None, 2.0)), accuracy=accuracy,
    )  # fmt: skip


CLASS = [
    report("ada", 10, 10), report("bob", 10, 10, 0.93), report("cyd", 5, 10), report("dan", 0, 0, 0.5),
    report("eve", 0, 10, None),
]  # fmt: skip


def report_of_all_tasks(student: str) -> Report:
    """A report with all points of every automatic task of `mnist_sgd`, as grading makes it."""
    rubric = load_rubric(find_rubric("mnist_sgd"))
    tasks = []
    for task in rubric.tasks:
        if not task.automatic:
            tasks.append(TaskResult(task.name, None, task.max_points))
            continue
        checks = tuple(CheckResult(name, True, most, most) for name, most in task.points.items())
        tasks.append(TaskResult(task.name, task.max_points, task.max_points, checks))
    return Report(
        assignment="mnist_sgd", student=student, status="graded", flags=(), remarks=(),
        dataset="mnist_5k", isolation="bubblewrap", max_score=20.0, tasks=tuple(tasks), accuracy=0.92,
    )  # fmt: skip
