"""Text goes to every terminal, pipe and file, whatever letters it has."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.report.printable import one_line, plain, plain_lines

SCRIPT = """
from autograder.report.printable import print_anywhere
print_anywhere()
print("✓ ok – 2 of 3 … Ž 数")
"""


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "✓ ok – 2 of 3 … Ž 数"),
        ("ascii", "+ ok - 2 of 3 ... ? ?"),
        ("cp1252", "+ ok – 2 of 3 … Ž ?"),
        ("cp437", "+ ok - 2 of 3 ... ? ?"),
        # One that somebody has asked for with a handler of its own.
        ("latin-1:strict", "+ ok - 2 of 3 ... ? ?"),
    ],
)
def test_letters_that_an_output_does_not_have_are_replaced(
    encoding: str, shown: str, tmp_path: Path
) -> None:
    target = tmp_path / "report.txt"
    with target.open("wb") as file:
        subprocess.run(
            [sys.executable, "-c", SCRIPT], stdout=file, check=True,
            env={**os.environ, "PYTHONIOENCODING": encoding},
        )  # fmt: skip
    assert target.read_bytes().decode(encoding.partition(":")[0]).strip() == shown


def test_the_command_prints_a_report_to_any_console(tmp_path: Path) -> None:
    broken = tmp_path / "mnist_sgd.ipynb"
    broken.write_text("no notebook – …", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "autograder.doors.cli", "check", str(broken)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False,
    )  # fmt: skip
    assert b"not a notebook" in done.stdout + done.stderr
    assert b"codec" not in done.stderr


@pytest.mark.parametrize("function", [plain, one_line, plain_lines])
def test_every_character_that_is_left_may_stand_in_xml(function: Callable[[str], str]) -> None:
    """One file has the whole class in it, and one character could make it unreadable."""
    points = [*range(0x100), 0x202D, 0x202E, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE]
    for point in points:
        text = function(f"a{chr(point)}b")
        written = ElementTree.tostring(ElementTree.Element("text", value=text), "utf-8")
        ElementTree.fromstring(written)
    for override in "\u202d\u202e":
        assert override not in function(f"a{override}b")
