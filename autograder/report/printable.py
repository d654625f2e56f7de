"""Make text printable that student code or a student's file may have a part in.

In: any text. Out: text that no terminal, browser or table takes for anything but text.
"""

from __future__ import annotations

import codecs
import html
import io
import re
import sys

MAX_SHOWN = 100_000
MAX_FIELD = 300
TERMINAL_CODE = re.compile(r"\x1b\[[0-9;]*m")


def one_line(value: object, limit: int = MAX_FIELD) -> str:
    """Return a value as one short line of printable text: it may come from student code.

    The codes with which Keras and others make text bold or coloured in a terminal are left out.
    """
    text = " ".join(TERMINAL_CODE.sub("", str(value)).split())
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return text if len(text) <= limit else text[: limit - 1] + "…"


# With those that show text in another order than it has, and two that no XML file takes.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return text without control characters, which terminals and browsers might obey.

    Halves of characters go, too: no file takes them.
    """
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def as_typed(text: str) -> str:
    """Return HTML that shows a text as it was typed, and in which nothing else can be meant."""
    shown = html.escape(text[:MAX_SHOWN]).replace("\\", "&#92;").replace("$", "&#36;")
    return f"<pre>{shown}</pre>"


def plain_lines(text: str) -> str:
    """Return text without control characters, line by line."""
    return "\n".join(plain(line) for line in text.splitlines())


# Letters that an old console or a redirected output may not have, and what stands for them there.
PLAIN_LETTERS = {
    "✓": "+", "✗": "x", "○": "o", "✎": "-", "–": "-", "—": "-", "…": "...", "’": "'", "→": "->",
}  # fmt: skip


def in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for letters that an output cannot show; an error handler of `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(PLAIN_LETTERS.get(letter, "?") for letter in letters), error.end


def print_anywhere() -> None:
    """Let nothing that is printed fail for the letters of the terminal, pipe or file it goes to."""
    codecs.register_error("plain_letters", in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain_letters")
