"""A function that is not there: the message names the cell that failed, its line and its error."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.assignment.notebook import CodeCell
from autograder.grading.failed_cells import explained, failed_cells, functions_in, names_made
from autograder.judge import feedback
from autograder.report.results import CheckResult, TaskResult

KINDS = {"normalize_images": "normalize", "build_model": "model", "test_accuracy": "test_accuracy"}
COLAB = "from google.colab import drive\n\ndef normalize_images(images):\n    return images / 255\n"


def record(kind: str, message: str, line: str = "", number: int = 1) -> dict[int, dict[str, Any]]:
    """Return what a first cell left that stopped at an error."""
    where = {"number": number, "text": line, "function": "<module>"}
    return {0: {"error": {"type": kind, "message": message, "line": where}, "outputs": []}}


def said(task: str, cause: str, **fields: str) -> TaskResult:
    """Return the verdict on a task whose first check fails for a cause."""
    text = feedback.explain(KINDS[task], cause, {"task": task, **fields})
    check = CheckResult(
        "check", False, 0.0, 1.0, False, text.mistake, text.problem, text.expected, text.found,
        text.hint,
    )  # fmt: skip
    return TaskResult(task, 0.0, 1.0, (check,))


def told(
    task: TaskResult, source: str, records: dict[int, dict[str, Any]]
) -> tuple[CheckResult, tuple[str, ...]]:
    """Return what is said in the end, and the flags."""
    cells = (CodeCell(0, source),)
    tasks, flags = explained([task], KINDS, failed_cells(cells, records), functions_in([source]))
    return tasks[0].failures[0], flags


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pandas as pd, numpy", {"pd", "numpy"}),
        ("import os.path", {"os"}),
        ("from a.b import (c,\n    d as e)", {"c", "e"}),
        ("def f(x):\n    y = 1\nclass G: pass\nasync def h(): pass", {"f", "G", "h"}),
        ("a = 1\nb: int = 2\nif a == b: pass", {"a", "b"}),
        ("f(x)\nd['a'] = 1", set()),
    ],
)
def test_what_a_cell_makes(source: str, names: set[str]) -> None:
    assert names_made(source) == names


def test_a_line_that_only_colab_knows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    error = record("ModuleNotFoundError", "No module named 'google.colab'", COLAB.splitlines()[0])
    check, flags = told(said("normalize_images", "missing"), COLAB, error)
    assert check.problem == (
        "normalize_images is not there, since cell 1, which makes it, needs Google Colab"
    )
    assert check.found == (
        "No module named 'google.colab' at line 1: from google.colab import drive"
    )
    assert "set-up" not in check.hint
    # No instructor can do anything about that.
    assert flags == ()


def test_a_package_that_grading_lacks_is_named_and_a_person_is_told() -> None:
    source = COLAB.replace("google.colab import drive", "plotly_of_mine import line")
    error = record(
        "ModuleNotFoundError", "No module named 'plotly_of_mine'", "from plotly_of_mine …"
    )
    check, flags = told(said("normalize_images", "missing"), source, error)
    assert "imports the module plotly_of_mine, which is not there" in check.problem
    (flag,) = flags
    assert flag.startswith(
        "normalize_images: grading does not have the module plotly_of_mine, which cell 1 imports"
    )


def test_a_part_of_a_package_that_is_there_is_no_missing_package() -> None:
    source = "from numpy.old_parts import Matrix\n" + COLAB.partition("\n")[2]
    error = record(
        "ModuleNotFoundError", "No module named 'numpy.old_parts'", "from numpy.old_parts"
    )
    check, flags = told(said("normalize_images", "missing"), source, error)
    assert "imports something that numpy does not have" in check.problem
    assert flags == ()


def test_a_name_that_a_failed_cell_would_have_made_is_explained_too() -> None:
    task = said(
        "build_model", "undefined_name", type="NameError", message="name 'pd' is not defined",
        line="at line 2 of build_model: pd.DataFrame()",
    )  # fmt: skip
    error = record(
        "ModuleNotFoundError", "No module named 'pandas_of_mine'", "import pandas_of_mine"
    )
    check, flags = told(task, "import pandas_of_mine as pd", error)
    assert check.problem.startswith("pd is not there, since cell 1, which makes it, imports")
    assert flags


def test_the_accuracy_says_which_cell_takes_a_function_from_it() -> None:
    error = record("FileNotFoundError", "[Errno 2] No such file", "open('weights')")
    check, _ = told(
        said("test_accuracy", "step_missing", function="normalize_images"), COLAB, error
    )
    assert check.problem == (
        "normalize_images is not there, since cell 1, which makes it, stops with FileNotFoundError"
    )


def test_a_cell_that_makes_other_names_is_not_to_blame() -> None:
    error = record("ValueError", "no", "x = y")
    task = said("normalize_images", "missing")
    check, flags = told(task, "x = y\n", error)
    assert (check, flags) == (task.failures[0], ())


def test_a_function_of_nearly_the_same_name_is_named() -> None:
    source = "def normalise_images(images):\n    return images / 255\n"
    check, _ = told(said("normalize_images", "missing"), source, {})
    assert check.problem == (
        "there is no function called normalize_images, but one called normalise_images"
    )


def test_many_names_and_cells_take_no_longer_to_explain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does nobody wait for a student whose failing cells make thousands of names?"""
    source = "\n".join(f"a{number} = 0" for number in range(2000)) + "\nbuild_model = nothing"
    error = {"type": "NameError", "message": "name 'nothing' is not defined", "line": None}
    cells = [CodeCell(number, source) for number in range(20)]
    failed = failed_cells(cells, {number: {"error": error} for number in range(20)})
    texts = []
    explain = feedback.explain
    monkeypatch.setattr(
        "autograder.grading.failed_cells.feedback.explain",
        lambda *given: texts.append(given) or explain(*given),
    )
    task = said("test_accuracy", "step_missing", function="build_model")
    (told_then,), _ = explained([task], KINDS, failed)
    assert "cell 1" in told_then.failures[0].problem
    assert len(texts) <= 2 * len(KINDS)
