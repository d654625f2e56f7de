"""What a course keeps for marking written answers: lines with points, and comments that are used again.

`marking/<assignment>.toml` is part of the course and may be edited by hand; `autograder mark` writes it
anew. In: the file. Out: a `Scheme` for each question, and what it makes of a comment in nbgrader's
gradebook, which has the ticked lines above the words that were typed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.assignment.toml import Reader, RubricError
from autograder.course.directory import Course
from autograder.report.printable import plain
from autograder.report.render import points_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = "marking"
MOST_POINTS = 1000.0
MOST_LINES = 50
MOST_LETTERS, MOST_COMMENT = 500, 20_000
BARE = re.compile(r"[A-Za-z0-9_-]+")
HEAD = """\
# How the written answers of {} are marked. `autograder mark {}` writes this file anew,
# without remarks such as this one.
"""


@dataclasses.dataclass(frozen=True)
class Line:
    """Something to look for in an answer.

    Attributes:
        text: What it is, in one line, as students read it.
        points: What it adds; below 0 it takes off.
    """

    text: str
    points: float

    @property
    def said(self) -> str:
        """The line as it stands in a comment."""
        sign = "+" if self.points > 0 else "−" if self.points < 0 else ""
        return f"- {self.text} ({sign}{points_text(abs(self.points))})"


@dataclasses.dataclass(frozen=True)
class Scheme:
    """How one question is marked.

    Attributes:
        start: The points to begin with: 0 where lines add, all of them where lines take off.
        lines: What to look for.
        comments: Comments that are used again.
    """

    start: float = 0.0
    lines: tuple[Line, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """What is another one whenever the scheme is."""
        return hashlib.sha256(repr(self).encode("utf-8", "backslashreplace")).hexdigest()[:16]

    def points(self, ticked: Collection[str], most: float) -> float:
        """Return what the ticked lines come to, within 0 and the most there is."""
        total = self.start + sum(line.points for line in self.lines if line.text in ticked)
        return min(max(round(total, 2), 0.0), most)

    def said(self, ticked: Collection[str], words: str) -> str:
        """Return the comment: the ticked lines in their order, then what was typed."""
        lines = "\n".join(line.said for line in self.lines if line.text in ticked)
        return "\n\n".join(part for part in (lines, words.strip()) if part)

    def read(self, comment: str) -> tuple[tuple[str, ...], str]:
        """Return which lines a comment begins with, and the rest.

        A line that has changed since is part of the rest, as it was.
        """
        known = {line.said: line.text for line in self.lines}
        rest = comment.split("\n")
        ticked = []
        while rest and rest[0] in known:
            ticked.append(known[rest.pop(0)])
        return tuple(ticked), "\n".join(rest).strip()


def scheme_path(course: Course, assignment: str) -> Path:
    """Return where the schemes of an assignment are kept."""
    return course.root / FOLDER / f"{assignment}.toml"


def load_schemes(course: Course, assignment: str) -> dict[str, Scheme]:
    """Return the schemes of an assignment, by question; none where there is no file.

    Raises:
        RubricError: The file is wrong; the message names the key.
    """
    path = scheme_path(course, assignment)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RubricError(f"{path} is not TOML: {error}") from error
    reader = Reader(path)
    return {name: _scheme(reader, data, name) for name in data}


def _scheme(reader: Reader, data: Mapping[str, Any], name: str) -> Scheme:
    table = reader.table({name: data[name]}, name, ("start", "comments", "lines"))
    start = reader.number(table, f"{name}.start", 0, MOST_POINTS) if "start" in table else 0.0
    comments = reader.texts(table, f"{name}.comments") if "comments" in table else ()
    entries = table.get("lines", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise reader.fail(f"{name}.lines", f"tables [[{name}.lines]]", entries)
    lines = []
    for entry in entries:
        reader.only(entry, f"{name}.lines", ("text", "points"))
        text = reader.text(entry, f"{name}.lines.text")
        points = reader.number(entry, f"{name}.lines.points", -MOST_POINTS, MOST_POINTS)
        lines.append(Line(text, float(points)))
    try:
        return checked(Scheme(float(start), tuple(lines), comments))
    except RubricError as error:
        raise RubricError(f"{reader.path}: {name}: {error}") from error


def checked(scheme: Scheme) -> Scheme:
    """Return a scheme with clean texts.

    Raises:
        RubricError: A text is missing, there twice, or too long, or there are too many.
    """
    lines = tuple(Line(" ".join(plain(one.text).split()), one.points) for one in scheme.lines)
    comments = tuple(plain(one.replace("\r\n", "\n")).strip() for one in scheme.comments)
    for texts, what in (([one.text for one in lines], "line"), (comments, "comment")):
        if not all(texts):
            raise RubricError(f"a {what} has no text. Write one, or remove the {what}.")
        if len(set(texts)) < len(texts):
            raise RubricError(f"two {what}s have the same text. Change or remove one of them.")
        if len(texts) > MOST_LINES:
            raise RubricError(f"expected at most {MOST_LINES} {what}s, found {len(texts)}.")
    if any(len(one.text) > MOST_LETTERS for one in lines):
        raise RubricError(f"a line is longer than {MOST_LETTERS} letters. Shorten it.")
    if any(len(one) > MOST_COMMENT for one in comments):
        raise RubricError(f"a comment is longer than {MOST_COMMENT} letters. Shorten it.")
    return Scheme(round(scheme.start, 2), lines, comments)


def save_scheme(course: Course, assignment: str, question: str, scheme: Scheme) -> None:
    """Write the scheme of a question; those of the others stay.

    Raises:
        RubricError: The scheme, or what is in the file, is wrong.
    """
    schemes = {**load_schemes(course, assignment), question: checked(scheme)}
    path = scheme_path(course, assignment)
    path.parent.mkdir(exist_ok=True)
    parts = [HEAD.format(assignment, assignment)]
    parts += [_toml(name, one) for name, one in schemes.items()]
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(parts))
    Path(draft).replace(path)


def _toml(name: str, scheme: Scheme) -> str:
    key = name if BARE.fullmatch(name) else _text(name)
    lines = [f"[{key}]", f"start = {scheme.start:g}", *_list("comments", scheme.comments)]
    for line in scheme.lines:
        lines += ["", f"[[{key}.lines]]", f"points = {line.points:g}", f"text = {_text(line.text)}"]
    return "\n".join(lines) + "\n"


def _list(name: str, texts: Sequence[str]) -> list[str]:
    return [f"{name} = [", *(f"  {_text(text)}," for text in texts), "]"] if texts else []


def _text(text: str) -> str:
    """Return a text as TOML has it, which is as JSON has it: control characters are not in it."""
    return json.dumps(text, ensure_ascii=False)
