"""What the tests show as root holds for an ordinary user, too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_grading import part_of, samples
from ordinary_user import ROOT, as_ordinary_user

from autograder.sandbox.isolation import bubblewrap

pytestmark = [
    pytest.mark.skipif(
        bubblewrap() is None, reason="bubblewrap cannot make a sandbox on this machine"
    ),
    pytest.mark.skipif(
        hasattr(os, "geteuid") and os.geteuid() != 0,
        reason="the tests run as an ordinary user already",
    ),
]


def run(home: Path, *words: str) -> str:
    """Run Python as an ordinary user; return what it printed."""
    before = as_ordinary_user(home)
    assert before is not None, "setpriv is not installed"
    done = subprocess.run(
        [*before, sys.executable, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_sandbox_holds_for_an_ordinary_user(tmp_path: Path) -> None:
    assert run(tmp_path, "-c", "import os; print(os.getuid(), os.geteuid())").split() == [
        "65534", "65534",
    ]  # fmt: skip
    shown = run(tmp_path, "-m", "autograder.doors.cli", "doctor")
    assert "isolation: bubblewrap" in shown


def test_attacks_gain_nothing_from_an_ordinary_user(tmp_path: Path) -> None:
    """One attack of each family for which rights count in every run, all of them with CORPUS=all."""
    first = {
        one.headers["family"]: one.name
        for one in part_of(samples("hostile"), 16)[::2]
        if one.headers["family"] in ("harming", "stealing", "tampering")
    }
    chosen = [] if os.environ.get("CORPUS") == "all" else ["-k", " or ".join(first.values())]
    shown = run(
        tmp_path,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/sandbox/test_hostile.py",
        *chosen,
    )
    assert "passed" in shown
    assert "skipped" not in shown
