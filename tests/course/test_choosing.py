"""Which file is the notebook: in time and memory that no file can make more of."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path, PurePosixPath

import pytest

from autograder.course import choosing
from autograder.course.choosing import HandedFile, choose, claims
from autograder.course.handed import choose_notebook

MINE = b'{"metadata": {"autograder": {"assignment": "mnist_sgd"}}, "cells": ["Checker(\'mnist_sgd\')"]}'
# What a file may be full of: claims, beginnings of claims, and neither.
UNITS = {
    "claims": b'Checker("ab"', "long": b'Checker("' + b"a" * 100,
    "metadata": b'"autograder"' + b" " * 99, "numbered": b'Checker("%d"', "plain": b"x" * 12,
}  # fmt: skip


@pytest.mark.parametrize("kind", UNITS)
def test_a_file_that_claims_much_costs_little(kind: str) -> None:
    """A file of 512 MiB took seconds and gigabytes in the process of every command about the class."""
    unit, size = UNITS[kind], 16 * 2**20
    if kind == "numbered":
        content = b"".join(unit % number for number in range(size // 16))
    else:
        content = unit * (size // len(unit))
    tracemalloc.start()
    began = time.process_time()
    claims(content)
    taken = time.process_time() - began
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert memory < 2**20
    assert taken < 1


def test_no_more_is_looked_at_than_a_notebook_that_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that says too much, or is too large, is taken by its name."""
    assert claims(MINE, "mnist_sgd") == claims(MINE) == {"mnist_sgd"}
    monkeypatch.setattr(choosing, "MAX_BYTES", len(MINE) - 1)
    assert claims(MINE) == frozenset()
    reads = []

    def read(size: int) -> bytes:
        reads.append(size)
        return b"x" * size

    files = [
        HandedFile(PurePosixPath(f"{number}.ipynb"), lambda: read(100 * 2**20))
        for number in range(20)
    ]
    mine = HandedFile(PurePosixPath("mnist_sgd.ipynb"), lambda: read(100 * 2**20))
    assert choose([*files, mine], "mnist_sgd").file is mine
    assert len(reads) == 3
    monkeypatch.undo()
    with (tmp_path / "mnist_sgd.ipynb").open("wb") as file:
        file.truncate(choosing.MAX_BYTES + 1)
    handed = choose_notebook(tmp_path, "mnist_sgd", "ada")
    assert handed.file == tmp_path / "mnist_sgd.ipynb" and handed.notes == ()


def test_a_claim_behind_others_is_found() -> None:
    content = b'Checker("mnist_adam") ' * 50 + MINE
    assert "mnist_sgd" in claims(content, "mnist_sgd")
    file = HandedFile(PurePosixPath("x.ipynb"), lambda: content)
    assert choose([file], "mnist_sgd").other == ""
    many = b" ".join(b'Checker("a%d")' % number for number in range(500))
    said = choose([HandedFile(PurePosixPath("x.ipynb"), lambda: many)], "mnist_sgd")
    assert said.other.endswith("and 490 more")
