"""What cells left behind is read within bounds, whatever student code has made of the record."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.grading import reporting
from autograder.grading.reporting import cell_records
from autograder.probe import session


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
