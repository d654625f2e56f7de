"""What one student hands in, or how the machine is set up, never costs the others their grades."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.course import CourseError, make_course
from autograder.engine import classroom
from autograder.engine.grading import Grading, ungraded
from autograder.judge import _environment
from autograder.notebook import grade_id, prepare
from autograder.rubric import find_rubric, load_rubric

ROOT = Path(__file__).parent.parent


def test_a_cell_of_another_assignment_loses_the_marks_that_stop_nbgrader() -> None:
    reference = nbformat.read(ROOT / "solutions/mnist_sgd/mnist_sgd.ipynb", as_version=4)
    release = nbformat.read(ROOT / "assignment/mnist_sgd/mnist_sgd.ipynb", as_version=4)
    foreign = nbformat.v4.new_code_cell("1 + 1", metadata={"nbgrader": {"grade_id": "elsewhere"}})
    reference.cells.append(foreign)
    submission = prepare(reference, load_rubric(find_rubric("mnist_sgd")), release, [])
    assert "elsewhere" not in {grade_id(cell) for cell in submission.notebook.cells}
    assert any("elsewhere" in repair for repair in submission.repairs)


def test_a_submission_that_nbgrader_refuses_leaves_the_class_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is only the refused student ungraded, with the reason, and everybody else recorded?"""
    course = make_course(tmp_path / "course")
    for student in ("ada", "bob", "cyd"):
        (course.submitted / student / "mnist_sgd").mkdir(parents=True)
    setting = course.setting("mnist_sgd")
    recorded = []

    class Gradebook:
        def __init__(self, _course: object) -> None:
            """Stand in for nbgrader's gradebook, which refuses one student."""

        def prepare(self, _assignment: str) -> None:
            """Do nothing."""

        def record(self, grading: Grading, _timestamp: Path) -> None:
            """Refuse bob."""
            if grading.report.student == "bob":
                raise CourseError("nbgrader: no such cell")
            recorded.append(grading.report.student)

    monkeypatch.setattr(classroom, "GradebookWriter", Gradebook)
    reports = classroom.grade_class(course, "mnist_sgd", setting, workers=1)
    assert [report.student for report in reports] == ["ada", "bob", "cyd"]
    assert sorted(recorded) == ["ada", "cyd"]
    assert reports[1].score is None
    assert "no such cell" in reports[1].reason
    assert ungraded(setting, "bob", "x").status == reports[1].status


def test_a_relative_path_of_the_data_reaches_the_judge_as_an_absolute_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_PATH", "mnist.npz")
    assert _environment()["MNIST_PATH"] == str(tmp_path / "mnist.npz")
