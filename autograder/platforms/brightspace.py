"""Brightspace (D2L): whom its tables list, and whose an entry of its download is.

Its tables begin values with "#", so that spreadsheets leave numbers alone. The download has folders or
prefixes `number-number - First Last - date`.
"""

from __future__ import annotations

from autograder.course.people import Listed, Listing, Person
from autograder.course.tables import Table, tidy

COLUMNS = {"brightspace_org_id": "OrgDefinedId", "brightspace_username": "Username"}
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
