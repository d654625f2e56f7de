"""Every attempt that was handed in, as it was, and which of them counts.

In: the files of an attempt, and what the platform says of it. Out: a folder for each attempt, which no
command removes, and the one that counts in `submitted/`, where nbgrader looks for it.

    .autograder/attempts/<assignment>/<student>/001/attempt.json   what is known of it
    .autograder/attempts/<assignment>/<student>/001/files/         the files
    .autograder/attempts/counting.json                             which attempts count
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.choosing import HandedFile, choose
from autograder.course.directory import Course, CourseError
from autograder.course.late_policy import TimeError, hand_in_time
from autograder.course.report_files import write_json
from autograder.course.tables import folded
from autograder.report.printable import plain
from autograder.sandbox.reading import EvidenceError, read_bytes

TIMESTAMP = "timestamp.txt"
RECORD, FILES, COUNTING = "attempt.json", "files", "counting.json"
LAST, BEST, BY_HAND = "last", "best", "by hand"
MAX_RECORD_BYTES, MAX_FILE_BYTES = 32 * 2**20, 512 * 2**20
SHOWN_DIGITS = 12
MOST_UNREAD = 60


@dataclasses.dataclass(frozen=True)
class Attempt:
    """Something that was handed in.

    Attributes:
        number: Which attempt of the student's it is, from 1, in the order in which they came.
        digest: SHA-256 of the notebook; of all files together if there is none.
        content: SHA-256 of names and contents of all files.
        notebook: The name of the notebook, or "".
        files: The names of all files.
        time: When it was handed in, in UTC, as the platform says; None if it does not.
        late: Whether the platform calls it late.
        platform: The platform.
        source: The file or folder it was collected from.
        group: The name of the group that handed it in, if one did.
        members: The ids of the group's members.
        entries: How each platform that it was collected from calls its files, by platform.
        local: The time as the platform writes it, where that has no time zone; "" otherwise.
        serial: The largest number that the platform has given to one of the files, where these numbers
            grow with every upload; 0 otherwise.
        unread: The time as the student's side has written it, where it cannot be read; "" otherwise.
        folder: Where it is kept.
    """

    number: int
    digest: str
    content: str
    notebook: str
    files: tuple[str, ...]
    time: datetime.datetime | None
    late: bool
    platform: str
    source: str
    group: str
    members: tuple[str, ...]
    entries: Mapping[str, tuple[str, ...]]
    folder: Path
    local: str = ""
    serial: int = 0
    unread: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether it was put into `submitted/` by hand, and was in no export."""
        return self.platform == BY_HAND and not self.entries


@dataclasses.dataclass(frozen=True)
class Told:
    """What the platform says of an attempt; see `Attempt`."""

    platform: str = BY_HAND
    source: str = ""
    time: datetime.datetime | None = None
    late: bool = False
    group: str = ""
    members: tuple[str, ...] = ()
    entries: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    local: str = ""
    serial: int = 0
    unread: str = ""


def digest_of(content: bytes) -> str:
    """Return the digest of a file, as `sha256sum` gives it."""
    return hashlib.sha256(content).hexdigest()


def content_digest(files: Mapping[str, bytes]) -> str:
    """Return the digest of names and contents of files."""
    lines = [f"{digest_of(content)} {name}\n" for name, content in sorted(files.items())]
    return digest_of("".join(lines).encode("utf-8", "surrogateescape"))


def folder_of(course: Course, assignment: str, student: str) -> Path:
    """Return the folder of a student's attempts."""
    return course.private / "attempts" / assignment / student


