"""Saves grades as nbgrader does, but leaves the mark of an answer that is the same as before standing.

nbgrader's own step has a person look again at every mark, each time that a submission is graded.
`NoteAnswers` comes before the texts are cleaned, whose cleaning has limits of time; `SaveGrades`
takes the place of nbgrader's `SaveAutoGrades`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from autograder.course.directory import find_course
from autograder.course.kept_marks import (
    KeptMarks,
    answer_digests,
    changing_marks,
    digest_of,
)
from autograder.course.once import one_commit

NOTED = "answers"


class NoteAnswers(NbGraderPreprocessor):
    """Notes the digests of the answers as they were handed in, for `SaveGrades` and who marks them."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the digests into the notebook, in place of what a student may have put there."""
        own = nb.metadata.get("autograder")
        named = dict(own) if isinstance(own, dict) else {}
        nb.metadata["autograder"] = {**named, NOTED: answer_digests(nb.cells)}
        return nb, resources


class SaveGrades(SaveAutoGrades):
    """Saves the points of the checks; a mark by hand stands where the answer is the same."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Save the grades of one notebook."""
        about = resources["nbgrader"]
        course = find_course(Path.cwd())
        self._noted = dict(nb.metadata.get("autograder", {}).get(NOTED, {}))
        self.notebook_id, self.assignment_id, self.student_id = (
            about[name] for name in ("notebook", "assignment", "student")
        )
        with (
            changing_marks(course, self.assignment_id),
            Gradebook(about["db_url"]) as self.gradebook,
        ):
            self._kept = KeptMarks(course, self.assignment_id, self.student_id)
            # A grade is in the gradebook as a whole, or as it was before.
            with one_commit(self.gradebook.db):
                for index, cell in enumerate(nb.cells):
                    nb.cells[index], resources = self.preprocess_cell(cell, resources, index)
            self._kept.save()
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Save what the gradebook keeps of a cell."""
        if utils.is_task(cell):
            # nbgrader never asks again for the mark of a task whose answer has its own cells.
            name, grade = self._grade_of(cell)
            given = grade.manual_score is not None
            stands = self._kept.stands(
                name, self._noted.get(name, ""), given, grade.needs_manual_grade
            )
            grade.needs_manual_grade = not stands
            self.gradebook.db.commit()
        return super().preprocess_cell(cell, resources, cell_index)

    def _grade_of(self, cell: NotebookNode) -> tuple[str, Any]:
        """Return the name of a graded cell, and what the gradebook says of its grade."""
        name = cell.metadata["nbgrader"]["grade_id"]
        place = (self.notebook_id, self.assignment_id, self.student_id)
        return name, self.gradebook.find_grade(name, *place)

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        name, grade = self._grade_of(cell)
        auto_score, _ = utils.determine_grade(cell, self.log)
        digest = self._noted.get(name, "")
        if digest and not utils.is_solution(cell):
            # Who has given other points than a check did has seen what the check gave.
            digest = digest_of(digest, f"{auto_score:g}" if auto_score is not None else "")
        given = grade.manual_score is not None
        stands = self._kept.stands(name, digest, given, grade.needs_manual_grade)
        grade.auto_score = auto_score
        grade.needs_manual_grade = not stands if given else auto_score is None
        self.gradebook.db.commit()


@contextlib.contextmanager
def waiting_kept(directory: Any, assignment: str, student: str) -> Iterator[None]:
    """Keep in the block which marks wait for a person.

    nbgrader says of a submission whose file has another name that nothing of it waits, before it is
    read.
    """
    before = _waiting(directory, assignment, student)
    yield
    if before:
        with Gradebook(directory.db_url, directory.course_id) as gradebook:
            for notebook in gradebook.find_submission(assignment, student).notebooks:
                for grade in notebook.grades:
                    grade.needs_manual_grade = before.get(grade.id, grade.needs_manual_grade)
            gradebook.db.commit()


def _waiting(directory: Any, assignment: str, student: str) -> dict[str, bool]:
    """Return of each mark by hand, by the grade's id, whether a person has to look again."""
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        try:
            notebooks = gradebook.find_submission(assignment, student).notebooks
        except MissingEntry:
            return {}
        return {
            grade.id: grade.needs_manual_grade
            for notebook in notebooks
            for grade in notebook.grades
            if grade.manual_score is not None
        }
