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
from typing import Any

from pygments.token import Comment, Name, Number, String

from autograder.course.fingerprints import BLANK, COMMAND, LEXER, own_names, tokens_of
from autograder.sandbox.limited import Bounds, LimitError, run_limited

# Of a cell and of a function as much is read; nobody writes more, and each character costs time.
MOST_CELL, MOST_FUNCTION, MOST_PIECES = 20_000, 4_000, 4_000
# Students whose cells one process reads.
MOST_TOGETHER = 25
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


@dataclasses.dataclass(frozen=True)
class Request:
    """What is asked of the cells of one student.

    Attributes:
        cells: The sources.
        functions: The names of the functions that are wanted. Without these, the pieces of all cells
            come back as one function without a name.
    """

    cells: tuple[str, ...]
    functions: tuple[str, ...] = ()


def answer(message: bytes) -> bytes:
    """Return functions in pieces as JSON, one table for each request; the work of a limited process.

    Args:
        message: The requests as JSON, each as its cells and its functions.
    """
    return json.dumps([_found(*request) for request in json.loads(message)]).encode()


def _found(cells: Sequence[str], functions: Sequence[str]) -> dict[str, Any]:
    """Return, by name, the form and the pieces of functions."""
    cells = [source[:MOST_CELL] for source in cells]
    found: dict[str, Any] = {}
    if not functions:
        found[""] = ["", [(one.kind, one.text) for source in cells for one in pieces_of(source)]]
    for name in functions:
        source = function_in(cells, name)
        if source:
            found[name] = [form_of(source), [(one.kind, one.text) for one in pieces_of(source)]]
    return found


def from_answer(content: bytes, requests: Sequence[Request]) -> list[dict[str, Function]]:
    """Return what `answer` found for requests, after a look at every value in it.

    Raises:
        ValueError: It is nothing that can be found.
    """
    data = json.loads(content)
    if not isinstance(data, list) or len(data) != len(requests):
        raise ValueError("not one answer for each request")
    return [_functions(one, request.functions or ("",)) for one, request in zip(data, requests)]


def _functions(data: object, names: Sequence[str]) -> dict[str, Function]:
    if not isinstance(data, dict):
        raise ValueError("no functions by name")
    found = {}
    for name, value in data.items():
        form, pieces = value if isinstance(value, list) and len(value) == 2 else ("", None)
        if (
            name not in names
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


def read_functions(requests: Sequence[Request]) -> list[dict[str, Function]]:
    """Return the functions that students wrote, by name, for each request.

    Several requests go to one process, which costs more than they do. Where it does not get done with
    them, each goes to its own, and those of whom nobody gets done with have none.
    """
    found: list[dict[str, Function]] = []
    for start in range(0, len(requests), MOST_TOGETHER):
        part = requests[start : start + MOST_TOGETHER]
        together = _read(part)
        found += together or [(_read([one]) or [{}])[0] for one in part]
    return found


def _read(requests: Sequence[Request]) -> list[dict[str, Function]]:
    """Return what one process found for all of some requests; nothing if it does not get done."""
    message = json.dumps([[one.cells, one.functions] for one in requests]).encode()
    try:
        return from_answer(run_limited(WORK, message, BOUNDS), requests)
    except (LimitError, ValueError, TypeError):
        return []


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
    before, own = "", own_names([source])
    # Pygments looks from each line to the end of all that is blank behind it: a comment ends that.
    text = BLANK.sub("#", COMMAND.sub("", source))
    for _, kind, value in LEXER.get_tokens_unprocessed(text):
        if kind in Comment or kind in String.Doc:
            continue
        if kind in String.Interpol or kind in String.Affix or (kind in String and value in QUOTES):
            piece = Piece(CODE, value)
        elif kind in String:
            piece = Piece(TEXT, value)
        elif kind in Number:
            piece = Piece(NUMBER, value)
        elif kind in Name:
            piece = Piece(ATTRIBUTE if before == "." and value not in own else NAME, value)
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
