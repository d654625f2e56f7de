"""Write gradings into a course's gradebook, through nbgrader's own converters.

In: a grading of `autograder.grading.one`. Out: nbgrader's database and `autograded/` folder, as
`nbgrader autograde` leaves them. Nothing else in the kit writes there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from nbformat import NotebookNode

from autograder.assignment.rubric import Rubric
from autograder.course.directory import Course, CourseError, put_tools_on_path
from autograder.course.kept_marks import NOTHING, KeptMarks, changing_marks
from autograder.course.late_policy import TimeError, hand_in_time
from autograder.course.once import Gradebooks
from autograder.course.road import SETTINGS, other_folders, road_by
from autograder.course.shortened import shortened
from autograder.grading.values import Grading
from autograder.report.printable import as_typed
from autograder.report.results import FLAGGED, Report

# How long another program may keep the gradebook, and what SQLite says meanwhile.
LOCKED_SECONDS = 120.0
LOCKED = "database is locked"
# What `autograder grade` has graded already, by assignment and student.
GRADED_BEFORE: dict[tuple[str, str], Grading] = {}
Result = TypeVar("Result")


class GradebookLocked(CourseError):
    """Another program is writing in the gradebook."""


def patiently(act: Callable[[], Result]) -> Result:
    """Act on the gradebook; wait for another program that has locked it.

    Raises:
        GradebookLocked: It is locked for too long.
    """
    deadline = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            return act()
        except Exception as error:
            if LOCKED not in str(error):
                raise
            if time.monotonic() > deadline:
                raise GradebookLocked(
                    f"the gradebook was locked by another program for {LOCKED_SECONDS:g} seconds. "
                    "Close what uses it, such as another nbgrader, and run the same command again."
                ) from error
            time.sleep(0.5)


class GradebookWriter:
    """nbgrader, configured as in a course.

    Args:
        course: The course.

    Raises:
        CourseError: nbgrader is configured for other folders than those that the kit knows.
    """

    def __init__(self, course: Course) -> None:
        from nbgrader.apps.nbgraderapp import NbGraderApp
        from nbgrader.coursedir import CourseDirectory

        put_tools_on_path()
        self.course = course
        self.gradebooks = Gradebooks()
        with working_in(course.root):
            NbGraderApp.clear_instance()
            app = NbGraderApp.instance()
            app.load_config_file()
        self.config: Any = app.config
        with working_in(course.root):
            self.directory: Any = CourseDirectory(config=self.config)
            settings = {name: getattr(self.directory, name) for name in SETTINGS}
        wrong = other_folders(course, settings)
        if wrong:
            raise CourseError(
                f"nbgrader's configuration of {course.root} does not fit: {'; '.join(wrong)}. Take the "
                "setting out and rename the folders."
            )
        self.config.CourseDirectory.root = str(course.root)
        self.directory.root = str(course.root)
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
            cells_stay = converter_class.__name__ == "Autograde"
            with working_in(self.course.root), self.gradebooks.in_use(cells_stay):
                converter.start()
        except (SystemExit, Exception) as error:
            said = f"{type(error).__name__}: {error}"
            if any(LOCKED in text for text in (said, *messages.lines)):
                raise GradebookLocked(LOCKED) from error
            raise CourseError(messages.last(said)) from error

    def prepare(self, rubric: Rubric) -> None:
        """Make the gradebook's entry of an assignment, and its release, if they are not there.

        Raises:
            CourseError: nbgrader does not make them, or would run student code itself.
            RubricError: A cell has other points there than in the rubric.
        """
        road = road_by(self.config, self.directory)
        if not road.safe:
            raise CourseError(
                f"nbgrader in {self.course.root} is not set up for autograder: {road.why_not()}. Run "
                f"`autograder init {self.course.root}` first."
            )
        patiently(lambda: self._make_entry(rubric.assignment))
        rubric.demand_points(patiently(lambda: self._points(rubric.assignment)))

    def _points(self, assignment: str) -> dict[str, float]:
        """Return the points of each cell in the gradebook."""
        from nbgrader.api import Gradebook

        with Gradebook(self.directory.db_url, self.directory.course_id) as gradebook:
            return {
                cell.name: float(cell.max_score)
                for notebook in gradebook.find_assignment(assignment).notebooks
                for cell in notebook.grade_cells
            }

    def _make_entry(self, assignment: str) -> None:
        from nbgrader.api import Gradebook, MissingEntry
        from nbgrader.converters import GenerateAssignment

        released = self.course.release / assignment / f"{assignment}.ipynb"

        def known() -> bool:
            open_gradebook = Gradebook(self.directory.db_url, self.directory.course_id)
            with open_gradebook as gradebook, contextlib.suppress(MissingEntry):
                notebooks = gradebook.find_assignment(assignment).notebooks
                # Who ended nbgrader before it had entered all cells ended it before the release, too.
                return (
                    any(notebook.grade_cells for notebook in notebooks)
                    and all(map(_is_whole, notebooks))
                    and (released.exists() or any(notebook.submissions for notebook in notebooks))
                )
            return False

        if not known():
            self._run(GenerateAssignment, assignment, force=True, create_assignment=True)

    def record(self, grading: Grading, timestamp: Path | None = None) -> Report:
        """Record a grading; one that is not a grade leaves the gradebook as it is.

        Args:
            grading: The grading.
            timestamp: The file with the time of the submission, if there is one.

        Returns:
            The grading's report, with a flag where something had to be left out.

        Raises:
            CourseError: nbgrader does not take it.
        """
        return patiently(lambda: self._record(grading, timestamp))

    def _record(self, grading: Grading, timestamp: Path | None) -> Report:
        report = grading.report
        if report.score is None:
            return report
        if grading.notebook is None:
            self._record_zero(report.assignment, report.student)
            return report
        handed_in, flags = time_of(timestamp)
        notebook, note = shortened(grading.notebook)
        flags = (*flags, note) if note else flags
        try:
            self._autograde(grading, notebook, handed_in)
        except GradebookLocked:
            raise
        except CourseError:
            # Something that the student wrote stops nbgrader; the points do not depend on it.
            self._autograde(dataclasses.replace(grading, cells={}), _bare(notebook), handed_in)
            flags = (*flags, "the grade was recorded without the student's own text and outputs")
        if not flags:
            return report
        return dataclasses.replace(report, status=FLAGGED, flags=(*report.flags, *flags))

    def _autograde(self, grading: Grading, notebook: NotebookNode, handed_in: str) -> None:
        """Run nbgrader's autograde on a notebook with a grading that is there already."""
        from nbgrader.converters import Autograde

        report = grading.report
        key = (report.assignment, report.student)
        GRADED_BEFORE[key] = grading
        before = self.directory.submitted_directory
        try:
            with tempfile.TemporaryDirectory(prefix="staged-") as staged:
                folder = Path(staged) / report.student / report.assignment
                folder.mkdir(parents=True)
                nbformat.write(notebook, folder / f"{report.assignment}.ipynb")
                if handed_in:
                    (folder / "timestamp.txt").write_text(handed_in, encoding="utf-8")
                self.directory.submitted_directory = staged
                self._run(
                    Autograde, report.assignment, report.student, force=True, create_student=True
                )
        finally:
            self.directory.submitted_directory = before
            del GRADED_BEFORE[key]

    def _record_zero(self, assignment: str, student: str) -> None:
        """Enter a submission that cannot be read: it counts as handed in, with no points."""
        from nbgrader.api import Gradebook

        with (
            changing_marks(self.course, assignment),
            Gradebook(self.directory.db_url, self.directory.course_id) as gradebook,
        ):
            kept = KeptMarks(self.course, assignment, student)
            gradebook.update_or_create_student(student)
            submission = gradebook.update_or_create_submission(assignment, student)
            for notebook in submission.notebooks:
                for entry in notebook.grades:
                    given = entry.manual_score is not None
                    stands = kept.stands(entry.name, NOTHING, given, entry.needs_manual_grade)
                    entry.auto_score = 0.0
                    entry.needs_manual_grade = given and not stands
            gradebook.db.commit()
            kept.save()


