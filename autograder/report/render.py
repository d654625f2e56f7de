"""Turn verdicts into text and HTML. The one renderer for each: what students and instructors read.

The HTML has inline styles only, says everything in words as well as in colour, and holds no text
that has not been escaped. On light and dark pages alike, text has the page's own colour, and only a
word on a background of its own has another.
"""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Mapping, Sequence

from autograder.report.results import CheckResult, Report, TaskResult

PASSED, FAILED, OPEN, WRITTEN = "✓", "✗", "○", "✎"
NOT_ATTEMPTED = "not attempted"
PUBLIC_NOTE = "Grading uses other inputs, which nobody sees beforehand."
SUMMARY_NOTE = (
    "These points are not your grade: grading uses other inputs, which nobody sees beforehand."
)
# Three levels of help: what is wrong, then folded where to look, then folded an example.
WHERE, EXAMPLE = "Where to look", "A small example, with other data"
READ_ON = "Then read the contract again, in the text above the cell of {task}."
# White words are readable on each (4.5 to 1), and each stands out from white and from the grounds of
# dark themes (3 to 1); who sees no red or no green tells them apart by their brightness and marks.
GREEN, ORANGE, GREY = "#147d5b", "#b8500b", "#6b7480"
BOX = (
    "padding:.6em .9em;margin:.4em 0;max-width:48em;line-height:1.45;text-align:left;"
    "font-family:system-ui,sans-serif;font-size:14px"
)


@dataclasses.dataclass(frozen=True)
class Known:
    """What a notebook's kernel knows besides the verdicts.

    Attributes:
        not_run: Tasks whose functions have never been defined there, or need some that have not.
        together: Those of them that have no function of their own.
        empty: Tasks for written answers that hold none.
        earlier: For tasks whose function is from an earlier run of its cell, the words for that.
    """

    not_run: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    empty: tuple[str, ...] = ()
    earlier: Mapping[str, str] = dataclasses.field(default_factory=dict)


NOTHING_KNOWN = Known()


def points_text(points: float) -> str:
    """Return points without needless zeros: 2, 1.5, 0.25."""
    return f"{points:.4f}".rstrip("0").rstrip(".")


def repr_of_points(points: float) -> str:
    """Return points in the form from which nbgrader reads partial credit: always with a point."""
    return repr(float(points))


def check_title(check: CheckResult) -> str:
    """Return a check's name as words."""
    return check.name.replace("_", " ")


def task_text(task: TaskResult) -> str:
    """Return the verdict on a task as plain text."""
    if task.points is None:
        return f"{task.name}: {_whose(task)}, up to {points_text(task.max_points)} points."
    points = f"{points_text(task.points)} of {points_text(task.max_points)} points"
    if not task.attempted:
        # Of a task that has not been begun there is nothing to say check by check.
        hint = next((f"\n  Hint:     {check.hint}" for check in task.failures if check.hint), "")
        return f"{task.name}: {points}, {NOT_ATTEMPTED}{hint}"
    lines = [f"{task.name}: {points}"]
    for check in task.checks:
        mark = PASSED if check.passed else (OPEN if check.waits else FAILED)
        lines.append(f"  {mark} {check_title(check)}{_share(check)}")
    for check in task.failures:
        lines.append("")
        lines.append(failure_text(task.name, check))
    return "\n".join(lines)


def _share(check: CheckResult) -> str:
    if not check.max_points:
        return ""
    return f" ({points_text(check.points)} of {points_text(check.max_points)})"


def failure_text(task: str, check: CheckResult) -> str:
    """Return what is wrong as plain text: problem, expected, found and hint."""
    text = f"{task}: {check.message}"
    return f"{text}\n  Hint:     {check.hint}" if check.hint else text


