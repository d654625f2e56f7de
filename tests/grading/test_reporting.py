"""What cells left behind is read within bounds, whatever student code has made of the record."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat

from autograder.assignment.notebook import Submission
from autograder.course.classroom import with_notes
from autograder.course.handed import Handed
from autograder.grading import reporting
from autograder.grading.public import public_setting
from autograder.grading.reporting import cell_records, make_report
from autograder.grading.values import Grading
from autograder.judge.request import Verdict
from autograder.probe import session
from autograder.sandbox.supervisor import Outcome


def test_a_cell_has_no_more_outputs_than_the_probe_keeps(tmp_path: Path) -> None:
    """Each one costs time in the grader's own process, for which the class would wait."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 30_000, "more": [1]}] * 300
    record = {"index": 0, "error": None, "outputs": outputs}
    (tmp_path / "cells.jsonl").write_text(json.dumps(record) + "\n")
    found = cell_records(tmp_path, 16, {0})[0]["outputs"]
    assert len(found) == session.MAX_OUTPUTS + 2 == reporting.MAX_OUTPUTS
    assert {len(one["text"]) for one in found} == {session.MAX_OUTPUT_TEXT} == {reporting.MAX_TEXT}


def test_a_picture_that_is_too_large_is_left_out(tmp_path: Path) -> None:
    data = {"image/png": "A" * (session.MAX_OUTPUT_DATA + 1), "text/plain": "Figure"}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    (tmp_path / "cells.jsonl").write_text(json.dumps({"index": 0, "outputs": [output]}) + "\n")
    (found,) = cell_records(tmp_path, 16, {0})[0]["outputs"]
    assert found["data"] == {"text/plain": "Figure"}
    assert session.MAX_OUTPUT_DATA == reporting.MAX_DATA


def test_what_the_verdict_says_stands_before_repairs_and_notes_on_files(tmp_path: Path) -> None:
    """Lists of flags are cut, and repairs and names of files are the student's to multiply."""
    repairs = tuple(f"the cell c{number} is missing and was put back" for number in range(20))
    submission = Submission(nbformat.v4.new_notebook(), (), repairs, ())
    outcome = Outcome({"cell:1": "it took too long"}, left_over=2)
    verdict = Verdict(flags=("test_accuracy: made up",))
    report = make_report(submission, public_setting("mnist_sgd"), "mal", verdict, outcome, {})
    first = (
        "test_accuracy: made up", "student code left 2 processes running",
        "a cell was stopped: it took too long",
    )  # fmt: skip
    assert report.flags == (*first, *repairs)
    handed = Handed("mal", tmp_path, None, ("the file is called x.ipynb",))
    noted = with_notes(handed, Grading(report, None, {}, {})).report
    assert noted.flags == (*first, *repairs, "the file is called x.ipynb")
