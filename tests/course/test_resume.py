"""A run that is killed goes on where it was, and ends as one that nothing disturbed.

`KILLS=20 CLASS=20 pytest tests/course/test_resume.py` kills a larger class more often; KILL_SEED
chooses when.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import in_process
import nbformat
import psutil
import pytest
from filelock import FileLock
from minimums import with_minimum
from nbgrader.api import Gradebook
from small_class import ASSIGNMENT, BIN, ENVIRONMENT, gradebook, scores, small_course, start

from autograder.course.classroom import grade_class
from autograder.course.directory import Course, make_course
from autograder.course.gradebook import GradebookWriter, patiently

KILLS = int(os.environ.get("KILLS", "1"))
STUDENTS = int(os.environ.get("CLASS", "3"))
SEED = int(os.environ.get("KILL_SEED", "5"))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with a class that is not graded."""
    return small_course(tmp_path_factory.mktemp("fresh") / "course", STUDENTS)


@pytest.fixture(scope="module")
def undisturbed(fresh: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The same course, graded in one go."""
    course = copy_of(fresh, tmp_path_factory.mktemp("undisturbed"))
    done = in_process.autograder("grade", ASSIGNMENT, folder=course.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return course


@pytest.fixture
def course(fresh: Course, tmp_path: Path) -> Course:
    """A course of the same class, for one test."""
    return copy_of(fresh, tmp_path)


def copy_of(course: Course, folder: Path) -> Course:
    shutil.copytree(course.root, folder / "course")
    return Course(folder / "course")


def kill_something(process: subprocess.Popen[str], chance: random.Random) -> None:
    """Kill the run, or one of the processes below it: a worker or a sandbox."""
    with contextlib.suppress(psutil.Error):
        below = psutil.Process(process.pid).children(recursive=True)
        if below and chance.random() < 0.4:
            chance.choice(below).kill()
            return
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_run_that_is_killed_goes_on_and_ends_like_an_undisturbed_one(
    course: Course, undisturbed: Course
) -> None:
    chance = random.Random(SEED)
    for _ in range(KILLS):
        running = start(course)
        deadline = time.monotonic() + chance.uniform(2, 14)
        while running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        kill_something(running, chance)
        if running.poll() is None:
            # A worker or a sandbox is gone; the run itself gets over it, or says what is not graded.
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.communicate(timeout=60)
            running.kill()
            running.wait()
    done = in_process.autograder("grade", ASSIGNMENT, folder=course.root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert gradebook(course) == gradebook(undisturbed)
    assert scores(course) == scores(undisturbed)
    assert None not in scores(course).values()
    entries = len(course.store.entries())
    assert entries == STUDENTS, "nothing is kept twice, nothing is missing"


def test_what_was_run_once_is_not_run_again(
    undisturbed: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = copy_of(undisturbed, tmp_path)
    before = gradebook(course)
    setting = course.setting(ASSIGNMENT)

    def run_nothing(*_arguments: object) -> None:
        raise AssertionError("student code ran again")

    monkeypatch.setattr("autograder.grading.one.collect", run_nothing)
    reports = grade_class(course, ASSIGNMENT, setting)
    assert [report.status for report in reports if report.score is None] == []
    assert gradebook(course) == before


def test_a_gradebook_that_is_entered_by_half_is_entered_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nbgrader enters a cell at a time; a run that was killed may have done so with some of them."""
    course = make_course(tmp_path / "course")
    rubric = course.rubric(ASSIGNMENT)
    enter, names = Gradebook.update_or_create_source_cell, []

    def enter_some(self: Gradebook, name: str, *words: str, **information: object) -> object:
        names.append(name)
        if len(names) == 5:
            raise KeyboardInterrupt
        return enter(self, name, *words, **information)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Gradebook, "update_or_create_source_cell", enter_some)
        GradebookWriter(course).prepare(rubric)
    writer = GradebookWriter(course)
    writer.prepare(rubric)
    with Gradebook(writer.directory.db_url, writer.directory.course_id) as gradebook:
        (notebook,) = gradebook.find_assignment(ASSIGNMENT).notebooks
        cells = {cell.name for cell in notebook.source_cells}
        assert {cell.name for cell in (*notebook.grade_cells, *notebook.solution_cells)} <= cells
    assert (course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").is_file()


def test_two_runs_do_not_write_at_a_time(course: Course) -> None:
    with FileLock(course.private / "lock"):
        done = start(course)
        printed, _ = done.communicate(timeout=60)
    assert done.returncode == 2
    assert "another run is grading" in printed


def test_a_locked_gradebook_is_waited_for() -> None:
    calls = []

    def locked_twice() -> str:
        calls.append(1)
        if len(calls) < 3:
            raise sqlite3.OperationalError("database is locked")
        return "written"

    assert patiently(locked_twice) == "written"
    assert len(calls) == 3


def test_ctrl_c_ends_everything_soon_and_says_how_to_go_on(course: Course) -> None:
    running = start(course)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(psutil.Process(running.pid).children(True)) < 3:
        time.sleep(0.1)
    below = psutil.Process(running.pid).children(recursive=True)
    started = time.monotonic()
    running.send_signal(signal.SIGINT)
    printed, _ = running.communicate(timeout=60)
    assert time.monotonic() - started < 20
    assert running.returncode == 2
    assert "Run the same command again to go on" in printed
    assert "Traceback" not in printed
    _, alive = psutil.wait_procs(below, timeout=10)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


def run(
    course: Course, command: str, *words: str
) -> in_process.Done | subprocess.CompletedProcess[str]:
    if command == "autograder":
        return in_process.autograder(*words, folder=course.root)
    return subprocess.run(
        [BIN / command, *words], cwd=course.root, env=ENVIRONMENT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_judging_again_says_who_changes_by_which_check_and_writes_only_when_asked(
    undisturbed: Course, tmp_path: Path
) -> None:
    """After a change of points and of a threshold in the rubric."""
    course = copy_of(undisturbed, tmp_path)
    rubric = course.source / ASSIGNMENT / f"{ASSIGNMENT}.toml"
    text = rubric.read_text(encoding="utf-8")
    assert "scales_to_unit_interval = 1.0" in text
    text = text.replace("scales_to_unit_interval = 1.0", "scales_to_unit_interval = 0.25")
    text = text.replace("floating_point = 0.5", "floating_point = 1.25")
    rubric.write_text(with_minimum(text, 0.995), encoding="utf-8")
    before, entered = scores(course), gradebook(course)

    def regrade(*words: str) -> str:
        done = run(course, "autograder", "regrade", ASSIGNMENT, *words)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    shown = regrade()
    assert "test_accuracy.reaches_minimum -2" in shown
    assert "normalize_images.floating_point +0.75" in shown
    assert "Nothing is written yet" in shown
    assert (scores(course), gradebook(course)) == (before, entered)
    regrade("--write")
    assert scores(course) != before
    assert gradebook(course) != entered
    assert "0 differ" in regrade()


def test_points_that_the_gradebook_does_not_know_change_nothing_until_it_does(
    undisturbed: Course, tmp_path: Path
) -> None:
    """A task is worth more in the rubric, and its cell in the notebook is forgotten at first."""
    course = copy_of(undisturbed, tmp_path)
    rubric = course.source / ASSIGNMENT / f"{ASSIGNMENT}.toml"
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("row_major = 0.75", "row_major = 1.75"), encoding="utf-8")
    before, entered = scores(course), gradebook(course)

    student = next(iter(before))
    for words in (
        ("autograder", "regrade", ASSIGNMENT, "--write"),
        ("autograder", "grade", ASSIGNMENT),
        ("nbgrader", "autograde", ASSIGNMENT, "--student", student, "--force"),
    ):
        done = run(course, *words)
        assert done.returncode != 0, words
        said = " ".join((done.stderr + done.stdout).split())
        assert "the cell check_flatten_images has 2 points, tasks.flatten_images has 3" in said
        assert f"nbgrader generate_assignment {ASSIGNMENT} --force" in said
        assert scores(course) == before, words
    assert gradebook(course) == entered

    path = course.source / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "check_flatten_images":
            cell.metadata["nbgrader"]["points"] = 3
    nbformat.write(notebook, path)
    assert run(course, "nbgrader", "generate_assignment", ASSIGNMENT, "--force").returncode == 0
    done = run(course, "autograder", "regrade", ASSIGNMENT, "--write")
    assert done.returncode == 0, done.stderr
    assert "flatten_images.row_major +1" in done.stdout
    after = scores(course)
    assert after != before
    assert None not in after.values()
