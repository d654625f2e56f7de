"""Tables and progress in the terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder import render
from autograder.nbgrader_plugin import plain
from autograder.report import Report


def _safe(text: str) -> str:
    """Return text that neither the terminal nor rich takes for anything but text."""
    return escape(plain(" ".join(text.split())))


@contextlib.contextmanager
def progress(title: str) -> Iterator[Callable[[Report, int, int], None]]:
    """Show how far grading has come; quiet where the output is not a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def advance(report: Report, done: int, total: int) -> None:
            bar.update(
                task, completed=done, total=total, description=f"{title}: {_safe(report.student)}"
            )

        yield advance


def print_class(reports: Sequence[Report]) -> None:
    """Print one line a student: points, accuracy, what went wrong, and what to look at."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (
        ("student", "left"),
        ("assignment", "left"),
        ("points", "right"),
        ("accuracy", "right"),
        ("status", "left"),
        ("what to explain", "left"),
    ):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for report in reports:
        points = "–" if report.score is None else render.points_text(report.score)
        accuracy = "–" if report.accuracy is None else f"{report.accuracy:.1%}"
        table.add_row(
            _safe(report.student),
            _safe(report.assignment),
            f"{points} / {render.points_text(report.max_score)}",
            accuracy,
            report.status,
            _safe(_causes(report)),
        )
    # Piped output has no width of its own; a table in a log should not be cut at 80 columns.
    console = Console() if sys.stdout.isatty() else Console(width=130)
    console.print(table)


def _causes(report: Report) -> str:
    if report.score is None:
        return report.reason[:120]
    if report.flags:
        return "; ".join(report.flags)[:120]
    causes = [
        f"{task.name}: {(check.mistake or check.problem).replace('_', ' ')}"
        for task in report.tasks
        for check in task.failures[:1]
    ]
    if causes and all("not attempted" in cause or task_missing(cause) for cause in causes):
        return "nothing handed in but the blank notebook"
    return ", ".join(causes[:3]) + (", …" if len(causes) > 3 else "")


def task_missing(cause: str) -> bool:
    """Whether a cause only says that another function is missing."""
    return "is missing" in cause
