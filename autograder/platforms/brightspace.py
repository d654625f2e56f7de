"""Brightspace (D2L): whom its tables list, and whose an entry of its download is.

Its tables begin values with "#", so that spreadsheets leave numbers alone. The download has folders or
prefixes `number-number - First Last - date`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from autograder.course.people import Listed, Listing, Person
from autograder.course.roster import Roster
from autograder.course.tables import Table, tidy
from autograder.platforms.collecting.dates import read_date
from autograder.platforms.collecting.owned import Entry, Export, Owner, lost, of_platform

COLUMNS = {"brightspace_org_id": "OrgDefinedId", "brightspace_username": "Username"}
NUMBERS = re.compile(r"(\d+)-\d+")
# A date with a year and a time without a colon: "Nov 3, 2026 926 PM" or "24 September 2024 2126".
DATE = re.compile(r".*\b(?:19|20)\d\d\b.*\b\d{3,4}\b.*")
INDEX = "index.html"
END = "End-of-Line Indicator"


def people(table: Table) -> Listing | None:
    """Return whom a table of grades lists, or None where the table is none of Brightspace's."""
    if table.column("OrgDefinedId") is None and table.column(END) is None:
        return None
    places = {kind: table.column(name) for kind, name in COLUMNS.items()}
    names = {name: table.column(name) for name in ("First Name", "Last Name", "Email", "Sections")}
    found = []
    for row, line in enumerate(table.rows):
        numbers = {
            kind: tidy(line.text(place)).removeprefix("#")
            for kind, place in places.items()
            if place is not None and tidy(line.text(place)).removeprefix("#")
        }
        said = {name: tidy(line.text(place)) for name, place in names.items() if place is not None}
        if not numbers and not said.get("Email"):
            continue
        first, last = said.get("First Name", ""), said.get("Last Name", "")
        person = Person(
            name=f"{first} {last}".strip(),
            last_name=last,
            email=said.get("Email", ""),
            section=said.get("Sections", ""),
            numbers=numbers,
        )
        found.append(Listed(row, person))
    return Listing("brightspace", tuple(found))


def has_form(top: str, is_file: bool) -> bool:
    """Whether the first part of an entry is one of a download of a folder of submissions."""
    if is_file and top == INDEX:
        return True
    parts = parts_of(top, is_file)
    return parts is not None and bool(parts[3]) == is_file


def parts_of(top: str, is_file: bool) -> tuple[str, str, str, str] | None:
    """Return number, name, date and file of an entry's first part; None where it is no entry.

    Of a file the first date counts: behind it stands the file's name, which a student has chosen. Of a
    folder the last one does: names of people may look like dates, too, and nothing stands behind it.
    """
    number, *rest = top.split(" - ")
    match = NUMBERS.fullmatch(number)
    dates = [place for place in range(1, len(rest)) if DATE.fullmatch(rest[place])]
    if match is None or not dates:
        return None
    place = dates[0 if is_file else -1]
    return match[1], " - ".join(rest[:place]), rest[place], " - ".join(rest[place + 1 :])


def entries(export: Export) -> list[Entry]:
    """Return whose the files of a download are: nothing but the name says it."""
    every = []
    tops = {(export.inside(one)[0], len(export.inside(one)) == 1) for one in export.files}
    dates: dict[str, set[str]] = {}
    for top, is_file in tops:
        parts = parts_of(top, is_file)
        if parts is not None:
            dates.setdefault(parts[1], set()).add(parts[2])
    for one in export.files:
        top, *rest = export.inside(one)
        parts = parts_of(top, not rest)
        if parts is None and top == INDEX and not rest:
            every.append(of_platform(one))
        elif parts is None or (not rest and not parts[3]):
            every.append(
                lost(one, "it is no entry of Brightspace: its name does not say whose it is")
            )
        else:
            number, name, date, file = parts
            time = read_date(date)
            if time is None and len(dates[name]) > 1:
                why = f"which attempt is the last cannot be read from {date!r}"
                every.append(lost(one, why, _may_be(name, export.roster)))
                continue
            attempt = time.isoformat() if time else date
            owner = Owner((Person(name=name),), name, number, True)
            path = PurePosixPath(*([file] if file else []), *rest)
            every.append(Entry(one, path, owner, attempt=attempt, time=time))
    return every


def _may_be(name: str, roster: Roster) -> list[Person]:
    """Return who may be called by the name of an entry; nobody where it may be anybody."""
    if not all(one.name for one in roster.people if one.listed):
        return []
    return roster.with_members([*roster.by_name(name), *roster.in_group(name, squeezing=True)])
