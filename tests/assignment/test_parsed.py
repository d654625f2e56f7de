"""Only one thread parses at a time, and nothing parses elsewhere.

Python 3.11.7 ended a grading with `SystemError` where two threads did.
"""

from __future__ import annotations

import ast
import concurrent.futures
import time

import pytest

from autograder.assignment import parsed as module
from autograder.assignment.places import PACKAGE


def test_threads_parse_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    parse, running, most = ast.parse, [], []

    def slow(code: str) -> ast.Module:
        running.append(code)
        most.append(len(running))
        time.sleep(0.01)
        running.remove(code)
        return parse(code)

    monkeypatch.setattr(module.ast, "parse", slow)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(module.parsed, (f"a = {number}" for number in range(24))))
    assert [tree.body[0].value.value for tree in trees] == list(range(24))  # type: ignore[attr-defined]
    assert set(most) == {1}


def test_all_of_the_package_parses_there() -> None:
    parsers = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if any(
            isinstance(node, ast.Attribute) and node.attr in ("parse", "literal_eval")
            and isinstance(node.value, ast.Name) and node.value.id == "ast"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]  # fmt: skip
    assert parsers == ["parsed.py"]
