"""Keep the reports of a course: one JSON file a student and assignment."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from autograder.course.directory import Course
from autograder.report.results import Report


def save_report(course: Course, report: Report) -> Path:
    """Write a report into the course, in one step; return its path."""
    folder = course.reports / report.assignment
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{report.student}.json"
    write_json(path, report.to_json())
    return path


def write_json(path: Path, data: object) -> None:
    """Write JSON so that a reader sees the old file or the new one, never half of it."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    # A folder's name need not be text; what cannot be written becomes a question mark.
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        json.dump(data, file, indent=1, ensure_ascii=False)
        file.write("\n")
    Path(draft).replace(path)


def load_reports(course: Course, assignment: str) -> list[Report]:
    """Return the reports of an assignment, in the order of the students' ids."""
    paths = sorted((course.reports / assignment).glob("*.json"))
    return [Report.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
