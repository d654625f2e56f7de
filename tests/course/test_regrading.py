"""Judging again obeys which attempt counts, judges a group's file once, and changes nothing unasked."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from made_reports import report_of_all_tasks

from autograder.course import regrading
from autograder.course.attempts import Told, digest_of, keep_attempt
from autograder.course.classroom import with_notes
from autograder.course.directory import Course, make_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.handed import Handed
from autograder.course.regrading import Change, regrade
from autograder.course.report_files import load_reports
from autograder.course.which_counts import BEST, set_counting, settle
from autograder.grading.values import Grading, Setting

NAME = "mnist_sgd"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("made") / "course")
    GradebookWriter(course).prepare(course.rubric(NAME))
    return course


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    return Course(shutil.copytree(made.root, tmp_path / "course"))


@pytest.fixture
def judged(course: Course, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Judge by the points in a file, "none" for one without evidence; returns what was judged."""
    every: list[str] = []

    def kept(
        part: Sequence[Handed], setting: Setting, isolations: object
    ) -> list[tuple[Handed, Grading]]:
        found = []
        for handed in part:
            assert handed.file is not None
            text = handed.file.read_text().rpartition("}")[2].strip()
            every.append(text)
            if text != "none":
                done = report_of_all_tasks(handed.student)
                first = dataclasses.replace(done.tasks[0], points=float(text), checks=())
                done = dataclasses.replace(done, tasks=(first, *done.tasks[1:]))
                grading = with_notes(handed, Grading(done, None, {}, {}))
                found.append((handed, grading))
        return found

    monkeypatch.setattr(regrading, "grade_kept", kept)
    return every


def hand_in(course: Course, student: str, *points: str, members: Sequence[str] = ()) -> None:
    for one in points:
        files = {f"{NAME}.ipynb": notebook(one)}
        told = Told("moodle", group="Team" if members else "", members=tuple(members))
        keep_attempt(course, NAME, student, files, told)
    settle(course, NAME, student)


def notebook(points: str) -> bytes:
    return (
        b'{"cells": [], "metadata": {"autograder": {"assignment": "mnist_sgd"}}}' + points.encode()
    )


def changes(course: Course, write: bool = False) -> dict[str, Change]:
    found = regrade(course, NAME, course.setting(NAME), workers=1, write=write)
    return {one.handed.student: one for one in found}


def points(change: Change) -> float | None:
    return None if change.after is None else change.after.report.tasks[0].points


def test_the_best_attempt_counts_and_is_put_in_place_when_it_is_written(
    course: Course, judged: list[str]
) -> None:
    set_counting(course, BEST)
    hand_in(course, "ada", "1", "2", "1.5")
    there = course.submitted / "ada" / NAME / f"{NAME}.ipynb"
    assert points(changes(course)["ada"]) == 2
    assert there.read_bytes() == notebook("1.5")
    changes(course, write=True)
    assert there.read_bytes() == notebook("2")
    (report,) = load_reports(course, NAME)
    assert report.digest == digest_of(notebook("2"))


def test_without_the_evidence_of_each_nobody_knows_which_is_the_best(
    course: Course, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "open_handed", lambda *_: None)
    set_counting(course, BEST)
    hand_in(course, "ada", "1", "none", "1.5")
    assert points(changes(course, write=True)["ada"]) is None
    assert load_reports(course, NAME) == []


def test_the_last_attempt_is_judged_alone(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", "2", "1")
    assert points(changes(course)["ada"]) == 1
    assert judged == ["1"]


def test_a_group_is_judged_once_for_each_member(course: Course, judged: list[str]) -> None:
    for student in ("ada", "bob"):
        hand_in(course, student, "2", members=("ada", "bob"))
    hand_in(course, "cyd", "1")
    found = changes(course, write=True)
    assert {student: points(one) for student, one in found.items()} == {
        "ada": 2,
        "bob": 2,
        "cyd": 1,
    }
    assert sorted(judged) == ["1", "2"]
    assert [one.student for one in load_reports(course, NAME)] == ["ada", "bob", "cyd"]


def test_what_is_no_notebook_is_judged_for_each_member(course: Course, judged: list[str]) -> None:
    """It has no evidence, and needs none."""
    for student in ("ada", "bob"):
        hand_in(course, student, "none", members=("ada", "bob"))
    found = changes(course)
    assert [one.after is not None for one in found.values()] == [True, True]
