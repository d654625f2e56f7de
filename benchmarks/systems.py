"""What grades a class: the kit, at this commit and an earlier one, and what others would use.

In: a folder and a number of students. Out: a course in it, all of whose submissions are right and
differ from each other, and what grading them took.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.data import Dataset
from benchmarks import builds, plain
from benchmarks.builds import Build
from benchmarks.measure import Spent, run

ASSIGNMENTS = ("mnist_sgd", "mnist_adam")
# Checks every task a second time. It is for the student's last look.
SUMMARY = "summary"
NBGRADER_CONFIG = "c = get_config()\nc.Execute.timeout = 7200\n"


class Kit:
    """`autograder grade` of a build.

    Args:
        build: The build.
        workers: Submissions at a time; as many as the machine can if 0.
    """

    def __init__(self, build: Build, workers: int = 0) -> None:
        self.build = build
        self.workers = workers
        self.name = build.name

    def prepare(
        self, root: Path, assignment: str, students: Sequence[int], mnist: Path | None
    ) -> None:
        """Make a course with a class that is not graded yet."""
        environment = self.build.environment(mnist)
        run(
            self.build.bin / "autograder", "init", str(root), folder=root.parent,
            environment=environment,
        )  # fmt: skip
        run(
            self.build.bin / "nbgrader", "generate_assignment", assignment, folder=root,
            environment=environment,
        )  # fmt: skip
        hand_in(self.build, root, assignment, students)

    def grade(self, root: Path, assignment: str, mnist: Path | None, memory: bool = False) -> Spent:
        """Grade the class."""
        words = ["--workers", str(self.workers)] if self.workers else []
        return run(
            self.build.bin / "autograder", "grade", assignment, *words, folder=root,
            environment=self.build.environment(mnist), memory=memory,
        )  # fmt: skip


def hand_in(
    build: Build,
    root: Path,
    assignment: str,
    students: Sequence[int],
    without: Sequence[str] = (),
) -> None:
    """Write the reference as every student's submission, each with code of its own.

    Args:
        build: The build whose reference it is.
        root: The course.
        assignment: The assignment.
        students: Numbers of the students.
        without: Cells that are left empty.
    """
    name = f"{assignment}.ipynb"
    solution = build.root / "solutions" / assignment / name
    for student in students:
        notebook = nbformat.read(solution, as_version=4)
        kept = []
        for cell in notebook.cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade_id") in without:
                cell.source = ""
            elif cell.cell_type == "code" and about.get("solution"):
                cell.source += f"\n\n\n# student {student}"
            if about.get("grade_id") != SUMMARY:
                kept.append(cell)
        notebook.cells = kept
        folder = root / "submitted" / f"student{student:03}" / assignment
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / name)


class Stock:
    """`nbgrader autograde` of the kit's notebooks, whose checks check themselves."""

    name = "checks in the notebook"

    def __init__(self) -> None:
        self.build = builds.present()

    def prepare(
        self, root: Path, assignment: str, students: Sequence[int], mnist: Path | None
    ) -> None:
        """Make a course as nbgrader configures it."""
        source = root / "source" / assignment
        source.mkdir(parents=True)
        (root / "nbgrader_config.py").write_text(NBGRADER_CONFIG, encoding="utf-8")
        shutil.copy(self.build.root / "solutions" / assignment / f"{assignment}.ipynb", source)
        _generate(self.build, root, assignment)
        hand_in(self.build, root, assignment, students)

    def grade(self, root: Path, assignment: str, mnist: Path | None, memory: bool = False) -> Spent:
        """Grade the class."""
        return _autograde(self.build, root, assignment, mnist, memory)


class Plain:
    """`nbgrader autograde` of plain notebooks with asserts.

    Args:
        datasets: The images by whether all of MNIST is used.
    """

    name = "plain nbgrader"

    def __init__(self, datasets: dict[bool, Dataset]) -> None:
        self.build = builds.present()
        self.datasets = datasets

    def prepare(
        self, root: Path, assignment: str, students: Sequence[int], mnist: Path | None
    ) -> None:
        """Make a course as nbgrader configures it; the images lie beside the notebook."""
        dataset = self.datasets[mnist is not None]
        minimum = load_rubric(find_rubric(assignment)).minimum_accuracy[dataset.name]
        source = root / "source" / assignment
        source.mkdir(parents=True)
        (root / "nbgrader_config.py").write_text(NBGRADER_CONFIG, encoding="utf-8")
        nbformat.write(plain.notebook(assignment, minimum), source / f"{assignment}.ipynb")
        plain.write_data(dataset, source)
        _generate(self.build, root, assignment)
        for student in students:
            folder = root / "submitted" / f"student{student:03}" / assignment
            folder.mkdir(parents=True)
            one = plain.notebook(assignment, minimum, student)
            nbformat.write(one, folder / f"{assignment}.ipynb")

    def grade(self, root: Path, assignment: str, mnist: Path | None, memory: bool = False) -> Spent:
        """Grade the class."""
        return _autograde(self.build, root, assignment, mnist, memory)


def _generate(build: Build, root: Path, assignment: str) -> None:
    run(
        build.bin / "nbgrader", "generate_assignment", assignment, folder=root,
        environment=build.environment(),
    )  # fmt: skip


def _autograde(
    build: Build, root: Path, assignment: str, mnist: Path | None, memory: bool
) -> Spent:
    return run(
        build.bin / "nbgrader", "autograde", assignment, folder=root,
        environment=build.environment(mnist), memory=memory,
    )  # fmt: skip
