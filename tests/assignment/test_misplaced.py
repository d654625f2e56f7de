"""What stands in the wrong place is said in one line."""

from __future__ import annotations

import nbformat
import pytest
from corpus_grading import SOLUTIONS

from autograder.assignment.notebook import prepare
from autograder.grading.public import public_setting

ANSWER = (
    "Softmax raises e to each of the ten numbers and divides by their sum, so that all of them are "
    "positive and add up to one, and the classes compete."
)


def prepared(*extra: nbformat.NotebookNode, answer: str | None = None) -> tuple[str, ...]:
    """Return the repairs of a notebook as it was handed out, with cells at its end."""
    setting = public_setting("mnist_sgd")
    assert setting.release is not None
    notebook = nbformat.from_dict(setting.release)
    notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
    for cell in notebook.cells:
        if answer is not None and cell.metadata.get("nbgrader", {}).get("grade_id") == (
            "explain_softmax"
        ):
            cell.source = answer
    notebook.cells += extra
    return prepare(notebook, setting.rubric, setting.release, []).repairs


@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
def test_an_answer_in_a_cell_of_one_s_own_is_pointed_out(kind: str) -> None:
    cell = getattr(nbformat.v4, f"new_{kind}_cell")(ANSWER)
    (line,) = prepared(cell)
    count = len(public_setting("mnist_sgd").release.cells) + 1  # type: ignore[union-attr]
    assert line == (
        f"explain_softmax: its answer cell is as it was handed out, and cell {count} has a text of "
        "the student's own"
    )


@pytest.mark.parametrize(
    "cell",
    [
        nbformat.v4.new_markdown_cell("# My notes"),
        nbformat.v4.new_code_cell(
            "for i in range(10):\n    print(x_train[i].shape, y_train[i])\n" * 3
        ),
    ],
    ids=["heading", "code"],
)
def test_notes_and_code_are_no_answers(cell: nbformat.NotebookNode) -> None:
    assert prepared(cell) == ()


def test_whoever_has_answered_may_have_texts_elsewhere() -> None:
    assert prepared(nbformat.v4.new_markdown_cell(ANSWER), answer="Softmax compares.") == ()


def test_a_whole_notebook_of_another_assignment_is_said_in_one_line() -> None:
    path = SOLUTIONS / "mnist_adam" / "mnist_adam.ipynb"
    setting = public_setting("mnist_sgd")
    notebook = nbformat.read(path, as_version=4)
    # In part, other assignments have cells of the same names.
    lines = prepare(notebook, setting.rubric, setting.release, []).repairs
    other = [line for line in lines if "another assignment" in line]
    assert len(other) == 1
    assert "cells belong to another assignment, mnist_adam: " in other[0]
