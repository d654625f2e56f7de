"""The feedback page: a line a task, what waits for a person, and nothing that the student can break."""

from __future__ import annotations

import re

import nbformat
from nbformat import NotebookNode

from autograder.pages.feedback_page import FeedbackExporter, rows

SCRIPT = "<script>alert(1)</script>"


def a_cell(kind: str, source: str = "x", **entry: object) -> NotebookNode:
    """Return a cell with what nbgrader and the gradebook say of it."""
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    known = {"grade": False, "solution": False, "task": False, "comment": None}
    return make(source, metadata={"nbgrader": {**known, **entry}})


def a_notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def graded(name: str, score: float, waits: bool = False, **entry: object) -> dict[str, object]:
    return {"grade_id": name, "grade": True, "score": score, "points": 2.0, "waits": waits, **entry}


def page(notebook: NotebookNode, student: str = "ada", late: float = 0.0) -> str:
    about = {"notebook": "mnist_sgd", "student": student, "score": 1.5, "max_score": 4.0}
    html, _ = FeedbackExporter().from_notebook_node(
        notebook, {"nbgrader": {**about, "late_penalty": late}}
    )
    return html


def test_a_tasks_points_and_the_comment_on_its_code_stand_on_one_line() -> None:
    notebook = a_notebook(
        nbformat.v4.new_markdown_cell("Text."),
        a_cell("code", grade_id="build_model", solution=True, comment="Neat."),
        a_cell("code", **graded("check_build_model", 1.5)),
        a_cell("markdown", **graded("explain_softmax", 0.0, waits=True, solution=True)),
    )
    first, second = rows(notebook)
    assert (first.task, first.anchor, first.comment) == (
        "build_model", "check_build_model", "build_model",
    )  # fmt: skip
    assert (second.task, second.anchor, second.comment) == (
        "explain_softmax",
        "explain_softmax",
        "",
    )
    text = page(notebook)
    assert "1.5 of 2" in text
    assert "not marked yet, up to 2" in text
    assert "a person has not marked all answers yet" in text
    assert text.count('class="lost"') == 1
    targets = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= targets


def test_only_a_table_with_comments_has_a_column_for_them() -> None:
    cell = a_cell("code", **graded("check_build_model", 2.0))
    assert "Comment" not in page(a_notebook(cell))
    assert "Comment" in page(a_notebook(cell, a_cell("code", grade_id="b", comment="Neat.")))
    assert 'class="lost"' not in page(a_notebook(cell))


def test_points_lost_for_being_late_are_said() -> None:
    assert "late" not in page(a_notebook())
    assert "1.5</b> of 4 points, 0.5 taken off because it was late" in page(a_notebook(), late=0.5)


def test_names_are_text() -> None:
    text = page(a_notebook(a_cell("markdown", **graded(f'"{SCRIPT}', 1.0))), student=SCRIPT)
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


def test_only_a_page_with_formulas_asks_the_network_for_something() -> None:
    plain = page(a_notebook(a_cell("markdown", "No formula.", grade_id="a", solution=True)))
    assert "<script" not in plain
    assert "http" not in plain
    for formula in ("$z_i$", "\\(z\\)", "\\begin{align}z\\end{align}"):
        scripts = re.findall(r'<script src="([^"]*)', page(a_notebook(a_cell("markdown", formula))))
        assert len(scripts) == 1
        assert "mathjax" in scripts[0]
    comment = a_cell("markdown", grade_id="a", solution=True, comment="Is $a = b$?")
    assert "mathjax" in page(a_notebook(comment))


def test_it_names_the_file_that_was_graded() -> None:
    notebook = a_notebook(a_cell("code", **graded("check_build_model", 2.0)))
    notebook.metadata["autograder"] = {"assignment": "mnist_sgd", "digest": "0123456789abcdef" * 4}
    assert f"SHA-256 <code>{'0123456789abcdef' * 4}</code>" in page(notebook)
    notebook.metadata["autograder"]["digest"] = SCRIPT
    assert "SHA-256" not in page(notebook)
