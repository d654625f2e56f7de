"""All of MNIST: a reference reaches what its assignment promises.

That of the other one is measured five times for `docs/thresholds.md`. Needs the full data set: the
file named by FULL_MNIST or MNIST_PATH.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.grading.one import grade
from autograder.grading.public import public_setting

ROOT = Path(__file__).parent.parent
FULL = os.environ.get("FULL_MNIST") or os.environ.get("MNIST_PATH")


@pytest.mark.full_size
@pytest.mark.skipif(not FULL, reason="FULL_MNIST names no file with all of MNIST")
def test_the_judge_measures_97_percent_for_the_reference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assignment = "mnist_adam"
    monkeypatch.setenv("MNIST_PATH", str(FULL))
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    report = grade(path.read_bytes(), path.name, public_setting(assignment)).report
    assert report.dataset == "mnist"
    assert report.score == report.max_score
    assert report.accuracy is not None
    assert report.accuracy >= 0.97
