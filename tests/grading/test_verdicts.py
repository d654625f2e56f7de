"""Kept verdicts: they stand for what the judge would say again, and for nothing else."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import synthetic
from minimums import with_minimum

from autograder.assignment.notebook import Submission
from autograder.assignment.rubric import load_rubric
from autograder.assignment.task_tables import OWN
from autograder.grading import verdicts
from autograder.grading.one import probe
from autograder.grading.public import public_setting
from autograder.grading.store import VERDICTS, Store
from autograder.grading.values import Probed, Setting
from autograder.grading.verdicts import judge_probed
from autograder.judge.ask import judge_each
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs
from autograder.judge.request import Request, Verdict
from autograder.sandbox.supervisor import Outcome

NAME, KEY = "mnist_sgd", "key"
UNITS = "units = [300, 100, 10]"
TASKS = ("normalize_images", "flatten_images", "build_model", "predict_digits", "test_accuracy")
ACCURACY = ("test_accuracy",)
ABOUT = {"assignment": NAME, "student": "ada", "dataset": "mnist_5k"}


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """A setting with a rubric of its own, of small layers, and an empty store."""
    found = public_setting(NAME)
    path = tmp_path / f"{NAME}.toml"
    text = found.rubric_path.read_text(encoding="utf-8")
    path.write_text(text.replace(UNITS, "units = [14, 12, 10]"), encoding="utf-8")
    return with_rubric(dataclasses.replace(found, store=Store(tmp_path / "store")), path)


def with_rubric(setting: Setting, path: Path, old: str = "", new: str = "") -> Setting:
    """Return the setting after a change of its rubric."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return dataclasses.replace(setting, rubric_path=path, rubric=load_rubric(path))


def with_minimum_of(setting: Setting, value: float) -> Setting:
    """Return the setting after its rubric has got another minimum accuracy."""
    path = setting.rubric_path
    path.write_text(with_minimum(path.read_text(encoding="utf-8"), value), encoding="utf-8")
    return dataclasses.replace(setting, rubric=load_rubric(path))


@pytest.fixture
def records(setting: Setting) -> dict[str, Any]:
    """Perfect evidence, but for labels that are of the wrong type."""
    found = {}
    for task in map(setting.rubric.task, TASKS):
        inputs = draw_inputs(setting.rubric, task, setting.dataset, PUBLIC_SEED)
        found[task.name] = synthetic.perfect(setting.rubric, task, inputs, setting.dataset)
    batch = found["predict_digits"]["calls"]["batch"]
    for call in (batch, batch["later"]):
        labels = call["value"]["array"]
        labels["values"] = labels["values"].astype("float64")
    return found


