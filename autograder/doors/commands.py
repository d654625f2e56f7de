"""What the commands have in common: their form, their exit statuses, and the course they are about."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.course.directory import Course

Command = Callable[[argparse.Namespace], int]
OK, PROBLEMS = 0, 1
IN_THE_COURSE = "write it there (default: in the course)"


class UsageError(ValueError):
    """A command that cannot be carried out as it was given."""


def add_course(command: argparse.ArgumentParser, words: str = "") -> None:
    """Add the option that names a course, which is the same in all commands."""
    words = words or "the course, if not the current folder"
    command.add_argument("--course", metavar="DIR", help=words)


def add_output(command: argparse.ArgumentParser, words: str = IN_THE_COURSE) -> None:
    """Add the option that says where to write."""
    command.add_argument("--output", metavar="PATH", help=words)


def add_json(command: argparse.ArgumentParser, what: str) -> None:
    """Add the option that asks for plain data, too."""
    command.add_argument("--json", metavar="FILE", help=f"also write there {what}")


def course_of(arguments: argparse.Namespace) -> Course:
    """Return the course that a command is about: the one it names, or that of the current folder.

    Raises:
        CourseError: There is none.
    """
    from autograder.course.directory import CourseError, find_course

    folder = Path(arguments.course) if arguments.course else Path.cwd()
    if not folder.is_dir():
        raise CourseError(f"{folder} is not a folder. Name a course directory with --course DIR.")
    return find_course(folder)
