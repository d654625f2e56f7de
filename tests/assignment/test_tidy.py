"""What the process with limits hands on: all that counts of a notebook, and nothing unchecked."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import nbformat
import pytest
from broken_notebooks import BROKEN_NOTEBOOKS
from nbformat import NotebookNode

from autograder.assignment.notebook import checked_by
from autograder.assignment.tidy import (
    MAX_CELLS,
    NO_PICTURE,
    NotebookError,
    TidyNotebook,
    answer,
    from_answer,
    replace_links,
    tidy,
)

PICTURE = "iVBORw0KGgo="


def handed_on(content: bytes) -> Any:
    """Return what comes out of the process with limits, or why nothing does."""
    try:
        return from_answer(answer(b"x.ipynb\x00" + content), "x.ipynb")
    except NotebookError as error:
        return str(error)


@pytest.mark.parametrize("name", BROKEN_NOTEBOOKS)
def test_what_is_handed_on_is_what_was_read(name: str, solutions: dict[str, NotebookNode]) -> None:
    built = BROKEN_NOTEBOOKS[name].build(json.loads(nbformat.writes(solutions["mnist_sgd"])))
    contents = built.values() if isinstance(built, dict) else (built,)
    for content in contents:
        try:
            expected: Any = tidy(content, "x.ipynb")
        except NotebookError as error:
            expected = str(error)
        found = handed_on(content)
        if not isinstance(expected, str) and any("old" in one for one in expected.repairs):
            # nbformat draws the ids of converted cells.
            expected, found = map(without_ids, (expected, found))
        assert found == expected


def without_ids(notebook: TidyNotebook) -> TidyNotebook:
    cells = tuple(dataclasses.replace(cell, identity="") for cell in notebook.cells)
    return dataclasses.replace(notebook, cells=cells)


def head(**changes: Any) -> dict[str, Any]:
    """Return the head of an answer with one cell, whose text is "x = 1"."""
    cell = ["code", 5, "a", {"grade_id": "setup", "locked": True}, {}]
    about = {"assignment": "mnist_sgd", "variant": "", "repairs": []}
    return {"cells": [cell], **about, **changes}


def test_a_right_answer_is_taken() -> None:
    (cell,) = from_answer(json.dumps(head()).encode() + b"\nx = 1", "x.ipynb").cells
    assert (cell.source, cell.marks) == ("x = 1", {"grade_id": "setup", "locked": True})


@pytest.mark.parametrize(
    "made",
    [
        {"cells": 3},
        {"cells": [["code", 6, "a", None, {}]]},
        {"cells": [["code", -1, "a", None, {}]]},
        {"cells": [["code", True, "a", None, {}]]},
        {"cells": [["code", 5, "a", None]]},
        {"cells": [["heading", 5, "a", None, {}]]},
        {"cells": [[["code"], 5, "a", None, {}]]},
        {"cells": [["code", 5, "a/b", None, {}]]},
        {"cells": [["code", 5, 7, None, {}]]},
        {"cells": [["code", 5, "a", {"grade_id": "setup", "points": [1]}, {}]]},
        {"cells": [["code", 5, "a", {"grade_id": "setup", "points": 1e300}, {}]]},
        {"cells": [["code", 5, "a", {"grade_id": "setup", "other": 1}, {}]]},
        {"cells": [["code", 5, "a", {"grade_id": "../x"}, {}]]},
        {"cells": [["markdown", 0, "a", None, {"a.svg": {"image/svg+xml": 5}}]]},
        {"cells": [["markdown", 0, "a", None, {"a.png": {"image/png": 5}}]]},
        {"cells": [["code", 0, "", None, {}]] * (MAX_CELLS + 1)},
        {"assignment": 3},
        {"assignment": "\ud800"},
        {"assignment": "x" * 1000},
        {"variant": 3},
        {"variant": "x" * 1001},
        {"repairs": [["x"]]},
        {"repairs": ["x" * 1000]},
        {"refused": ["x"]},
    ],
    ids=lambda made: str(made)[:60],
)
def test_an_answer_that_cannot_be_right_is_refused(made: dict[str, Any]) -> None:
    content = json.dumps(head(**made)).encode() + b"\n! = 1"
    with pytest.raises(NotebookError, match=r"x\.ipynb is not a notebook: what was read"):
        from_answer(content, "x.ipynb")


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[" * 10**6, b"\xff\n", b"3\nabc"])
def test_what_is_no_answer_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(NotebookError):
        from_answer(content, "x.ipynb")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![a](attachment:a.png)", "![a](attachment:a.png)"),
        ("![a]( <attachment:a.png> )", "![a]( <attachment:a.png> )"),
        ('![a](attachment:a.png "title")', '![a](attachment:a.png "title")'),
        ("![a](attachment:b%2Epng) x", f"![a]{NO_PICTURE} x"),
        ("![a](attachment:a%2Epng)", "![a](attachment:a%2Epng)"),
        ("(attachment:) (\n<attachment:b>)", f"{NO_PICTURE} {NO_PICTURE}"),
        ("attachment:b) (attachment:b", "attachment:b) (attachment:b"),
        ("(x attachment:b)", "(x attachment:b)"),
    ],
)
def test_a_link_to_a_picture_that_is_missing_becomes_words(source: str, expected: str) -> None:
    assert replace_links(source, {"a.png": PICTURE}) == expected


@pytest.mark.parametrize(
    ("source", "task"),
    [
        ('check("build_model")', "build_model"),
        ("  check ( 'build_model' ) ;\n", "build_model"),
        ("check('é')", "é"),
        ('x = check("build_model")', ""),
        ('check("build_model"', ""),
        ('check"build_model")', ""),
        ('("build_model")', ""),
        ('check("build model")', ""),
        ('check("")', ""),
        ("check(')", ""),
        ("check", ""),
        ('check("a") check("b")', ""),
        ('check("a");;', ""),
    ],
)
def test_a_check_cell_is_known_by_its_call(source: str, task: str) -> None:
    assert checked_by(source) == task