def probed(setting: Setting, records: dict[str, Any], folder: Path, **outcome: Any) -> Probed:
    """Keep evidence in the setting's store and return what grading knows of it."""
    folder.mkdir()
    for task, record in records.items():
        synthetic.write(record, task, folder)
    kept = Outcome(finished=True, **outcome)
    assert setting.store is not None
    setting.store.keep(KEY, folder, kept, ABOUT, setting.rubric.limits.evidence_mib)
    submission = Submission(nbformat.v4.new_notebook(), (), (), ())
    return Probed(submission, setting, "ada", TASKS, setting.store.folder / KEY, kept, KEY)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The tasks that the judge was asked about, in each call."""
    calls: list[tuple[str, ...]] = []

    def judge(requests: list[Request]) -> list[list[Verdict]]:
        calls.extend(request.tasks for request in requests)
        return judge_each(requests)

    monkeypatch.setattr(verdicts, "judge_each", judge)
    return calls


def afresh(one: Probed) -> Verdict:
    """Return what the judge says when nothing is kept."""
    without = dataclasses.replace(one, setting=dataclasses.replace(one.setting, store=None))
    return judge_probed([without])[0]


def again(one: Probed, asked: list[tuple[str, ...]], setting: Setting) -> tuple[str, ...]:
    """Judge again in another setting; return the tasks that the judge was asked about.

    Whatever was kept, the verdict is the one that the judge comes to without.
    """
    one = dataclasses.replace(one, setting=setting)
    del asked[:]
    (verdict,) = judge_probed([one])
    found = tuple(name for names in asked for name in names)
    assert verdict.tasks == afresh(one).tasks
    return found


def test_a_change_has_judged_again_what_depends_on_it(
    setting: Setting, records: dict[str, Any], asked: list[tuple[str, ...]], tmp_path: Path
) -> None:
    one = probed(setting, records, tmp_path / "evidence")
    (first,) = judge_probed([one])
    assert asked == [TASKS]
    assert [check.mistake for task in first.tasks for check in task.failures] == ["float_labels"]
    assert again(one, asked, setting) == ()

    path = setting.rubric_path
    points = with_rubric(setting, path, "row_major = 0.75", "row_major = 3.0")
    assert again(one, asked, points) == ()
    (verdict,) = judge_probed([dataclasses.replace(one, setting=points)])
    assert verdict.tasks[1].points == verdict.tasks[1].max_points == 4.25

    stricter = with_minimum_of(setting, 0.999)
    assert again(one, asked, stricter) == ACCURACY
    (verdict,) = judge_probed([dataclasses.replace(one, setting=stricter)])
    assert [task.points for task in verdict.tasks][-1] == 0
    assert again(one, asked, stricter) == ()

    fewer = with_rubric(setting, path, "keeps_dtype = 0.5\n", "")
    assert set(again(one, asked, fewer)) == {"flatten_images", *ACCURACY}


@pytest.fixture
def untrue(setting: Setting, records: dict[str, Any]) -> dict[str, Any]:
    """Evidence of an accuracy that the network does not have."""
    calls, labels = records["test_accuracy"]["calls"], setting.dataset.y_test
    outputs = calls["predict"]["outputs"]
    inputs = draw_inputs(
        setting.rubric, setting.rubric.task("test_accuracy"), setting.dataset, PUBLIC_SEED
    )
    outputs["values"] = np.eye(10, dtype="float32")[inputs["classes"][labels]]
    return records


def test_an_accuracy_that_is_not_the_networks_stays_taken_back(
    setting: Setting, untrue: dict[str, Any], asked: list[tuple[str, ...]], tmp_path: Path
) -> None:
    one = probed(setting, untrue, tmp_path / "evidence")
    (verdict,) = judge_probed([one])
    assert verdict.tasks[-1].failures[0].mistake == "not_the_model"
    lower = with_minimum_of(setting, 0.5)
    assert again(one, asked, lower) == ACCURACY


def test_giving_up_points_elsewhere_does_not_save_an_accuracy_that_is_not_the_networks(
    setting: Setting, untrue: dict[str, Any], asked: list[tuple[str, ...]], tmp_path: Path
) -> None:
    images = untrue["normalize_images"]["calls"]["batch"]["value"]["array"]
    images["values"] = images["values"] * 2
    one = probed(setting, untrue, tmp_path / "evidence")
    (verdict,) = judge_probed([one])
    assert verdict.tasks[0].failures
    assert verdict.tasks[-1].failures[0].mistake == "not_the_model"
    lower = with_minimum_of(setting, 0.5)
    assert again(one, asked, lower) == ACCURACY


def test_other_code_or_texts_have_everything_judged_again(
    setting: Setting, records: dict[str, Any], asked: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    one = probed(setting, records, tmp_path / "evidence")
    judge_probed([one])
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "feedback.toml").write_text('[x.y]\nproblem = "p"\nhint = "h"\n', encoding="utf-8")
    assert again(one, asked, dataclasses.replace(setting, checks=checks)) == TASKS
    monkeypatch.setattr(verdicts, "digest_of", lambda *_: "other code")
    assert again(one, asked, setting) == TASKS
    monkeypatch.setattr(verdicts, "code_and_packages", lambda: {"numpy": "9"})
    assert again(one, asked, setting) == TASKS


def test_new_evidence_is_judged(
    setting: Setting, records: dict[str, Any], asked: list[tuple[str, ...]], tmp_path: Path
) -> None:
    judge_probed([probed(setting, records, tmp_path / "evidence")])
    flat = records["flatten_images"]["calls"]["raw"]["value"]["array"]
    flat["values"] = flat["values"][:, ::-1].copy()
    one = probed(setting, records, tmp_path / "other")
    assert again(one, asked, setting) == TASKS


def test_evidence_that_cannot_be_kept_is_not_judged_by_what_is(
    setting: Setting, records: dict[str, Any], tmp_path: Path
) -> None:
    """A submission runs again, and what it leaves behind is no plain file this time."""
    submission = Submission(nbformat.v4.new_notebook(), (), (), ())

    def collect(_submission: Submission, _setting: Setting, tasks: Any, folder: Path) -> Outcome:
        (folder / "evidence").mkdir()
        for task in tasks:
            synthetic.write(records[task], task, folder / "evidence")
        if setting.store.fresh:
            (folder / "evidence" / "link").symlink_to("elsewhere")
        return Outcome(finished=True)

    def graded(folder: Path) -> Verdict:
        folder.mkdir()
        own = dataclasses.replace(setting, collect=collect)
        return judge_probed([probe(submission, own, "ada", TASKS, folder)])[0]

    assert setting.store is not None
    first = graded(tmp_path / "first")
    assert first.tasks[1].points == first.tasks[1].max_points
    records["flatten_images"] = {"calls": {}}
    setting.store.fresh = True
    assert graded(tmp_path / "second").tasks[1].points == 0


@pytest.mark.parametrize("content", ["", "[]", '{"build_model": 1}', '{"build_model": {"key": 1}}'])
def test_a_damaged_record_of_verdicts_is_made_again(
    setting: Setting, records: dict[str, Any], asked: list[tuple[str, ...]], tmp_path: Path,
    content: str,
) -> None:  # fmt: skip
    one = probed(setting, records, tmp_path / "evidence")
    (one.evidence / VERDICTS).write_text(content, encoding="utf-8")
    assert again(one, asked, setting) == TASKS
    assert setting.store is not None
    assert setting.store.find(KEY) is not None


def test_what_may_come_out_otherwise_is_judged_again(
    setting: Setting, records: dict[str, Any], asked: list[tuple[str, ...]], tmp_path: Path
) -> None:
    """Is a task that was lost, or whose evidence cannot be read, judged each time?"""
    del records["flatten_images"]
    lost = {"task:predict_digits": "it used more than 4096 MiB of memory"}
    one = probed(setting, records, tmp_path / "evidence", lost=lost)
    judge_probed([one])
    assert again(one, asked, setting) == ("flatten_images", "predict_digits")


def test_a_judge_that_fails_leaves_no_verdict(
    setting: Setting, records: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = probed(setting, records, tmp_path / "evidence")
    fault = [[Verdict(faults=("the judge stopped",))]]
    monkeypatch.setattr(verdicts, "judge_each", lambda _requests: fault)
    assert judge_probed([one])[0].faults == ("the judge stopped",)
    assert json.loads((one.evidence / VERDICTS).read_text(encoding="utf-8")) == {}


def test_checks_see_neither_points_nor_thresholds(setting: Setting) -> None:
    rubric = setting.rubric
    for task in rubric.automatic_tasks:
        seen = rubric.as_seen_by(task)
        assert {points for one in seen.tasks for points in one.points.values()} == {0.0}
        assert seen.task(task.name).points.keys() == task.points.keys()
        assert bool(seen.minimum_accuracy) == (task.kind == "test_accuracy")
    own = dataclasses.replace(rubric.tasks[0], kind=OWN)
    assert rubric.as_seen_by(own) is rubric
