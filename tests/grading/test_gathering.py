"""Evidence that was taken is out of reach, and nothing of a later task serves an earlier one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.grading import gathering
from autograder.grading.gathering import Handing
from autograder.grading.public import public_setting
from autograder.sandbox.isolation import MEBIBYTE

TASKS = ("build_model", "train_with_sgd")


@pytest.fixture
def handing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handing:
    monkeypatch.setattr(gathering.jobs, "write_task", lambda *_: None)
    for name in ("job", "out", "evidence"):
        (tmp_path / name).mkdir()
    folders = (tmp_path / name for name in ("job", "out", "evidence"))
    return Handing(*folders, public_setting("mnist_sgd"), TASKS)


def leave(handing: Handing) -> None:
    """Leave the evidence of the first task, as its probe does."""
    (handing.out / "build_model.json").write_text(json.dumps({"calls": {}}))
    np.save(handing.out / "build_model.1.npy", np.zeros(3))


def a_second_name(path: Path) -> Callable[[], None]:
    other = path.with_name("other")
    other.hardlink_to(path)
    return lambda: (other.write_text("forged"), None)[1]


def an_open_file(path: Path) -> Callable[[], None]:
    descriptor = os.open(path, os.O_RDWR)
    return lambda: (os.pwrite(descriptor, b"forged", 0), os.close(descriptor))[1]


@pytest.mark.parametrize("hold", [a_second_name, an_open_file])
def test_what_was_taken_cannot_be_written_to_any_more(
    hold: Callable[[Path], Callable[[], None]], handing: Handing
) -> None:
    leave(handing)
    forge = hold(handing.out / "build_model.json")
    handing.proceed({"task:build_model"}, "task:train_with_sgd")
    forge()
    assert (handing.evidence / "build_model.json").read_text() == json.dumps({"calls": {}})
    assert not (handing.out / "build_model.json").exists()
    assert np.array_equal(np.load(handing.evidence / "build_model.1.npy"), np.zeros(3))
    assert handing.bytes == sum(one.stat().st_size for one in handing.evidence.iterdir())


def test_a_link_or_too_much_is_not_taken(handing: Handing) -> None:
    leave(handing)
    (handing.out / "build_model.2.npy").symlink_to("/etc/hostname")
    np.save(handing.out / "build_model.3.npy", np.zeros(3))
    handing.proceed({"task:build_model"}, "")
    assert {one.name for one in handing.evidence.iterdir()} == {
        "build_model.json", "build_model.1.npy",
    }  # fmt: skip


def test_evidence_has_a_limit(handing: Handing) -> None:
    leave(handing)
    limit = 2 * handing.setting.rubric.limits.evidence_mib * MEBIBYTE
    with open(handing.out / "build_model.1.npy", "wb") as file:
        file.truncate(limit + 1)
    handing.proceed({"task:build_model"}, "")
    assert [one.name for one in handing.evidence.iterdir()] == ["build_model.json"]
