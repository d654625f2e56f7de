"""Text goes to every terminal, pipe and file, whatever letters it has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
