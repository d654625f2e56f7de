"""Make plain, checked data of the bytes of a notebook file, whatever they are.

In: the bytes of a file that a student chose. Out: a `TidyNotebook`, or a `NotebookError` that says what
the file is instead. `answer` does so in a process with limits, and `from_answer` reads what came back
from there, trusting nothing in it. Every step takes time in proportion to the length of the text.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

MARKS = (
    "grade_id",
    "grade",
    "solution",
    "task",
    "locked",
    "points",
    "schema_version",
    "checksum",
    "cell_type",
    "remove",
)
KINDS = ("code", "markdown", "raw")
MAX_CELLS = 10_000
# Opening brackets in a file: each may become a value that takes far more memory than its text.
MAX_BRACKETS = 2_000_000
MAX_OLD_CHARACTERS = 4_000_000
MAX_PICTURE = 4_000_000
MAX_PICTURES, MAX_WORD, MAX_VARIANT, MAX_NUMBER = 1_000, 200, 1_000, 1e9
# What comes before the texts of an answer: its bytes, and the opening brackets among them.
MAX_HEAD, MAX_HEAD_BRACKETS = 32 * 2**20, 8 * MAX_CELLS
PICTURE_KINDS = ("image/png", "image/jpeg")
IDENTITY = re.compile(r"[a-zA-Z0-9_-]{1,64}")
GRADE_ID = re.compile(r"[\w .-]{1,100}", re.ASCII)
PICTURE_NAME = re.compile(r"[\w. -]{1,200}", re.ASCII)
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
ATTACHMENT, NO_PICTURE = "attachment:", "(a picture that is missing)"
Mark = str | bool | int | float | None


class NotebookError(ValueError):
    """A file that is not a notebook, or not one of this assignment."""


@dataclasses.dataclass(frozen=True)
class TidyCell:
    """A cell in plain data.

    Attributes:
        kind: "code", "markdown" or "raw".
        source: Its text, which can be written as UTF-8.
        identity: Its id, or "" where it has none that can be used.
        marks: What nbgrader has written into its metadata, or None.
        pictures: The pictures that were pasted into it, by name and kind, in base64.
    """

    kind: str
    source: str
    identity: str
    marks: Mapping[str, Mark] | None
    pictures: Mapping[str, Mapping[str, str]]


@dataclasses.dataclass(frozen=True)
class TidyNotebook:
    """A notebook in plain data, without outputs.

    Attributes:
        cells: Its cells.
        assignment: The assignment that its metadata name, or "".
        repairs: What had to be repaired.
        variant: What its metadata say of the student's variant, or "".
    """

    cells: tuple[TidyCell, ...]
    assignment: str
    repairs: tuple[str, ...]
    variant: str = ""


def tidy(content: bytes, name: str) -> TidyNotebook:
    """Return the notebook that a file holds.

    Args:
        content: The file's bytes.
        name: Its name, for messages.

    Raises:
        NotebookError: The content is not a notebook. The message says what it is instead.
    """
    repairs: list[str] = []
    text = _decode(content, name, repairs)
    if text.count("{") + text.count("[") > MAX_BRACKETS:
        raise NotebookError(f"{name} is not a notebook: it holds too many values.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = (
            "is nested too deeply" if isinstance(error, RecursionError) else "is not valid JSON"
        )
        raise NotebookError(f"{name} is not a notebook: it {reason}.") from error
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise NotebookError(f"{name} is not a notebook: it has no cells.")
    try:
        if "worksheets" in data:
            if len(text) > MAX_OLD_CHARACTERS:
                raise NotebookError(f"{name} has an old notebook format and is too large for it.")
            import nbformat

            repairs.append("an old notebook format was converted")
            data = nbformat.convert(nbformat.from_dict(data), 4)
        return _tidy(data, repairs)
    except (NotebookError, MemoryError):
        raise
    except Exception as error:
        raise NotebookError(f"{name} is not a notebook: {type(error).__name__}.") from error


def _decode(content: bytes, name: str, repairs: list[str]) -> str:
    if not content.strip():
        raise NotebookError(f"{name} is not a notebook: it is empty.")
    if content[:4] == b"PK\x03\x04":
        raise NotebookError(f"{name} is not a notebook: it is a zip archive.")
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            repairs.append(f"the file is encoded as {encoding.replace('-sig', ' with a mark')}")
            break
    else:
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        repairs.append("bytes that are not UTF-8 were replaced")
        return content.decode("utf-8", errors="replace")


def _tidy(data: Mapping[str, Any], repairs: list[str]) -> TidyNotebook:
    """Return the cells of parsed JSON, as far as they are any."""
    cells = data.get("cells")
    if not isinstance(cells, list):
        raise NotebookError("the file is not a notebook: its cells are not a list.")
    if len(cells) > MAX_CELLS:
        raise NotebookError(f"the notebook has more than {MAX_CELLS} cells.")
    metadata = data.get("metadata")
    own = metadata.get("autograder") if isinstance(metadata, dict) else None
    name, variant = (
        (own.get("assignment"), own.get("variant")) if isinstance(own, dict) else (None, None)
    )
    found = []
    left = MAX_PICTURES
    seen: set[str] = set()
    for place, cell in enumerate(cells):
        if not isinstance(cell, dict):
            repairs.append(f"cell {place + 1} is not a cell and was left out")
            continue
        kind = cell.get("cell_type")
        kind = kind if isinstance(kind, str) and kind in KINDS else "markdown"
        source = _source(cell.get("source", ""), place, repairs)
        pictures: dict[str, dict[str, str]] = {}
        if kind == "markdown":
            pictures = _pictures(cell.get("attachments"), left)
            left -= len(pictures)
            source = replace_links(source, pictures)
        identity = _identity(cell.get("id"), seen)
        # Of a cell's metadata only nbgrader's counts; the rest may be of any form.
        found.append(TidyCell(kind, source, identity, _marks(cell.get("metadata")), pictures))
    assignment = _without_surrogates(name)[:MAX_WORD] if isinstance(name, str) else ""
    said = _without_surrogates(variant)[:MAX_VARIANT] if isinstance(variant, str) else ""
    return TidyNotebook(tuple(found), assignment, tuple(repairs), said)


def _identity(value: object, seen: set[str]) -> str:
    """Return a cell's id, unless it cannot be one or another cell has it."""
    if not isinstance(value, str) or not IDENTITY.fullmatch(value) or value in seen:
        return ""
    seen.add(value)
    return value


