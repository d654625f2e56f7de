"""What was handed in and could not be taken: whose it may be, so that nobody has a zero for it.

In: the entries of an export, and those of them that were not taken. Out: a file beside the attempts of
the assignment, which says so until they are taken:

    .autograder/attempts/<assignment>/.untaken.json
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.report_files import write_json
from autograder.sandbox.reading import EvidenceError, read_bytes

FILE = ".untaken.json"
MAX_BYTES = 50 * 2**20


def path_of(course: Course, assignment: str) -> Path:
    """Return the file that says it."""
    return course.private / "attempts" / assignment / FILE


@dataclasses.dataclass(frozen=True)
class Untaken:
    """What was not taken.

    Attributes:
        maybe: The ids of those whose it may be; nobody's in particular if empty.
        digest: SHA-256 of the file, by which it is known under another name; "" if that is not known.
    """

    maybe: tuple[str, ...] = ()
    digest: str = ""


# Whether an entry of before is settled, by its name: it was taken since, or something later was.
Settled = Callable[[str, Untaken], bool]


def load_untaken(course: Course, assignment: str) -> dict[str, tuple[str, ...]]:
    """Return whose each entry may be that was not taken, by its name; nobody's in particular if empty.

    Raises:
        CourseError: It cannot be read.
    """
    return {name: one.maybe for name, one in _noted(course, assignment).items()}


def _noted(course: Course, assignment: str) -> dict[str, Untaken]:
    path = path_of(course, assignment)
    if not path.exists():
        return {}
    try:
        said = json.loads(read_bytes(path, MAX_BYTES))
        return {
            # Earlier versions of the kit have noted the ids alone.
            str(name): Untaken(tuple(map(str, one["maybe"])), str(one["sha256"]))
            if isinstance(one, dict)
            else Untaken(tuple(map(str, one)))
            for name, one in said.items()
        }
    except (EvidenceError, ValueError, AttributeError, TypeError, KeyError) as error:
        raise CourseError(
            f"{path} cannot be read: {error}. It says what was handed in and not taken. Remove it, and "
            "collect again."
        ) from error


def note_untaken(
    course: Course,
    assignment: str,
    names: Collection[str],
    lost: Mapping[str, Untaken],
    settled: Settled = lambda name, one: False,
) -> None:
    """Note what of an export was not taken, in place of what was noted of the same entries before.

    Args:
        course: The course.
        assignment: The assignment's name.
        names: The names of all entries of the export.
        lost: What was not taken, by its name.
        settled: Whether an entry of before is settled, though it is not in the export.
    """
    before = _noted(course, assignment)
    there, same = set(names), Counter(one.digest for one in before.values())
    now = {}
    for name, one in before.items():
        # Of two with the same content nothing says which of them came.
        alone = one if same[one.digest] == 1 else dataclasses.replace(one, digest="")
        if name not in there and not settled(name, alone):
            now[name] = one
    now |= lost
    if now == before:
        return
    path = path_of(course, assignment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {
        name: {"maybe": list(one.maybe), "sha256": one.digest} for name, one in sorted(now.items())
    }
    write_json(path, said)
