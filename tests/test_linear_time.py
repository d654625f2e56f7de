"""What reads text of a student's takes time in proportion to its length, whatever the text is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.assignment.notebook import assignment_of, checked_by, parse_notebook, prepare
from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.assignment.tidy import NotebookError, answer, from_answer, replace_links
from autograder.doors.nbgrader_plugin import cell_outputs
from autograder.judge.checks import drawing, words
from autograder.pages.typesetting import SAFE_LINK
from autograder.report.printable import as_typed, one_line, plain, plain_lines

# Texts by what is repeated in them; "{}" stands for the repetition, and all the rest for what may
# begin or end a pattern.
FAMILIES = {
    "spaces": (" ", "{}x"),
    "new lines": ("\n", "x{}x"),
    "backslashes": ("\\", "{}"),
    "quotes": ("'", '"{}'),
    "stars": ("*a **b ", "{}"),
    "brackets": ("[", "{}:"),
    "nested brackets": ("[(<{{", "{}"),
    "digits": ("1", "{}.1"),
    "decimals": ("1.", "{}"),
    "letters": ("a", "{}:"),
    "colons": (":", "{}"),
    "escapes": ("\x1b[", "{}"),
    "escapes with digits": ("1;", "\x1b[{}"),
    "check and spaces": (" ", "check({}'a')x"),
    "check, end, and spaces": (" ", "check('a'){}x"),
    "check and a long name": ("a", "check('{}x"),
    "attachments": ("(attachment:", "{}"),
    "attachments and spaces": (" ", "(attachment:a{}"),
    "an attachment after spaces": (" ", "({}attachment:a)"),
    "attachments after spaces": ("   attachment:", "{}"),
    "attachments that end": ("(attachment:a) ", "{}"),
    "checkers": ("Checker(", "{}"),
    "a checker and spaces": (" ", "Checker({}"),
    "a checker and a long name": ("a", "Checker('{}"),
    "val": ("val", "{}"),
    "words": ("perdida trén ", "{}"),
}
RUBRIC = load_rubric(find_rubric("mnist_sgd"))


def a_notebook(text: str, kind: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": kind, "source": text}]}).encode()


def opened(text: str) -> None:
    for kind in ("code", "markdown"):
        from_answer(answer(b"x\x00" + a_notebook(text, kind)), "x")


def as_a_file(text: str) -> None:
    try:
        answer(b"x\x00" + text.encode())
        answer(b'x\x00{"cells": [' + text.encode())
        answer(b'x\x00{"cells": [{"source": ["' + text.encode())
    except NotebookError:
        return


def prepared(text: str) -> None:
    release: NotebookNode = nbformat.v4.new_notebook()
    for kind in ("code", "markdown"):
        notebook, repairs = parse_notebook(a_notebook(text, kind), "x")
        prepare(notebook, RUBRIC, release, repairs)
        try:
            assignment_of(notebook, "x")
        except NotebookError:
            continue


def searched(text: str) -> None:
    for pattern in (words.EPOCH, *words.METRICS.values(), words.VALIDATION, words.TRAINING,
                    words.STYLES, words.PERCENT):  # fmt: skip
        pattern.search(text)


ENTRIES: dict[str, Callable[[str], object]] = {
    "open": opened,
    "bytes": as_a_file,
    "prepare": prepared,
    "links": lambda text: replace_links(text, {}),
    "check call": checked_by,
    "safe link": SAFE_LINK.match,
    "outputs": lambda text: cell_outputs(
        {"outputs": [{"output_type": "stream", "text": text},
                     {"output_type": "display_data", "data": {"image/png": text}}]}
    ),
    "one line": one_line,
    "plain": plain,
    "plain lines": plain_lines,
    "as typed": as_typed,
    "numbers": drawing.numbers_in,
    "words": searched,
}  # fmt: skip
# The longer text has ten times the length; it may take two tenths more than that.
TIMES, MOST = 10, 12.0
# Text is made longer until reading it takes so many seconds, or it has so many characters.
ENOUGH, LONGEST = 0.002, 120_000
# What takes less than this for more than a million characters is copied, and not searched.
NOTHING = 0.02


def made(family: str, length: int) -> str:
    repeated, around = FAMILIES[family]
    return around.replace("{}", repeated * (length // len(repeated)))


def seconds(entry: Callable[[str], object], text: str) -> float:
    """Return the least processor time of a few calls."""
    times = []
    for _ in range(3):
        began = time.process_time()
        entry(text)
        times.append(time.process_time() - began)
    return min(times)


def growth(entry: Callable[[str], object], family: str) -> float:
    """Return how many times longer a text takes that is ten times longer; 0 if that is no time."""
    length = 2_000
    while (short := seconds(entry, made(family, length))) < ENOUGH and length < LONGEST:
        length *= 4
    long = seconds(entry, made(family, TIMES * length))
    return long / short if long > NOTHING else 0.0


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", ENTRIES)
def test_ten_times_the_text_takes_about_ten_times_as_long(name: str, family: str) -> None:
    """Other work on the machine can only add to it, so that the best of a few attempts counts."""
    found = []
    for _ in range(4):
        found.append(growth(ENTRIES[name], family))
        if found[-1] <= MOST:
            return
    pytest.fail(f"ten times the text takes {min(found):.1f} times as long")
