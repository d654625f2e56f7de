"""Moodle: names for "Upload multiple feedback files in a zip".

Moodle takes what stands between the first two underscores for the participant's number in this
assignment, and the next two parts for the plugin that the file is from. Team submissions count teams in
their download, so that the worksheet says more than that.

Source: `mod/assign/feedback/file/importziplib.php` of Moodle 4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.course.people import Listing, Person
from autograder.course.tables import folded
from autograder.platforms import moodle
from autograder.platforms.returning.slots import Slot, Slots, last_of_each, safe

KIND = "moodle_participant"


def slots(download: Path, names: Sequence[str], assignment: str) -> Slots:
    """Return the places of an upload by the names of a download."""
    found, unclear = [], []
    for entry in names:
        # What is in a folder, and what stands behind a prefix, is the student's own.
        parts = (moodle.ENTRY.fullmatch(part) for part in entry.split("/"))
        match = next((one for one in parts if one is not None), None)
        if match is None:
            continue
        if match["id"] is None:
            unclear.append(entry)
            continue
        hidden = folded(match["name"]) in moodle.PARTICIPANT
        said = Person(name="" if hidden else match["name"], numbers={KIND: match["id"]})
        path = file_name(match["name"], match["id"], assignment)
        found.append((match["id"], Slot(path, said, entry)))
    return Slots(download, last_of_each(found), tuple(unclear))


def listed(path: Path, listing: Listing, assignment: str) -> Slots:
    """Return the places of an upload by the participants of a grading worksheet."""
    found = []
    for one in listing.lines:
        number = one.person.numbers.get(KIND, "")
        if number:
            name = file_name(one.person.name, number, assignment)
            found.append(Slot(name, one.person, f"participant {number}"))
    return Slots(path, tuple(found))


def file_name(name: str, number: str, assignment: str) -> str:
    """Return the name of a file for a participant; Moodle goes by the number alone."""
    clean = safe(name.replace("_", " "), "Participant", 100)
    return f"{clean}_{number}_assignsubmission_file_{assignment}.html"
