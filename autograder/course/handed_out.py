"""Which notebooks of variants were handed out to whom, as each says of its variant.

In: the notebooks that are handed out, and the roster of that time. Out: a file that grows, so that what
somebody got stays theirs when the roster calls them, or their group, otherwise:

    .autograder/handed-out/<assignment>.json
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.people import SEVERAL, Person
from autograder.course.report_files import write_json
from autograder.course.tables import folded
from autograder.sandbox.reading import EvidenceError, read_bytes

FOLDER = "handed-out"
MAX_BYTES = 50 * 2**20


@dataclasses.dataclass(frozen=True)
class HandedOut:
    """A notebook that somebody got.

    Attributes:
        token: What it says of its variant.
        student: The student's id then.
        keys: By what the roster told the student from all others then: id, numbers and addresses.
    """

    token: str
    student: str
    keys: frozenset[tuple[str, str]] = frozenset()


def keys_of(student: str, person: Person | None) -> frozenset[tuple[str, str]]:
    """Return by what a student is known again, whom the roster may call otherwise by then.

    Participant numbers and codes are those of one assignment.
    """
    keys = person.keys if person is not None else ()
    return frozenset(one for one in keys if one[0] not in SEVERAL) | {("id", folded(student))}


def path_of(course: Course, assignment: str) -> Path:
    """Return the file that says it."""
    return course.private / FOLDER / f"{assignment}.json"


def load_handed_out(course: Course, assignment: str) -> tuple[HandedOut, ...]:
    """Return what was handed out, the last at the end.

    Raises:
        CourseError: It cannot be read.
    """
    path = path_of(course, assignment)
    if not path.exists():
        return ()
    try:
        return tuple(
            HandedOut(
                str(one["token"]),
                str(one["student"]),
                frozenset((str(kind), str(text)) for kind, text in one["keys"]),
            )
            for one in json.loads(read_bytes(path, MAX_BYTES))
        )
    except (EvidenceError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} cannot be read: {error}. It says which variant was handed out to whom; get it "
            "back from a copy of the course. Without it the roster of today says it."
        ) from error


def note_handed_out(
    course: Course, assignment: str, given: Iterable[tuple[str, str]], people: Sequence[Person]
) -> None:
    """Note what is handed out now, behind what was before.

    Args:
        course: The course.
        assignment: The assignment's name.
        given: Each student's id, with what the notebook says of its variant.
        people: The people of the roster.

    Raises:
        CourseError: What was handed out before cannot be read.
    """
    before = load_handed_out(course, assignment)
    known = {folded(one.id): one for one in people}
    now = []
    for student, token in given:
        now.append(HandedOut(token, student, keys_of(student, known.get(folded(student)))))
    stays = [one for one in before if one not in now]
    if (*stays, *now) == before:
        return
    path = path_of(course, assignment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_json(
        path,
        [
            {"token": one.token, "student": one.student, "keys": sorted(map(list, one.keys))}
            for one in (*stays, *now)
        ],
    )
