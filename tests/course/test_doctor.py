"""`autograder doctor` says what student code can do here, and how to get what is missing."""

from __future__ import annotations

import pytest

from autograder.course import doctor
from autograder.doors import cli
from autograder.sandbox.isolation import ProcessIsolation, bubblewrap


@pytest.mark.skipif(bubblewrap() is None, reason="bubblewrap cannot make a sandbox here")
def test_nothing_is_possible_in_the_sandbox(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    shown = capsys.readouterr().out
    for words in (
        "runs with the isolation: bubblewrap",
        "cannot reach the network",
        "cannot read the user's files",
        "cannot write outside of its own folder",
        "cannot gain new rights",
        "cannot start processes without end",
    ):
        assert words in shown


def test_without_a_sandbox_it_says_what_is_possible_and_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Do the trials notice what a process of its own leaves open?"""
    monkeypatch.setattr(doctor, "default_isolation", ProcessIsolation)
    assert cli.main(["doctor"]) != 0
    shown = " ".join(capsys.readouterr().out.split())
    for words in (
        "runs with the isolation: process; install bubblewrap",
        "can reach the network",
        "can read the user's files",
        "can write outside of its own folder",
        "cannot start processes without end",
    ):
        assert words in shown
