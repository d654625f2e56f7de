"""Blackboard Learn: whom its grade file lists, and whose an entry of its download is.

The grade file is separated by tabs, in UTF-16 and named .xls, or a CSV file with quotes. The download
has entries `assignment_username_attempt_time_file`, and `assignment_username_attempt_time.txt` beside
them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from autograder.course.directory import CourseError
from autograder.course.people import Listed, Listing, Person
from autograder.course.roster import Roster
from autograder.course.tables import Table, folded, tidy
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.owned import Entry, Export, Owner, lost, of_platform

# A column of grades, such as "Lab 3 [Total Pts: 100 Score] |4711".
GRADES = re.compile(r".*\[.*\]\s*\|\d+")
STAMP = r"\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d"
ENTRY = re.compile(rf"(?P<who>.+?)_attempt_(?P<time>{STAMP})(?:\.txt|_(?P<file>.+))")
# The first line of the text beside each attempt, in any language: "Name: Ada Lovelace (ada)".
NAME = re.compile(r"[^:]{1,40}:\s*(?P<name>.*?)\s*\((?P<user>[^()]+)\)\s*")
MAX_TEXT_BYTES = 2**20
UNCLEAR = (
    "its name does not say where the assignment ends and the user name begins: add Blackboard's grade "
    "file with `autograder roster add`"
)
# How Blackboard calls an instructor who looks at a course as students see it: nobody who takes it.
PREVIEW = "_previewuser"
NEEDED = ("Last Name", "First Name", "Username")


def people(table: Table) -> Listing | None:
    """Return whom a grade file lists, or None where the table is none."""
    places = [table.column(name) for name in NEEDED]
    known = (table.column("Availability"), table.column("Last Access"), table.column("Student ID"))
    graded = any(GRADES.fullmatch(name) for name in table.columns)
    if None in places or (all(one is None for one in known) and not graded):
        return None
    last, first, user = (place for place in places if place is not None)
    student = table.column("Student ID")
    found = []
    for row, line in enumerate(table.rows):
        numbers = {"blackboard_username": tidy(line.text(user))}
        if student is not None and tidy(line.text(student)):
            numbers["blackboard_student_id"] = tidy(line.text(student))
        family = tidy(line.text(last))
        user_name = numbers["blackboard_username"]
        if not user_name or (user_name.endswith(PREVIEW) and family.casefold().endswith(PREVIEW)):
            continue
        name = f"{tidy(line.text(first))} {family}".strip()
        found.append(Listed(row, Person(name=name, last_name=family, numbers=numbers)))
    return Listing("blackboard", tuple(found))


def has_form(top: str, is_file: bool) -> bool:
    """Whether an entry is one of a download of an assignment."""
    return is_file and ENTRY.fullmatch(top) is not None


def entries(export: Export) -> list[Entry]:
    """Return whose the files of a download are.

    The user name stands behind the assignment's, and either may hold underscores: the text beside each
    attempt says which it is, or the roster. All entries begin with the one name of the assignment.
    """
    found = [(one, ENTRY.fullmatch(export.inside(one)[0])) for one in export.files]
    told: dict[str, Person] = {}
    for one, match in found:
        if match is not None and not match["file"]:
            person = _told(one, match["who"])
            if person is not None:
                told[match["who"]] = person
    users = _users({match["who"] for _, match in found if match is not None}, told, export)
    every = []
    for one, match in found:
        if match is None or len(export.inside(one)) > 1:
            every.append(
                lost(one, "it is no entry of Blackboard: its name does not say whose it is")
            )
            continue
        if not match["file"]:
            every.append(of_platform(one, "Blackboard's own text on an attempt"))
            continue
        user = users.get(match["who"], "")
        if not user:
            every.append(lost(one, UNCLEAR, _may_be(match["who"], export.roster)))
            continue
        person = told.get(match["who"]) or Person(numbers={"blackboard_username": user})
        # A group's name stands in the place of a user's.
        group = bool(export.roster.in_group(user)) and match["who"] not in told
        every.append(
            Entry(
                one, PurePosixPath(match["file"]), Owner((person,), person.name or user, user, group),
                attempt=match["time"], time=_time(match["time"]),
            )
        )  # fmt: skip
    return every


def _told(one: Found, who: str) -> Person | None:
    """Return whom the text beside an attempt names, if that fits the name of the entry."""
    if one.size > MAX_TEXT_BYTES:
        return None
    try:
        first = one.read().decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    except CourseError:
        return None
    match = NAME.fullmatch(first.strip())
    if match is None or not who.endswith(f"_{match['user'].strip()}"):
        return None
    return Person(name=tidy(match["name"]), numbers={"blackboard_username": match["user"].strip()})


def _shared(every: set[str]) -> int:
    """Return with how many parts the names of all entries begin: those of the assignment's name."""
    parts = [who.split("_") for who in every]
    least = min(map(len, parts), default=1) - 1
    same = [len({tuple(one[: place + 1]) for one in parts}) == 1 for place in range(least)]
    return same.index(False) if False in same else least


def _users(every: set[str], told: Mapping[str, Person], export: Export) -> dict[str, str]:
    """Return the user names in what stands before the attempts, where it can be told which they are.

    Args:
        every: What stands there: the assignment's name and a user's.
        told: Whom the texts beside attempts name.
        export: The export.
    """
    users = {who: one.numbers["blackboard_username"] for who, one in told.items()}
    shared = _shared(every)
    # After how many parts the name of the assignment ends.
    ends = {who.removesuffix(f"_{user}").count("_") + 1 for who, user in users.items()}
    known = {who: _known(who.split("_"), shared, export.roster) for who in every - set(users)}
    if not ends:
        ends = {place for places in known.values() if len(places) == 1 for place in places}
    if shared and not any(known.values()) and not ends:
        ends = _of_title(next(iter(every)).split("_")[:shared], export.assignment)
    for who, places in known.items():
        # What begins otherwise is of another assignment, which the roster alone tells.
        own = ends if shared else places
        if len(own) == 1:
            users[who] = "_".join(who.split("_")[min(own) :])
    return users


def _known(parts: Sequence[str], shared: int, roster: Roster) -> set[int]:
    """Return behind how many parts the name of a user or a group on the roster may stand."""
    last = min(shared, len(parts) - 1) if shared else len(parts) - 1
    found = set()
    for place in range(1, last + 1):
        name = "_".join(parts[place:])
        if roster.by_number("blackboard_username", name) or roster.in_group(name):
            found.add(place)
    return found


def _of_title(parts: Sequence[str], assignment: str) -> set[int]:
    """Return how many of the parts with which all entries begin are the assignment's name.

    User names may begin alike, but for a number: nobody's begins with one.
    """
    for place in range(1, len(parts) + 1):
        if folded("_".join(parts[:place])) == folded(assignment):
            return {place}
    return {len(parts)} if all(part.isdecimal() for part in parts[1:]) else set()


def _may_be(who: str, roster: Roster) -> list[Person]:
    """Return who may be called by the end of an entry's name; nobody where it may be anybody."""
    if not roster.all_have("blackboard_username"):
        return []
    parts = who.split("_")
    ends = ["_".join(parts[place:]) for place in range(1, len(parts))]
    people = [roster.by_number("blackboard_username", one) for one in ends]
    groups = [one for end in ends for one in roster.in_group(end, squeezing=True)]
    return roster.with_members([*filter(None, people), *groups])


def _time(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None
