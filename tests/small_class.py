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
from corpus_grading import CORPUS, SOLUTIONS

from autograder.assignment.samples import build, read_sample
from autograder.course.directory import Course, make_course
from autograder.course.report_files import load_reports
from autograder.demo.tour import CLASS

ASSIGNMENT = "mnist_sgd"
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    "MNIST_OFFLINE": "1",
    "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")]),
}
# One that does nothing, one that trains a network of its own, and one with a single mistake.
SAMPLES = (
    CLASS / "blank_sgd.py",
    CLASS / "kurt_sgd.py",
    CORPUS / "mistakes" / "sgd_normalize_divides_by_256.py",
)


def small_course(root: Path, students: int) -> Course:
    """Make a course with a class that is not graded yet."""
    course = make_course(root)
    subprocess.run(
        [BIN / "nbgrader", "generate_assignment", ASSIGNMENT],
        cwd=course.root, check=True, capture_output=True, env=ENVIRONMENT,
    )  # fmt: skip
    hand_in(course, students)
    return course


def hand_in(course: Course, students: int) -> None:
    """Write submissions that all differ."""
    samples = [read_sample(path) for path in SAMPLES]
    for number in range(students):
        sample = samples[number % len(samples)]
        origin = course.release if sample.name.startswith("blank") else SOLUTIONS
        reference = nbformat.read(origin / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
        notebook = build(sample, reference)
        notebook.cells.append(nbformat.v4.new_code_cell(f"# handed in by student {number}"))
        folder = course.submitted / f"student{number:02}" / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")


def start(course: Course, *words: str) -> subprocess.Popen[str]:
    """Start to grade the class."""
    return subprocess.Popen(
        [BIN / "autograder", "grade", ASSIGNMENT, *words], cwd=course.root, env=ENVIRONMENT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        # Tests that run in the background may have been started with Ctrl-C ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def finish(course: Course, *words: str) -> str:
    """Grade to the end and return what was printed."""
    done = start(course, *words)
    printed, _ = done.communicate(timeout=600)
    assert done.returncode == 0, printed
    return printed


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
