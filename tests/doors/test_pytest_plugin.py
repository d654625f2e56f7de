"""Checks as tests of pytest: what it prints can be run again, and several workers grade once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_grading import SOLUTIONS

from autograder.assignment.rubric import find_rubric, load_rubric

NAME = "mnist_sgd.ipynb"
TASKS = ("normalize_images", "flatten_images")
RUBRIC = load_rubric(find_rubric("mnist_sgd"))
CHECKS = {name: len(RUBRIC.task(name).points) for name in TASKS}
# Grades two tasks only, and notes each time that a notebook is graded.
COUNTING = f"""
import os
from autograder.grading import one

graded = one.grade

def grade(content, name, setting):
    with open(os.environ["COUNT"], "a") as file:
        file.write("graded\\n")
    return graded(content, name, setting, tasks={TASKS!r})

one.grade = grade
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a notebook that is right, and a plugin that counts."""
    place = tmp_path_factory.mktemp("handed-out")
    (place / NAME).write_bytes((SOLUTIONS / "mnist_sgd" / NAME).read_bytes())
    plugins = tmp_path_factory.mktemp("plugins")
    (plugins / "counting_grades.py").write_text(COUNTING)
    (place / "plugins").write_text(str(plugins))
    return place


def run(folder: Path, *words: str) -> tuple[str, int]:
    """Run pytest in a folder; return what it prints, and how often it graded."""
    count = folder / "count"
    count.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": (folder / "plugins").read_text(),
        "COUNT": str(count),
        "MNIST_OFFLINE": "1",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "pytest", "-p", "counting_grades", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    graded = count.read_text().count("graded") if count.exists() else 0
    return done.stdout + done.stderr, graded


def test_an_id_that_is_printed_can_be_run_again(folder: Path) -> None:
    listed, graded = run(folder, "--collect-only", "-q", NAME)
    ids = [line for line in listed.splitlines() if line.startswith(f"{NAME}::")]
    assert f"{NAME}::normalize_images::scales_to_unit_interval" in ids
    assert graded == 0
    assert any(found.startswith(f"{NAME}::flatten_images::") for found in ids)
    # One test as an editor runs it, and a task as somebody types it.
    chosen = f"{NAME}::normalize_images::scales_to_unit_interval"
    shown, graded = run(folder, "-v", chosen, f"{NAME}::flatten_images")
    assert graded == 1, shown
    assert f"{1 + CHECKS['flatten_images']} passed" in shown, shown
    assert f"{chosen} PASSED" in shown


def test_several_workers_grade_a_notebook_once_and_the_points_are_printed(folder: Path) -> None:
    wanted = [f"{NAME}::{task}" for task in TASKS]
    shown, graded = run(folder, "-n", "2", "-v", *wanted)
    assert graded == 1, shown
    assert f"{sum(CHECKS.values())} passed" in shown
    assert "points: mnist_sgd.ipynb" in shown
    points = sum(RUBRIC.task(name).max_points for name in TASKS)
    assert f"{points:g} of 22 points; 2 of the 22 are for a person to give" in shown
