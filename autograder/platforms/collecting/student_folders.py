"""Exports that are folders of students: plain ones, clones of repositories, and nbgrader's own.

In: `<student>/…`, or as nbgrader has it, `<student>/<assignment>/…` in a course and
`<student>+<assignment>+<time>+…` in the `inbound` folder of its exchange. Out: whose each file is: the
folder says it.

Source: `nbgrader/exchange/default/submit.py` and `collect.py` of nbgrader 0.9.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from autograder.course.attempts import TIMESTAMP
from autograder.course.directory import CourseError
from autograder.course.late_policy import TimeError, read_time
from autograder.course.people import ID, Person
from autograder.course.roster import Roster
from autograder.course.tables import folded, is_address
from autograder.platforms.collecting import users
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.owned import (
    Entry,
    Export,
    Owner,
    lost,
    of_platform,
    unread_time,
)

ANOTHER = "it is of another assignment"
BESIDE = "it lies beside the folders of assignments"
LOOSE = "its name does not say whose it is"
STRAY = "it has not the form of what nbgrader hands in, so that it is nobody's submission"
NO_ID = "whose it is is no id that can be a folder's name"
MAX_TIME_BYTES = 1000
# Names may hold a plus sign, and so may the time where its zone is an offset. Windows has no colons.
INBOUND = re.compile(
    r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<date>\d{4}-\d\d-\d\d) (?P<hour>\d\d)[:_-]"
    r"(?P<minute>\d\d)[:_-](?P<second>\d\d(?:\.\d+)?)"
    r"(?P<zone>(?: [A-Za-z][\w/]*| [+-][\d:]{2,5})?)(?:\+[\w=-]*)?"
)


def plain(export: Export) -> list[Entry]:
    """Return whose the files of a folder of folders are."""
    tops = {export.inside(one)[0] for one in export.files if len(export.inside(one)) > 1}
    prefix = common_prefix(tops, export.assignment, export.roster)
    every = []
    for one in export.files:
        top, *rest = export.inside(one)
        if not rest:
            every.append(lost(one, LOOSE))
        elif rest == [TIMESTAMP]:
            every.append(of_platform(one, "when it was handed in is for a platform to say"))
        else:
            every.append(_entry(export, one, top.removeprefix(prefix), rest))
    return every


def nbgrader(export: Export) -> list[Entry]:
    """Return whose the files of nbgrader's own tree are, with the times that it says."""
    times: dict[str, tuple[datetime.datetime | None, str]] = {}  # The time, or what stands there.
    for one in export.files:
        parts = export.inside(one)
        if len(parts) == 3 and parts[1:] == (export.assignment, TIMESTAMP):
            times[parts[0]] = _time(one)
    every = []
    having = {parts[0] for parts in map(export.inside, export.files)
              if len(parts) > 2 and parts[1] == export.assignment}  # fmt: skip
    for one in export.files:
        top, *rest = export.inside(one)
        if len(rest) < 2 or (rest[0] != export.assignment and rest[0] not in export.assignments):
            known = export.roster.person(top) or (Person(id=top) if top in having else None)
            maybe = [known] if known is not None and rest else []
            every.append(lost(one, BESIDE if rest else LOOSE, maybe))
        elif rest[0] != export.assignment:
            every.append(of_platform(one, ANOTHER))
        elif rest[1:] == [TIMESTAMP]:
            every.append(of_platform(one, "when it was handed in"))
        else:
            time, unread = times.get(top, (None, ""))
            entry = _entry(export, one, top, rest[1:], time)
            remark = unread_time(unread) if unread else ""
            every.append(dataclasses.replace(entry, remark=remark, unread=unread))
    return every


def is_inbound(top: str, is_file: bool) -> bool:
    """Whether the first part of a path is a submission in nbgrader's exchange."""
    return not is_file and INBOUND.fullmatch(top) is not None


