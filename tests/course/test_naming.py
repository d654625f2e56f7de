"""Names that nbgrader cannot match are named before anything runs."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
from pathlib import Path

import pytest

from autograder.course.classroom import grade_class
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.naming import (
    check_assignment,
    check_root,
    name_unmatched,
    unmatched_students,
    why_unmatched,
)
from autograder.doors.cli import main

FINE = ("ada", "a b", "a{b}c", "a(b)", "a.b@c.org", "a+b", "a]b", "-a", "José", "a%b", "a'b")
BAD = ("a[b]c", "a*b", "a?b", ".a", " a", "a ", "a\nb")


@pytest.mark.parametrize("name", FINE)
def test_what_nbgrader_can_match_is_let_through(name: str, tmp_path: Path) -> None:
    assert why_unmatched(name) == ""
    (tmp_path / name).mkdir()
    assert glob.glob(os.path.join(tmp_path, name)) == [str(tmp_path / name)]  # noqa: PTH207, PTH118


@pytest.mark.parametrize("name", BAD)
def test_what_nbgrader_cannot_match_has_a_reason(name: str, tmp_path: Path) -> None:
    assert why_unmatched(name)
    (tmp_path / "submitted" / name / "mnist_sgd").mkdir(parents=True)
    (tmp_path / "submitted" / "ada" / "mnist_sgd").mkdir(parents=True)
    (tmp_path / "submitted" / ".git").mkdir()
    found = unmatched_students(Course(tmp_path), "mnist_sgd")
    assert list(found) == [name]
    assert repr(name) in name_unmatched(found)
    assert unmatched_students(Course(tmp_path), "mnist_adam") == {}


def test_such_a_student_is_named_and_not_graded(
    tmp_path: Path,
) -> None:
    course = make_course(tmp_path / "course")
    notebook = course.source / "mnist_sgd" / "mnist_sgd.ipynb"
    folder = course.submitted / "a[b]c" / "mnist_sgd"
    folder.mkdir(parents=True)
    shutil.copy(notebook, folder)
    (report,) = grade_class(
        course,
        "mnist_sgd",
        course.setting("mnist_sgd"),
        # No student code is to run, so that nothing need be started for it.
        place=lambda setting, count: contextlib.nullcontext((setting, count)),
    )
    assert report.score is None
    assert "nbgrader cannot match the folder 'a[b]c': it has '[' in it" in report.reason
    assert not (course.root / "autograded").exists()


def test_a_course_or_an_assignment_of_such_a_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CourseError, match=r"the path has '\[' in it"):
        check_root(Path("/home/me/physics [2026]"))
    with pytest.raises(CourseError, match=r"called 'c\+\+': it has '\+' in it"):
        check_assignment("c++")
    root = tmp_path / "physics [2026]"
    assert main(["init", str(root)]) == 2
    assert "Rename the folder" in capsys.readouterr().err
    assert not root.exists()