def time_of(timestamp: Path | None) -> tuple[str, tuple[str, ...]]:
    """Return what nbgrader is told of a timestamp file, and a flag where it cannot be read.

    nbgrader takes an offset behind a space for seconds, and drops a word that names no zone. So it is
    told the moment in UTC.
    """
    if timestamp is None:
        return "", ()
    try:
        moment = hand_in_time(timestamp.parent)
    except TimeError:
        return "", ("the time of the submission cannot be read",)
    return ("" if moment is None else f"{moment.replace(tzinfo=None).isoformat(' ')} UTC"), ()


def _is_whole(notebook: Any) -> bool:
    """Whether nbgrader has entered all cells of a notebook: the text of each comes last."""
    cells = (*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells)
    return {cell.name for cell in cells} <= {cell.name for cell in notebook.source_cells}


def _bare(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without text that nbgrader or nbconvert would have to read as markup."""
    bare = nbformat.from_dict(notebook)
    for cell in bare.cells:
        if cell.cell_type != "code":
            cell.source = as_typed(cell.source)
            cell.pop("attachments", None)
    return bare


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


def known_students(course: Course) -> list[str]:
    """Return the ids of the students in nbgrader's own table."""
    from nbgrader.api import Gradebook

    directory = GradebookWriter(course).directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        return sorted(one.id for one in gradebook.students)


def named_students(course: Course) -> dict[str, str]:
    """Return the names of the students in nbgrader's own table, or their addresses, by id.

    Whom it calls by the id alone is not among them.
    """
    from nbgrader.api import Gradebook

    directory = GradebookWriter(course).directory
    file = directory.db_url.removeprefix("sqlite:///")
    if file != directory.db_url and not Path(file).exists():
        return {}
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        names = {
            one.id: f"{one.first_name or ''} {one.last_name or ''}".strip() or one.email or ""
            for one in gradebook.students
        }
    return {student: name for student, name in names.items() if name not in ("", student)}
