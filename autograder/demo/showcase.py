"""The pages of a demo for people who have not installed anything: what is kept of it, and the pages.

In: a course that the demo has made. Out: a few files of plain data, small enough to be kept; and of
these the class report and some feedback pages, made by the code of today.
"""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.course.absent import Absent, absent
from autograder.course.directory import Course, CourseError
from autograder.course.excerpts import Example
from autograder.course.gradebook import GradebookWriter, working_in
from autograder.course.likeness import written_in
from autograder.course.report_files import load_reports, write_json
from autograder.course.roster import load_roster
from autograder.pages import class_report
from autograder.pages.feedback_page import FeedbackExporter, GradesAndState
from autograder.report.results import Report, TaskResult

ASSIGNMENT = "mnist_sgd"
# Whose feedback is shown: each has made another kind of mistake.
STUDENTS = ("alan", "emmy", "kurt")
CLASS_REPORT = "class-report"
NAMES = (CLASS_REPORT, *STUDENTS)
REPORTS = "reports.json"
# The pictures are of grey digits: so many shades show all there is to see.
SHADES = 16
NUMBER = re.compile(r"\d+([.,]\d+)?")


def keep(course: Course, folder: Path) -> None:
    """Write down what the pages are made of.

    Args:
        course: A course that the demo has made.
        folder: Where to.

    Raises:
        CourseError: The course has not graded the assignment.
    """
    reports = load_reports(course, ASSIGNMENT)
    ungraded = set(STUDENTS) - {one.student for one in reports}
    if ungraded:
        raise CourseError(
            f"{course.root} has no reports of {', '.join(sorted(ungraded))}. Run `autograder demo "
            f"{course.root}` first."
        )
    folder.mkdir(parents=True, exist_ok=True)
    missing = [dataclasses.asdict(one) for one in absent(course, ASSIGNMENT)]
    every = [_without_messages(one.to_json()) for one in reports]
    write_json(
        folder / REPORTS,
        {"reports": every, "missing": missing, "examples": _examples(course, reports)},
    )
    for student in STUDENTS:
        notebook, about = _marked(course, student)
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if "image/png" in data:
                    data["image/png"] = _smaller(data["image/png"])
        write_json(folder / f"{student}.json", {"about": about, "notebook": notebook})


def _examples(course: Course, reports: list[Report]) -> list[dict[str, Any]]:
    """Return the excerpts of the class report as plain data."""
    written = written_in(course, ASSIGNMENT, class_report.no_prints)
    found = class_report.find_examples(reports, written, load_roster(course))
    return [
        {"task": task, "cause": cause, "shown": [dataclasses.asdict(one) for one in shown]}
        for (task, cause), shown in sorted(found.items())
    ]


def _without_messages(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report's published form without what follows from the rest of it."""
    for task in report["tasks"]:
        for check in task["checks"]:
            del check["message"]
    return report


def _marked(course: Course, student: str) -> tuple[NotebookNode, dict[str, Any]]:
    """Return a graded notebook with what the gradebook says of it, as a feedback page is made of."""
    directory = GradebookWriter(course).directory
    path = course.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    about = {"db_url": directory.db_url, "student": student, "assignment": ASSIGNMENT,
             "notebook": ASSIGNMENT}  # fmt: skip
    resources: dict[str, Any] = {"nbgrader": about}
    with working_in(course.root):
        notebook, _ = GradesAndState().preprocess(nbformat.read(path, as_version=4), resources)
    del about["db_url"]
    return notebook, about


def _smaller(picture: str) -> str:
    """Return a picture in base64 with fewer shades."""
    from PIL import Image

    small = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        image.convert("RGB").quantize(SHADES).save(small, format="png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the pages, by their names in `NAMES`; they lie beside each other in a folder `demo`.

    Args:
        folder: Where `keep` has written.
    """
    kept = _read(folder / REPORTS)
    reports = [Report.from_json(one) for one in kept["reports"]]
    missing = [Absent(**{**one, "files": tuple(one["files"])}) for one in kept["missing"]]
    links = {student: f"demo/{student}.html" for student in STUDENTS}
    examples = {
        (one["task"], one["cause"]): [Example(**shown) for shown in one["shown"]]
        for one in kept["examples"]
    }
    rubric = load_rubric(find_rubric(ASSIGNMENT))
    yield (
        CLASS_REPORT,
        class_report.page(reports, rubric, links=links, missing=missing, examples=examples),
    )
    for student in STUDENTS:
        kept = _read(folder / f"{student}.json")
        notebook = nbformat.from_dict(kept["notebook"])
        html, _ = FeedbackExporter().from_notebook_node(notebook, {"nbgrader": kept["about"]})
        yield student, html


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def differences(course: Course, folder: Path) -> list[str]:
    """Return what a demo of today says otherwise than what is kept; numbers in words may differ.

    Args:
        course: A course that the demo has made.
        folder: Where `keep` has written.
    """
    reports = [Report.from_json(one) for one in _read(folder / REPORTS)["reports"]]
    kept = {one.student: one for one in reports}
    today = {one.student: one for one in load_reports(course, ASSIGNMENT)}
    found = [f"{name}: only in one of them" for name in sorted(kept.keys() ^ today.keys())]
    for name in sorted(kept.keys() & today.keys()):
        before = {task.name: _says(task) for task in kept[name].tasks}
        now = {task.name: _says(task) for task in today[name].tasks}
        found += [
            f"{name}: {task}: {before.get(task)} is kept, and it is {now.get(task)} today"
            for task in sorted(before.keys() | now.keys())
            if before.get(task) != now.get(task)
        ]
    return found


def _says(task: TaskResult) -> tuple[float | None, float, tuple[str, ...]]:
    """Return the points and the words of a verdict; a course's own inputs change numbers alone."""
    words = [
        NUMBER.sub("#", text)
        for check in task.failures
        for text in (check.problem, check.expected, check.found, check.hint)
    ]
    return task.points, task.max_points, tuple(words)
