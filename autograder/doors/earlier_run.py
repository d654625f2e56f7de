"""Tells from which run of its cell a function is, where a later run did not get as far.

A cell with a syntax error leaves the function of its earlier run in the kernel. What is judged then
is not what stands in the cell.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

NOTE = (
    "This is the function from In [{judged}], an earlier run. You ran its cell again as In [{latest}], "
    "but it stopped before it could define the function: look at the error below that cell, "
    "run it again, then check."
)


def notes_on_earlier_runs(tasks: Sequence[str], names: Mapping[str, Any]) -> dict[str, str]:
    """Return, for each function that a later run of its cell did not define, what to say of it.

    Args:
        tasks: Names of functions.
        names: The notebook's names; `In` holds the cells that were run, as IPython keeps them.
    """
    cells = names.get("In")
    if not isinstance(cells, list):
        return {}
    found = {}
    for task in tasks:
        runs = _runs(task, names.get(task), [str(cell) for cell in cells])
        if runs:
            found[task] = NOTE.format(judged=runs[0], latest=runs[1])
    return found


def _runs(task: str, function: Any, cells: list[str]) -> tuple[int, int] | None:
    """Return which run has made the function, and which later one was to make it again."""
    defining = [number for number, cell in enumerate(cells) if _defines(task, cell)]
    try:
        source = inspect.getsource(function).strip()
    except (OSError, TypeError):
        return None
    made = [number for number in defining if source in cells[number]]
    if not made or made[-1] == defining[-1]:
        return None
    return made[-1], defining[-1]


def _defines(task: str, cell: str) -> bool:
    """Whether a line of a cell, at its margin, begins to define a function with this name."""
    return any(
        line.partition("(")[0].split() in (["def", task], ["async", "def", task])
        for line in cell.splitlines()
        if line[:1] in ("d", "a")
    )
