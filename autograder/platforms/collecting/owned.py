"""Whose the files of an export are, as the platform's own entries say it.

In: the files of an export, without a folder around everything. Out: an `Entry` for each. What stands in
a file that somebody handed in, or in its name, never says whose it is.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from autograder.course.people import Person
from autograder.course.roster import Roster
from autograder.platforms.collecting.archives import Found
from autograder.report.printable import plain

ANOTHER = "it belongs to the platform, not to a submission"


@dataclasses.dataclass(frozen=True)
class Owner:
    """Who handed something in, as the platform says it.

    Attributes:
        people: What it says of each person.
        name: How it calls whoever handed in: a person or a group.
        number: Its number of whoever that is, to tell owners of the same name apart.
        maybe_group: Whether the name may be a group's.
    """

    people: tuple[Person, ...]
    name: str = ""
    number: str = ""
    maybe_group: bool = False


@dataclasses.dataclass(frozen=True)
class Entry:
    """A file of an export, and whose it is.

    Attributes:
        found: The file.
        path: Its path in what was handed in.
        owner: Who handed it in; None if that cannot be told, or if nobody did.
        why: Why there is no owner, or what is missing.
        nobody: Whether it is a file of the platform's own, so that nobody misses it.
        attempt: Tells attempts apart, and their order.
        time: When it was handed in, as the platform says; without a time zone if it says none.
        late: Whether the platform calls it late.
        number: The platform's number of the file, which no other file has; "" if it has none.
        remark: What a person should know of it.
        unread: The time as whoever handed it in has written it, where nothing says which it is.
        missing: Whether it stands for files that the platform names and the export does not have.
        maybe: Who may have handed it in, where there is no owner; anybody if empty.
    """

    found: Found
    path: PurePosixPath
    owner: Owner | None
    why: str = ""
    nobody: bool = False
    attempt: str = ""
    time: datetime.datetime | None = None
    late: bool = False
    number: str = ""
    remark: str = ""
    unread: str = ""
    missing: bool = False
    maybe: tuple[Person, ...] = ()


@dataclasses.dataclass(frozen=True)
class Export:
    """The files of an export.

    Attributes:
        files: The files.
        depth: How many folders lie around everything.
        assignment: The assignment that is collected.
        assignments: All assignments of the course.
        roster: The course's roster.
    """

    files: Sequence[Found]
    depth: int
    assignment: str
    assignments: Sequence[str]
    roster: Roster

    def name_of(self, one: Found) -> str:
        """Return how the platform calls a file, letter for letter: it may go by that."""
        return "/".join(PurePosixPath(one.path.replace("\\", "/")).parts[self.depth :])

    def inside(self, one: Found) -> tuple[str, ...]:
        """Return the parts of a file's path without the folders around everything."""
        return one.parts[self.depth :]


# Whether the first part of a path, which may be a file's name, has the form of a platform's.
Form = Callable[[str, bool], bool]
Reader = Callable[[Export], list[Entry]]


def lost(found: Found, why: str, maybe: Sequence[Person] = ()) -> Entry:
    """Return the entry of a file whose owner cannot be told, but for who it may be."""
    return Entry(found, PurePosixPath(found.parts[-1]), None, why, maybe=tuple(maybe))


def unread_time(text: str) -> str:
    """Return what to say of a time that is not used, since nothing says which it is."""
    return f"its time cannot be read, so it is not used: {plain(text)[:60].strip()!r}"


def of_platform(found: Found, why: str = ANOTHER) -> Entry:
    """Return the entry of a file that nobody handed in."""
    return Entry(found, PurePosixPath(found.parts[-1]), None, why, nobody=True)
