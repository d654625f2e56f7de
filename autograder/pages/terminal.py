"""Tables and progress in the terminal."""

from __future__ import annotations

import contextlib
import datetime
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.course.absent import Absent
from autograder.course.attempts import Attempt
from autograder.course.late import Policy
from autograder.course.penalties import Late
from autograder.course.points_by_hand import ByHand
from autograder.course.regrading import Change
from autograder.course.roster import Roster
from autograder.grading.store import Entry
from autograder.platforms.collecting.collect import Done
from autograder.report import render
from autograder.report.printable import plain
from autograder.report.results import Report

# How many of those whose turn it is are named.
SHOWN = 3
SHOWN_TEXT = 60
# Of what there is to explain of a student, so that a line stays one.
WIDTH = 120


def _safe(text: str) -> str:
    """Return text that neither the terminal nor rich takes for anything but text."""
    return escape(plain(" ".join(text.split())))


@contextlib.contextmanager
def progress(title: str) -> Iterator[Callable[[Report | None, int, int, Sequence[str]], None]]:
    """Show how far grading has come, and whose turn it is; quiet where the output is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[state]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None, state="")
        failed = 0

        def advance(report: Report | None, done: int, total: int, running: Sequence[str]) -> None:
            nonlocal failed
            failed += report is not None and report.score is None
            state = who_runs(running) + (f", {failed} not graded" if failed else "")
            bar.update(task, completed=done, total=total, state=state)

        yield advance


@contextlib.contextmanager
def working(what: str) -> Iterator[None]:
    """Say what is being done; in a terminal the line moves, and goes when it is done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        print(plain(what), file=sys.stderr, flush=True)
        yield
        return
    with console.status(_safe(what)):
        yield


def who_runs(students: Sequence[str]) -> str:
    """Return in words whose turn it is."""
    if not students:
        return ""
    named = ", ".join(_safe(one) for one in students[:SHOWN])
    more = len(students) - SHOWN
    return f"now {named}" + (f" and {more} more" if more > 0 else "")


def print_changes(changes: Sequence[Change]) -> None:
    """Print one line for each change."""
    table = _table(("student", "left"), ("before", "right"), ("after", "right"), ("by", "left"))
    for change in changes:
        if change.after is not None:
            by = [f"{name} {points:+g}" for name, points in change.checks().items()]
            table.add_row(
                _safe(change.handed.student),
                _score(change.before),
                _score(change.after.report),
                _safe(", ".join(by) or "the same points for other reasons"),
            )
    _print(table)


def print_late(policy: Policy, lates: Sequence[Late]) -> None:
    """Print one line for each late submission, in the course's time zone."""
    table = _table(
        ("student", "left"),
        ("assignment", "left"),
        (f"due ({policy.zone_name})", "left"),
        ("handed in", "left"),
        ("days late", "right"),
        ("late days", "right"),
        ("taken off", "right"),
        ("in the gradebook", "right"),
    )
    for late in lates:
        standing = late.standing
        due, handed_in = (
            f"{time.astimezone(policy.zone):%Y-%m-%d %H:%M}" if time else "–"
            for time in (standing.due, standing.handed_in)
        )
        table.add_row(
            _safe(late.student),
            _safe(late.assignment),
            due,
            handed_in,
            str(standing.days),
            str(standing.free),
            f"{render.points_text(late.penalty)} ({standing.percent:g} %)",
            render.points_text(late.recorded),
        )
    _print(table)


def print_collected(done: Sequence[Done]) -> None:
    """Print what became of each file of an export."""
    table = _table(("file", "left"), ("student", "left"), ("what was done", "left"))
    for one in sorted(done, key=lambda one: (one.student, one.path)):
        table.add_row(_safe(one.path), _safe(one.student) or "–", _safe(one.what))
    _print(table)


def print_roster(roster: Roster) -> None:
    """Print who takes a course, and by which numbers platforms know them."""
    table = _table(
        ("id", "left"), ("name", "left"), ("address", "left"), ("section", "left"),
        ("group", "left"), ("numbers", "left"),
    )  # fmt: skip
    for one in roster.people:
        numbers = [f"{kind.replace('_', ' ')} {text}" for kind, text in one.numbers.items()]
        listed = [] if one.listed else ["in no table"]
        texts = (one.name, one.email, one.section, one.group, ", ".join([*numbers, *listed]))
        table.add_row(_safe(one.id), *(_safe(text) or "–" for text in texts))
    _print(table)


