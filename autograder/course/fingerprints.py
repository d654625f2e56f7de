"""Fingerprints of code: what is left of it without names, literals, comments and formatting.

In: the source of cells. Out: for each cell hashes of short runs of tokens, and the lines they stand on.
Nothing is run, and no parser is needed, so that code with errors has fingerprints, too. The time grows
with the length of the code, and the length has a limit. Nobody knows that of Pygments for every text:
`answer` is the work of a process with limits.

Tokens are Pygments'. Names become one sign, but for attributes and keyword arguments that the code does
not give itself: those are what a library calls them, and nobody can rename them. Keyword arguments are
put in order, brackets and commas that change nothing are left out.

Source: S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD 2003.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text
from pygments.token import _TokenType as TokenType

# Tokens in a run, and runs of which one is kept: what is as long as both together, less one, is found.
RUN, WINDOW = 8, 4
MOST_CHARACTERS = 20_000
# At least as many of these as there are tokens.
PIECE = re.compile(r"\w+|[^\w\s]")
# Brackets within brackets beyond which nothing is put in order: nobody writes so, and it costs time.
MOST_DEEP = 60
NAME, TEXT, NUMBER = "name", "text", "number"
OPEN, CLOSE = "([{", ")]}"
COMMAND = re.compile(r"^[ \t]*[%!?].*$", re.MULTILINE)
# Pygments looks from the beginning of each line to the end of all that is blank behind it.
BLANK = re.compile(r"^[ \t\r\f\v]*$", re.MULTILINE)
# Made once, and before the forks that each read one text: most of the time would go into making it.
LEXER = PythonLexer(stripnl=False)
# By its hash, the cell in which a fingerprint stands, and its first and last line.
Prints = dict[int, tuple[int, int, int]]


@dataclasses.dataclass(frozen=True)
class Token:
    """A token as it is compared.

    Attributes:
        word: What it is: a word of Python or of a library, an operator, or a sign for all of its kind.
        line: The line it stands on, from 0.
    """

    word: str
    line: int


@dataclasses.dataclass(frozen=True)
class _Raw:
    """A token as it was written: its kind is `name`, `text`, `number`, `word` or `sign`."""

    kind: str
    word: str
    line: int


def only_code(source: str) -> str:
    """Return a source whose lines without code are empty: those are blank, or a comment or command."""
    return "\n".join(
        "" if line.lstrip().startswith("#") else line.rstrip()
        for line in COMMAND.sub("", source).split("\n")
    )


def is_trivial(code: str) -> bool:
    """Whether what `only_code` returns is too short for a fingerprint."""
    pieces = PIECE.finditer(code)
    return next(itertools.islice(pieces, RUN - 1, None), None) is None


def length_of(code: str) -> int:
    """Return how many characters of what `only_code` returns count towards the limit."""
    return sum(len(line) + 1 for line in code.split("\n") if line)


@functools.lru_cache(maxsize=256)
def _raw(source: str) -> tuple[_Raw, ...]:
    """Return the tokens of a source without comments, docstrings and white space."""
    numbers, lines, room = [], [], MOST_CHARACTERS
    for number, text in enumerate(only_code(source).split("\n")):
        if room <= 0:
            break
        if text:
            numbers.append(number)
            lines.append(text[:room])
            room -= len(text) + 1
    source = "\n".join(lines)
    found: list[_Raw] = []
    line, seen = 0, 0
    for place, kind, value in LEXER.get_tokens_unprocessed(source):
        line += source.count("\n", seen, place)
        seen = place
        found.extend(_as_raw(kind, value, numbers[min(line, len(numbers) - 1)], found))
    return tuple(found)


def _as_raw(kind: TokenType, value: str, line: int, before: Sequence[_Raw]) -> Iterator[_Raw]:
    word = value.strip()
    if not word or word in ("\\", ";") or kind in Comment or kind in String.Doc or kind in Text:
        return
    if kind in String:
        # A text comes in pieces, and pieces beside each other are one text.
        if not before or before[-1].kind != TEXT:
            yield _Raw(TEXT, TEXT, line)
    elif kind in Number or kind in Keyword.Constant:
        yield _Raw(NUMBER, NUMBER, line)
    elif kind in Operator.Word or kind in Keyword:
        yield _Raw("word", word, line)
    elif kind in Name:
        # What begins with @ is a decorator.
        yield _Raw(NAME, word.lstrip("@"), line)
    elif kind in Operator or kind in Punctuation:
        # Several closing brackets may be one token.
        yield from (_Raw("sign", one, line)
                    for one in (word if set(word) <= set(OPEN + CLOSE + ",") else [word]))  # fmt: skip


def own_names(sources: Iterable[str]) -> frozenset[str]:
    """Return the names that code gives itself to functions, classes, arguments and attributes."""
    found: set[str] = set()
    for source in sources:
        raw = _raw(source)
        for place, one in enumerate(raw):
            before = raw[place - 1].word if place else ""
            after = raw[place + 1].word if place + 1 < len(raw) else ""
            if one.kind != NAME:
                continue
            if before in ("def", "class") or (before == "." and after in ("=", ":")):
                found.add(one.word)
            if before == "def" and after == "(":
                found.update(_arguments(raw, place + 2))
    return frozenset(found)


def _arguments(raw: Sequence[_Raw], start: int) -> Iterator[str]:
    """Yield the names in the brackets of a definition that begin at a place."""
    depth = 1
    for one in raw[start : start + 1000]:
        if one.kind == "sign":
            depth += (one.word in OPEN) - (one.word in CLOSE)
            if not depth:
                return
        elif one.kind == NAME and depth == 1:
            yield one.word


class _Group:
    """A pair of brackets that is being read, or the cell as a whole.

    Args:
        opened: The bracket, or None.
        call: Whether it holds the arguments of a call.
        needless: Whether it may be only there to keep an expression together.
    """

    def __init__(self, opened: Token | None, call: bool = False, needless: bool = False) -> None:
        self.opened = opened
        self.call = call
        self.needless = needless
        self.parts: list[list[Token]] = [[]]
        self.commas: list[Token] = []

    def add(self, token: Token) -> None:
        """Take a token in; a comma begins the next part."""
        if token.word == "," and self.opened is not None:
            self.commas.append(token)
            self.parts.append([])
        else:
            self.parts[-1].append(token)

    def tokens(self, closed: Token | None) -> list[Token]:
        """Return all tokens in order, keyword arguments sorted behind the others."""
        parts = [part for part in self.parts if part]
        if self.call:
            keywords = [part for part in parts if len(part) > 1 and part[1].word == "="]
            first = [part for part in parts if len(part) <= 1 or part[1].word != "="]
            parts = first + sorted(keywords, key=lambda part: [token.word for token in part])
        if self.opened is None:
            return [token for part in parts for token in part]
        if self.needless and closed and len(parts) == 1 and not self.commas:
            return parts[0]
        found = [self.opened]
        for number, part in enumerate(parts):
            if number:
                found.append(self.commas[min(number, len(self.commas)) - 1])
            found.extend(part)
        return [*found, closed] if closed else found


def tokens_of(source: str, own: frozenset[str] = frozenset()) -> list[Token]:
    """Return the tokens of a cell as they are compared.

    Args:
        source: The cell's source; what is beyond `MOST_CHARACTERS` of code is left out.
        own: The names that the code gives itself.
    """
    raw = _raw(source)
    groups = [_Group(None)]
    for place, one in enumerate(raw):
        before = raw[place - 1] if place else None
        after = raw[place + 1].word if place + 1 < len(raw) else ""
        token = Token(_word(one, before, after, groups[-1].call, own), one.line)
        sign = one.kind == "sign"
        if sign and one.word in OPEN and len(groups) <= MOST_DEEP:
            behind = before is not None and (
                before.kind in (NAME, TEXT) or before.word in (")", "]", "print")
            )
            defined = place > 1 and raw[place - 2].word in ("def", "class")
            call = one.word == "(" and behind and not defined
            groups.append(_Group(token, call, one.word == "(" and not behind))
        elif sign and one.word in CLOSE and len(groups) > 1:
            inner = groups.pop().tokens(token)
            groups[-1].parts[-1].extend(inner)
        else:
            groups[-1].add(token)
    while len(groups) > 1:
        inner = groups.pop().tokens(None)
        groups[-1].parts[-1].extend(inner)
    return groups[0].tokens(None)


def _word(one: _Raw, before: _Raw | None, after: str, in_call: bool, own: frozenset[str]) -> str:
    if one.kind != NAME:
        return one.word
    attribute = before is not None and before.word == "."
    keyword = in_call and after == "=" and before is not None and before.word in ("(", ",")
    return one.word if (attribute or keyword) and one.word not in own else NAME


def _hash(words: Sequence[str]) -> int:
    """Return a hash that is the same in every process."""
    text = "\0".join(words).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def fingerprints(tokens: Sequence[Token]) -> dict[int, tuple[int, int]]:
    """Return the hashes of runs of tokens that stand for a cell, each with its first and last line.

    Of each `WINDOW` runs that follow one another the least hash is kept, the last of equal ones.
    """
    words = [token.word for token in tokens]
    hashes = [_hash(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
    found: dict[int, tuple[int, int]] = {}
    for start in range(max(1, len(hashes) - WINDOW + 1) if hashes else 0):
        window = range(start, min(start + WINDOW, len(hashes)))
        place = min(window, key=lambda place: (hashes[place], -place))
        lines = [token.line for token in tokens[place : place + RUN]]
        found.setdefault(hashes[place], (min(lines), max(lines)))
    return found


def prints_of(cells: Sequence[str]) -> Prints:
    """Return the fingerprints of cells, each at the first place where it stands."""
    own = own_names(cells)
    found: Prints = {}
    for number, source in enumerate(cells):
        for one, (first, last) in fingerprints(tokens_of(source, own)).items():
            found.setdefault(one, (number, first, last))
    return found


def answer(message: bytes) -> bytes:
    """Return the fingerprints of cells as JSON; the work of a process with limits.

    Args:
        message: The sources of the cells, as JSON.
    """
    found = prints_of(json.loads(message))
    return json.dumps([[one, *place] for one, place in found.items()]).encode()


def from_answer(content: bytes, cells: Sequence[str]) -> Prints:
    """Return what `answer` found in cells, after a look at every value in it.

    Raises:
        ValueError: It is nothing that there can be in these cells.
    """
    lines = [source.count("\n") for source in cells]
    found: Prints = {}
    for one, cell, first, last in json.loads(content):
        if not (
            all(type(number) is int for number in (one, cell, first, last))
            and 0 <= cell < len(cells)
            and 0 <= first <= last <= lines[cell]
        ):
            raise ValueError("a fingerprint that stands nowhere")
        found[one] = (cell, first, last)
    return found
