"""Who is behind a code, once Canvas says it: a file that is there again, and now with a name.

In: what was collected under codes while grading was anonymous, and what is collected with names. Out:
the code of a person. A file is the same if it has Canvas's own number of it and the same content;
nothing less says who somebody is.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Collection, Mapping
from pathlib import PurePosixPath

from autograder.course.attempts import Attempt, content_digest, load_attempts
from autograder.course.directory import Course, CourseError
from autograder.course.people import Person
from autograder.course.roster import Roster
from autograder.platforms import canvas

SAME = "the same as was collected as {}: it is graded under that code, and the grade is this one's"


class Codes:
    """The codes of a course, by Canvas's numbers of what was handed in under each.

    Args:
        course: The course.
        assignment: The assignment's name.
        roster: The roster.
    """

    def __init__(self, course: Course, assignment: str, roster: Roster) -> None:
        self._attempts: dict[frozenset[str], tuple[str, Attempt]] = {}
        codes = [one for person in roster.people for one in person.codes]
        for code in codes:
            attempts: list[Attempt] = []
            # What is damaged says nothing of anybody.
            with contextlib.suppress(CourseError):
                attempts = load_attempts(course, assignment, code)
            for attempt in attempts:
                names = (PurePosixPath(entry).name for entry in attempt.entries.get("canvas", ()))
                ways = (canvas.hidden(name, lambda _: False) for name in names)
                numbers = frozenset(way.attachment for way in ways if way and way.attachment)
                if numbers:
                    self._attempts[numbers] = code, attempt

    def of(self, numbers: Collection[str], files: Callable[[], Mapping[str, bytes]]) -> str:
        """Return under which code files with these numbers were handed in, or "".

        Args:
            numbers: Canvas's numbers of the files.
            files: Gives the files by name, as they would be kept.
        """
        code, attempt = self._attempts.get(frozenset(numbers), ("", None))
        same = attempt is not None and attempt.content == content_digest(files())
        return code if same else ""


def with_code(roster: Roster, code: str, student: str) -> Roster:
    """Return the roster with a code as that of somebody who has a name.

    Raises:
        CourseError: It is somebody else's there.
    """
    before = roster.by_number(canvas.CODE, code)
    if before is not None and before.id == student:
        return roster
    if before is not None and not before.hidden:
        raise CourseError(
            f"it is the same as was collected as {code}, which roster.csv says is {before}"
        )
    people = tuple(one for one in roster.people if one is not before)
    without = dataclasses.replace(roster, people=people)
    said = Person(numbers={canvas.CODE: code}, listed=False)
    return without.with_person(said, without.person(student))
