"""A course that was graded before modules of the kit had their names of today is graded on.

`data/graded_by_bd94a7a.zip` is such a course, graded by that commit: configuration, gradebook, reports,
secret seed, and a store of evidence from which the arrays are left out, to keep it small.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import in_process
import nbformat
import pytest
from small_class import BIN, ENVIRONMENT, gradebook, scores
from traitlets.utils.importstring import import_item

import autograder
from autograder import moved
from autograder.course.directory import Course, find_course
from autograder.course.gradebook import GradebookWriter
from autograder.doors.nbgrader_plugin import GradeSubmission
from autograder.judge.checks.support import Failure, fail

COURSE = Path(__file__).with_name("data") / "graded_by_bd94a7a.zip"
ASSIGNMENT = "mnist_sgd"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The course as that commit left it."""
    with zipfile.ZipFile(COURSE) as archive:
        archive.extractall(tmp_path / "course")
    return find_course(tmp_path / "course")


def test_the_grades_stay_what_they_were(course: Course) -> None:
    """Is it graded, judged again and exported by the commands of today, with the same points?"""
    before, entered = scores(course), gradebook(course)
    assert before == {"ada": 3.0, "bob": 0.0}

    def run(*words: str) -> str:
        done = in_process.autograder(*words, folder=course.root)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("grade", ASSIGNMENT)
    assert (scores(course), gradebook(course)) == (before, entered)
    assert "0 differ" in run("regrade", ASSIGNMENT)
    subprocess.run(
        [BIN / "nbgrader", "export", "--exporter=autograder.exporters.MoodleExport"],
        cwd=course.root, env=ENVIRONMENT, capture_output=True, check=True,
    )  # fmt: skip
    assert "ada" in (course.root / f"{ASSIGNMENT}-moodle.csv").read_text(encoding="utf-8")


def test_its_configuration_still_leads_to_the_kit(course: Course) -> None:
    assert "autograder.nbgrader_plugin" in (course.root / "nbgrader_config.py").read_text()
    config = GradebookWriter(course).config
    assert import_item(config.Autograde.autograde_preprocessors[0]) is GradeSubmission
    for name in (config.GenerateFeedback.exporter_class, config.ExportApp.plugin_class):
        assert import_item(name)


# Imports, in a fork for each, a module by both of its names; prints those that are not one.
BOTH_NAMES = """
import importlib, json, os, sys
import nbformat, nbgrader.api, numpy, psutil
for old, now in json.loads(sys.argv[1]).items():
    child = os.fork()
    if not child:
        status = 1
        try:
            status = importlib.import_module(old) is not importlib.import_module(now)
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1]:
        print(old)
"""


def test_an_old_name_is_the_module_of_today() -> None:
    """In a process of its own, where nothing has been imported yet under either name."""
    done = subprocess.run(
        [sys.executable, "-c", BOTH_NAMES, json.dumps(moved.MOVED)], check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.split() == [], done.stderr


def test_checks_of_a_course_s_own_fail_in_the_way_that_the_judge_knows() -> None:
    """Is it one class of failures, whichever name a check imports it by?"""
    from autograder.checks.support import Failure as OldFailure  # type: ignore[import-not-found]
    from autograder.checks.support import fail as old_fail

    assert (OldFailure, old_fail) == (Failure, fail)


def test_the_command_runs_under_its_old_name_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "usage: autograder" in done.stdout


def test_notebooks_that_were_handed_out_import_what_they_name(course: Course) -> None:
    notebook = nbformat.read(course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    lines = [
        line
        for cell in notebook.cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
        if line.startswith(("import autograder", "from autograder"))
    ]
    assert len(lines) >= 2
    exec("\n".join(lines), {})
    assert autograder.Checker.__name__ == "Checker"
