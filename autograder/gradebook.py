"""Write gradings into a course's gradebook, through nbgrader's own converters.

In: a grading of `autograder.engine.grading`. Out: nbgrader's database and `autograded/` folder, as
`nbgrader autograde` leaves them. Nothing else in the kit writes there.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograder import nbgrader_plugin
from autograder.course import Course, CourseError, put_tools_on_path
from autograder.engine.grading import Grading


class GradebookWriter:
    """nbgrader, configured as in a course.

    Args:
        course: The course.
    """

    def __init__(self, course: Course) -> None:
        from nbgrader.apps.nbgraderapp import NbGraderApp
        from nbgrader.coursedir import CourseDirectory

        put_tools_on_path()
        self.course = course
        with working_in(course.root):
            NbGraderApp.clear_instance()
            app = NbGraderApp.instance()
            app.load_config_file()
        self.config: Any = app.config
        self.config.CourseDirectory.root = str(course.root)
        self.directory: Any = CourseDirectory(config=self.config)
        # The SQLAlchemy models of nbgrader warn about their own order of operations.
        warnings.filterwarnings("ignore", message="Object of type .* not in session")

    def _run(
        self, converter_class: Any, assignment: str, student: str = ".", **options: Any
    ) -> None:
        """Run one of nbgrader's converters.

        Raises:
            CourseError: It fails; the message is nbgrader's.
        """
        self.directory.assignment_id = assignment
        self.directory.student_id = student
        converter = converter_class(coursedir=self.directory, config=self.config)
        for name, value in options.items():
            setattr(converter, name, value)
        messages = _Messages()
        logger = logging.getLogger(f"autograder.nbgrader.{student}")
        logger.propagate = False
        logger.handlers = [messages]
        converter.log = logger
        try:
            with working_in(self.course.root):
                converter.start()
        except SystemExit as error:
            raise CourseError(messages.last(str(error))) from error
        except Exception as error:
            raise CourseError(messages.last(f"{type(error).__name__}: {error}")) from error

    def prepare(self, assignment: str) -> None:
        """Make the gradebook's entry of an assignment, and its release, if they are not there."""
        from nbgrader.api import Gradebook, MissingEntry
        from nbgrader.converters import GenerateAssignment

        open_gradebook = Gradebook(self.directory.db_url, self.directory.course_id)
        with open_gradebook as gradebook, contextlib.suppress(MissingEntry):
            if gradebook.find_assignment(assignment).notebooks:
                return
        self._run(GenerateAssignment, assignment, force=True, create_assignment=True)

    def record(self, grading: Grading, timestamp: Path | None = None) -> None:
        """Record a grading; one that is not a grade leaves the gradebook as it is.

        Args:
            grading: The grading.
            timestamp: The file with the time of the submission, if there is one.
        """
        from nbgrader.converters import Autograde

        report = grading.report
        if report.score is None:
            return
        if grading.notebook is None:
            self._record_zero(report.assignment, report.student)
            return
        key = (report.assignment, report.student)
        nbgrader_plugin.GRADED_BEFORE[key] = grading
        before = self.directory.submitted_directory
        try:
            with tempfile.TemporaryDirectory(prefix="staged-") as staged:
                folder = Path(staged) / report.student / report.assignment
                folder.mkdir(parents=True)
                nbformat.write(grading.notebook, folder / f"{report.assignment}.ipynb")
                if timestamp is not None and timestamp.is_file() and not timestamp.is_symlink():
                    shutil.copyfile(timestamp, folder / "timestamp.txt")
                self.directory.submitted_directory = staged
                self._run(
                    Autograde, report.assignment, report.student, force=True, create_student=True
                )
        finally:
            self.directory.submitted_directory = before
            del nbgrader_plugin.GRADED_BEFORE[key]

    def _record_zero(self, assignment: str, student: str) -> None:
        """Enter a submission that cannot be read: it counts as handed in, with no points."""
        from nbgrader.api import Gradebook

        with Gradebook(self.directory.db_url, self.directory.course_id) as gradebook:
            gradebook.update_or_create_student(student)
            submission = gradebook.update_or_create_submission(assignment, student)
            for notebook in submission.notebooks:
                for entry in notebook.grades:
                    entry.auto_score = 0.0
                    entry.needs_manual_grade = False
            gradebook.db.commit()


class _Messages(logging.Handler):
    """Keeps nbgrader's messages, to be shown if something fails."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def last(self, fallback: str) -> str:
        """Return what was said last, in one text of bounded length."""
        return f"nbgrader: {fallback}. {' '.join(self.lines[-3:])}"[:1500]


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Work in a folder for the length of the block, as nbgrader's configuration expects."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
