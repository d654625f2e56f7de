"""Write the tables of checks in `docs/rubric.md` from the checks' own docstrings.

`make release` and `make corpus TASK=… WRITE=1` do it; `tests/test_docs.py` holds the page against it.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from autograder.assignment.task_tables import CHECKS, kinds

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rubric.md"
HEAD = "| check | looks at |\n|---|---|\n"


def rows(kind: str) -> str:
    """Return the lines of a kind's table."""
    tree = ast.parse((CHECKS / f"test_{kind}.py").read_text(encoding="utf-8"))
    lines = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            gate = (
                " (gate)" if any("gate" in ast.unparse(one) for one in node.decorator_list) else ""
            )
            says = " ".join((ast.get_docstring(node) or "").split()).rstrip(".")
            lines.append(f"| `{node.name.removeprefix('test_')}`{gate} | {says} |\n")
    return "".join(lines)


def page(text: str) -> str:
    """Return the text of the page with today's tables.

    Raises:
        ValueError: A kind has no table.
    """
    for kind in kinds():
        pattern = rf"(### `{kind}`\n(?:(?!###).*\n)*?){re.escape(HEAD)}(?:\|.*\n)+"
        text, count = re.subn(pattern, lambda found, kind=kind: found[1] + HEAD + rows(kind), text)
        if not count:
            raise ValueError(f"{PAGE.name} has no table of the checks of {kind}")
    return text


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