def report_text(report: Report) -> str:
    """Return a report as plain text."""
    head = f"{report.assignment}: "
    if report.score is None:
        head += f"not graded. {report.reason}"
    else:
        head += total_text(report)
    if report.variant:
        head += f"\nVariant: {report.variant}."
    parts = [head, *(f"To look at: {flag}." for flag in report.flags), *report.remarks]
    # A message belongs to the task above it, which begins after an empty line.
    said: set[str] = set()
    for place, task in enumerate(report.tasks):
        text = task_text(task)
        if not task.attempted:
            # What to do about a task that was not begun is the same for each of them.
            text, _, hint = text.partition("\n")
            text += f"\n{hint}" if hint and hint not in said else ""
            said.add(hint)
        lines = place == 0 or (task.checks and task.attempted)
        parts += ["", text] if lines else [text]
    return "\n".join(parts)


def total_text(report: Report) -> str:
    """Return the points of a report that has a score, of all that there are, marks by hand apart."""
    total = f"{points_text(report.score or 0.0)} of {points_text(report.most)} points"
    by_hand = points_text(report.by_hand)
    return (
        f"{total}; {by_hand} of the {points_text(report.most)} are for a person to give"
        if report.by_hand
        else total
    )


def task_html(
    task: TaskResult, note: str = "", before: str = "", known: Known = NOTHING_KNOWN
) -> str:
    """Return the verdict on a task as HTML.

    Args:
        task: The verdict.
        note: A sentence to put below it.
        before: What to say before it.
        known: What else is known of it.
    """
    total = f"{points_text(task.points or 0.0)} of {points_text(task.max_points)} points"
    mark, word, colour = _state(task, known)
    begun = task.attempted and task.name not in known.not_run
    shown = [check for check in task.checks if check.max_points or check.problem]
    # Of a task that has not been begun there is nothing to say check by check.
    rows = (
        f'<ul style="list-style:none;margin:.5em 0 0;padding:0">{"".join(map(_check_html, shown))}</ul>'
        if begun
        else "".join(_details(check, folded=False) for check in shown)
    )
    example = _folded(EXAMPLE, example_html(task)) if task.example and begun else ""
    return (
        f'<div role="group" aria-label="{html.escape(task.name)}: {total}" style="{BOX};'
        f'border:1px solid {colour};border-left-width:6px;border-radius:6px">'
        f'<div style="font-weight:600;font-size:1.1em">{_label(f"{mark} {word}", colour)} '
        f"{_code(task.name)} — {total}</div>"
        f"{_said_before(before)}{rows}{example}{_note(note)}</div>"
    )


def example_html(task: TaskResult) -> str:
    """Return a task's example as HTML: sentences, what is set off as it is, and where to read on."""
    parts = []
    for block in task.example.split("\n\n"):
        lines = block.splitlines()
        if all(line.startswith("    ") for line in lines):
            text = html.escape("\n".join(line[4:] for line in lines))
            parts.append(
                '<pre style="margin:.4em 0 .4em 1.5em;white-space:pre-wrap;overflow-wrap:break-word;'
                f'background:none;color:inherit;padding:0">{text}</pre>'
            )
        else:
            parts.append(f'<div style="margin:.3em 0">{html.escape(" ".join(lines))}</div>')
    return f"{''.join(parts)}<div>{html.escape(READ_ON.format(task=task.name))}</div>"


def _folded(title: str, inside: str) -> str:
    """Return a part that the reader opens; nothing is recorded of that."""
    return (
        '<details style="text-indent:0;margin:.2em 0"><summary style="cursor:pointer">'
        f"{html.escape(title)}</summary>{inside}</details>"
    )


def _check_html(check: CheckResult) -> str:
    mark, word, colour = (
        (PASSED, "passed", GREEN)
        if check.passed
        else (OPEN, check.problem or "not judged", GREY)
        if check.waits
        else (FAILED, "failed", ORANGE)
    )
    return (
        '<li style="margin:.3em 0;padding-left:2em;text-indent:-2em">'
        f'<span aria-hidden="true">{_label(mark, colour)}</span> '
        f'<span style="text-indent:0">{html.escape(check_title(check))} — {html.escape(word)}'
        f"{_share(check)}</span>"
        f"{_details(check)}</li>"
    )


