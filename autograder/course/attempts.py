"""Every attempt that was handed in, as it was.

In: the files of an attempt, and what the platform says of it. Out: a folder for each attempt, which no
command removes. `which_counts.py` says which counts, `submitted.py` puts it where nbgrader looks.

    .autograder/attempts/<assignment>/<student>/001/attempt.json   what is known of it
    .autograder/attempts/<assignment>/<student>/001/files/         the files
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.choosing import HandedFile, choose
from autograder.course.directory import Course, CourseError
from autograder.course.report_files import write_json
from autograder.course.tables import folded
from autograder.sandbox.reading import EvidenceError, read_bytes

TIMESTAMP = "timestamp.txt"
RECORD, FILES, BY_HAND = "attempt.json", "files", "by hand"
MAX_RECORD_BYTES, MAX_FILE_BYTES = 32 * 2**20, 512 * 2**20


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
        seen: Its place in the order in which the student's attempts were in an export the last time;
            0 of what was put into `submitted/` by hand, and of what earlier versions of the kit have
            collected, whose place is their number.
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
    seen: int = 0

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
                    seen=int(said.get("seen", 0)),
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
    course: Course,
    assignment: str,
    student: str,
    files: Mapping[str, bytes],
    told: Told,
    alone: bool = False,
) -> Attempt:
    """Keep what was handed in; what is there already, with the same files, is not kept twice.

    Args:
        course: The course.
        assignment: The assignment's name.
        student: The student's id.
        files: The contents by name. What is called as the file with the time is left out.
        told: What the platform says.
        alone: Whether it is all that an export has of the student, who has this there now.
    """
    files = {name: inside for name, inside in files.items() if not says_when(name)}
    content = content_digest(files)
    before = load_attempts(course, assignment, student)
    same = next((one for one in before if one.content == content and _may_be(one, told)), None)
    latest = max((one.seen or one.number for one in before if not one.by_hand), default=0)
    seen = 0 if told.platform == BY_HAND else latest + 1
    if same is not None:
        new = dataclasses.replace(
            same,
            entries={**same.entries, **told.entries},
            local=same.local or told.local,
            serial=max(same.serial, told.serial),
            unread=same.unread or told.unread,
        )
        if alone and (same.seen or same.number) < latest:
            # It has come back in place of a later one.
            new = dataclasses.replace(new, seen=seen)
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
        seen=seen,
        **{field.name: getattr(told, field.name) for field in dataclasses.fields(told)},
    )
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    _write_record(dataclasses.replace(attempt, folder=draft))
    write_files(draft / FILES, files)
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


def says_when(name: str) -> bool:
    """Whether a file would be read as the time of hand-in, also where case makes no difference."""
    return name.casefold() == TIMESTAMP


def _handed(files: Mapping[str, bytes]) -> list[HandedFile]:
    return [
        HandedFile(PurePosixPath(name), lambda content=content: content)  # type: ignore[misc]
        for name, content in files.items()
        if name != TIMESTAMP
    ]


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, with the folders in it that their names ask for."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def students_with(course: Course, assignment: str) -> list[str]:
    """Return whose attempts of an assignment are kept."""
    folder = course.private / "attempts" / assignment
    return sorted(path.name for path in folder.glob("[!.]*")) if folder.is_dir() else []


def handed_in_alone(course: Course, students: Iterable[str]) -> frozenset[str]:
    """Return under which of some ids an export had something that was a person's then, and no group's.

    People leave a course, and groups choose their names. Ids are returned as they are compared.
    """
    wanted, found = set(map(folded, students)), set()
    for folder in (course.private / "attempts").glob("*/[!.]*") if wanted else ():
        key = folded(folder.name)
        if key not in wanted or key in found:
            continue
        try:
            attempts = load_attempts(course, folder.parent.name, folder.name)
        except CourseError:
            found.add(key)
            continue
        if any(not (one.by_hand or one.group or one.members) for one in attempts):
            found.add(key)
    return frozenset(found)
