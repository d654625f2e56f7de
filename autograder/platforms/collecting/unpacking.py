"""Unpack what one student handed in, within limits that hold for all of it together.

In: the files of a submission, some of which are archives. Out: its files, each with its path, and why
some were not taken.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from autograder.course.attempts import TIMESTAMP
from autograder.course.directory import CourseError
from autograder.platforms.collecting.archives import UNREADABLE, Found, is_folder, why_refused
from autograder.report.printable import plain

IGNORED = {"__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"}
MAX_UNPACKED_BYTES, MAX_UNPACKED_FILES = 512 * 2**20, 2000
# How an entry of an archive's list begins, and how many of them are read at all: each becomes an object
# that takes ten times its bytes, before anybody can count them.
LISTED, MAX_LISTED = b"PK\x01\x02", 50_000
# What one student's files may take, archives or not.
MAX_STUDENT_BYTES = 1024 * 2**20
# Bytes of a name: file systems take 143 at least, and a number or a word may be added to it.
MAX_NAME, MAX_ENDING = 120, 20


class Unpacking:
    """Unpacks the archives of one student, and counts what comes out of all of them."""

    def __init__(self) -> None:
        self._bytes = 0
        self._files = 0
        self._read = 0

    def read(self, found: Found) -> bytes:
        """Return the content of a file of the student's.

        Raises:
            CourseError: It cannot be read, or all of them together are larger than anybody's.
        """
        if self._read + found.size > MAX_STUDENT_BYTES:
            raise CourseError(
                f"the student's files are larger than {MAX_STUDENT_BYTES // 2**20} MiB together"
            )
        self._read += found.size
        return found.read()

    def files(self, path: PurePosixPath, content: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield a file, or those of an archive with its folders; an archive in it stays one.

        Raises:
            CourseError: An archive is damaged or hostile, or more comes out than anybody hands in.
        """
        if path.suffix.lower() != ".zip":
            yield path, content
            return
        if content.count(LISTED) > MAX_LISTED:
            raise CourseError(f"it lists more than {MAX_LISTED} files")
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except UNREADABLE:
            # What calls itself a zip file and is none is for a person to look at.
            yield path, content
            return
        entries = [
            entry for entry in archive.infolist()
            if not is_folder(entry) and not IGNORED & set(PurePosixPath(entry.filename).parts)
        ]  # fmt: skip
        files, size = (
            self._files + len(entries),
            self._bytes + sum(one.file_size for one in entries),
        )
        if files > MAX_UNPACKED_FILES or size > MAX_UNPACKED_BYTES:
            raise CourseError(
                f"with the student's other archives it holds more than {MAX_UNPACKED_FILES} files or "
                f"{MAX_UNPACKED_BYTES // 2**20} MiB"
            )
        for entry in entries:
            reason = why_refused(entry)
            if reason:
                raise CourseError(
                    f"{plain(entry.filename)} in it: {reason.removesuffix(': not taken')}"
                )
        self._files, self._bytes = files, size
        for entry in entries:
            inner = Found(entry.filename, entry.file_size, archive, entry)
            # When it was handed in is for the platform to say.
            if inner.parts[-1] != TIMESTAMP:
                yield path.parent.joinpath(*inner.parts), inner.read()


def plain_name(name: str) -> str:
    """Return a file's name without anything that a file system or a terminal might take amiss."""
    text = re.sub(r"[^\w.() +@-]", "_", plain(name)).strip(". ")
    if len(text.encode()) > MAX_NAME:
        # The ending says what a file is.
        ending = _cut(PurePosixPath(text).suffix, MAX_ENDING)
        text = _cut(text, MAX_NAME - len(ending.encode())) + ending
    return text or "file"


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text that takes so many bytes at most."""
    return text.encode()[:most].decode("utf-8", "ignore")


def _same_as(name: str) -> str:
    """Return what is the same for names that a file system or a platform may take for one."""
    return unicodedata.normalize("NFKC", name).casefold()


class Names:
    """Gives names in one folder, each of them once.

    Args:
        taken: Names that are not given.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._used = {_same_as(name) for name in taken}
        # How far the numbers behind a name have come: who looks for a free one goes on from there.
        self._last: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        """Whether a name is given already."""
        return _same_as(name) in self._used

    def free(self, name: str) -> str:
        """Return a name, with a number behind it if it is given already."""
        stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
        free, key = name, _same_as(name)
        while free in self:
            self._last[key] = self._last.get(key, 1) + 1
            free = f"{stem}-{self._last[key]}{ending}"
        self._used.add(_same_as(free))
        return free


def side_by_side(files: dict[PurePosixPath, bytes]) -> dict[PurePosixPath, str]:
    """Return the name of each file in one folder: the one nearest to the top keeps its own.

    None gets the name of the file that says when a submission was handed in: that is for the platform
    to say, and a student's name may become it only here, without its folder or a dot.
    """
    names: dict[PurePosixPath, str] = {}
    given = Names([TIMESTAMP])
    for path in sorted(files, key=lambda one: (len(one.parts), one.as_posix())):
        name = plain_name(path.name)
        if name in given:
            name = plain_name("-".join((*path.parts[:-1], path.name)))
        names[path] = given.free(name)
    return names
