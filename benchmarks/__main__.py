"""`make bench`: throughput against stock nbgrader, and what isolation costs.

Both sides grade the same submissions of the released notebooks, one after the other in one run, on
the embedded images. Stock nbgrader runs its own `Execute` with a longer time limit; its check cells
check themselves, as they would for a course that has not set up this kit's preprocessor.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.course import make_course, public_setting
from autograder.engine.grading import Setting, grade_submission
from autograder.engine.isolation import Isolation, ProcessIsolation, bubblewrap
from autograder.engine.starting import WarmStart
from autograder.notebook import Submission

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ASSIGNMENTS = ("mnist_sgd", "mnist_adam")
ENVIRONMENT = {
    **os.environ, "MNIST_OFFLINE": "1",
    "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
}  # fmt: skip


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--students", type=int, default=4, help="submissions of each assignment")
    students = parser.parse_args().students
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"{2 * students} submissions, embedded images\n")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        stock = stock_seconds(Path(folder) / "stock", students, lean=False)
        lean = stock_seconds(Path(folder) / "lean", students, lean=True)
        ours = our_seconds(Path(folder) / "ours", students)
    count = 2 * students
    print(f"{'':42}{'s a submission':>15}{'ratio':>8}")
    for name, seconds in (
        ("autograder grade", ours),
        ("stock nbgrader autograde", stock),
        ("stock nbgrader, full training left out", lean),
    ):
        print(f"{name:42}{seconds / count:15.2f}{seconds / ours:8.2f}")
    print(f"\nisolation: {1000 * isolation_seconds():.0f} ms a submission more than without it")


def hand_in(course: Path, students: int, lean: bool = False) -> None:
    """Write the reference as every student's submission."""
    for assignment in ASSIGNMENTS:
        notebook = nbformat.read(ROOT / f"solutions/{assignment}/{assignment}.ipynb", as_version=4)
        if lean:
            notebook = without_training(notebook)
        for student in range(students):
            folder = course / "submitted" / f"student{student}" / assignment
            folder.mkdir(parents=True)
            nbformat.write(notebook, folder / f"{assignment}.ipynb")


def without_training(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook without the full-training cell and the pictures that need it."""
    skipped = {"full_training", "show_curves", "show_predictions", "show_mistakes"}
    notebook.cells = [cell for cell in notebook.cells
                      if cell.metadata.get("nbgrader", {}).get("grade_id") not in skipped]  # fmt: skip
    return notebook


def stock_seconds(course: Path, students: int, lean: bool) -> float:
    """Return the wall clock of `nbgrader autograde` with nbgrader's own configuration."""
    course.mkdir()
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.Execute.timeout = 1800\n", encoding="utf-8"
    )
    for assignment in ASSIGNMENTS:
        source = course / "source" / assignment / f"{assignment}.ipynb"
        source.parent.mkdir(parents=True)
        shutil.copy(ROOT / f"solutions/{assignment}/{assignment}.ipynb", source)
        if lean:
            nbformat.write(without_training(nbformat.read(source, as_version=4)), source)
    hand_in(course, students, lean)
    for assignment in ASSIGNMENTS:
        run(course, str(BIN / "nbgrader"), "generate_assignment", assignment)
    started = time.perf_counter()
    for assignment in ASSIGNMENTS:
        run(course, str(BIN / "nbgrader"), "autograde", assignment)
    return time.perf_counter() - started


def our_seconds(root: Path, students: int) -> float:
    """Return the wall clock of `autograder grade`."""
    course = make_course(root)
    hand_in(course.root, students)
    for assignment in ASSIGNMENTS:
        run(course.root, str(BIN / "nbgrader"), "generate_assignment", assignment)
    started = time.perf_counter()
    for assignment in ASSIGNMENTS:
        run(course.root, str(BIN / "autograder"), "grade", assignment, "--without-isolation")
    return time.perf_counter() - started


def run(folder: Path, *words: str) -> None:
    """Run a command; stop if it fails."""
    done = subprocess.run(words, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True,
                          check=False)  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed: {done.stderr[-1500:]}")


def isolation_seconds(times: int = 7) -> float:
    """Return the median difference of an empty submission with the sandbox and without it."""
    sandbox = bubblewrap()
    if sandbox is None:
        sys.exit("bubblewrap cannot make a sandbox on this machine")
    start = WarmStart(1)
    setting = dataclasses.replace(public_setting("mnist_sgd"), start=start)
    empty = Submission(nbformat.v4.new_notebook(), (), (), ())
    differences = []
    for _ in range(times + 1):
        with_it, without = (
            one_seconds(empty, setting, isolation) for isolation in (sandbox, ProcessIsolation())
        )
        differences.append(with_it - without)
    start.close()
    # The first pair also starts the process that the others are forked from.
    return statistics.median(differences[1:])


def one_seconds(submission: Submission, setting: Setting, isolation: Isolation) -> float:
    """Return the wall clock of probing one submission."""
    setting = dataclasses.replace(setting, isolation=isolation)
    return grade_submission(submission, setting, tasks=("normalize_images",)).seconds["probe"]


if __name__ == "__main__":
    main()
