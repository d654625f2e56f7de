"""`check.all()` names written answers that are still empty in the notebook as it was last saved."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.assignment.notebook import grade_id
from autograder.assignment.rubric import Rubric
from autograder.doors.written_answers import empty_answers


@pytest.mark.parametrize(
    ("answer", "empty"),
    [
        (None, True),
        ("", True),
        ("## My answer\n\nYOUR ANSWER HERE", True),
        ("Softmax makes shares of one.", False),
        ("**Your answer**\n\nYOUR ANSWER HERE\n\nShares of one.", False),
        ("**Shares** of one.", False),
    ],
)
def test_an_answer_is_empty_where_nothing_was_added(
    answer: str | None, empty: bool, tmp_path: Path,
    releases: dict[str, NotebookNode], rubrics: dict[str, Rubric],
) -> None:  # fmt: skip
    notebook = copy.deepcopy(releases["mnist_sgd"])
    for cell in notebook.cells:
        if grade_id(cell) == "explain_softmax" and answer is not None:
            cell.source = answer
    nbformat.write(notebook, tmp_path / "mnist_sgd.ipynb")
    found = empty_answers(rubrics["mnist_sgd"], [tmp_path / "elsewhere", tmp_path])
    assert found == (("explain_softmax",) if empty else ())


@pytest.mark.parametrize("content", [None, "", "{}", '{"cells": 3}', "[1]"])
def test_of_a_notebook_that_cannot_be_read_nothing_is_said(
    content: str | None, tmp_path: Path, rubrics: dict[str, Rubric]
) -> None:
    if content is not None:
        (tmp_path / "mnist_sgd.ipynb").write_text(content)
    assert empty_answers(rubrics["mnist_sgd"], [tmp_path]) == ()
