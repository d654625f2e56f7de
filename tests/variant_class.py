"""A course whose students have variants of an assignment, for tests: released, and filled by script."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat

from autograder.assignment.notebook import grade_id
from autograder.assignment.placeholders import contract_of, filled
from autograder.course.directory import CONFIG_TEXT, Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.own_release import FOLDER, handouts, write_handouts

NAME = "mnist_variants"
EXAMPLE = Path(__file__).parents[1] / "examples" / NAME
# What takes no training.
CHEAP = ("normalize_images", "build_model")
EVERY = (*CHEAP, "train_with_sgd")


def make_course(root: Path, rows: Iterable[str], release: bool = True) -> Course:
    """Make a course with the example's assignment and a roster; release it to everybody.

    Args:
        root: Where to.
        rows: Lines of the roster: id, name, group.
        release: Whether to make the notebooks.
    """
    shutil.copytree(EXAMPLE, root)
    (root / "submitted").mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG_TEXT.format(course_id="variants"))
    (root / "roster.csv").write_text("\n".join(["id,name,group", *rows]) + "\n")
    course = Course(root)
    if release:
        GradebookWriter(course).prepare(course.rubric(NAME))
        write_handouts(course, NAME, handouts(course, NAME))
    return course


def own_notebook(course: Course, student: str) -> Path:
    """Return the notebook that was handed out to a student."""
    return course.root / FOLDER / student / NAME / f"{NAME}.ipynb"


def solve(
    course: Course, student: str, tasks: Sequence[str] = CHEAP, variant: str = ""
) -> nbformat.NotebookNode:
    """Return the notebook that was handed out to a student, with tasks done.

    Args:
        course: The course.
        student: The student's id.
        tasks: The tasks.
        variant: The variant that they are done for; the student's own if empty.
    """
    notebook = nbformat.read(own_notebook(course, student), as_version=4)
    name = variant or next(o.variant for o in handouts(course, NAME) if o.student == student)
    path = course.rubric_path(NAME)
    from autograder.assignment.rubric import load_rubric

    contract = contract_of(path, load_rubric(path, None, name))
    right = {grade_id(cell): cell.source for cell in
             filled(course.source_notebook(NAME), contract).cells}  # fmt: skip
    for cell in notebook.cells:
        if grade_id(cell) in tasks:
            cell.source = right[grade_id(cell)]
    return notebook


def hand_in(course: Course, student: str, notebook: nbformat.NotebookNode) -> Path:
    """Put a notebook where nbgrader looks for what a student handed in."""
    folder = course.submitted / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.ipynb"
    nbformat.write(notebook, path)
    return path
