"""Read what students handed in for `nbgrader autograde`, as `autograder grade` does.

In: the folders of an assignment. Out: repaired notebooks, before any of nbgrader's own preprocessors
see them: these give up on a cell that is there twice or has lost its marks, and on marks of another
version they give up on the whole class. A file that is no notebook becomes the notebook that was handed
out, with a note, and no points. Times are read with limits, too. `nbgrader_plugin.configure` sets this
up, and `GradeSubmission` takes what was read.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime
import glob
import os
import stat
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, base
from nbgrader.coursedir import CourseDirectory
from traitlets import Bool

from autograder.assignment.notebook import Submission
from autograder.assignment.places import holds_work
from autograder.assignment.tidy import NotebookError
from autograder.course.classroom import grade_one, open_handed
from autograder.course.directory import CourseError, find_course
from autograder.course.drawn import cached_setting
from autograder.course.gradebook import GRADED_BEFORE
from autograder.course.handed import Handed, choose_notebook
from autograder.course.kept_marks import note_earlier
from autograder.course.late_policy import TimeError, hand_in_time
from autograder.course.rivals import Contest
from autograder.course.roster import load_roster, name_students
from autograder.course.shortened import shortened
from autograder.doors.saved_grades import waiting_kept
from autograder.grading.values import Grading
from autograder.report.printable import as_typed, one_line
from autograder.sandbox.reading import EvidenceError


@dataclasses.dataclass(frozen=True)
class Read:
    """What was read of one student's files.

    Attributes:
        handed: The files.
        submission: The notebook, or None if it cannot be read.
        error: Why it cannot be read.
        note: What of it is not shown.
    """

    handed: Handed
    submission: Submission | None
    error: NotebookError | EvidenceError | None = None
    note: str = ""


# What has been read and not been graded yet, by assignment and student.
READ: dict[tuple[str, str], Read] = {}
# What was graded with other attempts or for a group, and is not entered yet, in the same way.
SETTLED: dict[tuple[str, str], tuple[Handed, Grading]] = {}


class SubmissionReader(NotebookExporter):
    """Gives nbgrader a submission's notebook, whatever the file is called and holds."""

    # One look at what comes out of all of nbgrader's steps tells as much as a look after each.
    optimistic_validation = Bool(True).tag(config=True)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return a notebook in nbformat's form; what is submitted is read as strangers' files are."""
        about = (resources or {}).get("nbgrader", {})
        key = (about.get("assignment", ""), about.get("student", ""))
        # The second time nbgrader reads what it has written itself.
        if not getattr(self.parent, "_sanitizing", False) or key in GRADED_BEFORE:
            return super().from_filename(filename, resources=resources, **options)
        path = Path(filename)
        metadata = {"name": path.stem, "path": str(path.parent)}
        resources = {**(resources or {}), "metadata": metadata}
        notebook = read(path.parent, *key)
        return self.from_notebook_node(notebook, resources=resources, **options)


def read(folder: Path, assignment: str, student: str) -> NotebookNode:
    """Return the notebook to grade; what was read is kept for `GradeSubmission`.

    Raises:
        CourseError: The folder is in no course.
        RubricError: The assignment has no rubric.
    """
    setting = cached_setting(find_course(Path.cwd()).root, assignment)
    handed = choose_notebook(folder, assignment, student)
    try:
        submission = open_handed(handed, setting)
    except (NotebookError, EvidenceError) as error:
        if setting.release is None:
            raise
        READ[assignment, student] = Read(handed, None, error)
        notebook = copy.deepcopy(setting.release)
        note = (
            f"What was handed in cannot be graded: {error} Below is the notebook without any work."
        )
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(as_typed(note)))
        return notebook
    notebook, note = shortened(submission.notebook)
    READ[assignment, student] = Read(handed, submission, note=note)
    return copy.deepcopy(notebook)


_find_notebooks = Autograde.init_notebooks


def find_notebooks(converter: Autograde) -> None:
    """Have nbgrader take every folder of an assignment, also one without a notebook of the right name.

    It stands in for nbgrader's own search, which leaves such students without a grade, and offers
    nothing to be set for that.
    """
    course = converter.coursedir
    pattern = converter._format_source(course.assignment_id, course.student_id)
    # The pattern is nbgrader's own.
    folders = sorted(one for one in glob.glob(pattern) if Path(one).is_dir())  # noqa: PTH207
    if not folders or course.notebook_id != "*":
        _find_notebooks(converter)
        return
    name = f"{course.assignment_id}.ipynb"
    converter.notebooks = []
    converter.assignments = {folder: [str(Path(folder) / name)] for folder in folders}


_find_all_files = base.find_all_files


def find_files(path: str, exclude: list[str] | None = None) -> list[str]:
    """Return the files that nbgrader copies along with a notebook: of a student's no links.

    It would copy what they lead to, into the student's own feedback. It stands in for nbgrader's own
    search, which offers nothing to be set for that; what an instructor hands out stays as it is.
    """
    found = _find_all_files(path, exclude)
    try:
        theirs = holds_work(find_course(Path.cwd()).root, Path(os.path.abspath(path)))  # noqa: PTH100
    except CourseError:
        theirs = True
    if not theirs:
        return found
    return [one for one in found if stat.S_ISREG(Path(one).lstat().st_mode)]


_init_destination = Autograde.init_destination


def init_destination(converter: Autograde, assignment: str, student: str) -> bool:
    """Note the answers that were graded before any were noted; nbgrader removes them in this step."""
    graded = Path(converter._format_dest(assignment, student)) / f"{assignment}.ipynb"
    note_earlier(find_course(Path.cwd()), assignment, student, graded)
    return bool(_init_destination(converter, assignment, student))


def existing_timestamp(directory: CourseDirectory, folder: str) -> datetime.datetime | None:
    """Return the time in a folder's `timestamp.txt`, in UTC without a zone, as nbgrader has it.

    It stands in for nbgrader's own reading, which follows links, waits for pipes, takes minutes for a
    long line of digits, and leaves a student ungraded whose file holds no time. Such a time is unknown.
    """
    try:
        moment = hand_in_time(Path(folder))
    except TimeError as error:
        directory.log.warning("The time in %s is not known: %s", folder, one_line(str(error)))
        return None
    return moment.replace(tzinfo=None) if moment is not None else None


def submitted_timestamp(
    api: NbGraderAPI, assignment: str, student: str
) -> datetime.datetime | None:
    """Return when a submission was handed in, for formgrader, which reads it in the same way."""
    directory = api.coursedir
    folder = directory.format_path(directory.submitted_directory, student, assignment)
    return existing_timestamp(directory, folder)


_init_assignment = Autograde.init_assignment


def init_assignment(converter: Autograde, assignment: str, student: str) -> None:
    """Settle which of several attempts counts, before nbgrader copies what lies in the course.

    It stands before nbgrader's own step, which is the first for a student: its hook is not told who
    that is.
    """
    if (assignment, student) not in GRADED_BEFORE:
        settle(converter, assignment, student)
    with waiting_kept(converter.coursedir, assignment, student):
        _init_assignment(converter, assignment, student)
    if (assignment, student) not in GRADED_BEFORE:
        name_new(converter, student)


def name_new(converter: Autograde, student: str) -> None:
    """Give a student whom nbgrader has just entered, by the id alone, the name that the roster has."""
    directory = converter.coursedir
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        entered = gradebook.find_student(student)
        if entered.first_name is not None or entered.last_name is not None:
            return
    try:
        person = load_roster(find_course(Path.cwd())).person(student)
    except CourseError as error:
        # Names are no part of a grade.
        converter.log.warning("The roster cannot be used: %s", error)
        person = None
    name_students(directory, [person] if person is not None and person.id == student else [])


def settle(converter: Autograde, assignment: str, student: str) -> None:
    """Grade a student's attempts where the best counts, or a group's file for all of its members.

    Raises:
        CourseError: The folder is in no course, or has no sandbox.
        RubricError: The assignment has no rubric.
    """
    from autograder.sandbox.isolation import require_sandbox

    contest = getattr(converter, "contest", None)
    if contest is None:
        SETTLED.clear()
        every = [
            choose_notebook(Path(folder).absolute(), assignment, Path(folder).parent.name)
            for folder in sorted(converter.assignments)
            if Path(folder).name == assignment
        ]
        contest = Contest(find_course(Path.cwd()), assignment, every)
        converter.contest = contest
    if student not in contest.shared:
        return
    setting = cached_setting(contest.course.root, assignment)
    without = converter.config.GradeSubmission.get("without_isolation", False) is True
    require_sandbox(setting.isolation, without)
    for handed in contest.open_of(student):
        for one, grading in contest.settled(handed, grade_one(handed, setting)):
            SETTLED[assignment, one.student] = one, grading
    handed, grading = SETTLED[assignment, student]
    if grading.report.score is not None:
        SETTLED[assignment, student] = contest.placed(handed), grading