def load_attempts(course: Course, assignment: str, student: str) -> list[Attempt]:
    """Return a student's attempts in the order in which they came.

    Raises:
        CourseError: What is known of one cannot be read.
    """
    found = []
    for path in sorted(folder_of(course, assignment, student).glob(f"[0-9]*/{RECORD}")):
        try:
            said = json.loads(read_bytes(path, MAX_RECORD_BYTES))
            time = said["time"]
            found.append(
                Attempt(
                    number=int(path.parent.name),
                    folder=path.parent,
                    time=datetime.datetime.fromisoformat(time) if time else None,
                    files=tuple(said["files"]),
                    members=tuple(said["members"]),
                    # What was collected by an earlier version of the kit has none.
                    entries={name: tuple(every) for name, every in said.get("entries", {}).items()},
                    local=str(said.get("local", "")),
                    serial=int(said.get("serial", 0)),
                    unread=str(said.get("unread", "")),
                    late=bool(said["late"]),
                    **{
                        name: str(said[name])
                        for name in ("digest", "content", "notebook", "platform", "source", "group")
                    },
                )
            )
        except (EvidenceError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CourseError(
                f"{path} cannot be read: {error}. It says when and by whom an attempt was handed in; "
                "get it back from a copy of the course."
            ) from error
    return sorted(found, key=lambda one: one.number)


def keep_attempt(
    course: Course, assignment: str, student: str, files: Mapping[str, bytes], told: Told
) -> Attempt:
    """Keep what was handed in; what is there already, with the same files, is not kept twice.

    Args:
        course: The course.
        assignment: The assignment's name.
        student: The student's id.
        files: The contents by name. What is called as the file with the time is left out.
        told: What the platform says.
    """
    files = {name: inside for name, inside in files.items() if not _says_when(name)}
    content = content_digest(files)
    before = load_attempts(course, assignment, student)
    same = next((one for one in before if one.content == content and _may_be(one, told)), None)
    if same is not None:
        new = dataclasses.replace(
            same,
            entries={**same.entries, **told.entries},
            local=same.local or told.local,
            serial=max(same.serial, told.serial),
            unread=same.unread or told.unread,
        )
        if told.time is not None and same.time != told.time:
            new = dataclasses.replace(
                new, time=told.time, late=told.late, platform=told.platform, local=told.local
            )
        if new.time is not None:
            new = dataclasses.replace(new, unread="")
        if new != same:
            _write_record(new)
        return new
    choice = choose(_handed(files), assignment)
    notebook = choice.file.path.as_posix() if choice.file else ""
    number = max((one.number for one in before), default=0) + 1
    folder = folder_of(course, assignment, student)
    course.private.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    attempt = Attempt(
        number=number,
        digest=digest_of(files[notebook]) if notebook else content,
        content=content,
        notebook=notebook,
        files=tuple(sorted(files)),
        folder=folder / f"{number:03}",
        **{field.name: getattr(told, field.name) for field in dataclasses.fields(told)},
    )
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    _write_record(dataclasses.replace(attempt, folder=draft))
    _write_files(draft / FILES, files)
    draft.rename(attempt.folder)
    return attempt


def _may_be(one: Attempt, told: Told) -> bool:
    """Whether an attempt with the same files is the same one: the same file at another time is not.

    A time that was taken to be of another zone before is not another one.
    """
    if told.local and one.local and one.platform == told.platform:
        return told.local == one.local
    return told.time is None or one.time is None or one.time == told.time


def _write_record(attempt: Attempt) -> None:
    said: dict[str, Any] = {**dataclasses.asdict(attempt)}
    del said["folder"], said["number"]
    said["time"] = attempt.time.isoformat() if attempt.time else None
    # What could not be read again would stop every command about the class.
    if len(json.dumps(said, indent=1)) > MAX_RECORD_BYTES:
        raise CourseError(f"the names of its files take more than {MAX_RECORD_BYTES // 2**20} MiB")
    write_json(attempt.folder / RECORD, said)


def _says_when(name: str) -> bool:
    """Whether a file would be read as the time of hand-in, also where case makes no difference."""
    return name.casefold() == TIMESTAMP


def _handed(files: Mapping[str, bytes]) -> list[HandedFile]:
    return [
        HandedFile(PurePosixPath(name), lambda content=content: content)  # type: ignore[misc]
        for name, content in files.items()
        if name != TIMESTAMP
    ]


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


# --- Which attempt counts -----------------------------------------------------------------------


def load_counting(course: Course) -> dict[str, Any]:
    """Return which attempts count: for the course, and by assignment and student.

    Raises:
        CourseError: It cannot be read.
    """
    path = course.private / "attempts" / COUNTING
    if not path.exists():
        return {"course": LAST, "students": {}}
    try:
        said = json.loads(read_bytes(path, MAX_RECORD_BYTES))
        if said["course"] in (LAST, BEST) and isinstance(said["students"], dict):
            return said
        raise ValueError("it is of another form")
    except (EvidenceError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} cannot be read: {error}. Remove it, and the last attempt of everybody counts."
        ) from error


