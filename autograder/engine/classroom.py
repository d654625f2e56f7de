"""Grade a class: find the submissions, grade several at a time, and write the gradebook.

In: a course and an assignment. Out: a report for each student, in the order of their ids. What one
student handed in never costs another one a grade.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.course import Course, CourseError
from autograder.engine.grading import Grading, Setting, grade, ungraded, unreadable
from autograder.engine.starting import starting
from autograder.evidence import EvidenceError, read_bytes
from autograder.gradebook import GradebookWriter
from autograder.report import FLAGGED, Report
from autograder.reports import save_report

MAX_FILE_BYTES = 512 * 2**20
MAX_FILES, MAX_FOLDERS_DEEP = 10_000, 20
Progress = Callable[[Report, int, int], None]


@dataclasses.dataclass(frozen=True)
class Handed:
    """What one student handed in.

    Attributes:
        student: The student's id.
        folder: The folder it lies in.
        file: The notebook that is graded, or None if there is none.
        notes: What a person should know about the files.
    """

    student: str
    folder: Path
    file: Path | None
    notes: tuple[str, ...] = ()


def find_submissions(course: Course, assignment: str, students: Sequence[str] = ()) -> list[Handed]:
    """Return what students handed in for an assignment, in the order of their ids.

    Raises:
        CourseError: Nobody, or not the students who are asked for, handed anything in.
    """
    folders = sorted(path for path in course.submitted.glob(f"*/{assignment}") if path.is_dir())
    found = {folder.parent.name: _choose(folder, assignment) for folder in folders}
    missing = [student for student in students if student not in found]
    if missing:
        raise CourseError(
            f"no submission of {assignment} by {', '.join(missing)} in {course.submitted}."
        )
    if not found:
        raise CourseError(
            f"there are no submissions of {assignment}: expected folders "
            f"{course.submitted / '<student>' / assignment}."
        )
    return [handed for student, handed in found.items() if not students or student in students]


def _choose(folder: Path, assignment: str) -> Handed:
    """Choose the notebook to grade: the one with the right name, or the only one there is."""
    student = folder.parent.name
    files = sorted(
        path
        for path in _files(folder)
        if not path.name.startswith(".")
        and path.name != "timestamp.txt"
        and ".ipynb_checkpoints" not in path.parts
    )
    notebooks = [path for path in files if path.suffix.lower() == ".ipynb"]
    right = [path for path in notebooks if path.name == f"{assignment}.ipynb"]
    right.sort(key=lambda path: len(path.parts))
    if right:
        others = [path.name for path in notebooks if path != right[0]]
        notes = (f"there is more than one notebook: also {', '.join(others)}",) if others else ()
        return Handed(student, folder, right[0], notes)
    if len(notebooks) == 1:
        return Handed(student, folder, notebooks[0], (f"the file is called {notebooks[0].name}",))
    if notebooks:
        named = sorted(notebooks, key=lambda path: (assignment not in path.name, path.name))
        left = ", ".join(path.name for path in named[1:])
        return Handed(
            student,
            folder,
            named[0],
            (f"none of the notebooks has the right name; {named[0].name} is graded, not {left}",),
        )
    names = ", ".join(path.name for path in files) or "nothing"
    return Handed(student, folder, None, (f"there is no notebook, but {names}",))


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder, as far down and as many as anybody hands in."""
    found: list[Path] = []
    waiting = [(folder, 0)]
    while waiting and len(found) < MAX_FILES:
        current, depth = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(current) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False) and depth < MAX_FOLDERS_DEEP:
                        waiting.append((Path(entry.path), depth + 1))
                    elif entry.is_file():
                        found.append(Path(entry.path))
    return found


def grade_one(handed: Handed, setting: Setting) -> Grading:
    """Grade what one student handed in; whatever happens, there is a report."""
    empty = Grading(unreadable(setting, handed.student, "; ".join(handed.notes)), None, {}, {})
    if handed.file is None:
        return empty
    try:
        content = read_bytes(handed.file, MAX_FILE_BYTES)
        graded = grade(content, handed.file.name, setting, handed.student)
    except EvidenceError as error:
        return dataclasses.replace(empty, report=unreadable(setting, handed.student, str(error)))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return dataclasses.replace(empty, report=ungraded(setting, handed.student, reason))
    if not handed.notes or graded.report.score is None:
        return graded
    report = dataclasses.replace(
        graded.report, status=FLAGGED, flags=(*handed.notes, *graded.report.flags)
    )
    return dataclasses.replace(graded, report=report)


def grade_class(
    course: Course,
    assignment: str,
    setting: Setting,
    students: Sequence[str] = (),
    workers: int = 0,
    progress: Progress | None = None,
) -> list[Report]:
    """Grade everything that was handed in for an assignment.

    Args:
        course: The course.
        assignment: The assignment's name.
        setting: The assignment's setting in the course.
        students: Ids of the students to grade; all if empty.
        workers: How many submissions to grade at a time; one for each core if 0.
        progress: Called with each report, how many are done, and how many there are.

    Returns:
        One report a student, in the order of their ids.
    """
    every = find_submissions(course, assignment, students)
    gradebook = GradebookWriter(course)
    gradebook.prepare(assignment)
    reports: dict[str, Report] = {}
    count = min(workers or os.cpu_count() or 1, len(every))
    with starting(count) as start, concurrent.futures.ThreadPoolExecutor(count) as pool:
        setting = dataclasses.replace(setting, start=start)
        waiting = {pool.submit(grade_one, handed, setting): handed for handed in every}
        try:
            for done in concurrent.futures.as_completed(waiting):
                handed, grading = waiting[done], done.result()
                try:
                    report = gradebook.record(grading, handed.folder / "timestamp.txt")
                except Exception as error:
                    # What nbgrader cannot take of one student must not cost the others their grades.
                    report = ungraded(setting, handed.student, str(error))
                try:
                    save_report(course, report)
                except (OSError, ValueError) as error:
                    reason = f"the report cannot be written: {error}"
                    report = ungraded(setting, handed.student, reason)
                reports[handed.student] = report
                if progress is not None:
                    progress(report, len(reports), len(every))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [reports[handed.student] for handed in every]
