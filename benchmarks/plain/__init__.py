"""Plain nbgrader notebooks, as an instructor would write them by hand: solutions and asserts.

In: the scripts beside this file. Out: nbgrader's source notebooks, students' submissions, and otter's
notebooks and tests. No student code is kept apart from the asserts, and nothing but them is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode

from autograder.data import Dataset

FOLDER = Path(__file__).parent
MARK = re.compile(r"^# --- (.+)$", re.MULTILINE)
DATA = "digits.npz"


def cells(assignment: str, minimum: float) -> Iterator[tuple[str, str, float]]:
    """Yield the name of each cell, its code, and its points; "" and 0 points for the set-up."""
    text = (FOLDER / f"{assignment}.py").read_text(encoding="utf-8")
    _, *parts = MARK.split(text)
    for heading, code in zip(parts[::2], parts[1::2]):
        words = heading.split()
        code = re.sub(r"MINIMUM  # noqa.*", f"{minimum:g}", code).strip()
        if words[0] == "check":
            yield f"check_{words[1]}", code, float(words[2])
        else:
            yield words[0], code, 0.0


def notebook(assignment: str, minimum: float, student: int | None = None) -> NotebookNode:
    """Return the source notebook, or a student's submission, which differs from all others."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python",
    }  # fmt: skip
    for name, code, points in cells(assignment, minimum):
        about = {
            "grade": bool(points), "solution": not points and name != "setup", "schema_version": 3,
            "locked": bool(points) or name == "setup", "task": False, "grade_id": name,
        }  # fmt: skip
        if points:
            about["points"] = points
        elif name != "setup" and student is None:
            head, _, body = code.partition("\n")
            code = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        elif name != "setup":
            code += f"\n\n\n# student {student}"
        made.cells.append(nbformat.v4.new_code_cell(code, metadata={"nbgrader": about}))
    return made


def write_data(dataset: Dataset, folder: Path) -> None:
    """Write the images that the notebooks load."""
    np.savez(
        folder / DATA, x_train=dataset.x_train, y_train=dataset.y_train,
        x_test=dataset.x_test, y_test=dataset.y_test,
    )  # fmt: skip
