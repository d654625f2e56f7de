"""Where bubblewrap cannot be had: nothing goes on silently, and what goes on says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import in_process
import pytest

from autograder.course.directory import Course, make_course
from autograder.demo import tour
from autograder.sandbox import isolation

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
# No folder of the system's is on the path, and so no bwrap.
ENVIRONMENT = {**os.environ, "MNIST_OFFLINE": "1", "PATH": str(BIN)}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in which one student handed in the notebook as it was handed out."""
    course = make_course(tmp_path / "course")
    folder = course.submitted / "ada" / "mnist_sgd"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "assignment/mnist_sgd/mnist_sgd.ipynb", folder)
    return course


def run(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / words[0]), *words[1:]], cwd=course.root, env=ENVIRONMENT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_class_is_not_graded_unless_that_is_asked_for(course: Course) -> None:
    done = run(course, "autograder", "grade", "mnist_sgd")
    assert done.returncode == 2
    assert "only limits, not isolation, would protect" in done.stderr
    assert "--without-isolation" in done.stderr
    assert "Traceback" not in done.stderr
    assert not course.reports.exists() or not list(course.reports.rglob("*.json"))


def test_what_is_graded_all_the_same_says_so(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = course.root / "all.json"
    monkeypatch.setattr(isolation, "bubblewrap", lambda: None)
    words = ("grade", "mnist_sgd", "--without-isolation", "--json", str(target))
    done = in_process.autograder(*words, folder=course.root)
    assert done.returncode == 0, done.stderr
    assert "WARNING: only limits, not isolation, protect this machine" in done.stderr
    (report,) = json.loads(target.read_text(encoding="utf-8"))
    assert (report["isolation"], report["score"]) == ("process", 0.0)


def test_nbgrader_gives_no_grade_unless_that_is_asked_for(course: Course) -> None:
    for words in (("generate_assignment", "mnist_sgd"), ("autograde", "mnist_sgd", "--create")):
        done = run(course, "nbgrader", *words)
    assert done.returncode != 0
    assert "c.GradeSubmission.without_isolation = True" in done.stderr
    assert not (course.root / "autograded" / "ada" / "mnist_sgd" / "mnist_sgd.ipynb").exists()


def test_the_demo_goes_on_and_says_why_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One blank submission stands for the class."""
    sample = tmp_path / "class"
    sample.mkdir()
    shutil.copy(tour.CLASS / "blank_sgd.py", sample)
    monkeypatch.setattr(tour, "CLASS", sample)
    monkeypatch.setattr(isolation, "bubblewrap", lambda: None)
    assert tour.run_demo(tmp_path / "demo") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "isolation: process" in shown
    assert "It is harmless; strangers' code is not" in shown