def counting(course: Course, assignment: str, student: str) -> str | int:
    """Return which of a student's attempts counts: "last", "best" or its number."""
    said = load_counting(course)
    own = said["students"].get(assignment, {}).get(student)
    return own if own in (LAST, BEST) or isinstance(own, int) else str(said["course"])


def set_counting(course: Course, which: str | int, assignment: str = "", student: str = "") -> None:
    """Say which attempt counts: for the whole course, or for a student in an assignment.

    Raises:
        CourseError: The student has no such attempt.
    """
    said = load_counting(course)
    if not student:
        said["course"] = which
    else:
        numbers = [one.number for one in load_attempts(course, assignment, student)]
        if isinstance(which, int) and which not in numbers:
            raise CourseError(
                f"{student} has no attempt {which} of {assignment}. There are: "
                f"{', '.join(map(str, numbers)) or 'none'}."
            )
        said["students"].setdefault(assignment, {})[student] = which
    folder = course.private / "attempts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_json(folder / COUNTING, said)


def in_order(attempts: list[Attempt]) -> list[Attempt]:
    """Return attempts, the last at the end: by the platform's times or numbers if it says all of them.

    What was put there by hand comes first: it counts while it lies there, and was replaced since.
    """
    by_hand = [one for one in attempts if one.by_hand]
    handed = [one for one in attempts if not one.by_hand]
    by_hand.sort(key=lambda one: one.number)
    one_platform = len({one.platform for one in handed}) == 1
    if all(one.time is not None for one in handed):
        handed.sort(key=lambda one: (str(one.time), one.number))
    elif one_platform and all(one.serial for one in handed):
        handed.sort(key=lambda one: one.serial)
    elif one_platform and all(one.local for one in handed):
        handed.sort(key=lambda one: (one.local, one.number))
    else:
        handed.sort(key=lambda one: one.number)
    return by_hand + handed


def counted(
    course: Course, assignment: str, student: str, replacing: bool = False
) -> Attempt | None:
    """Return the attempt that counts, as far as that is known without grading; None if none is kept.

    Args:
        course: The course.
        assignment: The assignment's name.
        student: The student's id.
        replacing: Whether what was put into the course by hand counts no longer.
    """
    attempts = in_order(load_attempts(course, assignment, student))
    which = counting(course, assignment, student)
    if isinstance(which, int):
        return next((one for one in attempts if one.number == which), None)
    there = in_course(course, assignment, student, attempts) if attempts else None
    stays = there is not None and (not replacing if there.by_hand else which == BEST)
    return there if stays else attempts[-1] if attempts else None


def in_course(
    course: Course, assignment: str, student: str, attempts: list[Attempt]
) -> Attempt | None:
    """Return which attempt lies in `submitted/`, or None where it is none of them."""
    content = content_digest(_files_there(submitted_folder(course, assignment, student)))
    return next((one for one in reversed(attempts) if one.content == content), None)


def submitted_folder(course: Course, assignment: str, student: str) -> Path:
    """Return the folder in `submitted/`, also where its name is composed in another way."""
    folder = course.submitted / student
    if not folder.is_dir() and course.submitted.is_dir():
        same = (one for one in course.submitted.iterdir() if folded(one.name) == folded(student))
        folder = next(same, folder)
    return folder / assignment


