"""Reads Python code of a course, one text at a time.

In: code of the kit or of the course. Out: its syntax tree.

Python 3.11 before 3.11.8 counts the depth of a tree in one place for all threads: where two threads
parse at once, one of them can end with `SystemError` (python/cpython#106905). A class is graded in
threads, so all parsing goes through here.
"""

from __future__ import annotations

import ast
import threading

_ONE_AT_A_TIME = threading.RLock()


def parsed(code: str | bytes) -> ast.Module:
    """Return the syntax tree of code.

    Raises:
        SyntaxError: It is not Python.
        ValueError: It has a character that no code can have.
    """
    with _ONE_AT_A_TIME:
        return ast.parse(code)
