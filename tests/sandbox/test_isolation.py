"""Whether there is a sandbox is tried, and what bubblewrap says of it is kept."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import doctor
from autograder.sandbox import isolation

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


def test_where_nothing_restricts_them_apparmor_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "APPARMOR", tmp_path / "not there")
    assert not isolation.apparmor_forbids()
