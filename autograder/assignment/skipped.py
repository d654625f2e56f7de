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

# Parts of a cell that have names of their own.
SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


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
        _follow(statement, made, used)
    return frozenset(made), frozenset(used)


def _follow(statement: ast.stmt, made: set[str], used: set[str]) -> None:
    """Add the names that a statement makes, and those that it uses before it does."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        used |= _free(statement) - made
        made.add(statement.name)
        return
    bodies: list[ast.stmt] = []
    heads: list[ast.AST] = []
    for part in ast.iter_child_nodes(statement):
        inside = part.body if isinstance(part, ast.ExceptHandler) else [part]
        bodies += [one for one in inside if isinstance(one, ast.stmt)]
        heads += [part] if not isinstance(part, (ast.stmt, ast.ExceptHandler)) else []
    # What it goes through, opens or computes comes first, then what it calls that, then what is within.
    for head in heads:
        used |= _free(head) - made
    if isinstance(statement, ast.AugAssign):
        used |= _stored(statement.target) - made
    for head in heads:
        made |= _stored(head)
    for one in bodies:
        _follow(one, made, used)


def _free(node: ast.AST) -> set[str]:
    """Return the names that are used in a node, without those that only a part of it knows."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    found = {name for child in ast.iter_child_nodes(node) for name in _free(child)}
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        found -= {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
    return found - _of(ast.walk(node), ast.Store) if isinstance(node, SCOPES) else found


def _stored(node: ast.AST) -> set[str]:
    """Return the names that a node gives values to, without those that only a part of it knows."""
    if isinstance(node, SCOPES):
        return set()
    own = {node.id} if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else set()
    return own | {name for child in ast.iter_child_nodes(node) for name in _stored(child)}


def _of(nodes: Iterable[ast.AST], context: type[ast.expr_context]) -> set[str]:
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }
