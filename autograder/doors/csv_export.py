"""Grades as a CSV file that a spreadsheet shows and never runs.

`nbgrader export` uses `CsvExport` in a course that `configure` has set up. It has the columns of
nbgrader's own export; but values are quoted where they need it, and none begins a formula.

Source: RFC 4180 for the format; OWASP's page on CSV injection for what spreadsheets run.
"""

from __future__ import annotations

import csv
import re
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: Any) -> Any:
    """Return a cell's value so that no spreadsheet takes it for a formula; numbers stay as they are."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = str(value).replace("\0", "")
    mark = "'" if text.lstrip(" ").startswith(FORMULA) else ""
    # Where a list's separator is a semicolon, spreadsheets split a cell at it, quotes or not.
    return mark + re.sub(r"[;\t|]", ",", text)


class CsvExport(ExportPlugin):
    """Writes every student's score for every assignment as CSV."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file that `--to` names, `grades.csv` by default."""
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        target = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", target)
        with open(target, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                for student in gradebook.students:
                    if students and student.id not in students:
                        continue
                    table.writerow(map(harmless, self._row(gradebook, assignment, student)))

    @staticmethod
    def _row(gradebook: Gradebook, assignment: Any, student: Student) -> tuple[Any, ...]:
        """Return the values of a row; who handed nothing in has a score of zero and no time."""
        try:
            submission = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            timestamp, score, penalty = None, 0.0, 0.0
        else:
            timestamp, score = submission.timestamp, submission.score
            penalty = submission.late_submission_penalty
        return (
            assignment.name, assignment.duedate, timestamp, student.id, student.last_name,
            student.first_name, student.email, score, penalty, max(0.0, score - penalty),
            assignment.max_score,
        )  # fmt: skip
