"""The functions that students wrote, in pieces of plain text: code, names, texts and numbers.

In: the cells of a student, and the names of functions. Out: each function without comments and
docstrings, in pieces that say what they are, with a digest of its form. Nothing is run, and no parser
is needed, so that code with errors has pieces, too. `answer` is the work of a process with limits.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import textwrap
from collections.abc import Sequence

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Name, Number, String

from autograder.course.fingerprints import BLANK, COMMAND, own_names, tokens_of
from autograder.sandbox.limited import Bounds, LimitError, run_limited

# Of a cell and of a function as much is read; nobody writes more, and each character costs time.
MOST_CELL, MOST_FUNCTION, MOST_PIECES = 20_000, 4_000, 4_000
WORK, BOUNDS = "autograder.course.code_pieces:answer", Bounds(seconds=4.0, memory_mib=1024)
# Kinds of pieces: as it stands; a name; what a library calls something; inside of a text; a number.
CODE, NAME, ATTRIBUTE, TEXT, NUMBER = "code", "name", "attribute", "text", "number"
KINDS = (CODE, NAME, ATTRIBUTE, TEXT, NUMBER)
# Stands where a function goes on.
CUT = "    …"
QUOTES = ("'", '"', "'''", '"""')


@dataclasses.dataclass(frozen=True)
class Piece:
    """A piece of code: its kind, one of `KINDS`, and its text."""

    kind: str
    text: str


@dataclasses.dataclass(frozen=True)
class Function:
    """A function that a student wrote.

    Attributes:
        form: A digest of what is left of it without names, numbers and texts.
        pieces: Its code in pieces, without comments and docstrings.
    """

    form: str
    pieces: tuple[Piece, ...]


def answer(message: bytes) -> bytes:
    """Return functions in pieces as JSON; the work of a process with limits.

    Args:
        message: As JSON, `cells`, the sources, and `functions`, the names of those that are wanted.
            Without these, the pieces of all cells come back as one.
    """
    asked = json.loads(message)
    cells = [source[:MOST_CELL] for source in asked["cells"]]
    found = {}
    if not asked["functions"]:
        pieces = [one for source in cells for one in pieces_of(source)]
        return json.dumps({"": ["", [[one.kind, one.text] for one in pieces]]}).encode()
    for name in asked["functions"]:
        source = function_in(cells, name)
        if source:
            pieces = pieces_of(source)
            found[name] = [form_of(source), [[one.kind, one.text] for one in pieces]]
    return json.dumps(found).encode()


def from_answer(content: bytes, functions: Sequence[str]) -> dict[str, Function]:
    """Return what `answer` found, after a look at every value in it.

    Raises:
        ValueError: It is nothing that can be found.
    """
    data = json.loads(content)
    if not isinstance(data, dict):
        raise ValueError("no functions by name")
    found = {}
    for name, value in data.items():
        form, pieces = value if isinstance(value, list) and len(value) == 2 else ("", None)
        if (
            name not in (functions or ("",))
            or not isinstance(form, str)
            or not isinstance(pieces, list)
            or not all(
                isinstance(one, list)
                and len(one) == 2
                and one[0] in KINDS
                and isinstance(one[1], str)
                for one in pieces
            )
        ):
            raise ValueError("a function that is not in pieces")
        found[name] = Function(form, tuple(Piece(kind, text) for kind, text in pieces))
    return found


def read_functions(cells: Sequence[str], functions: Sequence[str]) -> dict[str, Function]:
    """Return functions that a student wrote; none where nobody gets done with the cells."""
    message = json.dumps({"cells": list(cells), "functions": list(functions)}).encode()
    try:
        return from_answer(run_limited(WORK, message, BOUNDS), functions)
    except (LimitError, ValueError, TypeError):
        return {}


def function_in(cells: Sequence[str], name: str) -> str:
    """Return the source of the last definition of a function in cells, or ""."""
    begins = re.compile(
        rf"^([ \t]*)(?:(?:async[ \t]+)?def[ \t]+{name}\b|{name}[ \t]*=(?!=))", re.MULTILINE
    )
    for source in reversed(cells):
        starts = list(begins.finditer(source))
        if starts:
            found = _block(source[starts[-1].start() :], len(starts[-1][1]))
            return found if len(found) <= MOST_FUNCTION else f"{found[:MOST_FUNCTION]}\n{CUT}"
    return ""


def _block(source: str, indent: int) -> str:
    """Return the first statement of a source: up to a line that stands no further right than it."""
    lines = source.split("\n")
    kept = lines[:1]
    for line in lines[1:]:
        bare = line.lstrip(" \t")
        # A bracket that is closed there belongs to what was opened before.
        if bare.strip() and bare[0] not in "#)]}" and len(line) - len(bare) <= indent:
            break
        kept.append(line)
    return textwrap.dedent("\n".join(kept)).rstrip()


def pieces_of(source: str) -> list[Piece]:
    """Return code in pieces, without comments, docstrings and commands of the notebook."""
    found: list[Piece] = []
    before = ""
    # Pygments looks from each line to the end of all that is blank behind it: a comment ends that.
    text = BLANK.sub("#", COMMAND.sub("", source))
    for _, kind, value in PythonLexer(stripnl=False).get_tokens_unprocessed(text):
        if kind in Comment or kind in String.Doc:
            continue
        if kind in String.Interpol or kind in String.Affix or (kind in String and value in QUOTES):
            piece = Piece(CODE, value)
        elif kind in String:
            piece = Piece(TEXT, value)
        elif kind in Number:
            piece = Piece(NUMBER, value)
        elif kind in Name:
            piece = Piece(ATTRIBUTE if before == "." else NAME, value)
        else:
            piece = Piece(CODE, value)
        before = value
        if found and found[-1].kind == piece.kind and piece.kind in (CODE, TEXT):
            found[-1] = Piece(piece.kind, found[-1].text + value)
        else:
            found.append(piece)
        if len(found) >= MOST_PIECES:
            break
    return found


def form_of(source: str) -> str:
    """Return a digest of what is left of code without names, numbers, texts and formatting."""
    every = [token.word for token in tokens_of(source, own_names([source]))]
    return hashlib.blake2b("\0".join(every).encode("utf-8", "replace"), digest_size=8).hexdigest()
