"""What was handed in and could not be taken: whose it may be, so that nobody has a zero for it.

In: the entries of an export, and those of them that were not taken. Out: a file beside the attempts of
the assignment, which says so until they are taken:

    .autograder/attempts/<assignment>/.untaken.json
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.report_files import write_json
from autograder.sandbox.reading import EvidenceError, read_bytes

FILE = ".untaken.json"
MAX_BYTES = 50 * 2**20


def path_of(course: Course, assignment: str) -> Path:
    """Return the file that says it."""
    return course.private / "attempts" / assignment / FILE


def load_untaken(course: Course, assignment: str) -> dict[str, tuple[str, ...]]:
    """Return whose each entry may be that was not taken, by its name; nobody's in particular if empty.

    Raises:
        CourseError: It cannot be read.
    """
    path = path_of(course, assignment)
    if not path.exists():
        return {}
    try:
        said = json.loads(read_bytes(path, MAX_BYTES))
        return {str(name): tuple(map(str, maybe)) for name, maybe in said.items()}
    except (EvidenceError, ValueError, AttributeError, TypeError) as error:
        raise CourseError(
            f"{path} cannot be read: {error}. It says what was handed in and not taken. Remove it, and "
            "collect again."
        ) from error


def note_untaken(
    course: Course,
    assignment: str,
    names: Collection[str],
    lost: Mapping[str, Sequence[str]],
    settled: Callable[[str], bool] = lambda name: False,
) -> None:
    """Note what of an export was not taken, in place of what was noted of the same entries before.

    Args:
        course: The course.
        assignment: The assignment's name.
        names: The names of all entries of the export.
        lost: Whose each may be that was not taken, by its name.
        settled: Whether something later was taken of everybody whose an entry of before may be.
    """
    before = load_untaken(course, assignment)
    now = {name: maybe for name, maybe in before.items() if name not in names and not settled(name)}
    now |= {name: tuple(maybe) for name, maybe in lost.items()}
    if now == before:
        return
    path = path_of(course, assignment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_json(path, {name: list(maybe) for name, maybe in sorted(now.items())})
