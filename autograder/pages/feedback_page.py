"""The feedback page of a student, which `nbgrader generate_feedback` and formgrader's button write.

In: a graded notebook and the gradebook. Out: one HTML page with the points, what cost them and why,
the notebook with the verdicts in it, and the comments of the person who marked it. It reads well on a
phone, in the dark and in print, asks the network for nothing unless there are formulas to be set, and
says so to the browser.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from autograder.course.directory import find_course
from autograder.course.late import words
from autograder.course.late_policy import load_policy
from autograder.course.penalties import Rules
from autograder.pages.bounded import FILTERS
from autograder.report import render
from autograder.report.results import CheckResult, TaskResult, task_from_json

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
        verdict: What the checks said of it, where one of them failed.
    """

    task: str
    anchor: str
    grade: NotebookNode | None = None
    comment: str = ""
    verdict: TaskResult | None = None

    @property
    def lost(self) -> bool:
        """Whether points were lost, as far as it is graded."""
        grade = self.grade
        return grade is not None and not grade.waits and grade.score < grade.points

    @property
    def missing(self) -> float:
        """How many points were lost, as far as it is graded."""
        return self.grade.points - self.grade.score if self.grade is not None and self.lost else 0.0

    @property
    def unjudged(self) -> float:
        """Points of the checks that could not be judged, because of those that failed."""
        checks = self.verdict.checks if self.verdict is not None else ()
        return sum(one.max_points for one in checks if one.waits)


class GradesAndState(GetGrades):
    """Takes points and comments from the gradebook, and which answers are not marked yet."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write into the notebook what the gradebook says; bring its late penalty up to date first."""
        about = resources["nbgrader"]
        course = find_course(Path.cwd())
        policy = load_policy(course)
        if policy is not None:
            with Gradebook(about["db_url"]) as gradebook:
                rules = Rules(course, policy, gradebook)
                (late,) = rules.work_out([about["assignment"]], [about["student"]])
                rules.enter([late])
                about["late"] = words(late.standing, rules.policy)
        return super().preprocess(nb, resources)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write what the gradebook says of a cell into its metadata."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        entry = cell.metadata.get("nbgrader", {})
        place = (entry.get("grade_id"), self.notebook_id, self.assignment_id, self.student_id)
        if utils.is_grade(cell) or utils.is_task(cell):
            grade = self.gradebook.find_grade(*place)
            entry["waits"] = grade.needs_manual_grade
            # The points of an earlier answer count until a person has looked at this one.
            entry["kept"] = grade.needs_manual_grade and grade.manual_score is not None
        if utils.is_solution(cell) or utils.is_task(cell):
            # nbgrader's own remark, that nothing was changed, is no comment of a person's.
            said = self.gradebook.find_comment(*place)
            entry["comment"] = said.manual_comment
            entry["blank"] = said.auto_comment is not None and not said.manual_comment
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
                "filters": dict(FILTERS),
            }
        )
        config.merge(super().default_config)
        return config

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Return what the template uses beside nbconvert's own filters."""
        yield from super().default_filters()
        yield "points", render.points_text
        yield "problem", lambda check: render.sentence_of(check.problem)
        yield "details", render.check_details
        yield "folds", lambda _: {"where": render.WHERE, "example": render.EXAMPLE}
        yield "example", render.example_html
        yield "rows", rows
        yield "policy", policy
        yield "has_formulas", has_formulas
        yield "waiting", waiting
        yield "graded_digest", graded_digest
        yield "judged_as", judged_as


def rows(notebook: NotebookNode) -> list[Row]:
    """Return the table of points: a line a task, in the order of the notebook."""
    found: dict[str, Row] = {}
    failed = verdicts(notebook)
    for cell in notebook.cells:
        entry = cell.metadata.get("nbgrader", {})
        graded = entry.get("grade") or entry.get("task")
        if not graded and not entry.get("comment"):
            continue
        name = entry["grade_id"]
        task = name.removeprefix("check_")
        row = found.setdefault(task, Row(task, name, verdict=failed.get(task)))
        if graded:
            row.anchor, row.grade = name, entry
        if entry.get("comment"):
            row.comment = name
    return list(found.values())


def verdicts(notebook: NotebookNode) -> dict[str, TaskResult]:
    """Return the tasks of which a check failed, as grading has noted them.

    A notebook that was graded before grading noted them has none, or what its author has put there.
    """
    own = notebook.metadata.get("autograder")
    noted = own.get("lost") if isinstance(own, dict) else None
    found = {}
    for one in noted if isinstance(noted, list) else ():
        try:
            task = task_from_json(one)
        except (AttributeError, KeyError, TypeError):
            continue
        if isinstance(task.name, str) and isinstance(task.example, str):
            if not all(map(_is_whole, task.checks)):
                continue
            found[task.name] = task
    return found


def _is_whole(check: CheckResult) -> bool:
    """Whether the parts of a check that a page shows are what they should be."""
    texts = (check.name, check.problem, check.expected, check.found, check.hint)
    numbers = (check.points, check.max_points)
    return all(isinstance(one, str) for one in texts) and all(
        isinstance(one, (int, float)) for one in numbers
    )


def graded_digest(notebook: NotebookNode) -> str:
    """Return the digest of the file that was graded; "" where the notebook does not say it."""
    own = notebook.metadata.get("autograder")
    digest = own.get("digest") if isinstance(own, dict) else None
    return digest if isinstance(digest, str) and DIGEST.fullmatch(digest) else ""


def judged_as(notebook: NotebookNode) -> str:
    """Return the variant by which a notebook was judged; "" where everybody has the same."""
    own = notebook.metadata.get("autograder")
    name = own.get("judged_as") if isinstance(own, dict) else None
    return name if isinstance(name, str) else ""


def has_formulas(notebook: NotebookNode) -> bool:
    """Whether a text or a comment may hold a formula."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    comments = (cell.metadata.get("nbgrader", {}).get("comment") for cell in notebook.cells)
    return any(FORMULA.search(text) for text in (*texts, *comments) if text)


def policy(mathjax_url: str, formulas: bool) -> str:
    """Return what the browser may load for a page: nothing but what is in it, and MathJax for formulas.

    Args:
        mathjax_url: Where MathJax is loaded from.
        formulas: Whether the page has any.
    """
    place = urlsplit(mathjax_url)
    host = f" {place.scheme}://{place.netloc}" if formulas else ""
    rules = {
        "default-src": "'none'",
        "style-src": f"'unsafe-inline'{host}",
        "img-src": "data:",
        "font-src": f"data:{host}",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    if formulas:
        # MathJax evaluates its configuration, which stands in the page.
        rules["script-src"] = f"'unsafe-inline' 'unsafe-eval'{host}"
    return "; ".join(f"{name} {what}" for name, what in rules.items())


def waiting(notebook: NotebookNode) -> bool:
    """Whether an answer is not marked yet."""
    return any(cell.metadata.get("nbgrader", {}).get("waits") for cell in notebook.cells)
