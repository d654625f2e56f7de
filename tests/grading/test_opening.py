"""A file that was handed in is read in a process with limits, and costs its own student only."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import pytest
from conftest import ASSIGNMENTS
from nbformat import NotebookNode

from autograder.assignment.notebook import parse_notebook
from autograder.assignment.tidy import NotebookError
from autograder.course.classroom import Handed, grade_one
from autograder.grading import opening
from autograder.grading.opening import open_notebook
from autograder.grading.public import public_setting
from autograder.report.results import FLAGGED
from autograder.sandbox import limited
from autograder.sandbox.limited import Bounds

# What one submission of a class may cost.
SECONDS = 0.030


def without_ids(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without the ids that cells without one get at random."""
    for cell in notebook.cells:
        cell.pop("id")
    return notebook


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_notebook_is_opened_as_it_would_be_read_here(
    name: str, solutions: dict[str, NotebookNode]
) -> None:
    content = nbformat.writes(solutions[name]).encode()
    there, here = open_notebook(content, "x.ipynb"), parse_notebook(content, "x.ipynb")
    assert (without_ids(there[0]), there[1]) == (without_ids(here[0]), here[1])


def test_what_is_no_notebook_is_refused_with_the_same_words() -> None:
    for content in (b"", b"PK\x03\x04", b"{", b"[]", b'{"cells": 3}', b"[" * 10**6):
        with pytest.raises(NotebookError) as there:
            open_notebook(content, "x\x00é.ipynb")
        with pytest.raises(NotebookError) as here:
            parse_notebook(content, "x?é.ipynb")
        assert str(there.value) == str(here.value)


def test_a_file_that_takes_too_much_is_flagged_with_no_points_and_words_that_say_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BOUNDS", Bounds(0.02))
    file = tmp_path / "mnist_sgd.ipynb"
    file.write_bytes(b'{"cells": [' + b"3," * 3_000_000 + b"3]}")
    report = grade_one(Handed("eve", tmp_path, file), public_setting("mnist_sgd")).report
    assert (report.status, report.score) == (FLAGGED, 0.0)
    assert report.flags == (
        "mnist_sgd.ipynb cannot be read: it takes more than 0.02 seconds of processor time. "
        "No notebook needs that.",
    )


def test_a_machine_that_cannot_start_the_process_costs_nobody_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "python_module", lambda *words: ("/no/such/python",))
    monkeypatch.setattr(limited, "_IDLE", limited._Idle())
    file = tmp_path / "mnist_sgd.ipynb"
    file.write_bytes(b"{}")
    report = grade_one(Handed("ada", tmp_path, file), public_setting("mnist_sgd")).report
    assert report.score is None
    assert "reads what students wrote" in report.reason


def test_reading_with_limits_costs_a_class_next_to_nothing(
    solutions: dict[str, NotebookNode],
) -> None:
    content = nbformat.writes(solutions["mnist_sgd"]).encode()
    open_notebook(content, "x.ipynb")
    times = []
    for _ in range(15):
        began = time.perf_counter()
        open_notebook(content, "x.ipynb")
        times.append(time.perf_counter() - began)
    assert min(times) < SECONDS