def print_attempts(
    assignment: str, attempts: Sequence[Attempt], counts: Attempt | None, which: str | int
) -> None:
    """Print what a student has handed in for an assignment, an attempt after another."""
    print(f"{assignment}:")
    for one in attempts:
        time = f"{one.time:%Y-%m-%d %H:%M:%S} UTC" if one.time else "time not known"
        time += f" ({one.unread[:SHOWN_TEXT]!r} cannot be read)" if one.unread else ""
        said = [time, f"{one.platform} {one.source}".strip(), one.notebook or "no notebook"]
        said += ["late"] if one.late else []
        said += [f"by the group {one.group or ', '.join(one.members)}"] if one.members else []
        said += [f"counts ({which})"] if one == counts else []
        # A digest in a column would be broken.
        print(f"  {one.number}  {plain(', '.join(said))}\n     SHA-256 {one.digest}")


def print_store(entries: Sequence[Entry]) -> None:
    """Print what a store of evidence holds, by assignment and data set."""
    table = _table(
        ("assignment", "left"),
        ("images", "left"),
        ("submissions", "right"),
        ("MiB", "right"),
        ("last used", "left"),
    )
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        key = entry.about.get("assignment", "?"), entry.about.get("dataset", "?")
        groups.setdefault(key, []).append(entry)
    for (assignment, dataset), mine in sorted(groups.items()):
        used = datetime.datetime.fromtimestamp(max(entry.used for entry in mine))
        table.add_row(
            _safe(assignment),
            _safe(dataset),
            str(len(mine)),
            f"{sum(entry.bytes for entry in mine) / 2**20:.1f}",
            f"{used:%Y-%m-%d %H:%M}",
        )
    _print(table)


def _table(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table


def _print(table: Table) -> None:
    # Piped output has no width of its own; a table in a log should not be cut at 80 columns.
    (Console() if sys.stdout.isatty() else Console(width=130)).print(table)


def _score(report: Report | None, more: float = 0.0) -> str:
    if report is None or report.score is None:
        return "–"
    return render.points_text(report.score + more)


def print_class(
    reports: Sequence[Report],
    missing: Sequence[Absent] = (),
    given: Mapping[str, ByHand] | None = None,
) -> None:
    """Print one line a student: points, accuracy, what went wrong, and what to look at.

    Args:
        reports: The reports.
        missing: Of whom there is no work; each of them has a line, too.
        given: What people have given for answers, by student; it is counted.
    """
    given = given or {}
    marked = any(one.marks for one in given.values())
    table = _table(
        ("student", "left"),
        ("assignment", "left"),
        ("points", "right"),
        *([("by hand", "right")] if marked else []),
        ("accuracy", "right"),
        ("status", "left"),
        ("what to explain", "left"),
    )
    for report in reports:
        accuracy = "–" if report.accuracy is None else f"{report.accuracy:.1%}"
        by_hand = given.get(report.student, ByHand())
        words = "–" if report.score is None else by_hand.words or "–"
        table.add_row(
            _safe(report.student),
            _safe(report.assignment),
            f"{_score(report, by_hand.points)} / {render.points_text(report.most)}",
            *([words] if marked else []),
            accuracy,
            report.status,
            _safe(_causes(report)),
        )
    assignment = reports[0].assignment if reports else ""
    for one in missing:
        table.add_row(
            _safe(one.student) or "not known",
            _safe(assignment),
            "–",
            *(["–"] if marked else []),
            "–",
            one.status,
            _safe(one.words),
        )
    _print(table)
    for name, report in {one.assignment: one for one in reports if one.by_hand}.items():
        by, most = render.points_text(report.by_hand), render.points_text(report.most)
        are = "what is marked is in this table" if marked else "none are in this table"
        print(f"A person marks {by} of the {most} points of {plain(name)}; {are}.")


def _causes(report: Report) -> str:
    if report.score is None:
        return report.reason[:WIDTH]
    if report.flags:
        return _as_many(report.flags)
    causes = [
        f"{task.name}: {check.problem}"
        for task in report.tasks
        if (check := task.first_cause) is not None
    ]
    # What was tried and is wrong says more than what was left out.
    causes.sort(key=lambda cause: "not attempted" in cause or task_missing(cause))
    idle = all("not attempted" in cause or task_missing(cause) for cause in causes)
    if causes and idle and not report.score:
        return "the code is that of the blank notebook"
    return ", ".join(causes[:3]) + (", …" if len(causes) > 3 else "")


def _as_many(flags: Sequence[str]) -> str:
    """Return the first flags in a line, and how many more there are."""
    shown = 1
    while shown < len(flags) and len("; ".join(flags[: shown + 1])) <= WIDTH:
        shown += 1
    text, more = "; ".join(flags[:shown]), len(flags) - shown
    text = text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
    return text + (f" (and {more} more)" if more else "")


def task_missing(cause: str) -> bool:
    """Whether a cause only says that another function is missing."""
    return "is missing" in cause