def _source(source: object, place: int, repairs: list[str]) -> str:
    """Return a cell's text, which can be written as UTF-8."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        repairs.append(f"the source of cell {place + 1} is not a text and was left out")
        return ""
    source = source.replace("\r\n", "\n")
    if "\x00" in source:
        repairs.append(f"null bytes were taken out of cell {place + 1}")
        source = source.replace("\x00", "")
    text = _without_surrogates(source)
    if text != source:
        repairs.append(f"characters that are not text were replaced in cell {place + 1}")
    return text


def _pictures(attachments: object, most: int) -> dict[str, dict[str, str]]:
    """Return the pictures that were pasted into a cell, as far as they are not too many."""
    kept: dict[str, dict[str, str]] = {}
    if isinstance(attachments, dict):
        for name, bundle in attachments.items():
            if len(kept) >= most:
                break
            pictures = {
                kind: bundle[kind]
                for kind in PICTURE_KINDS
                if isinstance(bundle, dict) and _is_picture(bundle.get(kind))
            }
            if pictures and PICTURE_NAME.fullmatch(name):
                kept[name] = pictures
    return kept


def _is_picture(value: object) -> bool:
    return (
        isinstance(value, str) and len(value) <= MAX_PICTURE and BASE64.fullmatch(value) is not None
    )


def replace_links(source: str, pictures: Mapping[str, object]) -> str:
    """Return a Markdown text in which links to pictures that are not there are words.

    Such a link is `(attachment:NAME …)`, with spaces and a `<` before it or not. nbconvert gives up
    on one whose picture is missing.
    """
    parts: list[str] = []
    done = search = 0
    while (start := source.find(ATTACHMENT, search)) >= 0:
        search = start + len(ATTACHMENT)
        opening = start - 1 if source[start - 1 : start] == "<" else start
        while opening > done and source[opening - 1].isspace():
            opening -= 1
        if opening <= done or source[opening - 1] != "(":
            continue
        end = source.find(")", search)
        if end < 0:
            break
        words = source[search:end].partition(">")[0].split(maxsplit=1)
        name = words[0] if words and not source[search].isspace() else ""
        if unquote(name) not in pictures:
            parts += [source[done : opening - 1], NO_PICTURE]
            done = end + 1
        search = end + 1
    return "".join([*parts, source[done:]])


def _marks(metadata: object) -> dict[str, Mark] | None:
    """Return nbgrader's part of a cell's metadata, or None where it cannot be used."""
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(marks, dict):
        return None
    identity = marks.get("grade_id")
    if not isinstance(identity, str) or not GRADE_ID.fullmatch(identity):
        return None
    return {
        key: _without_surrogates(value) if isinstance(value, str) else value
        for key, value in marks.items()
        if key in MARKS and _is_mark(value)
    }


def _is_mark(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_WORD
    # Comparing says no to what is not a number, too.
    return value is None or (isinstance(value, (int, float)) and abs(value) <= MAX_NUMBER)


def _without_surrogates(text: str) -> str:
    """Return text that can be written as UTF-8: halves of characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def answer(message: bytes) -> bytes:
    """Return what a file holds; the work of the process with limits.

    Args:
        message: The file's name, a null byte, and its content.

    Returns:
        A line of JSON with everything but the texts, and their lengths; then the texts, in UTF-8.
    """
    name, _, content = message.partition(b"\x00")
    try:
        found = tidy(content, name.decode("utf-8", "replace"))
    except NotebookError as error:
        return json.dumps({"refused": str(error)}).encode() + b"\n"
    texts: list[bytes] = []

    def put(text: str) -> int:
        texts.append(text.encode("utf-8"))
        return len(texts[-1])

    cells = [
        [
            cell.kind,
            put(cell.source),
            cell.identity,
            cell.marks,
            {name: {kind: put(text) for kind, text in pictures.items()}
             for name, pictures in cell.pictures.items()},
        ]
        for cell in found.cells
    ]  # fmt: skip
    head = {"cells": cells, "assignment": found.assignment, "repairs": found.repairs,
            "variant": found.variant}  # fmt: skip
    return b"".join([json.dumps(head).encode(), b"\n", *texts])