def _details(check: CheckResult, folded: bool = True) -> str:
    """Return what is wrong in a block of its own: one cause, what was expected and found, and a hint.

    The hint is folded, since whoever sees what is wrong may want to find out why; but not for who has
    yet to begin.
    """
    if check.passed or check.waits:
        return ""
    hint, rows = "", check_details(check)
    if check.hint and folded:
        hint = _folded(WHERE, f"<div>{html.escape(check.hint)}</div>")
    elif check.hint:
        rows.append(("Hint:", check.hint))
    # The words stand beside their label where there is room, and below it where there is not.
    lines = "".join(
        '<div style="display:flex;flex-wrap:wrap;margin:.1em 0"><span style="flex:none;width:6em;'
        f'font-weight:600">{label} </span><span style="flex:1 1 16em;min-width:0">'
        f"{html.escape(text)}</span></div>"
        for label, text in rows
    )
    return (
        '<div style="text-indent:0;margin:.2em 0 .6em;overflow-wrap:break-word;white-space:normal">'
        f'<div style="font-weight:600">{html.escape(sentence_of(check.problem))}</div>{lines}{hint}'
        "</div>"
    )


def check_details(check: CheckResult) -> list[tuple[str, str]]:
    """Return what was expected and found, each with its label, where there are any."""
    rows = (
        ("Expected:", check.expected and f"{check.expected}."),
        ("Found:", check.found and f"{check.found}."),
    )
    return [(label, text) for label, text in rows if text]


def sentence_of(problem: str) -> str:
    """Return a problem as a sentence with a capital; the name of a function stays as it is."""
    if "_" in problem.partition(" ")[0]:
        return f"{problem}."
    return f"{problem[0].upper()}{problem[1:]}."


def _label(text: str, colour: str) -> str:
    """Return a word on a background of its own, as readable on a dark page as on a light one."""
    return (
        f'<span style="display:inline-block;min-width:1em;text-align:center;text-indent:0;'
        f"padding:0 .3em;border-radius:4px;background:{colour};color:#fff;font-weight:600;"
        f'font-size:.93em;white-space:nowrap">{text}</span>'
    )


def _code(name: str) -> str:
    return (
        f'<code style="background:none;color:inherit;padding:0;font-size:1em;'
        f'overflow-wrap:break-word;white-space:normal">{html.escape(name)}</code>'
    )


def _said_before(text: str) -> str:
    return f'<div style="margin:.4em 0">{html.escape(text)}</div>' if text else ""


def _note(note: str) -> str:
    return (
        f'<div style="margin-top:.6em;font-style:italic">{html.escape(note)}</div>' if note else ""
    )


def summary_html(tasks: Sequence[TaskResult], note: str = "", known: Known = NOTHING_KNOWN) -> str:
    """Return the points so far and what is left as HTML: a sentence, a bar, and a table of the tasks.

    Args:
        tasks: The verdicts.
        note: A sentence to put below.
        known: What else is known of them.
    """
    points, most = _points_so_far(tasks)
    cell = "padding:.3em 0;vertical-align:top;border:none;white-space:normal"
    head = "".join(
        f'<th scope="col" style="{cell};text-align:{side};font-weight:600">{name}</th>'
        for name, side in (("Task", "left"), ("Points", "right"))
    )
    rows = ""
    for task in tasks:
        mark, word, colour = _state(task, known)
        first = next(iter(task.failures), None)
        problem = (
            f'<div style="overflow-wrap:break-word">{html.escape(sentence_of(first.problem))}</div>'
            if first and task.attempted and task.name not in known.not_run
            else ""
        ) + _said_before(known.earlier.get(task.name, ""))
        # The names of the tasks stand below each other where there is room.
        rows += (
            f'<tr style="background:none"><td style="{cell};text-align:left;max-width:none">'
            f'<span style="display:inline-block;min-width:12.5em">{_label(f"{mark} {word}", colour)} '
            f'</span>{_code(task.name)}{problem}</td><td style="{cell};text-align:right;'
            f'padding-left:1em;white-space:nowrap">{_points_of(task)}</td></tr>'
        )
    share = 100 * points / most if most else 0
    return (
        f'<div role="group" aria-label="{_headline(tasks)}" style="{BOX};border:1px solid {GREY};'
        f'border-left-width:6px;border-radius:6px"><div style="font-weight:600;font-size:1.1em">'
        f"{_headline(tasks)}</div>"
        f'<div aria-hidden="true" style="margin:.4em 0;height:.6em;border:1px solid {GREEN};'
        f'border-radius:4px"><div style="width:{share:.4g}%;height:100%;background:{GREEN}"></div>'
        f"</div><div>{html.escape(_left(tasks, known))}</div>"
        '<table style="border-collapse:collapse;border:none;margin:.4em 0 0;font-size:1em">'
        f'<thead style="background:none"><tr style="background:none">{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{_note(note)}</div>"
    )


