"""A probe that cannot start: it is tried a few times, and then the reason is said."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import nbformat
import pytest
from corpus_grading import grade_cells

from autograder.assignment.notebook import Submission
from autograder.grading.gathering import collect
from autograder.grading.public import public_setting
from autograder.report.results import UNGRADED
from autograder.sandbox.isolation import Command, ProcessIsolation
from autograder.sandbox.supervisor import GraderFault

pytestmark = pytest.mark.usefixtures("judge_stays")


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
