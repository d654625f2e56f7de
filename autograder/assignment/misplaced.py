"""Find written answers that do not stand in the cell that is marked.

In: a notebook, and the notebook as it was handed out. Out: a line for each written task whose own cell
was left as it was while a text of the student's stands in another one.
"""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.assignment.rubric import Rubric

# A text has this many words at least; fewer are a heading or a note.
LEAST_WORDS = 12
# Of a text's characters, these are few; code is full of them.
SIGNS, MOST_SIGNS = frozenset("()[]{}=_#%/\\"), 0.04


def misplaced_answers(
    notebook: NotebookNode, release: NotebookNode | None, rubric: Rubric
) -> list[str]:
    """Return what a person who marks the answers should know, one line a task."""
    if release is None:
        return []
    given = {_mark(cell): cell.source.strip() for cell in release.cells if _mark(cell)}
    known = {cell.source.strip() for cell in release.cells}
    own = [
        number
        for number, cell in enumerate(notebook.cells, 1)
        if not _mark(cell) and cell.source.strip() not in known and _is_text(cell)
    ]
    if not own:
        return []
    places = " and ".join(f"cell {number}" for number in own[:3])
    more = f" and {len(own) - 3} more" if len(own) > 3 else ""
    answers = {_mark(cell): cell.source.strip() for cell in notebook.cells}
    return [
        f"{task.name}: its answer cell is as it was handed out, and {places}{more} "
        f"{'has' if len(own) == 1 else 'have'} a text of the student's own"
        for task in rubric.tasks
        if not task.automatic and answers.get(task.name) in ("", given.get(task.name))
    ]


def _mark(cell: NotebookNode) -> str:
    found = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return found if isinstance(found, str) else ""


def _is_text(cell: NotebookNode) -> bool:
    """Whether a cell holds sentences: one of code may do so, too, where somebody forgot its kind."""
    text = cell.source
    if len(text.split()) < LEAST_WORDS:
        return False
    return cell.cell_type != "code" or sum(sign in SIGNS for sign in text) < MOST_SIGNS * len(text)
