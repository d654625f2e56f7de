"""Blackboard Learn: whom its grade file lists, and whose an entry of its download is.

The grade file is separated by tabs, in UTF-16 and named .xls, or a CSV file with quotes. The download
has entries `assignment_username_attempt_time_file`, and `assignment_username_attempt_time.txt` beside
them.
"""

from __future__ import annotations

import datetime
import re
from pathlib import PurePosixPath

from autograder.course.directory import CourseError
from autograder.course.people import Listed, Listing, Person
from autograder.course.tables import Table, tidy
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
    attempt says which it is, or the roster.
    """
    found = [(one, ENTRY.fullmatch(export.inside(one)[0])) for one in export.files]
    told: dict[str, Person] = {}
    for one, match in found:
        if match is not None and not match["file"]:
            person = _told(one, match["who"])
            if person is not None:
                told[match["who"]] = person
    shared = _shared({match["who"] for _, match in found if match is not None})
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
        person = told.get(match["who"]) or _by_name(match["who"], shared, export)
        if person is None:
            every.append(lost(one, UNCLEAR))
            continue
        user = person.numbers["blackboard_username"]
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


def _by_name(who: str, shared: int, export: Export) -> Person | None:
    """Return the user whose name an entry's may end with; None where it may be that of several."""
    parts = who.split("_")
    ends = ["_".join(parts[place:]) for place in range(1, len(parts))]
    known = [one for one in ends if export.roster.by_number("blackboard_username", one)]
    if len(known) == 1:
        return Person(numbers={"blackboard_username": known[0]})
    user = "_".join(parts[shared:])
    if known or not ends or not user:
        return None
    return Person(numbers={"blackboard_username": user})


def _time(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None
