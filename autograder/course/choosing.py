"""Which of the files that somebody handed in is the notebook of an assignment.

In: files by name, and how to read them. Out: the notebook that is graded, and what a person should know
of the others. The content decides: the kit's metadata and `Checker("…")` say which assignment a
notebook is of. No file is parsed for that: it may be anything, and no more is looked at than a notebook
needs; beyond that the name decides.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

# Endings that browsers and platforms add, such as `.ipynb.txt`, `.ipynb.json` or `.ipynb (1)`.
NOTEBOOK = re.compile(r"\.ipynb(\.[a-z]{1,8})?([ _-]?\(\d+\))?$", re.IGNORECASE)
# How a claim begins, and the whole of it: what begins like one is found without a pattern.
CLAIMS = (
    (b'"autograder"',
     re.compile(rb'"autograder"\s{0,99}:\s{0,99}\{\s{0,99}"assignment"\s{0,99}:\s{0,99}"(\w{1,100})"')),
    (b"Checker(", re.compile(rb"""Checker\(\s{0,99}\\?["'](\w{1,100})\\?["']""")),
)  # fmt: skip
# What is looked at: of a file as much as the kit's rubrics allow of one that is graded, of all files of
# somebody, and how many beginnings of claims in a file.
MAX_BYTES, MAX_BYTES_TOGETHER, MAX_CANDIDATES = 64 * 2**20, 256 * 2**20, 1000
MAX_NAMED = 10


@dataclasses.dataclass(frozen=True)
class HandedFile:
    """A file that was handed in.

    Attributes:
        path: Its path in what was handed in.
        read: Gives its content; fails with an exception where it has none that can be read.
    """

    path: PurePosixPath
    read: Callable[[], bytes]


@dataclasses.dataclass(frozen=True)
class Choice:
    """The notebook that is graded.

    Attributes:
        file: The file, or None if there is no notebook.
        notes: What a person should know about the files.
        other: The assignment that it belongs to, if that is another one.
    """

    file: HandedFile | None
    notes: tuple[str, ...] = ()
    other: str = ""


def is_notebook(name: str) -> bool:
    """Whether a file has a notebook's name, with any ending that was added to it."""
    return bool(NOTEBOOK.search(name)) and not name.startswith(".")


def has_right_name(name: str, assignment: str) -> bool:
    """Whether a name is the assignment's, apart from a number such as `(1)` or `-2`."""
    stem = re.escape(assignment)
    return bool(re.fullmatch(rf"{stem}[ _-]*(\(?\d+\)?)?\.ipynb", name, re.IGNORECASE))


def claims(content: bytes, assignment: str = "") -> frozenset[str]:
    """Return the assignments that a notebook says it is of: by metadata, or by its set-up cell.

    Args:
        content: The file's bytes. Of more than `MAX_BYTES` nothing is returned.
        assignment: The assignment that is asked for: where the notebook is of it, nothing more is
            looked for.
    """
    if len(content) > MAX_BYTES:
        return frozenset()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[1:2] == b"\0":
        content = content.replace(b"\0", b"")
    found: set[str] = set()
    for beginning, pattern in CLAIMS:
        place = content.find(beginning)
        for _ in range(MAX_CANDIDATES):
            if place < 0:
                break
            match = pattern.match(content, place)
            if match is not None:
                found.add(match[1].decode("utf-8", "replace"))
                if assignment in found:
                    return frozenset(found)
            place = content.find(beginning, place + len(beginning))
    return frozenset(found)


def choose(files: Sequence[HandedFile], assignment: str) -> Choice:
    """Choose the notebook to grade: the one nearest to the top that belongs to the assignment.

    What says nothing of an assignment belongs to it if it has the right name, and will do if there is
    nothing else.
    """
    notebooks = [one for one in files if is_notebook(one.path.name)]
    if not notebooks:
        names = _named([one.path.name for one in files]) or "nothing"
        return Choice(None, (f"there is no notebook, but {names}",))
    ranks, left = {}, MAX_BYTES_TOGETHER
    for one in sorted(notebooks, key=lambda one: _order(one, assignment, 0)):
        content = _content(one) if left > 0 else b""
        left -= len(content)
        ranks[one.path] = _rank(one, assignment, content)
    best = min(notebooks, key=lambda one: _order(one, assignment, ranks[one.path][0]))
    rank, other = ranks[best.path]
    others = _named([one.path.as_posix() for one in notebooks if one is not best])
    notes = []
    right = best.path.name == f"{assignment}.ipynb"
    if rank == 2:
        notes.append(f"{best.path.name} is a notebook of {other}, not of {assignment}")
    elif not right and len(notebooks) == 1:
        notes.append(f"the file is called {best.path.name}")
    elif not right:
        sure = "" if rank == 0 else "none of the notebooks has the right name; "
        notes.append(f"{sure}{best.path.name} is graded, not {others}")
    elif others:
        notes.append(f"there is more than one notebook: also {others}")
    return Choice(best, tuple(notes), other if rank == 2 else "")


def _content(one: HandedFile) -> bytes:
    try:
        return one.read()
    except (ValueError, OSError):
        # What cannot be read is for the reader to name.
        return b""


def _rank(one: HandedFile, assignment: str, content: bytes) -> tuple[int, str]:
    """Return how far a notebook belongs to an assignment, 0 the best, and which other it names."""
    named = claims(content, assignment)
    if assignment in named:
        return 0, ""
    if named:
        return 2, _named(sorted(named))
    return (0 if has_right_name(one.path.name, assignment) else 1), ""


def _order(one: HandedFile, assignment: str, rank: int) -> tuple[object, ...]:
    name = one.path.name
    return (
        rank,
        len(one.path.parts),
        name != f"{assignment}.ipynb",
        not has_right_name(name, assignment),
        assignment not in name,
        one.path.as_posix(),
    )


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more
