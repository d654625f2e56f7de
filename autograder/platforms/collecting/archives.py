"""Read the files of a folder or a zip file that strangers have filled: paths, links, sizes, bombs.

In: a folder or a zip file. Out: its files, each with a reason if it is not to be taken.
"""

from __future__ import annotations

import dataclasses
import lzma
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from autograder.course.directory import CourseError
from autograder.sandbox.reading import EvidenceError, read_bytes

# An export may hold no more than this, however it is packed; and so many files of one owner.
MAX_FILES, MAX_FILE_BYTES, MAX_TOTAL_BYTES = 1_000_000, 512 * 2**20, 20 * 2**30
MAX_OF_ONE = 10_000
MAX_RATIO = 200
# The name of what a folder holds that cannot be looked at.
EVERYTHING = "*"
NOT_LOOKED_AT = ", and not taken. Have its owner give the right to read it and to enter its folders"
# What a damaged or hostile file raises when it is read or unpacked. `zipfile` checks little of what
# it reads: a name that is not in the letters that it says, an offset before the file.
UNREADABLE = (
    EvidenceError, OSError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError,
    NotImplementedError, EOFError, ValueError, LookupError, ArithmeticError, MemoryError,
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Found:
    """A file of an export.

    Attributes:
        path: Its path there.
        size: Its size in bytes.
        source: Where it can be read.
        entry: Which entry of an archive it is.
        refused: Why it is not taken; "" if it may be.

    When it was last changed is of no account: that is the time of a download, or of a copy.
    """

    path: str
    size: int
    source: zipfile.ZipFile | Path
    entry: zipfile.ZipInfo | None = None
    refused: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of its path, in composed letters: macOS writes decomposed ones.

        Bytes that are no text become question marks, which no name of a person or a folder has.
        """
        text = self.path.encode("utf-8", "replace").decode()
        path = unicodedata.normalize("NFC", text.replace("\\", "/"))
        return PurePosixPath(path).parts

    def read(self) -> bytes:
        """Return its content.

        Raises:
            CourseError: It is larger than it says, damaged, or not to be taken.
        """
        if self.refused:
            raise CourseError(self.refused)
        try:
            if isinstance(self.source, Path):
                return read_bytes(self.source, MAX_FILE_BYTES)
            with self.source.open(self.entry or self.path) as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except UNREADABLE as error:
            raise CourseError(f"it cannot be unpacked: {error}") from error
        if len(content) > MAX_FILE_BYTES:
            raise CourseError(f"it is larger than {MAX_FILE_BYTES // 2**20} MiB")
        return content


def files_of(source: Path) -> Iterator[Found]:
    """Yield the files of a folder or a zip file.

    Raises:
        CourseError: It is neither, or holds more than any class hands in.
    """
    if source.is_dir():
        yield from _in_folder(source)
        return
    try:
        archive = zipfile.ZipFile(source)
    except UNREADABLE as error:
        raise CourseError(
            f"{source} is neither a folder nor a zip file: {error}. Name what Canvas, Moodle or "
            "Gradescope has exported."
        ) from error
    entries = [entry for entry in archive.infolist() if not is_folder(entry)]
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise CourseError(
            f"{source} holds more than {MAX_FILES} files or {MAX_TOTAL_BYTES // 2**30} GiB."
        )
    for entry in entries:
        yield Found(_name_of(entry), entry.file_size, archive, entry, why_refused(entry))


def _in_folder(source: Path) -> Iterator[Found]:
    """Yield the files of a folder, and what cannot be looked at, which may be one student's only.

    Raises:
        CourseError: The folder itself cannot be looked at, or holds more than any class hands in.
    """
    found: list[Found] = []
    folders = [source]
    while folders:
        folder = folders.pop()
        try:
            inside = [Path(one.path) for one in os.scandir(folder)]
        except OSError as error:
            if folder == source:
                raise CourseError(f"{source} cannot be looked at: {error.strerror}.") from error
            # What it holds would be called by a name in it, and its owner is known by that.
            found.append(_shut(source, folder / EVERYTHING, error))
            continue
        for path in inside:
            try:
                status = path.lstat()
            except OSError as error:
                found.append(_shut(source, path, error))
                continue
            if stat.S_ISDIR(status.st_mode):
                folders.append(path)
                continue
            is_file = stat.S_ISREG(status.st_mode)
            reason = "" if is_file else "it is a link or no regular file: not taken"
            name = path.relative_to(source).as_posix()
            found.append(Found(name, status.st_size if is_file else 0, path, refused=reason))
        if len(found) > MAX_FILES:
            raise CourseError(f"{source} holds more than {MAX_FILES} files.")
    yield from sorted(found, key=lambda one: PurePosixPath(one.path))


def _shut(source: Path, path: Path, error: OSError) -> Found:
    """Return what cannot be looked at, as a file that is not taken."""
    why = f"it cannot be looked at: {error.strerror}{NOT_LOOKED_AT}"
    return Found(path.relative_to(source).as_posix(), 0, path, refused=why)


def without_too_many(files: Sequence[Found], depth: int) -> tuple[list[Found], list[Found]]:
    """Return the files to be taken, and the first of each owner's that are too many.

    A copy of an environment may lie beside a notebook: what is nearest to the top is taken.

    Args:
        files: The files of an export.
        depth: How many folders lie around everything.
    """
    taken: Counter[tuple[str, ...]] = Counter()
    left: dict[tuple[str, ...], Found] = {}
    kept = set()
    for place in sorted(range(len(files)), key=lambda place: len(files[place].parts)):
        top = files[place].parts[depth : depth + 1]
        taken[top] += 1
        if taken[top] <= MAX_OF_ONE:
            kept.add(place)
        else:
            left.setdefault(top, files[place])
    return [one for place, one in enumerate(files) if place in kept], list(left.values())


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; programs that write UTF-8 do not always say so."""
    if entry.flag_bits & 0x800 or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def is_folder(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a folder; one without any name is none."""
    return entry.filename.endswith("/")


def why_refused(entry: zipfile.ZipInfo) -> str:
    """Return why an entry of an archive is not unpacked, or ""."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if not path.parts:
        return "it has no name: not taken"
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", entry.filename):
        return "its path leads out of the archive: not taken"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it is a link: not taken"
    if entry.flag_bits & 1:
        return "it is encrypted: not taken"
    if entry.file_size > MAX_FILE_BYTES:
        return f"it is larger than {MAX_FILE_BYTES // 2**20} MiB: not taken"
    if entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return "it is packed like a zip bomb: not taken"
    return ""
