"""The places that a platform has for feedback: by its download, its table, or what was collected.

In: what an instructor names, the course's attempts and its roster. Out: `Slots`, of which each leads to
one person, or to the members of one group.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.people import Listed, Listing, Person
from autograder.course.roster import Roster
from autograder.course.tables import folded, read_table
from autograder.platforms.grade_files import moodle_grades
from autograder.platforms.grade_files.grades import ClassGrades
from autograder.platforms.returning import (
    blackboard_feedback,
    brightspace_feedback,
    canvas_feedback,
    moodle_feedback,
)
from autograder.platforms.returning.recorded import recorded
from autograder.platforms.returning.slots import Slot, Slots, names_in


def places_of(
    course: Course,
    platform: str,
    assignment: str,
    download: Path | None,
    table: Path | None,
    roster: Roster,
    every: ClassGrades,
) -> Slots:
    """Return the places for feedback that a platform has.

    Args:
        course: The course.
        platform: The platform.
        assignment: The assignment's name.
        download: The submissions as the platform has exported them; what was collected says the same
            if None.
        table: Moodle's grading worksheet.
        roster: The course's roster.
        every: The grades of the class.

    Raises:
        CourseError: The file is none of the platform's, or nothing says how it calls people.
    """
    if platform == "moodle" and table is not None:
        return _by_worksheet(table, assignment)
    if download is None:
        kept = recorded(course, platform, assignment, roster, every)
        if platform == "moodle":
            return _by_number(kept, assignment, roster, every)
        if platform == "blackboard":
            return _by_user(kept, assignment, roster, every)
        if kept.unclear and not kept.every:
            raise CourseError(
                f"what was collected from {platform.capitalize()} does not say whose it is: "
                f"{', '.join(kept.unclear[:3])}. Name the download with --download FILE, as it came."
            )
        if not kept.every:
            raise CourseError(
                f"{platform.capitalize()} takes feedback only under the names of its own download, and "
                f"no submission of {assignment} was collected from one. Name the download of the "
                "submissions with --download FILE, as it came."
            )
        return kept
    names = names_in(download)
    if platform == "moodle":
        return _by_participants(download, names, assignment, roster)
    known = _known(roster, every)
    if platform == "canvas":
        found = canvas_feedback.slots(download, names, assignment, known, roster)
    elif platform == "brightspace":
        found = brightspace_feedback.slots(download, names, assignment)
    else:
        found = blackboard_feedback.slots(download, names, assignment, known)
    if not found.every:
        raise CourseError(
            f"{download} is no download of {platform.capitalize()}'s with a submission of somebody "
            f"whom the course knows: it holds {names[0]}, for example."
        )
    return found


def _known(roster: Roster, every: ClassGrades) -> Callable[[str, str], bool]:
    """Return what says whether somebody in the course has a number of a kind, or it as an id."""
    ids = {folded(one.student) for one in every.totals} | set(map(folded, every.ungraded))

    def known(kind: str, number: str) -> bool:
        if roster.by_number(kind, number) is not None:
            return True
        return folded(number) in ids and roster.person(number) is None

    return known


def _by_worksheet(table: Path, assignment: str) -> Slots:
    """Return Moodle's places by the participants of its grading worksheet."""
    listing = moodle_grades.people(read_table(table))
    found = moodle_feedback.listed(table, listing, assignment) if listing else None
    if found is None or not found.every:
        raise CourseError(
            f"{table} names no participants. Expected the grading worksheet of {assignment}, which "
            "Moodle writes under Download grading worksheet."
        )
    return found


def _by_participants(
    download: Path, names: Sequence[str], assignment: str, roster: Roster
) -> Slots:
    """Return Moodle's places by the names of a download, which has those of participants."""
    found = moodle_feedback.slots(download, names, assignment)
    if not found.every:
        raise CourseError(f"{download} is no download of Moodle's submissions.")
    for slot in found.every:
        if roster.in_group(slot.said.name) and not roster.by_name(slot.said.name):
            raise CourseError(
                f"{slot.entry} is of the team {slot.said.name}, whose number is nobody's. Name the "
                f"grading worksheet of {assignment} with --table FILE: it has each member's."
            )
    return found


def _by_number(kept: Slots, assignment: str, roster: Roster, every: ClassGrades) -> Slots:
    """Return Moodle's places by what was collected, or else by the only number that somebody has."""
    there = {folded(one.said.id) for one in kept.every}
    lines: list[Listed] = []
    for total in every.totals:
        if folded(total.student) in there:
            continue
        person = roster.person(total.student) or Person(id=total.student)
        numbers = person.numbers.get(moodle_feedback.KIND, "").split()
        if len(numbers) != 1:
            raise CourseError(
                f"Moodle knows {total.student} by "
                f"{'no number' if not numbers else 'another number in each assignment'}. Name the "
                f"grading worksheet of {assignment} with --table FILE, or the download of the "
                "submissions with --download FILE."
            )
        lines.append(Listed(len(lines), person))
    listed = moodle_feedback.listed(Path("roster.csv"), Listing("moodle", tuple(lines)), assignment)
    return dataclasses.replace(kept, every=(*kept.every, *listed.every))


def _by_user(kept: Slots, assignment: str, roster: Roster, every: ClassGrades) -> Slots:
    """Return Blackboard's places by what was collected, or else by user names or ids."""
    found = list(kept.every)
    there = {folded(one) for slot in found for one in (slot.said.id, *slot.members)}
    for total in every.totals:
        if folded(total.student) in there:
            continue
        person = roster.person(total.student)
        user = person.numbers.get(blackboard_feedback.KIND, "") if person else ""
        user = user or ("" if roster.people else total.student)
        if user:
            path = blackboard_feedback.file_name(user, assignment)
            found.append(Slot(path, Person(numbers={blackboard_feedback.KIND: user})))
    return dataclasses.replace(kept, every=tuple(found))