def _files_there(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder but for the time.

    Raises:
        CourseError: It holds a link or what cannot be read.
    """
    found = {}
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if (path.is_symlink() or not path.is_dir()) and name != TIMESTAMP:
                found[name] = read_bytes(path, MAX_FILE_BYTES)
    except (EvidenceError, OSError) as error:
        raise CourseError(
            f"{folder} holds what cannot be kept: {error}. Move it away, and run the command again."
        ) from error
    return found


def keep_by_hand(course: Course, assignment: str, student: str) -> None:
    """Keep what lies in `submitted/` as an attempt, where it is none yet.

    Raises:
        CourseError: It holds a link or what cannot be read.
    """
    folder = submitted_folder(course, assignment, student)
    there = _files_there(folder)
    if there and content_digest(there) not in {
        one.content for one in load_attempts(course, assignment, student)
    }:
        keep_attempt(course, assignment, student, there, Told(time=_time_there(folder)))


def put_in_course(course: Course, assignment: str, student: str, attempt: Attempt) -> None:
    """Put an attempt into `submitted/`, in place of another; what lies there is kept first."""
    folder = submitted_folder(course, assignment, student)
    keep_by_hand(course, assignment, student)
    files = {
        name: read_bytes(attempt.folder / FILES / name, MAX_FILE_BYTES)
        for name in attempt.files
        if not _says_when(name)
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    draft.chmod(0o755)
    _write_files(draft, files)
    if attempt.time is not None:
        (draft / TIMESTAMP).write_text(_time_text(attempt.time), encoding="utf-8")
    elif attempt.unread:
        # No time is no penalty either: what reads the file says that it holds none.
        (draft / TIMESTAMP).write_text(_unread_text(attempt.unread), encoding="utf-8")
    if folder.exists():
        away = Path(tempfile.mkdtemp(prefix=".away-", dir=folder.parent))
        folder.rename(away / "old")
        draft.rename(folder)
        shutil.rmtree(away)
    else:
        draft.rename(folder)


def students_with(course: Course, assignment: str) -> list[str]:
    """Return whose attempts of an assignment are kept."""
    folder = course.private / "attempts" / assignment
    return sorted(path.name for path in folder.glob("[!.]*")) if folder.is_dir() else []


def settle(course: Course, assignment: str, student: str) -> Attempt | None:
    """Have the attempt that counts lie in the course; return it.

    What was put there by hand stays.
    """
    every = load_attempts(course, assignment, student)
    counts = counted(course, assignment, student)
    there = in_course(course, assignment, student, every)
    empty = not _files_there(submitted_folder(course, assignment, student))
    lies = counts is not None and lies_in_course(course, assignment, student, counts)
    if counts is not None and (empty or there is not None) and not lies:
        put_in_course(course, assignment, student, counts)
    return counts


def _time_text(time: datetime.datetime) -> str:
    """Return a time as nbgrader reads it."""
    return f"{time.astimezone(datetime.timezone.utc):%Y-%m-%d %H:%M:%S} UTC"


def _unread_text(text: str) -> str:
    """Return what stands in place of a time that cannot be read: nothing reads it as a time."""
    return f"not known: {plain(text)[:MOST_UNREAD]}"


def lies_in_course(course: Course, assignment: str, student: str, attempt: Attempt) -> bool:
    """Whether an attempt lies in `submitted/`, with its time if that is known."""
    folder = submitted_folder(course, assignment, student)
    if in_course(course, assignment, student, [attempt]) is None:
        return False
    if attempt.time is None:
        # Whoever has found the time out has written it there.
        return not attempt.unread or os.path.lexists(folder / TIMESTAMP)
    try:
        return read_bytes(folder / TIMESTAMP, 1000).decode() == _time_text(attempt.time)
    except (EvidenceError, UnicodeDecodeError):
        return False


def _time_there(folder: Path) -> datetime.datetime | None:
    """Return the time that lies in a folder; None where there is none that can be read."""
    try:
        return hand_in_time(folder)
    except TimeError:
        return None
