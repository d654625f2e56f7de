"""What lies in `submitted/`, where nbgrader looks: a kept attempt, or what was put there by hand.

In: a course, a student, and the attempt that is to lie there. Out: its files in the student's folder,
with the time of hand-in beside them. What lay there before is kept as an attempt first.
"""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from pathlib import Path

from autograder.course.attempts import (
    FILES,
    MAX_FILE_BYTES,
    TIMESTAMP,
    Attempt,
    Told,
    content_digest,
    keep_attempt,
    load_attempts,
    says_when,
    write_files,
)
from autograder.course.directory import Course, CourseError
from autograder.course.late_policy import TimeError, hand_in_time
from autograder.course.tables import folded
from autograder.report.printable import plain
from autograder.sandbox.reading import EvidenceError, read_bytes

# Of a time that cannot be read, so many characters are noted.
MOST_UNREAD = 60


def submitted_folder(course: Course, assignment: str, student: str) -> Path:
    """Return the folder in `submitted/`, also where its name is composed in another way."""
    folder = course.submitted / student
    if not folder.is_dir() and course.submitted.is_dir():
        wanted = folded(student)
        same = (one.name for one in os.scandir(course.submitted) if folded(one.name) == wanted)
        folder = course.submitted / next(same, student)
    return folder / assignment


def in_course(
    course: Course, assignment: str, student: str, attempts: list[Attempt]
) -> Attempt | None:
    """Return which attempt lies in `submitted/`, or None where it is none of them."""
    content = content_digest(files_there(submitted_folder(course, assignment, student)))
    return next((one for one in reversed(attempts) if one.content == content), None)


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


def files_there(folder: Path) -> dict[str, bytes]:
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
    there = files_there(folder)
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
        if not says_when(name)
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    draft.chmod(0o755)
    write_files(draft, files)
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


def _time_text(time: datetime.datetime) -> str:
    """Return a time as nbgrader reads it."""
    return f"{time.astimezone(datetime.timezone.utc):%Y-%m-%d %H:%M:%S} UTC"


def _unread_text(text: str) -> str:
    """Return what stands in place of a time that cannot be read: nothing reads it as a time."""
    return f"not known: {plain(text)[:MOST_UNREAD]}"


def _time_there(folder: Path) -> datetime.datetime | None:
    """Return the time that lies in a folder; None where there is none that can be read."""
    try:
        return hand_in_time(folder)
    except TimeError:
        return None
