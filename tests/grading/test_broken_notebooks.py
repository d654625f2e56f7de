"""Broken submissions, graded to the end: what is left of the work gets its points, and all is said."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path

import nbformat
import pytest
from broken_notebooks import (
    BROKEN_NOTEBOOKS,
    EVERY_TASK,
    NOTHING_TO_REPAIR,
    BrokenNotebook,
    handed_in,
)
from conftest import DENSE_ASSIGNMENTS
from corpus_grading import part_of
from nbformat import NotebookNode

from autograder.course.classroom import grade_class, grade_one
from autograder.course.directory import make_course
from autograder.grading.store import Store
from autograder.grading.values import PUBLIC_SEED, Setting
from autograder.sandbox.starting import Starter

# What trains takes long, and the cells are the same.
SLOW = ("train", "test_accuracy", "plot_history")
# One in three, or all of them with CORPUS=all; `assignment/test_notebook.py` reads every one of them.
CASES = part_of(list(enumerate(BROKEN_NOTEBOOKS.values())), 3)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory, warm: Starter) -> dict[str, Setting]:
    """The settings of a course, without the tasks that train.

    The seed is the same for all, and evidence is kept: what comes out of the reader alike runs once.
    """
    folder = tmp_path_factory.mktemp("broken")
    course = make_course(folder / "course")
    found = {}
    for name in DENSE_ASSIGNMENTS:
        setting = course.setting(name)
        tasks = tuple(task for task in setting.rubric.tasks if task.kind not in SLOW)
        rubric = dataclasses.replace(setting.rubric, tasks=tasks)
        found[name] = dataclasses.replace(
            setting, rubric=rubric, start=warm, seed=PUBLIC_SEED, store=Store(folder / "kept")
        )
    return found


@pytest.mark.parametrize(("place", "case"), CASES, ids=[case.name for _, case in CASES])
def test_what_is_left_of_the_work_gets_its_points(
    place: int,
    case: BrokenNotebook,
    quick: dict[str, Setting],
    solutions: dict[str, NotebookNode],
    tmp_path: Path,
) -> None:
    """The two dense assignments take turns."""
    name = DENSE_ASSIGNMENTS[place % 2]
    grading = grade_one(handed_in(case, solutions[name], name, tmp_path), quick[name])
    report = grading.report
    assert report.score is not None, report.reason
    points = {task.name: (task.points, task.max_points) for task in report.tasks if task.points is not None}  # fmt: skip # noqa: E501
    if case.expects == "unreadable":
        assert (report.score, report.status) == (0.0, "flagged")
        assert len(report.flags) == 1
        return
    every = case.expects == "loses" and case.tasks == EVERY_TASK
    lost = set(points) if every else set(case.tasks) & set(points)
    assert {task for task, (got, most) in points.items() if got < most} == lost, report.failures
    repaired = case.name not in NOTHING_TO_REPAIR
    assert bool(report.flags) == repaired, report.flags


def test_a_class_with_broken_submissions_is_graded_as_ever(
    tmp_path: Path, solutions: dict[str, NotebookNode]
) -> None:
    """Are those that can be read recorded, and the others entered as handed in?"""
    course = make_course(tmp_path / "course")
    chosen = [one for one in BROKEN_NOTEBOOKS.values() if one.expects == "unreadable"][:6]
    for case in chosen:
        built = case.build(json.loads(nbformat.writes(solutions["mnist_sgd"])))
        files = built if isinstance(built, dict) else {"mnist_sgd.ipynb": built}
        for path, content in files.items():
            target = course.submitted / case.name / "mnist_sgd" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    folder = course.submitted / "ada" / "mnist_sgd"
    folder.mkdir(parents=True)
    without_training = copy.deepcopy(solutions["mnist_sgd"])
    for cell in without_training.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "train_with_sgd":
            cell.source = "def train_with_sgd(model, images, labels):\n    return None"
    nbformat.write(without_training, folder / "mnist_sgd.ipynb")
    reports = {
        report.student: report
        for report in grade_class(course, "mnist_sgd", course.setting("mnist_sgd"), workers=1)
    }
    ada = reports.pop("ada")
    assert {task.name for task in ada.tasks if task.points not in (None, task.max_points)} == {
        "train_with_sgd", "test_accuracy",
    }  # fmt: skip
    assert {report.score for report in reports.values()} == {0.0}
    assert {report.status for report in reports.values()} == {"flagged"}
