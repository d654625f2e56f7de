"""nbgrader's export plugins: its own CSV, made harmless, and the forms of `platforms`.

    nbgrader export --exporter=autograder.doors.nbgrader_exporters.MoodleExport

In: a course whose `nbgrader_config.py` is in the folder, and nbgrader's own options `--to`,
`--assignment` and `--student`. Out: what `autograder export` writes, for each assignment. Without
`--exporter` a course that `configure` has set up uses `CsvExport`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin
from traitlets import Enum, Unicode

from autograder.course.directory import CourseError, find_course
from autograder.course.penalties import refresh
from autograder.course.tables import harmless
from autograder.platforms.grade_files import export, gradescope_results, sheet

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


class CsvExport(ExportPlugin):
    """Writes every student's score for every assignment as CSV."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file that `--to` names, `grades.csv` by default."""
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        target = self.to or "grades.csv"
        refresh(gradebook, find_course(Path(self.parent.coursedir.root)))
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


class PlatformExport(ExportPlugin):
    """Writes grades in one of the forms; a subclass says in which."""

    form = ""

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades of the assignments that are asked for, or of all."""
        every = [assignment.name for assignment in gradebook.assignments]
        chosen = list(map(str, self.assignment)) or every
        try:
            if self.to and len(chosen) != 1:
                raise CourseError(
                    f"--to names one file, but there are {len(chosen)} assignments: choose one, such "
                    "as --assignment='[\"mnist_sgd\"]'."
                )
            course = find_course(Path(self.parent.coursedir.root))
            for assignment in chosen:
                done = export.export(
                    course,
                    assignment,
                    self.form,
                    target=Path(self.to) if self.to else None,
                    students=set(map(str, self.student)),
                    **self.details(),
                )
                self.log.info("The grades are in %s", done.path)
                for sentence in done.sentences():
                    self.log.warning("%s", sentence)
        except CourseError as error:
            self.parent.fail(str(error))

    def details(self) -> dict[str, Any]:
        """Return what else this form needs to be told."""
        return {}


class RosterExport(PlatformExport):
    """Writes grades for the students of a table that a platform has exported."""

    roster = Unicode("", help="The table that the platform has exported.").tag(config=True)
    column = Unicode("", help="What the platform calls the assignment.").tag(config=True)
    missing = Enum(
        sheet.MISSING, default_value=sheet.BLANK, help="What they get who handed nothing in."
    ).tag(config=True)

    def details(self) -> dict[str, Any]:
        """Return where the table is, which column is meant, and what they get who have no grade."""
        return {
            "roster": Path(self.roster) if self.roster else None,
            "column": self.column or None,
            "missing": self.missing,
        }


class CanvasExport(RosterExport):
    """Writes a CSV file for Canvas's gradebook import."""

    form = "canvas"


class MoodleExport(RosterExport):
    """Writes a CSV file for Moodle's grade import."""

    form = "moodle"


class BrightspaceExport(RosterExport):
    """Writes a CSV file for Brightspace's grade import."""

    form = "brightspace"


class BlackboardExport(RosterExport):
    """Writes a grade file for Blackboard's upload."""

    form = "blackboard"


class SakaiExport(RosterExport):
    """Writes a CSV file for Sakai's import of grades."""

    form = "sakai"


class OpenEdxExport(RosterExport):
    """Writes a CSV file for Open edX's bulk grades."""

    form = "openedx"


class GradescopeExport(PlatformExport):
    """Writes Gradescope's results.json for each student."""

    form = "gradescope"
    visibility = Enum(
        gradescope_results.VISIBILITIES,
        default_value="visible",
        help="When students see the tests with hidden inputs.",
    ).tag(config=True)

    def details(self) -> dict[str, Any]:
        """Return when tests are seen."""
        return {"visibility": self.visibility}


class JUnitExport(PlatformExport):
    """Writes JUnit XML."""

    form = "junit"