def progress_text(tasks: Sequence[TaskResult], note: str = "", known: Known = NOTHING_KNOWN) -> str:
    """Return the points so far and what is left as plain text."""
    return "\n".join(
        (
            f"{_headline(tasks)}. {_left(tasks, known)}",
            "",
            summary_text(tasks, known),
            "",
            *(f"{task}: {words}" for task, words in known.earlier.items()),
            note,
        )
    ).rstrip()


def summary_text(tasks: Sequence[TaskResult], known: Known = NOTHING_KNOWN) -> str:
    """Return the points of all tasks as plain text."""
    width = max(len(task.name) for task in tasks)
    lines = []
    for task in tasks:
        mark, word, _ = _state(task, known)
        first = task.first_cause
        cause = f": {first.problem}" if first is not None and mark == FAILED else ""
        lines.append(f"{task.name:{width}}  {_points_of(task):>10}  {mark} {word}{cause}")
    return "\n".join(lines)


def _points_so_far(tasks: Sequence[TaskResult]) -> tuple[float, float]:
    """Return the points that the checks give, and the most of all tasks, also those of a person."""
    return sum(task.points or 0.0 for task in tasks), sum(task.max_points for task in tasks)


def _headline(tasks: Sequence[TaskResult]) -> str:
    points, most = _points_so_far(tasks)
    return f"{points_text(points)} of {points_text(most)} points so far"


def _left(tasks: Sequence[TaskResult], known: Known) -> str:
    names = [task.name for task in tasks if task.points is not None and not _full(task)]
    written = [
        f"{task.name} ({points_text(task.max_points)})" for task in tasks if task.points is None
    ]
    parts = [f"Next: {names[0]}." if names else "Every check gives all of its points."]
    if names[1:]:
        parts.append(f"Then: {', '.join(names[1:])}.")
    if written:
        parts.append(f"A person marks: {', '.join(written)}.")
    if known.empty:
        parts.append(
            f"Still without an answer in the notebook as it was last saved: {', '.join(known.empty)}."
        )
    return " ".join(parts)


def _whose(task: TaskResult) -> str:
    """Return who marks a task that has no points here."""
    return f"marked by {task.marked_by}" if task.marked_by else "not judged"


def _points_of(task: TaskResult) -> str:
    if task.points is None:
        return f"– of {points_text(task.max_points)}"
    return f"{points_text(task.points)} of {points_text(task.max_points)}"


def _full(task: TaskResult) -> bool:
    return (task.points or 0.0) >= task.max_points - 1e-9


def _state(task: TaskResult, known: Known = NOTHING_KNOWN) -> tuple[str, str, str]:
    """Return how far a task is: a mark, the words for it, and a colour."""
    if task.points is None:
        return WRITTEN if task.marked_by else OPEN, _whose(task), GREY
    if _full(task):
        return PASSED, "done", GREEN
    if task.name in known.not_run:
        return OPEN, "needs others" if task.name in known.together else "not run yet", GREY
    return (FAILED, "look again", ORANGE) if task.attempted else (OPEN, NOT_ATTEMPTED, GREY)
