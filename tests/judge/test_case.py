"""A case's inputs: those that the probe was given, where nobody could change them, or drawn again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment.rubric import find_rubric
from autograder.data import embedded_dataset
from autograder.grading.jobs import write_task
from autograder.judge.case import Case, cases_of
from autograder.judge.packed import ENDING, pack
from autograder.judge.request import Request, request_from_json, request_to_json

TASK, SEED = "train_with_sgd", b"a seed"


def case_of(folder: Path, given: Path | None) -> Case:
    request = Request(
        folder, find_rubric("mnist_sgd"), SEED, "mnist_5k", (TASK,), hidden=True, given=given
    )
    (case,) = cases_of(request_from_json(json.loads(json.dumps(request_to_json(request)))))
    return case


def test_inputs_are_the_same_taken_or_drawn(tmp_path: Path) -> None:
    drawn = case_of(tmp_path, None).inputs
    assert case_of(tmp_path, tmp_path).inputs.keys() == drawn.keys()
    rubric = case_of(tmp_path, None).rubric
    write_task(tmp_path, rubric, TASK, embedded_dataset(), SEED)
    given = case_of(tmp_path, tmp_path).inputs
    assert given.keys() == drawn.keys()
    for name, array in drawn.items():
        assert given[name].dtype == array.dtype
        assert np.array_equal(given[name], array)


def test_evidence_that_was_packed_with_other_inputs_leaves_a_submission_ungraded(
    tmp_path: Path,
) -> None:
    """As on another kind of processor that draws another number: the student is not to blame."""
    other = {"weights_0": np.random.default_rng(0).random((784, 300), "float32")}
    record = {"calls": {"repeated": {"npy": f"{TASK}.1.npy"}}}
    path = tmp_path / "array.npy"
    np.save(path, other["weights_0"] + np.float32(1e-3))
    files = {f"{TASK}.json": json.dumps(record).encode(), f"{TASK}.1.npy": path.read_bytes()}
    (tmp_path / f"{TASK}{ENDING}").write_bytes(pack(files, other))
    case = case_of(tmp_path, None)
    assert case.node is None
    assert not case.unreadable
    assert "other inputs" in case.fault


@pytest.mark.parametrize("content", [b"", b"autograder evidence 1\n"])
def test_packed_evidence_that_is_damaged_cannot_be_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / f"{TASK}{ENDING}").write_bytes(content)
    case = case_of(tmp_path, None)
    assert case.node is None
    assert "not packed as it should be" in case.unreadable
    assert not case.fault
