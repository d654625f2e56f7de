"""Turn verdicts into text and HTML. The one renderer for each: what students and instructors read.

The HTML has inline styles only, works on light and dark pages, says everything in words as well as
in colour, and holds no text that has not been escaped.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from autograder.report import CheckResult, Report, TaskResult

PASSED, FAILED, OPEN = "✓", "✗", "○"
PUBLIC_NOTE = "Grading uses other inputs, which nobody sees beforehand."


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
        return (
            f"{task.name}: marked by {task.marked_by}, up to {points_text(task.max_points)} points."
        )
    lines = [f"{task.name}: {points_text(task.points)} of {points_text(task.max_points)} points"]
    for check in task.checks:
        mark = PASSED if check.passed else (FAILED if check.problem else OPEN)
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
        head += f"{points_text(report.score)} of {points_text(report.max_score)} points"
    parts = [head, *(f"To look at: {flag}." for flag in report.flags), *report.remarks]
    parts += ["", *(task_text(task) for task in report.tasks)]
    return "\n".join(parts)


def task_html(task: TaskResult, note: str = "") -> str:
    """Return the verdict on a task as HTML.

    Args:
        task: The verdict.
        note: A sentence to put below it.
    """
    points = task.points or 0.0
    full = points >= task.max_points - 1e-9
    colour = "#1a7f37" if full else "#b35900"
    mark = PASSED if full else FAILED
    rows = "".join(_check_html(check) for check in task.checks if check.max_points or check.problem)
    total = f"{points_text(points)} of {points_text(task.max_points)} points"
    below = f'<div style="margin-top:.5em;opacity:.75;font-size:.9em">{html.escape(note)}</div>'
    return (
        f'<div role="group" aria-label="{html.escape(task.name)}: {total}" style="border:1px solid '
        f"{colour};border-left-width:6px;border-radius:6px;padding:.6em .9em;margin:.4em 0;"
        'max-width:46em;line-height:1.45;font-family:system-ui,sans-serif;font-size:14px">'
        f'<div style="font-weight:600;font-size:1.05em"><span style="color:{colour}" '
        f'aria-hidden="true">{mark}</span> <code style="background:none;color:inherit">'
        f"{html.escape(task.name)}</code> — {total}</div>"
        f'<ul style="list-style:none;margin:.35em 0 0;padding:0">{rows}</ul>'
        f"{below if note else ''}</div>"
    )


def _check_html(check: CheckResult) -> str:
    mark, word, colour = (
        (PASSED, "passed", "#1a7f37")
        if check.passed
        else (FAILED, "failed", "#b35900")
        if check.problem
        else (OPEN, "not judged yet", "#6e7781")
    )
    details = ""
    if check.problem:
        rows = [("", check.problem[0].upper() + check.problem[1:] + ".", "600")]
        if check.expected:
            rows.append(("Expected:", f"{check.expected}.", "400"))
        if check.found:
            rows.append(("Found:", f"{check.found}.", "400"))
        if check.hint:
            rows.append(("Hint:", check.hint, "400"))
        details = "".join(
            f'<div style="margin-left:1.6em;font-weight:{weight};overflow-wrap:anywhere">'
            f'<span style="opacity:.75">{label}</span> {html.escape(text)}</div>'
            for label, text, weight in rows
        )
    title = html.escape(check_title(check))
    return (
        f'<li style="margin:.15em 0"><span style="color:{colour};font-weight:700" aria-hidden="true">'
        f'{mark}</span> {title} <span style="opacity:.75">— {word}{_share(check)}</span>{details}</li>'
    )


def summary_html(tasks: Sequence[TaskResult], note: str = "") -> str:
    """Return the points of all tasks as an HTML table."""
    rows = "".join(
        f'<tr><td style="text-align:left;padding:.15em .8em">{_state(task)}</td>'
        f'<td style="text-align:left;padding:.15em .8em"><code style="background:none;color:inherit">'
        f"{html.escape(task.name)}</code></td>"
        f'<td style="text-align:right;padding:.15em .8em">{_points_of(task)}</td></tr>'
        for task in tasks
    )
    points = sum(task.points or 0 for task in tasks)
    most = sum(task.max_points for task in tasks if task.points is not None)
    return (
        '<div style="max-width:46em;font-family:system-ui,sans-serif;font-size:14px;line-height:1.45">'
        '<table style="border-collapse:collapse"><caption style="text-align:left;font-weight:600;'
        f'padding:.3em .8em">{points_text(points)} of {points_text(most)} points so far</caption>'
        f"<tbody>{rows}</tbody></table>"
        f'<div style="padding:.3em .8em;opacity:.75;font-size:.9em">{html.escape(note)}</div></div>'
    )


def summary_text(tasks: Sequence[TaskResult]) -> str:
    """Return the points of all tasks as plain text."""
    width = max(len(task.name) for task in tasks)
    lines = [f"{task.name:{width}}  {_points_of(task):>10}  {_state(task)}" for task in tasks]
    return "\n".join(lines)


def _points_of(task: TaskResult) -> str:
    if task.points is None:
        return f"– of {points_text(task.max_points)}"
    return f"{points_text(task.points)} of {points_text(task.max_points)}"


def _state(task: TaskResult) -> str:
    if task.points is None:
        return f"marked by {task.marked_by}"
    if task.points >= task.max_points - 1e-9:
        return f"{PASSED} done"
    return f"{FAILED} look again" if task.attempted else f"{OPEN} not attempted yet"
