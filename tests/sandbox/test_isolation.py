"""Whether there is a sandbox is tried, and what bubblewrap says of it is kept."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.course import doctor
from autograder.sandbox import isolation
from autograder.sandbox.supervisor import GraderFault

REFUSED = "bwrap: setting up uid map: Permission denied"


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bubblewrap that the system lets make no namespaces."""
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\necho '{REFUSED}' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    for one in (isolation.bubblewrap, isolation.why_no_bubblewrap):
        one.cache_clear()
    yield
    for one in (isolation.bubblewrap, isolation.why_no_bubblewrap):
        one.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is for Linux")
@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize(
    ("restricts", "says"),
    [("1", "load the profile bwrap-userns-restrict"), ("0", "the machine or its container")],
)
def test_the_doctor_shows_bubblewrap_s_own_words_and_what_allows_it(
    restricts: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = tmp_path / "restricts"
    setting.write_text(f"{restricts}\n")
    monkeypatch.setattr(isolation, "APPARMOR", setting)
    assert isolation.bubblewrap() is None
    assert isolation.why_no_bubblewrap() == REFUSED
    told = doctor._what_to_do()
    assert f"bubblewrap says: {REFUSED}; " in told
    assert says in told


def test_a_kit_that_lies_with_its_images_among_python_s_packages_can_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after `pip install .`: of a hidden folder nothing is hidden once more."""
    if isolation.bubblewrap() is None:
        pytest.skip("bubblewrap cannot make a sandbox here")
    packages = tmp_path / "site-packages"
    images = packages / "autograder" / "data" / "mnist_5k.npz"
    images.parent.mkdir(parents=True)
    images.write_bytes(b"labels")
    shown = [*isolation.python_folders(), packages]
    monkeypatch.setattr(isolation, "python_folders", lambda: shown)
    hide = isolation.hidden_places
    monkeypatch.setattr(
        isolation, "hidden_places", lambda folders: (*hide(folders), packages / "autograder")
    )
    folders = isolation.Folders(*(tmp_path / name for name in ("job", "data", "out", "scratch")))
    for path in (folders.job, folders.data, folders.out, folders.scratch):
        path.mkdir()
    folders = dataclasses.replace(folders, hidden=(images,))
    rubric = load_rubric(find_rubric("mnist_sgd"))
    sandbox = isolation.Bubblewrap(shutil.which("bwrap") or "").command(folders, rubric.limits)
    words = [*sandbox.sandbox[:-1], "/bin/ls", str(packages), str(packages / "autograder")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "mnist_5k" not in done.stdout


def test_a_probe_that_does_not_start_is_a_finding_of_the_doctor_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        raise GraderFault("the probe does not start: no such file\nbwrap: odd")

    monkeypatch.setattr(doctor, "run_cells", fails)
    (found,) = doctor.examine()
    assert not found.safe
    assert found.text == (
        "student code does not run here: the probe does not start: no such file bwrap: odd"
    )


def test_where_nothing_restricts_them_apparmor_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "APPARMOR", tmp_path / "not there")
    assert not isolation.apparmor_forbids()
