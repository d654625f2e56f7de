"""Which of the cells that come with an assignment grading does not run.

In: the notebook as it was handed out, and its rubric. Out: the ids of the cells that the rubric names,
and of those that work with what these would have made: they would fail, or show something else than
their text says.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable

from nbformat import NotebookNode

from autograder.assignment.parsed import parsed
from autograder.assignment.rubric import Rubric


def cells_not_run(release: NotebookNode | None, rubric: Rubric) -> frozenset[str]:
    """Return the ids of the cells that grading leaves out.

    Args:
        release: The notebook as it was handed out, or None where that is not at hand.
        rubric: The assignment's rubric.
    """
    named = frozenset(rubric.not_executed)
    if release is None:
        return named
    graded = {task.name for task in rubric.tasks} | {task.check_cell for task in rubric.tasks}
    missing: set[str] = set()
    found = set(named)
    for cell in release.cells:
        identity = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type != "code" or identity in graded:
            continue
        made, used = _names(cell.source)
        if identity and (identity in named or used & missing):
            found.add(identity)
            missing |= made
        else:
            missing -= made
    return frozenset(found)


@functools.lru_cache(maxsize=1024)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that a cell makes at its top level, and those that it uses before it does."""
    try:
        tree = parsed(source)
    except (SyntaxError, ValueError):
        return frozenset(), frozenset()
    made: set[str] = set()
    used: set[str] = set()
    for statement in tree.body:
        used |= _of(ast.walk(statement), ast.Load) - made
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            made.add(statement.name)
        else:
            made |= _of(ast.walk(statement), ast.Store)
    return frozenset(made), frozenset(used)


def _of(nodes: Iterable[ast.AST], context: type[ast.expr_context]) -> set[str]:
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }
