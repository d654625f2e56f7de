"""Where in an upload a person's feedback goes: names as a platform's own download has them.

In: the names of a download's entries. Out: frozen slots; each says whose it is, and how the file is to
be called there.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.course.directory import CourseError
from autograder.course.people import Person
from autograder.platforms.collecting.archives import files_of

# What no file system may take, in any name of a file.
NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\ud800-\udfff]')
MOST_BYTES = 200


@dataclasses.dataclass(frozen=True)
class Slot:
    """A place for one file in an upload.

    Attributes:
        path: The file's name in the archive.
        said: What the platform says of whom it is for.
        entry: The entry of the download it is made from, for messages.
        group: The group that handed it in, where the platform returns one file to all members.
        members: The ids of those who share it with its owner, where the course knows them.
    """

    path: str
    said: Person
    entry: str = ""
    group: str = ""
    members: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Slots:
    """The places that an upload has.

    Attributes:
        path: The file that they are made from.
        every: The places; one for each number of the platform's.
        unclear: Entries that do not say for certain whose they are.
    """

    path: Path
    every: tuple[Slot, ...]
    unclear: tuple[str, ...] = ()

    def place(self, row: int) -> str:
        """Return the name of a place for messages."""
        return f"{self.path.name}, {self.every[row].entry or self.every[row].path}"


# What is known of the course when entries are read: whether somebody has a number of a kind.
Known = Callable[[str, str], bool]


def names_in(download: Path) -> list[str]:
    """Return the names of a download's entries.

    Raises:
        CourseError: It is neither a zip file nor a folder, or holds nothing.
    """
    paths = [one.path.replace("\\", "/") for one in files_of(download) if not one.refused]
    names = [one for one in paths if "__MACOSX" not in one and "/._" not in f"/{one}"]
    if not names:
        raise CourseError(f"{download} holds no files. Name the download of the submissions.")
    return names


def safe(text: str, fallback: str, most: int = MOST_BYTES) -> str:
    """Return a text as a part of a file's name that every file system and archive takes."""
    clean = unicodedata.normalize("NFC", NOT_IN_A_NAME.sub(" ", text))
    clean = " ".join(clean.split()).strip(" .~")
    while len(clean.encode()) > most:
        clean = clean[:-1].rstrip(" .")
    return clean or fallback


def last_of_each(slots: Sequence[tuple[str, Slot]]) -> tuple[Slot, ...]:
    """Return the last place of each number: what was handed in last is what feedback is about."""
    return tuple(dict(slots).values())
