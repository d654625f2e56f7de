"""What submissions import is listed, and what of it grading does not have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course.directory import Course, make_course
from autograder.course.doctor import examine_imports
from autograder.course.imported import imported_in, modules_in


def hand_in(course: Course, student: str, *sources: str, **files: str) -> None:
    """Write a submission with code cells, and files beside it."""
    folder = course.submitted / student / "mnist_sgd"
    folder.mkdir(parents=True)
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": one}
        for one in sources
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "mnist_sgd.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import numpy as np, pandas", {"numpy", "pandas"}),
        ("from sklearn.metrics import accuracy_score", {"sklearn"}),
        ("def f():\n    import seaborn as sns; sns.set()", {"seaborn"}),
        ("import os.path  # a comment, with words", {"os"}),
        ("from . import helpers", set()),
        ("text = 'one\\nimport nothing'", set()),
        ("importance = 3\nfromage = 4", set()),
    ],
)
def test_modules_are_found_where_a_line_imports_them(source: str, modules: set[str]) -> None:
    assert modules_in([source]) == modules


def test_what_a_cell_writes_is_no_package() -> None:
    assert modules_in(["%%writefile helpers.py\nx = 1", "from helpers import x"]) == frozenset()


def test_the_doctor_lists_what_submissions_import_and_what_is_missing(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "import pandas as pd", "import torch_of_ada\nimport json")
    hand_in(course, "bob", "import pandas\nfrom google.colab import drive")
    hand_in(course, "eve", "import mine\nimport lost", mine="x = 1")
    (course.submitted / "kim" / "mnist_sgd").mkdir(parents=True)
    (course.submitted / "kim" / "mnist_sgd" / "mnist_sgd.ipynb").write_bytes(b"no notebook")
    found = {one.name: (one.students, one.there) for one in imported_in(course)}
    assert found == {
        "google.colab": (("bob",), False),
        "lost": (("eve",), False),
        "pandas": (("ada", "bob"), True),
        "torch_of_ada": (("ada",), False),
    }
    findings = {one.text: one.safe for one in examine_imports(course)}
    lines = "\n".join(findings)
    assert "grading does not have the module lost, which is imported by eve" in lines
    assert "grading does not have the module torch_of_ada, which is imported by ada" in lines
    assert "only Google Colab has the module google.colab, which is imported by bob" in lines
    assert "pandas (2)" in lines
    assert [safe for text, safe in findings.items() if "does not have" in text] == [False, False]
