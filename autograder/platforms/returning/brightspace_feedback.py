"""Brightspace (D2L): names for "Add Feedback Files", which takes the folders of its own download.

A folder is called `number-number - First Last - date`. It says who somebody is by the name alone, so
that people of the same name cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from autograder.course.people import Person
from autograder.platforms.returning.slots import Slot, Slots

# Other locales write the date without a comma, and the time with a colon, which becomes nothing.
PART = re.compile(
    r"(?P<folder>(?P<user>\d+)-\d+ - (?P<name>.+) - "
    r"[^-]*?\b\d{4}\b[^-]*?\d{3,4}(?:\s?[AaPp]\.?\s?[Mm]\.?)?)(?: - (?P<file>.+))?"
)


def slots(download: Path, names: Sequence[str], assignment: str) -> Slots:
    """Return the places of an upload by the names of a download."""
    found: dict[tuple[str, str], Slot] = {}
    for entry in names:
        # Folders further down are the student's own.
        parts = (PART.fullmatch(part) for part in entry.split("/"))
        match = next((one for one in parts if one is not None), None)
        if match is not None:
            between = "/" if match["file"] is None else " - "
            path = f"{match['folder']}{between}{assignment}.html"
            found[match["user"], match["name"]] = Slot(
                path, Person(name=match["name"]), match["folder"], match["name"]
            )
    return Slots(download, tuple(found.values()))
