"""Which of a student's attempts counts: the last, the best, or one that was chosen.

In: the attempts, and what the instructor has said for the course or for a student. Out: the one that
counts, which lies in `submitted/` from then on.

    .autograder/attempts/counting.json   what the instructor has said
"""

from __future__ import annotations

import json
from typing import Any

from autograder.course.attempts import MAX_RECORD_BYTES, Attempt, load_attempts
from autograder.course.directory import Course, CourseError
from autograder.course.report_files import write_json
from autograder.course.submitted import (
    files_there,
    in_course,
    lies_in_course,
    put_in_course,
    submitted_folder,
)
from autograder.sandbox.reading import EvidenceError, read_bytes

COUNTING, LAST, BEST = "counting.json", "last", "best"


def load_counting(course: Course) -> dict[str, Any]:
    """Return which attempts count: for the course, and by assignment and student.

    Raises:
        CourseError: It cannot be read.
    """
    path = course.private / "attempts" / COUNTING
    if not path.exists():
        return {"course": LAST, "students": {}}
    try:
        said = json.loads(read_bytes(path, MAX_RECORD_BYTES))
        if said["course"] in (LAST, BEST) and isinstance(said["students"], dict):
            return said
        raise ValueError("it is of another form")
    except (EvidenceError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} cannot be read: {error}. Remove it, and the last attempt of everybody counts."
        ) from error


def counting(course: Course, assignment: str, student: str) -> str | int:
    """Return which of a student's attempts counts: "last", "best" or its number."""
    said = load_counting(course)
    own = said["students"].get(assignment, {}).get(student)
    return own if own in (LAST, BEST) or isinstance(own, int) else str(said["course"])


def set_counting(course: Course, which: str | int, assignment: str = "", student: str = "") -> None:
    """Say which attempt counts: for the whole course, or for a student in an assignment.

    Raises:
        CourseError: The student has no such attempt.
    """
    said = load_counting(course)
    if not student:
        said["course"] = which
    else:
        numbers = [one.number for one in load_attempts(course, assignment, student)]
        if isinstance(which, int) and which not in numbers:
            raise CourseError(
                f"{student} has no attempt {which} of {assignment}. There are: "
                f"{', '.join(map(str, numbers)) or 'none'}."
            )
        said["students"].setdefault(assignment, {})[student] = which
    folder = course.private / "attempts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_json(folder / COUNTING, said)


def in_order(attempts: list[Attempt]) -> list[Attempt]:
    """Return attempts, the last at the end: by the platform's times or numbers if it says all of them.

    Otherwise that is what was in an export the last time: a platform that says nothing has in it what
    somebody has there now, which may be an earlier version again.
    What was put there by hand comes first: it counts while it lies there, and was replaced since.
    """
    by_hand = [one for one in attempts if one.by_hand]
    handed = [one for one in attempts if not one.by_hand]
    by_hand.sort(key=lambda one: one.number)
    one_platform = len({one.platform for one in handed}) == 1
    if all(one.time is not None for one in handed):
        handed.sort(key=lambda one: (str(one.time), one.number))
    elif one_platform and all(one.serial for one in handed):
        handed.sort(key=lambda one: one.serial)
    elif one_platform and all(one.local for one in handed):
        handed.sort(key=lambda one: (one.local, one.number))
    else:
        handed.sort(key=lambda one: (one.seen or one.number, one.number))
    return by_hand + handed


def counted(
    course: Course, assignment: str, student: str, replacing: bool = False
) -> Attempt | None:
    """Return the attempt that counts, as far as that is known without grading; None if none is kept.

    Args:
        course: The course.
        assignment: The assignment's name.
        student: The student's id.
        replacing: Whether what was put into the course by hand counts no longer.
    """
    attempts = in_order(load_attempts(course, assignment, student))
    which = counting(course, assignment, student)
    if isinstance(which, int):
        return next((one for one in attempts if one.number == which), None)
    there = in_course(course, assignment, student, attempts) if attempts else None
    stays = there is not None and (not replacing if there.by_hand else which == BEST)
    return there if stays else attempts[-1] if attempts else None


def settle(course: Course, assignment: str, student: str) -> Attempt | None:
    """Have the attempt that counts lie in the course; return it.

    What was put there by hand stays.
    """
    every = load_attempts(course, assignment, student)
    counts = counted(course, assignment, student)
    there = in_course(course, assignment, student, every)
    empty = not files_there(submitted_folder(course, assignment, student))
    lies = counts is not None and lies_in_course(course, assignment, student, counts)
    if counts is not None and (empty or there is not None) and not lies:
        put_in_course(course, assignment, student, counts)
    return counts
