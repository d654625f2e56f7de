"""Run the kit's command in the tests' own process: what it imports and starts is there already.

What a command does at its start and at its end, by itself or when it is stopped, is tested with
processes of its own (`course/test_resume.py`, `doors/test_cli.py`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import sys
from pathlib import Path

from autograder.doors.cli import main


@dataclasses.dataclass(frozen=True)
class Done:
    """What became of a command.

    Attributes:
        returncode: Its exit status.
        stdout: What it printed.
        stderr: What it printed as errors.
    """

    returncode: int
    stdout: str
    stderr: str


def autograder(*words: str, folder: Path) -> Done:
    """Run `autograder` with these words in a folder; nothing of it stays but what it wrote."""
    printed, complained = io.StringIO(), io.StringIO()
    before, path = Path.cwd(), list(sys.path)
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
            try:
                status = main(list(words))
            except SystemExit as stopped:
                status = stopped.code if isinstance(stopped.code, int) else 1
    finally:
        os.chdir(before)
        sys.path[:] = path
    return Done(status, printed.getvalue(), complained.getvalue())
