"""Tells which written answers are still empty in the notebook as it was last saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from autograder.assignment.blank import says_nothing
from autograder.assignment.notebook import grade_id
from autograder.assignment.rubric import Rubric
from autograder.assignment.task_tables import WRITTEN


def empty_answers(rubric: Rubric, folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the names of the tasks that a person marks whose cells hold no answer.

    Args:
        rubric: The assignment's rubric.
        folders: Where the notebook may lie; where it does not, nothing is said.
    """
    written = [task.name for task in rubric.tasks if task.kind == WRITTEN]
    path = next(
        (one for folder in folders if (one := folder / f"{rubric.assignment}.ipynb").is_file()),
        None,
    )
    if path is None or not written:
        return ()
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError):
        return ()
    answers = {grade_id(cell): cell.source for cell in notebook.cells}
    return tuple(name for name in written if name in answers and says_nothing(answers[name]))
