"""Blackboard Learn: names that say whose attempt a feedback file belongs to.

Blackboard has no upload of many feedback files: each is attached to an attempt by hand. The names begin
as in its own download, `assignment_username_attempt_time`, or with the user name where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from autograder.course.people import Person
from autograder.platforms import blackboard
from autograder.platforms.returning.slots import Known, Slot, Slots, last_of_each, safe

KIND = "blackboard_username"
NOTE = (
    "Blackboard takes feedback files one by one: attach each to the attempt of the user in its name"
)


def slots(download: Path, names: Sequence[str], assignment: str, known: Known) -> Slots:
    """Return the places for feedback by the names of a download; of several attempts the last."""
    read = (blackboard.ENTRY.fullmatch(PurePosixPath(one).name) for one in names)
    entries = sorted(filter(None, read), key=lambda one: one["time"])
    starts = {one["who"] for one in entries}
    found: list[tuple[str, Slot]] = []
    unclear = []
    for one in entries:
        parts = one["who"].split("_")
        readings = []
        for place in range(1, len(parts)):
            title, user = "_".join(parts[:place]), "_".join(parts[place:])
            # The assignment's name may hold underscores, and is the same in each entry.
            if known(KIND, user) and all(start.startswith(f"{title}_") for start in starts):
                readings.append(user)
        if len(readings) != 1:
            unclear.append(one.string)
            continue
        path = f"{one['who']}_attempt_{one['time']}_{assignment}.html"
        said = Person(numbers={KIND: readings[0]})
        found.append((readings[0], Slot(path, said, one.string)))
    return Slots(download, last_of_each(found), tuple(dict.fromkeys(unclear)))


def file_name(user: str, assignment: str) -> str:
    """Return the name of a file where no download says more than the user name."""
    return f"{safe(user, 'user')}_{assignment}.html"
