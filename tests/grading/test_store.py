"""The evidence store: what the key depends on, entries that are whole or not there, and its bounds."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment.architecture import dense_layers
from autograder.assignment.notebook import CodeCell, Submission
from autograder.grading.one import evidence_key, find_probed, probe
from autograder.grading.public import public_setting
from autograder.grading.store import OUTCOME, VERDICTS, Store
from autograder.grading.values import Setting
from autograder.sandbox.folders import size_of
from autograder.sandbox.isolation import ProcessIsolation
from autograder.sandbox.supervisor import Outcome

TASKS = ("normalize_images", "flatten_images")
ABOUT = {"assignment": "mnist_sgd", "student": "ada", "dataset": "mnist_5k"}


@pytest.fixture(scope="module")
def setting() -> Setting:
    return public_setting("mnist_sgd")


def submission(*sources: str) -> Submission:
    import nbformat

    cells = tuple(CodeCell(index, source) for index, source in enumerate(sources))
    return Submission(nbformat.v4.new_notebook(), cells, (), ())


def changed_rubric(setting: Setting, **values: Any) -> Setting:
    return dataclasses.replace(setting, rubric=dataclasses.replace(setting.rubric, **values))


def evidence(folder: Path, text: str = "[]") -> Path:
    folder.mkdir()
    (folder / "normalize_images.json").write_text(text)
    return folder


def test_points_thresholds_and_titles_are_not_in_the_key(setting: Setting) -> None:
    one = submission("x = 1")
    cheaper = dataclasses.replace(
        setting.rubric.tasks[1], points={"floating_point": 9.0}, max_points=9.0
    )
    other = changed_rubric(
        setting,
        minimum_accuracy={"mnist_5k": 0.5},
        title="another",
        tasks=(setting.rubric.tasks[0], cheaper, *setting.rubric.tasks[2:]),
        limits=dataclasses.replace(setting.rubric.limits, notebook_mib=1),
    )
    assert evidence_key(one, other, TASKS) == evidence_key(one, setting, TASKS)


def test_everything_that_evidence_depends_on_is_in_the_key(setting: Setting) -> None:
    one = submission("x = 1")
    dataset = dataclasses.replace(setting.dataset, x_train=setting.dataset.x_train[1:])
    limits = dataclasses.replace(setting.rubric.limits, memory_mib=1234)
    keys = [
        evidence_key(one, setting, TASKS),
        evidence_key(submission("x = 2"), setting, TASKS),
        evidence_key(submission("", "x = 1"), setting, TASKS),
        evidence_key(one, setting, TASKS[:1]),
        evidence_key(one, dataclasses.replace(setting, seed=b"another"), TASKS),
        evidence_key(one, dataclasses.replace(setting, dataset=dataset), TASKS),
        evidence_key(one, dataclasses.replace(setting, isolation=ProcessIsolation()), TASKS),
        evidence_key(one, changed_rubric(setting, epochs=3), TASKS),
        *(
            evidence_key(one, changed_rubric(setting, layers=dense_layers(*layers)), TASKS)
            for layers in (((30, 10), ("relu", "softmax")), ((30, 10), ("tanh", "softmax")))
        ),
        evidence_key(one, changed_rubric(setting, assignment="another"), TASKS),
        evidence_key(one, changed_rubric(setting, limits=limits), TASKS),
    ]
    if setting.isolation.name == "process":
        keys.pop(6)
    assert len(set(keys)) == len(keys)


def test_other_packages_and_another_probe_have_other_keys(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = submission("x = 1")
    before = evidence_key(one, setting, TASKS)
    monkeypatch.setattr("autograder.grading.store.code_and_packages", lambda: {"keras": "9.9"})
    assert evidence_key(one, setting, TASKS) != before


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    outcome = Outcome(lost={"task:train": "it ran for more than 60 seconds"}, finished=True,
                      seconds=1.5)  # fmt: skip
    assert store.keep("key", evidence(tmp_path / "evidence", "[1]"), outcome, ABOUT, 64)
    found = store.find("key")
    assert found is not None
    folder, kept = found
    assert kept == outcome
    assert (folder / "normalize_images.json").read_text() == "[1]"
    assert store.find("another") is None
    assert store.problem == ""


@pytest.mark.parametrize("damage", ["cut", "missing", "more", "outcome", "no outcome"])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path / "store")
    store.keep("key", evidence(tmp_path / "evidence", "[1, 2, 3]"), Outcome(), ABOUT, 64)
    folder = store.folder / "key"
    if damage == "cut":
        (folder / "normalize_images.json").write_text("[1")
    elif damage == "missing":
        (folder / "normalize_images.json").unlink()
    elif damage == "more":
        (folder / "forged.json").write_text("{}")
    elif damage == "outcome":
        (folder / OUTCOME).write_text(json.dumps({"outcome": {"nothing": 1}}))
    else:
        (folder / OUTCOME).unlink()
    assert store.find("key") is None
    store.keep("key", tmp_path / "evidence", Outcome(), ABOUT, 64)
    assert store.find("key") is not None


def test_evidence_that_is_not_plain_files_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    linked = evidence(tmp_path / "linked")
    (linked / "flatten_images.json").symlink_to("/etc/hostname")
    assert not store.keep("linked", linked, Outcome(), ABOUT, 64)
    for name in (OUTCOME, VERDICTS):
        forged = evidence(tmp_path / f"forged-{name}")
        (forged / name).write_text("{}")
        assert not store.keep("forged", forged, Outcome(), ABOUT, 64)
        assert store.verdicts("forged") == {}
    large = evidence(tmp_path / "large", "x" * (3 * 2**20))
    store.keep("large", large, Outcome(), ABOUT, 1)
    assert store.find("linked") is None
    assert store.find("large") is None
    assert list(store.folder.iterdir()) == []


def test_a_store_that_cannot_be_written_says_so_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    store = Store(tmp_path / "store")
    store.keep("key", evidence(tmp_path / "evidence"), Outcome(), ABOUT, 64)
    assert "could not be kept" in store.problem
    assert store.find("key") is None
    assert store.entries() == []


def test_what_was_used_least_recently_makes_room(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", limit_mib=2)
    now = time.time()
    for number in range(4):
        content = evidence(tmp_path / f"evidence{number}", "x" * 700_000)
        store.keep(f"key{number}", content, Outcome(), ABOUT, 64)
        os.utime(store.folder / f"key{number}", (now - 100 + number, now - 100 + number))
    assert store.find("key0") is not None
    assert {entry.folder.name for entry in store.prune()} == {"key1", "key2"}
    assert [entry.folder.name for entry in store.entries()] == ["key0", "key3"]
    assert {entry.folder.name for entry in store.prune(older_than=50)} == {"key3"}
    assert {entry.folder.name for entry in store.prune(limit_mib=0)} == {"key0"}


def test_drafts_of_runs_that_were_ended_are_removed(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    old, new = store.folder / ".draft-old", store.folder / ".draft-new"
    for draft in (old, new):
        draft.mkdir(parents=True)
    os.utime(old, (1, 1))
    store.prune()
    assert not old.exists()
    assert new.exists()


def test_a_fresh_store_finds_nothing_and_replaces_what_is_there(tmp_path: Path) -> None:
    Store(tmp_path / "store").keep("key", evidence(tmp_path / "old", "[1]"), Outcome(), ABOUT, 64)
    fresh = Store(tmp_path / "store", fresh=True)
    assert fresh.find("key") is None
    fresh.keep("key", evidence(tmp_path / "new", "[2]"), Outcome(), ABOUT, 64)
    found = Store(tmp_path / "store").find("key")
    assert found is not None
    assert (found[0] / "normalize_images.json").read_text() == "[2]"


def test_a_store_cannot_be_filled_by_files_with_holes(tmp_path: Path) -> None:
    """Is the sum of the files bounded, as each of them is?"""
    store = Store(tmp_path / "store")
    folder = evidence(tmp_path / "evidence")
    for number in range(20):
        with open(folder / f"normalize_images.{number}.npy", "wb") as file:
            file.truncate(2**20)
    assert size_of(folder, 100)[0] >= 20 * 2**20
    store.keep("key", folder, Outcome(), ABOUT, 1)
    assert store.find("key") is None


def test_an_entry_that_cannot_be_read_is_listed_and_removed(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    (store.folder / "half").mkdir(parents=True)
    (store.folder / "half" / "normalize_images.json").write_text("[]")
    assert [entry.about for entry in store.entries()] == [{}]
    store.prune(limit_mib=0)
    assert list(store.folder.iterdir()) == []


def test_what_was_lost_runs_again_and_can_be_judged_meanwhile(
    setting: Setting, tmp_path: Path
) -> None:
    """The machine may have been too busy: a lost step is not the student's for ever."""
    outcomes = [Outcome(lost={"cell:0": "it ran for more than 60 seconds"}), Outcome(finished=True)]
    ran = []

    def collect(
        _one: Submission, _setting: Setting, _tasks: tuple[str, ...], folder: Path
    ) -> Outcome:
        (folder / "evidence").mkdir()
        ran.append(folder)
        return outcomes[len(ran) - 1]

    one = submission("x = 1")
    kept = dataclasses.replace(setting, store=Store(tmp_path / "store"), collect=collect)
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = probe(one, kept, "ada", TASKS, folder)
        again = find_probed(one, kept, "ada", TASKS)
        assert again is not None
        assert again.outcome.lost == found.outcome.lost
    assert len(ran) == 2
    assert not found.outcome.lost
