"""A task whose cell is as it was handed out was not attempted, whatever its template returns."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.untouched import without_untouched
from autograder.report.results import CheckResult, TaskResult

TEMPLATE = "def flatten_images(images):\n    # your code\n    return None"
TRIED = TEMPLATE.replace("None", "images")


def cell(name: str, source: str, solution: bool) -> NotebookNode:
    marks = {"grade_id": name, "solution": solution, "locked": not solution, "grade": False}
    return new_code_cell(source, metadata={"nbgrader": marks})


def notebook(source: str) -> NotebookNode:
    adapter = "build_model, _ = build_part('flatten_images'), 1"
    return new_notebook(cells=[cell("flatten_images", source, True), cell("parts", adapter, False)])


def verdict(name: str, points: float = 0.0) -> TaskResult:
    return TaskResult(
        name, points, 2.0,
        (
            CheckResult("returns_array", points > 0, 0.0, 1.0),
            failed("row_major", "returns_none", "it returns None"),
            failed("other", "raises", "it raises KeyError"),
        ),
    )  # fmt: skip


def failed(name: str, mistake: str, problem: str) -> CheckResult:
    return CheckResult(name, False, 0.0, 1.0, mistake=mistake, problem=problem)


def said(name: str, handed_in: str, released: str | None, points: float = 0.0) -> list[str]:
    release = None if released is None else notebook(released)
    kinds = {"flatten_images": "flatten", "build_model": "model"}
    (task,) = without_untouched([verdict(name, points)], kinds, notebook(handed_in), release)
    return [check.problem for check in task.failures]


# A part of a function that an instructor's cell takes apart is attempted when the function is.
@pytest.mark.parametrize("name", ["flatten_images", "build_model"])
def test_a_template_as_it_was_handed_out_is_not_attempted(name: str) -> None:
    assert said(name, f"{TEMPLATE}\n\n", TEMPLATE) == ["not attempted"]


@pytest.mark.parametrize("name", ["flatten_images", "build_model"])
def test_what_was_tried_or_has_points_says_what_is_wrong(name: str) -> None:
    wrong = ["it returns None", "it raises KeyError"]
    assert said(name, TRIED, TEMPLATE) == wrong
    assert said(name, TEMPLATE, TEMPLATE, points=1.0) == wrong
    assert said(name, TEMPLATE, None) == wrong
