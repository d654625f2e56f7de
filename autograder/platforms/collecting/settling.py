"""What of an export was not taken, and what of it settles that an earlier one was not.

In: files that were not taken, the attempts that were kept, and the roster. Out: what is noted of them
(`course/untaken.py`), and whether something that was noted before is settled: the file came under
another name, or everybody whose it may be has handed in something later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath

from autograder.course.attempts import digest_of, load_attempts
from autograder.course.choosing import is_notebook
from autograder.course.directory import Course, CourseError
from autograder.course.roster import Roster
from autograder.course.tables import folded
from autograder.course.untaken import Settled, Untaken
from autograder.platforms import canvas, gradescope
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.owned import Export


def not_taken(export: Export, lost: Iterable[tuple[Found, tuple[str, ...]]]) -> dict[str, Untaken]:
    """Return what was not taken of an export, by the name that the platform has for it.

    Args:
        export: The export.
        lost: Each file that was not taken, and the ids of those whose it may be; anybody's if empty.
    """
    found: dict[str, Untaken] = {}
    for one, maybe in lost:
        name = export.name_of(one)
        if name in found:
            # What may be anybody's stays so.
            before = found[name].maybe
            maybe = tuple(dict.fromkeys((*before, *maybe))) if before and maybe else ()
        found[name] = Untaken(maybe, _digest(one))
    return found


def _digest(one: Found) -> str:
    """Return the digest of a notebook, as attempts have it; "" of others, and if it cannot be read."""
    if one.refused or not is_notebook(PurePosixPath(one.path).name):
        return ""
    try:
        return digest_of(one.read())
    except CourseError:
        return ""


def digests(course: Course, assignment: str) -> set[str] | None:
    """Return the digests of all attempts' notebooks; None where an attempt cannot be read."""
    folder = course.private / "attempts" / assignment
    students = [path.name for path in folder.glob("*/")] if folder.is_dir() else []
    try:
        return {one.digest for each in students for one in load_attempts(course, assignment, each)}
    except CourseError:
        # What is in the way of one student must not cost the others their submissions.
        return None


def _last_serial(course: Course, assignment: str, student: str) -> int:
    """Return the largest number that the platform has given to a file of a student's; 0 if unknown."""
    try:
        serials = [one.serial for one in load_attempts(course, assignment, student)]
    except CourseError:
        return 0
    return max(serials, default=0)


def settled_by(
    course: Course,
    assignment: str,
    roster: Roster,
    came: Mapping[str, Collection[str]],
    there: Collection[str] = (),
) -> Settled:
    """Return what says whether something that was noted before is settled.

    Args:
        course: The course.
        assignment: The assignment's name.
        roster: The roster.
        came: The digests of notebooks that nobody had before, with the ids of those who have them now.
        there: Whose submissions are in an export of Gradescope's, which has one of everybody.
    """
    present = set(map(folded, there))

    def settled(name: str, one: Untaken) -> bool:
        whose = set(map(folded, came.get(one.digest, ())))
        if whose and (not one.maybe or whose & set(map(folded, one.maybe))):
            return True
        if present and gradescope.FOLDER.fullmatch(name) and one.maybe:
            return set(map(folded, one.maybe)) <= present
        # Canvas alone gives the last attempt of everybody only, under numbers that grow.
        last = canvas.last_numbers(name, roster)
        return bool(last) and all(
            _last_serial(course, assignment, student) > number for student, number in last.items()
        )

    return settled
