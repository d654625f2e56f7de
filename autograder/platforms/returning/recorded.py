"""Where feedback goes by what was collected: the platform's own names are kept with each attempt.

In: a course's attempts, with the names that their files had in a platform's download. Out: the places
that the download itself would give, each for the student to whom it was found to belong then.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Hashable, Sequence
from pathlib import PurePosixPath

from autograder.course.attempts import Attempt, load_attempts
from autograder.course.directory import Course, CourseError
from autograder.course.report_files import load_reports
from autograder.course.roster import Roster
from autograder.course.tables import folded
from autograder.course.which_counts import in_order
from autograder.platforms.grade_files.grades import ClassGrades, Total
from autograder.platforms.returning import (
    blackboard_feedback,
    brightspace_feedback,
    canvas_feedback,
    moodle_feedback,
)
from autograder.platforms.returning.slots import Known, Slot, Slots

Works = Callable[[Total], "Hashable | None"]


def recorded(
    course: Course, platform: str, assignment: str, roster: Roster, every: ClassGrades
) -> Slots:
    """Return the places of everybody whose work was collected from a platform.

    What a group handed in has one place there, which is for all of its members.
    """
    graded = {folded(one.student): one.digest for one in load_reports(course, assignment)}
    found: dict[str, list[tuple[str, Slot]]] = {}
    unclear: list[str] = []
    for total in every.totals:
        owner = total.group or total.student
        attempts = _kept(course, assignment, platform, (total.student, owner))
        if not attempts:
            continue
        attempt = _about(attempts, platform, graded.get(folded(owner), ""), total.student, roster)
        if platform == "moodle" and (attempt.group or attempt.members):
            # Moodle's number is the team's there, and takes feedback for each of its members.
            continue
        slots = _read(platform, attempt, assignment, _own(attempt, total.student, roster), roster)
        if len(slots.every) == 1:
            slot = slots.every[0]
            found.setdefault(slot.path, []).append((total.student, slot))
        else:
            unclear += slots.unclear or [one.entry for one in slots.every]
    return Slots(
        course.private / "attempts" / assignment,
        tuple(_shared(owners) for owners in found.values()),
        tuple(dict.fromkeys(unclear)),
    )


def works(course: Course, assignment: str) -> Works:
    """Return what tells of somebody's points for which work they are; None where that is not known.

    It is the same for those who handed one notebook in together, and for a group whose grade stands
    under its name.
    """
    digests = {folded(one.student): one.digest for one in load_reports(course, assignment)}

    @functools.cache
    def work(total: Total) -> Hashable | None:
        if total.group:
            return of_group(total)
        try:
            attempts = in_order(load_attempts(course, assignment, total.student))
        except CourseError:
            return None
        digest = digests.get(folded(total.student), "")
        # Reports of earlier versions of the kit do not say it.
        digest = digest or (attempts[-1].digest if attempts else "")
        members = [one.members for one in attempts if one.digest == digest]
        return (digest, frozenset(map(folded, members[-1] if members else ()))) if digest else None

    return work


def of_group(total: Total) -> Hashable | None:
    """Return the group whose grade stands under its name; None where it is somebody's own."""
    return folded(total.group) or None


def _kept(course: Course, assignment: str, platform: str, students: Sequence[str]) -> list[Attempt]:
    """Return the attempts of the first of these who has some that were collected from a platform."""
    for student in students:
        every = in_order(load_attempts(course, assignment, student))
        attempts = [one for one in every if one.entries.get(platform)]
        if attempts:
            return attempts
    return []


def _about(
    attempts: Sequence[Attempt], platform: str, digest: str, student: str, roster: Roster
) -> Attempt:
    """Return the attempt whose place the feedback takes: the graded one, where each has a place.

    Canvas takes a file only for the newest attempt. Its numbers of files grow.
    """
    if platform != "canvas":
        graded = [one for one in attempts if one.digest == digest]
        return (graded or list(attempts))[-1]

    def newest(one: Attempt) -> int:
        known = _own(one, student, roster)
        names = [PurePosixPath(entry).name for entry in one.entries[platform]]
        return max(
            (canvas_feedback.attachment_of(name, known, roster) for name in names), default=0
        )

    return max(attempts, key=newest)


def _own(attempt: Attempt, student: str, roster: Roster) -> Known:
    """Return what says whether a number is one of those who handed an attempt in."""
    people = [roster.person(one) for one in (attempt.members or (student,))]

    def known(kind: str, number: str) -> bool:
        some = [one for one in people if one is not None and one.numbers.get(kind)]
        if some:
            return any(one.has(kind, number) for one in some)
        # Where the roster has changed since, nobody may have a number; who is hidden has none.
        return not any(one.hidden for one in people if one is not None)

    return known


def _read(platform: str, attempt: Attempt, assignment: str, known: Known, roster: Roster) -> Slots:
    path, names = attempt.folder, attempt.entries[platform]
    if platform == "canvas":
        return canvas_feedback.slots(path, names, assignment, known, roster)
    if platform == "brightspace":
        return brightspace_feedback.slots(path, names, assignment)
    if platform == "moodle":
        return moodle_feedback.slots(path, names, assignment)
    return blackboard_feedback.slots(path, names, assignment, known)


def _shared(owners: Sequence[tuple[str, Slot]]) -> Slot:
    """Return a place as that of the first who has it, with the others as its further owners."""
    (student, slot), *others = owners
    said = dataclasses.replace(slot.said, id=student, name="", numbers={})
    return dataclasses.replace(slot, said=said, members=tuple(one for one, _ in others))
