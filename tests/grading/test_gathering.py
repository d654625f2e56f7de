"""Gathering evidence: what was taken is out of reach, and a probe that cannot start is given up."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pytest
from corpus_grading import grade_cells

from autograder.assignment.notebook import Submission
from autograder.grading import gathering
from autograder.grading.gathering import Handing, collect
from autograder.grading.public import public_setting
from autograder.judge.packed import Packed
from autograder.report.results import UNGRADED
from autograder.sandbox.isolation import MEBIBYTE, Command, ProcessIsolation
from autograder.sandbox.supervisor import MAX_FILES, GraderFault

TASKS = ("build_model", "train_with_sgd")


@pytest.fixture
def handing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handing:
    monkeypatch.setattr(gathering.jobs, "write_task", lambda *_: b"")
    for name in ("job", "out", "evidence"):
        (tmp_path / name).mkdir()
    folders = (tmp_path / name for name in ("job", "out", "evidence"))
    return Handing(*folders, public_setting("mnist_sgd"), TASKS)


def leave(handing: Handing) -> None:
    """Leave the evidence of the first task, as its probe does."""
    (handing.out / "build_model.json").write_text(json.dumps({"calls": {}}))
    np.save(handing.out / "build_model.1.npy", np.zeros(3))


def taken(handing: Handing) -> dict[str, bytes]:
    """Return the files that are out of reach by now."""
    found = {}
    for path in handing.evidence.iterdir():
        packed = Packed(path.read_bytes(), path.name)
        found |= {name: packed.read(name, 64 * MEBIBYTE, dict) for name in packed.entries}
    return found


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
    found = taken(handing)
    assert found["build_model.json"] == json.dumps({"calls": {}}).encode()
    assert not (handing.out / "build_model.json").exists()
    assert np.array_equal(np.load(io.BytesIO(found["build_model.1.npy"])), np.zeros(3))
    assert handing.bytes == sum(map(len, found.values()))


def test_inputs_are_drawn_ahead_and_handed_over_in_their_turn(
    handing: Handing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    handing.proceed()
    first, second = (handing.job / f"{task}.npz" for task in TASKS)
    assert first.exists() and not handing.drawn
    handing.proceed(set(), f"task:{TASKS[0]}")
    assert [*handing.drawn] == [TASKS[1]] and not second.exists()
    drawn = handing.drawn[TASKS[1]]
    handing.proceed({f"task:{TASKS[0]}"}, f"task:{TASKS[0]}")
    assert second.read_bytes() == drawn and not handing.drawn


def test_a_link_or_too_much_is_not_taken(handing: Handing) -> None:
    leave(handing)
    (handing.out / "build_model.2.npy").symlink_to("/etc/hostname")
    np.save(handing.out / "build_model.3.npy", np.zeros(3))
    handing.proceed({"task:build_model"}, "")
    assert list(taken(handing)) == ["build_model.json", "build_model.1.npy"]


def test_evidence_has_a_limit(handing: Handing) -> None:
    leave(handing)
    limit = 2 * handing.setting.rubric.limits.evidence_mib * MEBIBYTE
    with open(handing.out / "build_model.1.npy", "wb") as file:
        file.truncate(limit + 1)
    handing.proceed({"task:build_model"}, "")
    assert list(taken(handing)) == ["build_model.json"]


class StillBorn:
    """A probe that ends before it has begun a step."""

    started = 0

    def __init__(self, command: Command, log: Path) -> None:
        type(self).started += 1
        log.write_bytes(b"ImportError: libsomething.so: cannot open shared object file")

    def poll(self) -> int | None:
        """Return the status of a Python that stops at an error."""
        return 1

    def processes(self, age: float) -> list[object]:
        """Return that there are none."""
        return []

    def left_over(self) -> int:
        """Return that there are none."""
        return 0

    def stop(self) -> None:
        """Do nothing: it has ended."""


def test_a_probe_that_never_starts_is_given_up_with_what_it_said(tmp_path: Path) -> None:
    setting = dataclasses.replace(
        public_setting("mnist_sgd"), start=StillBorn, isolation=ProcessIsolation()
    )
    StillBorn.started = 0
    nothing = Submission(nbformat.v4.new_notebook(), (), (), ())
    with pytest.raises(GraderFault, match=r"the probe does not start: .*\n.*libsomething\.so"):
        collect(nothing, setting, ("normalize_images",), tmp_path)
    # Twice for the submission, and twice without its cells.
    assert StillBorn.started == 4


def test_too_little_memory_for_any_probe_is_the_grader_s_fault_and_said_so() -> None:
    setting = public_setting("mnist_sgd")
    limits = dataclasses.replace(setting.rubric.limits, memory_mib=48)
    setting = dataclasses.replace(
        setting, rubric=dataclasses.replace(setting.rubric, limits=limits)
    )
    began = time.monotonic()
    report = grade_cells(setting, "def normalize_images(images):\n    return images / 255").report
    assert time.monotonic() - began < 120
    assert (report.status, report.score) == (UNGRADED, None)
    assert "the probe does not start" in report.reason
    assert "RecursionError" not in report.reason


def test_files_that_go_on_appearing_do_not_keep_the_grader(
    handing: Handing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that writes them still runs, and its limits are looked after in between.

    Nor can each task leave as many as all of them together may.
    """
    leave(handing)
    (handing.out / "train_with_sgd.json").write_text("{}")
    read = gathering.read_bytes

    def another_one_each_time(path: Path, limit: int) -> bytes:
        place = int(path.suffixes[0][1:]) if path.suffix == ".npy" else 0
        path.with_name(f"{path.name.partition('.')[0]}.{place + 1}.npy").write_bytes(b"")
        assert place < 10 * MAX_FILES
        return read(path, limit)

    monkeypatch.setattr(gathering, "read_bytes", another_one_each_time)
    handing.proceed({"task:build_model", "task:train_with_sgd"})
    # But for the record of each.
    assert len(taken(handing)) <= MAX_FILES + len(TASKS)
