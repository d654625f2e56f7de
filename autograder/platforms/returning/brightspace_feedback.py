"""Brightspace (D2L): names for "Add Feedback Files", which takes the folders of its own download.

A folder, or the beginning of a file's name, is called `number-number - First Last - date`. It says who
somebody is by the name alone, so that people of the same name cannot be told.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from autograder.course.people import Person
from autograder.platforms import brightspace
from autograder.platforms.collecting.dates import read_date
from autograder.platforms.returning.slots import Slot, Slots


def slots(download: Path, names: Sequence[str], assignment: str) -> Slots:
    """Return the places of an upload by the names of a download; of several attempts the last."""
    found: dict[tuple[str, str], dict[str, Slot]] = {}
    for entry in names:
        # Folders further down are the student's own.
        *folders, last = entry.split("/")
        ways = [(part, brightspace.parts_of(part, False)) for part in folders]
        ways.append((last, brightspace.parts_of(last, True)))
        part, way = next((one for one in ways if one[1] is not None), ("", None))
        if way is None:
            continue
        user, name, date, file = way
        folder = part.removesuffix(f" - {file}") if file else part
        path = f"{folder}{' - ' if file else '/'}{assignment}.html"
        place = Slot(path, Person(name=name), folder, name)
        found.setdefault((user, name), {})[date] = place
    every, unclear = [], []
    for places in found.values():
        times = {date: read_date(date) for date in places}
        if len(times) > 1 and None in times.values():
            # Nothing says which is the last.
            unclear += [one.entry for one in places.values()]
        else:
            every.append(places[max(times, key=lambda date: times[date] or datetime.datetime.min)])
    return Slots(download, tuple(every), tuple(unclear))
