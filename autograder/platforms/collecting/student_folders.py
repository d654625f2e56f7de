"""Exports that are folders of students: plain ones, clones of repositories, and nbgrader's own tree.

In: `<student>/…`, or `<student>/<assignment>/…` as nbgrader has it. Out: whose each file is: the folder
says it.
"""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

from autograder.course.attempts import TIMESTAMP
from autograder.course.directory import CourseError
from autograder.course.late_policy import read_time
from autograder.course.people import ID, Person
from autograder.course.roster import Roster
from autograder.course.tables import is_address
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.owned import Entry, Export, Owner, lost, of_platform

LOOSE = "its name does not say whose it is"
NO_ID = "whose it is is no id that can be a folder's name"
MAX_TIME_BYTES = 1000


def plain(export: Export) -> list[Entry]:
    """Return whose the files of a folder of folders are."""
    tops = {export.inside(one)[0] for one in export.files if len(export.inside(one)) > 1}
    prefix = _common_prefix(tops, export.assignment, export.roster)
    every = []
    for one in export.files:
        top, *rest = export.inside(one)
        if not rest:
            every.append(lost(one, LOOSE))
        elif rest == [TIMESTAMP]:
            every.append(of_platform(one, "when it was handed in is for a platform to say"))
        else:
            every.append(_entry(one, top.removeprefix(prefix), rest))
    return every


def nbgrader(export: Export) -> list[Entry]:
    """Return whose the files of nbgrader's own tree are, with the times that it says."""
    times: dict[str, datetime.datetime | None] = {}
    for one in export.files:
        parts = export.inside(one)
        if len(parts) == 3 and parts[1:] == (export.assignment, TIMESTAMP):
            times[parts[0]] = _time(one)
    every = []
    for one in export.files:
        top, *rest = export.inside(one)
        if len(rest) < 2:
            every.append(lost(one, LOOSE))
        elif rest[0] != export.assignment:
            why = "it is of another assignment"
            every.append(of_platform(one, why) if rest[0] in export.assignments else lost(one, why))
        elif rest[1:] == [TIMESTAMP]:
            every.append(of_platform(one, "when it was handed in"))
        else:
            every.append(_entry(one, top, rest[1:], times.get(top)))
    return every


def _entry(
    one: Found, student: str, rest: list[str], time: datetime.datetime | None = None
) -> Entry:
    if not ID.fullmatch(student):
        return lost(one, NO_ID)
    person = Person(id=student, email=student if is_address(student) else "")
    return Entry(one, PurePosixPath(*rest), Owner((person,), student, "", True), time=time)


def _common_prefix(tops: set[str], assignment: str, roster: Roster) -> str:
    """Return what stands before the student in the names of all folders, as clones have it."""
    for sign in ("-", "_"):
        prefix = f"{assignment.replace('_', sign)}{sign}"
        for one in (prefix, f"{assignment}{sign}"):
            if tops and all(top.startswith(one) and len(top) > len(one) for top in tops):
                return "" if any(roster.person(top) for top in tops) else one
    return ""


def _time(one: Found) -> datetime.datetime | None:
    """Return the time in nbgrader's own file, in UTC; None where it cannot be read."""
    if one.size > MAX_TIME_BYTES:
        return None
    try:
        return read_time(one.read().decode("utf-8-sig"))
    except (CourseError, ValueError):
        return None
