"""Gradescope: a report in the form of its `results.json`.

Source: Gradescope's specification of `results.json`.
"""

from __future__ import annotations

from typing import Any

from autograder.platforms.grade_files.junit import checks_of, words_of
from autograder.report.printable import plain
from autograder.report.render import points_text
from autograder.report.results import Report

VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


def results(report: Report, visibility: str = "visible") -> dict[str, Any]:
    """Return a report in the form of Gradescope's `results.json`.

    Args:
        report: The report; one that is a grade.
        visibility: When students see the tests whose inputs are hidden, one of `VISIBILITIES`.

    Raises:
        ValueError: The report is no grade. Gradescope has no form for that but the lack of the file.
    """
    if report.score is None:
        raise ValueError(f"{report.student or 'the submission'} has no grade: {report.reason}")
    tests = [
        {
            "name": f"{task}: {check.name.replace('_', ' ')}",
            "score": check.points,
            "max_score": check.max_points,
            "status": "passed" if check.passed else "failed",
            "output": words_of(task, check),
            "output_format": "text",
            "visibility": visibility if check.hidden else "visible",
        }
        for task, check in checks_of(report)
        if check.max_points or not check.passed
    ]
    return {
        "score": report.score,
        "output": "\n".join(map(plain, (*report.remarks, *_by_hand(report)))),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"status": report.status, "flags": list(report.flags)},
    }


def _by_hand(report: Report) -> list[str]:
    """Return what to say of the points that a person gives there; nothing where there are none."""
    if not report.by_hand:
        return []
    checked, most = points_text(report.max_score), points_text(report.most)
    return [f"These are {checked} of {most} points: a person marks {points_text(report.by_hand)}."]
