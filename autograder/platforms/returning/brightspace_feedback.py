"""Brightspace (D2L): names for "Add Feedback Files", which takes the folders of its own download.

A folder, or the beginning of a file's name, is called `number-number - First Last - date`. It says who
somebody is by the name alone, so that people of the same name cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.course.people import Person
from autograder.platforms import brightspace
from autograder.platforms.returning.slots import Slot, Slots


def slots(download: Path, names: Sequence[str], assignment: str) -> Slots:
    """Return the places of an upload by the names of a download."""
    found: dict[tuple[str, str], Slot] = {}
    for entry in names:
        # Folders further down are the student's own.
        *folders, last = entry.split("/")
        ways = [(part, brightspace.parts_of(part, False)) for part in folders]
        ways.append((last, brightspace.parts_of(last, True)))
        part, way = next((one for one in ways if one[1] is not None), ("", None))
        if way is None:
            continue
        user, name, _, file = way
        folder = part.removesuffix(f" - {file}") if file else part
        path = f"{folder}{' - ' if file else '/'}{assignment}.html"
        found[user, name] = Slot(path, Person(name=name), folder, name)
    return Slots(download, tuple(found.values()))
