"""A course's rules on late work in nbgrader: when something was handed in, and what that costs.

`configure` puts both into a course's configuration. Where a course has no `late.toml`, they leave
everything to nbgrader's own settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import NbGraderPreprocessor


class HandInTimes(NbGraderPreprocessor):
    """Tells the gradebook the due date, and the time of a submission, or that it is not known."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the times of one submission; the notebook stays as it is."""
        from autograder.course.directory import find_course
        from autograder.course.late_policy import load_policy
        from autograder.course.penalties import Rules

        about = resources["nbgrader"]
        course = find_course(Path.cwd())
        policy = load_policy(course)
        if policy is not None:
            with Gradebook(about["db_url"]) as gradebook:
                rules = Rules(course, policy, gradebook)
                rules.keep_times(about["assignment"], about["student"])
        return nb, resources


class LatePolicy(LateSubmissionPlugin):
    """Takes off what the course's `late.toml` says."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points that a notebook loses; None if it loses none.

        Args:
            student_id: The student's id.
            score: The points that the notebook has.
            total_seconds_late: By how much it is late without the policy's extensions.
        """
        from autograder.course.directory import find_course
        from autograder.course.late_policy import load_policy
        from autograder.course.penalties import Rules

        course = find_course(Path.cwd())
        policy = load_policy(course)
        if policy is None:
            return super().late_submission_penalty(student_id, score, total_seconds_late)
        asking: Any = self.parent
        notebook = asking.gradebook.find_submission_notebook(
            asking.notebook_id, asking.assignment_id, student_id
        )
        rules = Rules(course, policy, asking.gradebook)
        standing = rules.of(student_id)[0][asking.assignment_id]
        return standing.penalty(notebook.max_score, score) or None
