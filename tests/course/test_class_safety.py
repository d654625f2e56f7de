"""What one student hands in, or how the machine is set up, never costs the others their grades."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.notebook import CodeCell, Submission, grade_id, prepare
from autograder.assignment.rubric import Rubric, find_rubric, load_rubric
from autograder.course import classroom
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.gradebook import GradebookLocked
from autograder.course.report_files import write_json
from autograder.grading.jobs import plan_of
from autograder.grading.one import own_seed, read_submission
from autograder.grading.public import public_setting
from autograder.grading.reporting import ungraded
from autograder.grading.values import Grading
from autograder.judge import ask as judge_module
from autograder.judge.ask import _environment
from autograder.judge.inputs import PUBLIC_SEED
from autograder.judge.request import JudgeError, Request, Verdict
from autograder.report.results import Report

ROOT = Path(__file__).resolve().parents[2]


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
        def __init__(self, course: Course) -> None:
            """Stand in for nbgrader's gradebook, which refuses one student."""
            self.course = course

        def prepare(self, _rubric: Rubric) -> None:
            """Do nothing."""

        def record(self, grading: Grading, _timestamp: Path) -> Report:
            """Refuse bob."""
            if grading.report.student == "bob":
                raise CourseError("nbgrader: no such cell")
            recorded.append(grading.report.student)
            return grading.report

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


def test_options_for_another_pytest_do_not_reach_the_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-v --no-such-option")
    assert not [name for name in _environment() if name.startswith("PYTEST_")]


def test_a_submission_has_inputs_of_its_own_unless_the_seed_is_public() -> None:
    """Does who sees the inputs of one attempt learn nothing about those of another?"""
    setting = public_setting("mnist_sgd")
    first, second = (
        Submission(nbformat.v4.new_notebook(), (CodeCell(0, source),), (), ())
        for source in ("1", "2")
    )
    assert own_seed(setting, first) == own_seed(setting, second) == PUBLIC_SEED
    secret = dataclasses.replace(setting, seed=b"secret")
    seeds = {own_seed(secret, first), own_seed(secret, second), b"secret"}
    assert len(seeds) == 3
    assert own_seed(secret, first) == own_seed(secret, first)


def test_whatever_a_job_shows_and_whose_it_is_makes_other_inputs() -> None:
    """Markdown cells between the same code cells told a next attempt what the first had learnt."""
    secret = dataclasses.replace(public_setting("mnist_sgd"), seed=b"secret")

    def read(*kinds: str) -> Submission:
        notebook = nbformat.v4.new_notebook()
        for kind in kinds:
            make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
            notebook.cells.append(make("1"))
        content = nbformat.writes(notebook).encode()
        return read_submission(content, "mnist_sgd.ipynb", secret)

    plain, between, behind = (
        read("code", "code"), read("code", "text", "code"), read("code", "code", "text"),
    )  # fmt: skip
    shown = [plan_of(one.cells, secret.rubric, (), ())["cells"] for one in (plain, between)]
    assert shown[0] != shown[1]
    seeds = {
        own_seed(secret, one, student)
        for one in (plain, between, behind) for student in ("", "ada", "bob")
    }  # fmt: skip
    assert len(seeds) == 9
    # Also where nothing but the cells is known.
    assert (
        len({own_seed(secret, dataclasses.replace(one, digest="")) for one in (plain, between)})
        == 2
    )
    assert own_seed(secret, plain, "ada") == own_seed(secret, plain, "ada")


def test_evidence_that_cannot_be_judged_in_time_costs_its_own_task(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Are the other tasks judged, and is the task that takes too long named?"""
    asked = []

    def judge(requests: list[Request], _seconds: float = 0) -> list[list[Verdict]]:
        (request,) = requests
        asked.append(request.tasks)
        if "build_model" in request.tasks and "build_model" not in request.lost:
            raise subprocess.TimeoutExpired("judge", 1)
        return [[Verdict(flags=(one, request.lost.get(one, "judged"))) for one in request.tasks]]

    monkeypatch.setattr(judge_module, "judge", judge)
    tasks = ("normalize_images", "build_model", "flatten_images")
    request = Request(tmp_path, tmp_path, b"x", "mnist_5k", tasks)
    found = judge_module.judge_one(request)
    assert asked == [tasks, *((one,) for one in tasks), ("build_model",)]
    reason = "its results take too much time or memory to judge"
    assert [one.flags[1] for one in found] == ["judged", reason, "judged"]
    assert [one.flags[0] for one in found] == list(tasks)
    monkeypatch.setattr(
        judge_module, "judge", lambda *_: (_ for _ in ()).throw(JudgeError("broken"))
    )
    with pytest.raises(JudgeError, match="broken"):
        judge_module.judge_one(request)


def test_tasks_that_take_too_long_only_together_are_judged_one_by_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Does slow evidence, of which each task gets done alone, leave no submission without a grade?"""

    def judge(requests: list[Request], seconds: float = 180) -> list[list[Verdict]]:
        (request,) = requests
        if 50 * len(request.tasks) > seconds:
            raise subprocess.TimeoutExpired("judge", seconds)
        return [[Verdict(flags=(one,)) for one in request.tasks]]

    monkeypatch.setattr(judge_module, "judge", judge)
    tasks = ("build_model", "train_with_adam", "plot_history", "test_accuracy")
    request = Request(tmp_path, tmp_path, b"x", "mnist_5k", tasks)
    (verdicts,) = judge_module.judge_each([request])
    assert [one.flags for one in verdicts] == [(one,) for one in tasks]
    assert not any(one.faults for one in verdicts)


def test_a_report_holds_one_printable_line_a_text_and_can_be_written(tmp_path: Path) -> None:
    report = dataclasses.replace(
        ungraded(public_setting("mnist_sgd"), "ada", "one\ntwo"),
        flags=("\ud800 \x1b[2J",), remarks=("a\nb",),
    )  # fmt: skip
    assert report.flags == ("\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}[2J",)
    assert (report.remarks, report.reason) == (("a b",), "one two")
    write_json(tmp_path / "report.json", {"student": "\udcff"})
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == {"student": "?"}


def test_a_gradebook_that_stays_locked_ends_the_run_and_spoils_no_report(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    setting = course.setting("mnist_sgd")

    class Locked:
        def __init__(self) -> None:
            """Stand in for a gradebook that another program has locked."""
            self.course = course

        def record(self, _grading: Grading, _timestamp: Path) -> Report:
            """Give up waiting."""
            raise GradebookLocked("the gradebook was locked by another program for 120 seconds.")

    handed = classroom.Handed("ada", tmp_path, None)
    grading = Grading(ungraded(setting, "ada", "any"), None, {}, {})
    with pytest.raises(GradebookLocked):
        classroom.enter(Locked(), handed, grading, setting)  # type: ignore[arg-type]
    assert not course.reports.exists()
