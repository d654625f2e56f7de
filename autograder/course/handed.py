"""What one student handed in, as it lies in a folder.

In: a folder of strangers' files. Out: which of them is graded.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
from pathlib import Path, PurePosixPath

from autograder.course.attempts import MAX_FILE_BYTES, Attempt, digest_of, handed_in_alone
from autograder.course.choosing import MAX_BYTES, HandedFile, choose
from autograder.course.directory import Course
from autograder.course.roster import Roster
from autograder.course.submitted import submitted_folder
from autograder.course.tables import folded
from autograder.sandbox.reading import EvidenceError, read_bytes

MAX_FILES, MAX_FOLDERS_DEEP = 10_000, 20


@dataclasses.dataclass(frozen=True)
class Handed:
    """What one student handed in.

    Attributes:
        student: The student's id.
        folder: The folder it lies in.
        file: The notebook that is graded, or None if there is none.
        notes: What a person should know about the files.
        other: The assignment that it is a notebook of, if that is another one.
        attempt: The attempt that was kept, if it was collected.
    """

    student: str
    folder: Path
    file: Path | None
    notes: tuple[str, ...] = ()
    other: str = ""
    attempt: Attempt | None = None


def choose_notebook(folder: Path, assignment: str, student: str) -> Handed:
    """Choose the notebook to grade: the one nearest to the top that belongs to the assignment."""
    files = [
        HandedFile(
            PurePosixPath(path.relative_to(folder)),
            functools.partial(read_bytes, path, MAX_BYTES),
        )
        for path in sorted(files_below(folder))
        if not path.name.startswith(".")
        and path.name != "timestamp.txt"
        and ".ipynb_checkpoints" not in path.parts
    ]
    choice = choose(files, assignment)
    file = folder / choice.file.path if choice.file is not None else None
    return Handed(student, folder, file, choice.notes, choice.other)


def files_below(folder: Path) -> list[Path]:
    """Return the files below a folder, as far down and as many as anybody hands in."""
    found: list[Path] = []
    waiting = [(folder, 0)]
    while waiting and len(found) < MAX_FILES:
        current, depth = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(current) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False) and depth < MAX_FOLDERS_DEEP:
                        waiting.append((Path(entry.path), depth + 1))
                    elif entry.is_file():
                        found.append(Path(entry.path))
    return found


def without_work(course: Course, assignment: str, roster: Roster) -> list[str]:
    """Return who is on the roster and has nothing of an assignment in the course.

    Where a platform hides who somebody is who has, that may be anybody, so that there is nobody.
    """

    def has(name: str) -> bool:
        return bool(name) and submitted_folder(course, assignment, name).is_dir()

    if any(one.hidden and has(one.id) for one in roster.people):
        return []
    groups = {one.group for one in roster.people if one.group}
    alone = handed_in_alone(course, filter(has, groups))
    names = {
        one.id: (one.id, "" if folded(one.group) in alone else one.group, *one.codes)
        for one in roster.people
        if one.listed
    }
    return [student for student, every in names.items() if not any(map(has, every))]


def digest_of_handed(handed: Handed) -> str:
    """Return the digest of the notebook that was handed in; "" where there is none."""
    if handed.file is None:
        return ""
    try:
        return digest_of(read_bytes(handed.file, MAX_FILE_BYTES))
    except EvidenceError:
        return ""
