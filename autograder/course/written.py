"""The questions of an assignment that a person marks, as the course's notebook has them.

In: the source notebook. Out: for each question what is asked, the reference, and how many points there
are.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

import nbformat

from autograder.assignment.blank import says_nothing
from autograder.course.directory import Course, CourseError

# Lines that say where nbgrader takes something out.
MARKER = re.compile(r"^.*(?:###|===) (?:BEGIN|END) [A-Z ]+.*$\n?", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Question:
    """A question that a person marks.

    Attributes:
        name: The grade_id of its cell.
        most: Most points there are.
        asked: What is asked, in Markdown.
        reference: The reference answer and the marking scheme.
        code: Whether the answer is code rather than Markdown.
        task: Whether the answer stands in cells of its own, below the one that asks.
        blank: The answer's text as it was handed out.
    """

    name: str
    most: float
    asked: str
    reference: str
    code: bool = False
    task: bool = False
    blank: str = ""

    def is_blank(self, answer: str) -> bool:
        """Whether an answer says nothing beyond what was handed out."""
        return answer.strip() == self.blank.strip() or (not self.code and says_nothing(answer))


def questions(course: Course, assignment: str) -> tuple[Question, ...]:
    """Return the questions of an assignment that a person marks, in the order of the notebook.

    Raises:
        CourseError: There are none, or the notebook cannot be read.
    """
    course.check_name(assignment)
    cells = course.reference(assignment).cells
    handed_out = _handed_out(course, assignment)
    found = []
    for place, cell in enumerate(cells):
        about = cell.metadata.get("nbgrader", {})
        task = bool(about.get("task"))
        if not task and not (about.get("grade") and about.get("solution")):
            continue
        name = str(about["grade_id"])
        before, _, scheme = cell.source.partition("=== BEGIN MARK SCHEME ===")
        found.append(
            Question(
                name=name,
                most=float(about.get("points", 0)),
                asked=MARKER.sub("", before) if task else _asked(cells[:place]),
                reference=MARKER.sub("", f"{scheme}\n" if task else cell.source).strip(),
                code=cell.cell_type == "code",
                task=task,
                blank=handed_out.get(name, ""),
            )
        )
    if not found:
        raise CourseError(
            f"no answer of {assignment} is marked by a person: there is nothing to do."
        )
    return tuple(found)


def _asked(before: list[Mapping[str, Any]]) -> str:
    """Return the text that leads to an answer: the Markdown above it, from its heading on."""
    texts: list[str] = []
    for cell in reversed(before):
        if cell["cell_type"] != "markdown" or cell["metadata"].get("nbgrader", {}).get("grade"):
            break
        texts.insert(0, cell["source"])
        if cell["source"].lstrip().startswith("#"):
            break
    return "\n\n".join(texts)


def _handed_out(course: Course, assignment: str) -> dict[str, str]:
    """Return the texts of the cells as they were handed out; none where nothing was yet."""
    path = course.release / assignment / f"{assignment}.ipynb"
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError, AttributeError, nbformat.ValidationError):
        return {}
    return {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell.source for cell in cells}
