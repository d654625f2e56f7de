"""The feedback page of a student, which `nbgrader generate_feedback` and formgrader's button write.

In: a graded notebook and the gradebook. Out: one HTML page with the points, the notebook with the
verdicts in it, and the comments of the person who marked it. It reads well on a phone, in the dark
and in print, and asks the network for nothing unless there are formulas to be set.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from autograder.report import render

TEMPLATES = Path(__file__).with_name("templates")
DIGEST = re.compile(r"[0-9a-f]{64}")
FORMULA = re.compile(r"\$|\\\(|\\\[|\\begin\{")


@dataclasses.dataclass
class Row:
    """A line of the table of points.

    Attributes:
        task: The task.
        anchor: The cell to which its name leads.
        grade: What the gradebook says of its points: `score`, `points`, `waits`; None if not graded.
        comment: The cell that has a comment, or an empty text.
    """

    task: str
    anchor: str
    grade: NotebookNode | None = None
    comment: str = ""

    @property
    def lost(self) -> bool:
        """Whether points were lost, as far as it is graded."""
        grade = self.grade
        return grade is not None and not grade.waits and grade.score < grade.points


class GradesAndState(GetGrades):
    """Takes points and comments from the gradebook, and which answers are not marked yet."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write what the gradebook says of a cell into its metadata."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        entry = cell.metadata.get("nbgrader", {})
        place = (entry.get("grade_id"), self.notebook_id, self.assignment_id, self.student_id)
        if utils.is_grade(cell) or utils.is_task(cell):
            entry["waits"] = self.gradebook.find_grade(*place).needs_manual_grade
        elif utils.is_solution(cell):
            # nbgrader's own remark is that nothing was changed, which the verdict says better.
            entry["comment"] = self.gradebook.find_comment(*place).manual_comment
        return cell, resources


class FeedbackExporter(HTMLExporter):
    """Writes the page; nbgrader's own settings of a template do not reach it."""

    @property
    def default_config(self) -> Config:
        """The template, under this class's name, which comes before that of its base."""
        config = Config(
            FeedbackExporter={
                "template_name": "feedback_page",
                "extra_template_basedirs": [str(TEMPLATES)],
                "exclude_anchor_links": True,
            }
        )
        config.merge(super().default_config)
        return config

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Return what the template uses beside nbconvert's own filters."""
        yield from super().default_filters()
        yield "points", render.points_text
        yield "rows", rows
        yield "has_formulas", has_formulas
        yield "waiting", waiting
        yield "graded_digest", graded_digest


def rows(notebook: NotebookNode) -> list[Row]:
    """Return the table of points: a line a task, in the order of the notebook."""
    found: dict[str, Row] = {}
    for cell in notebook.cells:
        entry = cell.metadata.get("nbgrader", {})
        graded = entry.get("grade") or entry.get("task")
        if not graded and not entry.get("comment"):
            continue
        name = entry["grade_id"]
        task = name.removeprefix("check_")
        row = found.setdefault(task, Row(task, name))
        if graded:
            row.anchor, row.grade = name, entry
        if entry.get("comment"):
            row.comment = name
    return list(found.values())


def graded_digest(notebook: NotebookNode) -> str:
    """Return the digest of the file that was graded; "" where the notebook does not say it."""
    own = notebook.metadata.get("autograder")
    digest = own.get("digest") if isinstance(own, dict) else None
    return digest if isinstance(digest, str) and DIGEST.fullmatch(digest) else ""


def has_formulas(notebook: NotebookNode) -> bool:
    """Whether a text or a comment may hold a formula."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    comments = (cell.metadata.get("nbgrader", {}).get("comment") for cell in notebook.cells)
    return any(FORMULA.search(text) for text in (*texts, *comments) if text)


def waiting(notebook: NotebookNode) -> bool:
    """Whether an answer is not marked yet."""
    return any(cell.metadata.get("nbgrader", {}).get("waits") for cell in notebook.cells)