def from_answer(content: bytes, name: str) -> TidyNotebook:
    """Return what `answer` found, after a look at every value in it.

    Raises:
        NotebookError: The file is not a notebook, or the answer is not one that there can be.
    """
    wrong = f"{name} is not a notebook: what was read from it does not fit together."
    head, _, body = content.partition(b"\n")
    if len(head) > MAX_HEAD or head.count(b"[") + head.count(b"{") > MAX_HEAD_BRACKETS:
        raise NotebookError(wrong)
    place = 0

    def take(length: object) -> str:
        nonlocal place
        if type(length) is not int or not 0 <= length <= len(body) - place:
            raise ValueError("a text that is not there")
        place += length
        return body[place - length : place].decode("utf-8")

    try:
        data = json.loads(head)
        if "refused" in data:
            raise NotebookError(_word(data["refused"], 1000))
        cells = []
        for kind, length, identity, marks, pictures in data["cells"]:
            source = take(length)
            texts = {
                one: {sort: take(size) for sort, size in sizes.items()}
                for one, sizes in pictures.items()
            }
            cells.append(_checked(TidyCell(kind, source, identity, marks, texts)))
        if len(cells) > MAX_CELLS:
            raise ValueError("too many cells")
        repairs = tuple(_word(one, MAX_WORD) for one in data["repairs"])
        assignment, variant = (
            _word(data["assignment"], MAX_WORD), _word(data["variant"], MAX_VARIANT)
        )  # fmt: skip
        return TidyNotebook(tuple(cells), assignment, repairs, variant)
    except NotebookError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise NotebookError(wrong) from error


def _checked(cell: TidyCell) -> TidyCell:
    """Return a cell whose every value has been looked at.

    Raises:
        ValueError: One of them is not what it has to be.
    """
    fits = (
        cell.kind in KINDS
        and isinstance(cell.identity, str)
        and (not cell.identity or IDENTITY.fullmatch(cell.identity))
        and (cell.marks is None or _marks({"nbgrader": cell.marks}) == cell.marks)
        and _pictures(cell.pictures, MAX_PICTURES) == cell.pictures
    )
    if not fits:
        raise ValueError("a cell that is none")
    return cell


def _word(value: object, most: int) -> str:
    """Return a short text.

    Raises:
        ValueError: It is none, is longer, or cannot be written as UTF-8.
    """
    if not isinstance(value, str) or len(value) > most:
        raise ValueError("not a short text")
    value.encode("utf-8")
    return value
