"""Read the files of a folder or a zip file that strangers have filled: paths, links, sizes, bombs.

In: a folder or a zip file. Out: its files, each with a reason if it is not to be taken.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from autograder.course.directory import CourseError
from autograder.sandbox.reading import EvidenceError, read_bytes

# An archive may hold no more than this, however it is packed.
MAX_FILES, MAX_FILE_BYTES, MAX_TOTAL_BYTES = 100_000, 512 * 2**20, 20 * 2**30
MAX_RATIO = 200
# What a damaged or hostile file raises when it is read or unpacked.
UNREADABLE = (
    EvidenceError, OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError,
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Found:
    """A file of an export.

    Attributes:
        path: Its path there.
        size: Its size in bytes.
        time: When it was last changed, as far as the export says.
        source: Where it can be read.
        refused: Why it is not taken; "" if it may be.
    """

    path: str
    size: int
    time: datetime.datetime | None
    source: zipfile.ZipFile | Path
    refused: str = ""

    def read(self) -> bytes:
        """Return its content.

        Raises:
            CourseError: It is larger than it says, or damaged.
        """
        try:
            if isinstance(self.source, Path):
                return read_bytes(self.source, MAX_FILE_BYTES)
            with self.source.open(self.path) as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except UNREADABLE as error:
            raise CourseError(f"it cannot be unpacked: {error}") from error
        if len(content) > MAX_FILE_BYTES:
            raise CourseError(f"it is larger than {MAX_FILE_BYTES // 2**20} MiB")
        return content


@dataclasses.dataclass(frozen=True)
class OwnedFile:
    """A file of an export, and whose it is.

    Attributes:
        found: The file.
        student: The student's id.
        name: The file's own name.
        attempt: Number of the attempt, from 0.
        late: Whether the platform says that it was late.
    """

    found: Found
    student: str
    name: str
    attempt: int = 0
    late: bool = False


def files_of(source: Path) -> Iterator[Found]:
    """Yield the files of a folder or a zip file.

    Raises:
        CourseError: It is neither, or holds more than any class hands in.
    """
    if source.is_dir():
        found = [
            path for path in sorted(source.rglob("*")) if not path.is_dir() or path.is_symlink()
        ]
        for path in found[:MAX_FILES]:
            name = path.relative_to(source).as_posix()
            if path.is_symlink() or not path.is_file():
                yield Found(name, 0, None, path, "it is a link or no regular file: not taken")
                continue
            status = path.stat()
            time = datetime.datetime.fromtimestamp(status.st_mtime, datetime.timezone.utc)
            yield Found(name, status.st_size, time, path)
        return
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise CourseError(
            f"{source} is neither a folder nor a zip file: {error}. Name what Canvas, Moodle or "
            "Gradescope has exported."
        ) from error
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise CourseError(
            f"{source} holds more than {MAX_FILES} files or {MAX_TOTAL_BYTES // 2**30} GiB."
        )
    for entry in entries:
        yield Found(
            entry.filename, entry.file_size, _local_time(entry), archive, why_refused(entry)
        )


def _local_time(entry: zipfile.ZipInfo) -> datetime.datetime | None:
    """Return an entry's time, which a zip file holds without a time zone: this machine's is meant."""
    try:
        return datetime.datetime(*entry.date_time).astimezone(datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


def why_refused(entry: zipfile.ZipInfo) -> str:
    """Return why an entry of an archive is not unpacked, or ""."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
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
