"""A small class that is cheap to grade, for tests of whole runs."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
from corpus_grading import SOLUTIONS

from autograder.assignment.samples import Sample, build
from autograder.course.directory import Course, make_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.report_files import load_reports

ASSIGNMENT = "mnist_sgd"
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    "MNIST_OFFLINE": "1",
    "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")]),
}
# The tasks that are done: nothing, a mistake, and what the accuracy needs. Only every third trains.
SAMPLES: tuple[tuple[str, ...], ...] = (
    (),
    ("normalize_images", "flatten_images"),
    ("normalize_images", "flatten_images", "build_model", "train_with_sgd"),
)
# In each of them: time in which a run can be disturbed, and which costs the processor nothing.
WAITS = "import time\ntime.sleep(4)"
DIVIDES_BY_256 = "def normalize_images(images):\n    return images.astype('float32') / 256\n"


def change(course: Course, file: str, *changes: tuple[str, str]) -> None:
    """Replace texts, which must be there, in a file of a course."""
    path = course.root / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def small_course(root: Path, students: int) -> Course:
    """Make a course with a class that is not graded yet."""
    course = make_course(root)
    GradebookWriter(course).prepare(course.rubric(ASSIGNMENT))
    hand_in(course, students)
    return course


def hand_in(course: Course, students: int) -> None:
    """Write submissions that all differ."""
    name = f"{ASSIGNMENT}.ipynb"
    blank = nbformat.read(course.release / ASSIGNMENT / name, as_version=4)
    solved = nbformat.read(SOLUTIONS / ASSIGNMENT / name, as_version=4)
    sources = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in solved.cells
    }
    sources["normalize_images"] = DIVIDES_BY_256
    for number in range(students):
        cells = [("", task, sources[task]) for task in SAMPLES[number % len(SAMPLES)]]
        cells.append(("", "end", f"# handed in by student {number}\n{WAITS}"))
        sample = Sample(f"student{number}", {"assignment": ASSIGNMENT}, tuple(cells))
        folder = course.submitted / f"student{number:02}" / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(build(sample, blank), folder / name)


def start(course: Course, *words: str) -> subprocess.Popen[str]:
    """Start to grade the class."""
    return subprocess.Popen(
        [BIN / "autograder", "grade", ASSIGNMENT, *words], cwd=course.root, env=ENVIRONMENT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        # Tests that run in the background may have been started with Ctrl-C ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def gradebook(course: Course) -> list[tuple[object, ...]]:
    """Return everything that the gradebook says of grades, without the times of grading."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        return sorted(
            database.execute(
                """SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score,
                          grade.manual_score, grade.extra_credit, grade.needs_manual_grade
                   FROM grade
                   JOIN base_cell ON grade.cell_id = base_cell.id
                   JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
                   JOIN submitted_assignment
                     ON submitted_notebook.assignment_id = submitted_assignment.id"""
            )
        )


def scores(course: Course) -> dict[str, float | None]:
    """Return the points in the reports."""
    return {report.student: report.score for report in load_reports(course, ASSIGNMENT)}