def exchange(export: Export) -> list[Entry]:
    """Return whose the files of an inbound folder of nbgrader's exchange are: each is an attempt.

    Everybody may write into it, so that nothing there speaks of anybody but whom a name or the user
    says to whom it belongs.
    """
    every = []
    matches = [INBOUND.fullmatch(export.inside(one)[0]) for one in export.files]
    places: dict[str, Path] = {}
    files: dict[str, list[Path]] = {}
    students = {}
    remarks: dict[str, str] = {}
    for one, match in zip(export.files, matches):
        top, *rest = export.inside(one)
        if isinstance(one.source, Path):
            places[top] = one.source.parents[len(rest) - 1] if rest else one.source
            files.setdefault(top, []).append(one.source)
        if match is not None and rest:
            students[top] = match["student"]
    users_of = {top: users.user_of(folder) for top, folder in places.items()}
    owners = {top: user for top, user in users_of.items() if top in students}
    refused = users.not_theirs(owners, students, [one.id for one in export.roster.people])

    def stray(one: Found, top: str, why: str) -> Entry:
        maybe = _may_be(export.roster, top, users_of, students)
        return lost(one, why, maybe) if maybe else of_platform(one, STRAY)

    for one, match in zip(export.files, matches):
        top, *rest = export.inside(one)
        if match is None or not rest:
            every.append(stray(one, top, LOOSE))
        elif match["assignment"] != export.assignment:
            known = match["assignment"] in export.assignments
            every.append(of_platform(one, ANOTHER) if known else stray(one, top, ANOTHER))
        elif rest == [TIMESTAMP]:
            every.append(of_platform(one, "when it was handed in, as the folder's name says, too"))
        elif top in refused:
            maybe = _may_be(export.roster, top, users_of, students)
            every.append(lost(one, refused[top], maybe or [Person(id=match["student"])]))
        else:
            time = _inbound_time(match)
            entry = _entry(export, one, match["student"], rest, time)
            attempt = time.isoformat() if time else top
            if top in places and top not in remarks:
                remarks[top] = users.later(places[top], files[top], time)
            unread = _inbound_words(match) if time is None else ""
            said = [unread_time(unread)] if unread else []
            said += [remarks[top]] if remarks.get(top) else []
            every.append(
                dataclasses.replace(entry, attempt=attempt, remark=", ".join(said), unread=unread)
            )
    return every


def _may_be(
    roster: Roster, top: str, users_of: Mapping[str, str], students: Mapping[str, str]
) -> list[Person]:
    """Return who may have put something into the exchange: whom its name says, and whose user it is of.

    Args:
        roster: The roster.
        top: The folder or file.
        users_of: The user of the machine to whom each belongs; "" where that says nothing.
        students: After whom each folder is called that has the form of nbgrader's.
    """
    user = users_of.get(top, "")
    said = [students.get(top, ""), top, top.partition("+")[0], PurePosixPath(top).stem]
    found = [person for one in said if one and (person := roster.person(one)) is not None]
    if user:
        found += [one for one in roster.people if users.is_called(user, one.id)]
        # Whose other folders are of that user. A folder may be called after anybody, and after nobody.
        others = {name for other, name in students.items() if users_of.get(other) == user}
        known = [roster.person(name) for name in sorted(others)]
        found += [one for one in known if one is not None]
        if not roster.people:
            found += [Person(id=name) for name in sorted(others)]
    return list({folded(one.id): one for one in found}.values())


def _inbound_time(match: re.Match[str]) -> datetime.datetime | None:
    """Return the time in the name of a folder, in UTC; None where its zone is none that is known."""
    try:
        return read_time(_inbound_words(match))
    except TimeError:
        return None


def _inbound_words(match: re.Match[str]) -> str:
    clock = f"{match['hour']}:{match['minute']}:{match['second']}"
    return f"{match['date']} {clock}{match['zone']}"


def _entry(
    export: Export, one: Found, student: str, rest: list[str], time: datetime.datetime | None = None
) -> Entry:
    if not ID.fullmatch(student):
        # A whole name may hold a comma, and vowels that are marks.
        if not export.roster.by_name(student) and not export.roster.in_group(
            student, squeezing=True
        ):
            return lost(one, NO_ID)
        owner = Owner((Person(name=student),), student, "", True)
        return Entry(one, PurePosixPath(*rest), owner, time=time)
    person = Person(id=student)
    if is_address(student) and export.roster.person(student) is None:
        # It is the id of whom nobody has listed, and the address of somebody who has another id.
        said = Person(email=student)
        known = any(said.keys & known.keys for known in export.roster.people)
        person = said if known else Person(id=student, email=student)
    return Entry(one, PurePosixPath(*rest), Owner((person,), student, "", True), time=time)


def common_prefix(tops: set[str], assignment: str, roster: Roster) -> str:
    """Return what stands before the student in the names of folders, as clones have it.

    All have it, or most, where the roster knows who is left: one more folder changes nothing for these.
    """
    for sign in ("-", "_"):
        prefix = f"{assignment.replace('_', sign)}{sign}"
        for one in (prefix, f"{assignment}{sign}"):
            having = {top for top in tops if top.startswith(one) and len(top) > len(one)}
            left = {top.removeprefix(one) for top in having}
            most = 2 * len(having) > len(tops) and any(map(roster.person, left)) and not left & tops
            if having and (having == tops or most):
                return "" if any(roster.person(top) for top in having) else one
    return ""


def _time(one: Found) -> tuple[datetime.datetime | None, str]:
    """Return the time in nbgrader's own file, in UTC; where it cannot be read None, and the text."""
    text = f"{one.size} bytes"
    try:
        if one.size <= MAX_TIME_BYTES:
            text = one.read().decode("utf-8-sig", "replace")
            return (read_time(text), "") if text.strip() else (None, "")
    except (CourseError, ValueError):
        pass
    return None, text
