"""A class whose written answers are marked: handed in, graded without running code, marked by hand."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import nbformat
import pytest
from made_reports import report_of_all_tasks
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde

from autograder.assignment.notebook import Submission
from autograder.course.classroom import enter, find_submissions, grade_one
from autograder.course.directory import Course, make_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.written import questions
from autograder.doors.marking_server import Desk, serve
from autograder.grading.values import Grading, Setting

NAME = "mnist_sgd"
QUESTION = "explain_softmax"
ANSWER = "Softmax makes probabilities of the ten numbers."
OTHER = "Softmax is a loss."


def full_marks(submission: Submission, setting: Setting, student: str = "") -> Grading:
    """Give all points without running any code."""
    report = dataclasses.replace(report_of_all_tasks(student), flags=submission.repairs)
    return Grading(report, submission.notebook, {}, {})


def no_code_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every submission graded by `full_marks`."""
    monkeypatch.setattr("autograder.grading.one.grade_submission", full_marks)
    monkeypatch.setattr("autograder.course.classroom.grade_submission", full_marks)
    monkeypatch.setattr("autograder.sandbox.isolation.require_sandbox", lambda *words: "")


def prepared(root: Path) -> tuple[Course, GradebookWriter]:
    """Make a course whose assignment is in the gradebook."""
    course = make_course(root)
    writer = GradebookWriter(course)
    writer.prepare(course.rubric(NAME))
    return course, writer


def hand_in(course: Course, student: str, answer: str, file: str = f"{NAME}.ipynb") -> Path:
    """Put a notebook with a written answer where submissions are; return its path."""
    released = course.release / NAME / f"{NAME}.ipynb"
    notebook = copy.deepcopy(nbformat.read(released, as_version=4))
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == QUESTION:
            cell.source = answer
    folder = course.submitted / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.ipynb"):
        path.unlink()
    nbformat.write(notebook, folder / file)
    return folder / file


def grade(writer: GradebookWriter, *students: str) -> None:
    """Grade as `autograder grade` does."""
    setting = writer.course.setting(NAME)
    for handed in find_submissions(writer.course, NAME, students):
        assert enter(writer, handed, grade_one(handed, setting), setting).score is not None


def grade_by_nbgrader(writer: GradebookWriter, *students: str) -> None:
    """Grade as `nbgrader autograde` does."""
    for student in students:
        writer._run(Autograde, NAME, student, force=True, create_student=True)


@contextmanager
def opened(writer: GradebookWriter) -> Iterator[Gradebook]:
    with Gradebook(writer.directory.db_url, writer.directory.course_id) as gradebook:
        yield gradebook


def mark(
    writer: GradebookWriter, student: str, points: float | None, comment: str = "",
    cell: str = QUESTION,
) -> None:  # fmt: skip
    """Give a mark and a comment as formgrader's own handlers do."""
    with opened(writer) as gradebook:
        grade = gradebook.find_grade(cell, NAME, NAME, student)
        grade.manual_score = points
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        if comment:
            gradebook.find_comment(cell, NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def standing(writer: GradebookWriter, student: str, cell: str = QUESTION) -> tuple[Any, ...]:
    """Return the mark by hand of an answer, whether a person has to look, and the comment."""
    with opened(writer) as gradebook:
        grade = gradebook.find_grade(cell, NAME, NAME, student)
        comment = None
        if cell == QUESTION:
            comment = gradebook.find_comment(cell, NAME, NAME, student).manual_comment
        return grade.manual_score, grade.needs_manual_grade, comment


@contextmanager
def served(course: Course) -> Iterator[Desk]:
    """Serve the page for marking for the length of the block."""
    desk = Desk(course, NAME, questions(course, NAME))
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    task = loop.create_task(serve(desk, 0, ready.set))

    def run() -> None:
        asyncio.set_event_loop(loop)
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(60)
        yield desk
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(60)
        loop.close()
