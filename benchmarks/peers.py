"""otter-grader, with the asserts of the plain notebooks, where it is installed.

In: its program. Out: a system like those of `systems`. Each submission is graded by a command of its
own, as its users without containers do.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import nbformat
import numpy as np

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.data import Dataset
from benchmarks import builds, plain, systems
from benchmarks.measure import Spent, run

# A test of otter's: what is behind the prompt runs in the environment of the notebook.
TEST = """\
OK_FORMAT = True
test = {{
    "name": "{name}", "points": {points:g},
    "suites": [{{"cases": [{{"code": r'''
{code}
''', "hidden": False, "locked": False}}],
        "scored": True, "setup": "", "teardown": "", "type": "doctest"}}],
}}
"""


class Otter:
    """`otter run` for each submission.

    Args:
        datasets: The images by whether all of MNIST is used.
        program: otter's program, in an environment that has Keras.
    """

    name = "otter-grader"

    def __init__(self, datasets: dict[bool, Dataset], program: Path) -> None:
        self.datasets = datasets
        self.program = program

    def prepare(
        self, root: Path, assignment: str, students: Sequence[int], mnist: Path | None
    ) -> None:
        """Write tests, submissions, and what otter makes of the tests."""
        dataset = self.datasets[mnist is not None]
        minimum = load_rubric(find_rubric(assignment)).minimum_accuracy[dataset.name]
        (root / "tests").mkdir()
        for name, code, points in plain.cells(assignment, minimum):
            if points:
                text = TEST.format(name=name, points=points, code=_prompted(code))
                (root / "tests" / f"{name}.py").write_text(text, encoding="utf-8")
        plain.write_data(dataset, root)
        environment = builds.present().environment(mnist)
        run(
            self.program,
            "generate",
            "-t",
            "tests",
            plain.DATA,
            folder=root,
            environment=environment,
        )
        for student in students:
            one = plain.notebook(assignment, minimum, student)
            one.cells = [cell for cell in one.cells if not cell.metadata["nbgrader"]["grade"]]
            nbformat.write(one, root / f"student{student:03}.ipynb")

    def grade(self, root: Path, assignment: str, mnist: Path | None, memory: bool = False) -> Spent:
        """Grade the class, one after another."""
        (archive,) = root.glob("*.zip")
        every = [
            run(
                self.program, "run", "-a", archive.name, "-o", "results", path.name, folder=root,
                environment=builds.present().environment(mnist), memory=memory,
            )
            for path in sorted(root.glob("student*.ipynb"))
        ]  # fmt: skip
        return Spent(
            sum(one.wall for one in every),
            sum(one.processor for one in every),
            max(one.peak_mib for one in every),
        )


def _prompted(code: str) -> str:
    """Return code as a doctest has it, one block."""
    body = textwrap.indent(code, "    ").splitlines()
    lines = [">>> if True:", *(f"... {line}" for line in body)]
    return "\n".join(lines)


def all_of_mnist(path: Path) -> Dataset:
    """Return all of MNIST from a file."""
    with np.load(path) as arrays:
        return Dataset(
            name="mnist",
            **{part: arrays[part] for part in ("x_train", "y_train", "x_test", "y_test")},
        )


System = systems.Kit | systems.Plain | systems.Stock | Otter
