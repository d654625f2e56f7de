"""Take submissions as Canvas, Moodle or Gradescope export them into a course's `submitted/` folder.

In: a zip file or a folder. Out: one folder a student, with the files under their own names, and what
was done with every file. Nothing of an archive is trusted: paths, links, sizes and names.
"""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from autograder.course.directory import Course, CourseError
from autograder.platforms import canvas, gradescope, moodle
from autograder.platforms.archives import Found, OwnedFile, files_of, why_refused
from autograder.platforms.matching import read_lines
from autograder.report.printable import plain

ROSTER_IDS = ("SIS Login ID", "Username", "ID number", "SIS User ID", "Email address")
STUDENT = re.compile(r"[\w@+-][\w.@+ -]{0,99}")
TIMESTAMP = "timestamp.txt"
IGNORED = {"__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini"}
MAX_NESTED_BYTES, MAX_NESTED_FILES = 512 * 2**20, 2000


@dataclasses.dataclass(frozen=True)
class Done:
    """What became of a file.

    Attributes:
        path: Its path in the export.
        student: The student's id, or "".
        what: What was done with it.
        taken: Whether it is in the course now.
    """

    path: str
    student: str
    what: str
    taken: bool = False


def collect(
    course: Course,
    assignment: str,
    source: Path,
    roster: Path | None = None,
    replace: bool = False,
) -> list[Done]:
    """Take the submissions of an export into a course.

    Args:
        course: The course.
        assignment: The assignment's name.
        source: The zip file or folder that the platform has exported.
        roster: A table of the platform's that leads from its numbers to the ids of the students.
        replace: Whether to replace what a student has handed in before.

    Returns:
        What became of each file.

    Raises:
        CourseError: There is no such assignment, or `source` is no export.
    """
    if assignment not in course.assignments():
        known = ", ".join(course.assignments())
        raise CourseError(f"the course has no assignment {assignment!r}. It has: {known}.")
    files = list(files_of(source))
    done = [Done(one.path, "", one.refused) for one in files if one.refused]
    handed: dict[str, list[OwnedFile]] = {}
    for one in _assigned([one for one in files if not one.refused], _ids(roster)):
        if isinstance(one, Done):
            done.append(one)
        else:
            handed.setdefault(one.student, []).append(one)
    for student in sorted(handed):
        done += _take(course, assignment, handed[student], replace)
    return done


def _ids(roster: Path | None) -> dict[str, str]:
    """Return the students' ids by the numbers that a platform gives them."""
    if roster is None:
        return {}
    found = {}
    for line in read_lines(roster):
        number = (
            line.get("ID", "") or line.get("Identifier", "").removeprefix("Participant").strip()
        )
        ids = (line[name].strip() for name in ROSTER_IDS if line.get(name, "").strip())
        student = next(ids, "").partition("@")[0]
        if number and student:
            found[number] = student
    return found


def _assigned(files: Sequence[Found], ids: dict[str, str]) -> Iterator[OwnedFile | Done]:
    """Say whose each file is."""
    metadata = gradescope.read_metadata(files)
    for one in files:
        path = one.path.replace("\\", "/")
        parts = PurePosixPath(path).parts
        if IGNORED & set(parts) or path.endswith(gradescope.METADATA):
            yield Done(one.path, "", "no part of a submission")
            continue
        handed = canvas.owner_of(one, ids) or moodle.owner_of(one, ids)
        if handed is None and metadata:
            handed = gradescope.owner_of(one, metadata)
        if handed is None and len(parts) > 1:
            handed = OwnedFile(one, parts[0], parts[-1])
        if handed is None:
            yield Done(one.path, "", "its name does not say whose it is: not taken")
        elif not STUDENT.fullmatch(handed.student):
            yield Done(one.path, "", "whose it is is no id that can be a folder's name: not taken")
        else:
            yield handed


def _take(
    course: Course, assignment: str, handed: Sequence[OwnedFile], replace: bool
) -> list[Done]:
    """Put a student's last attempt into the course."""
    student = handed[0].student
    folder = course.submitted / student / assignment
    if folder.exists() and any(folder.iterdir()) and not replace:
        what = "there is a submission already: left alone (--replace takes the new one)"
        return [Done(one.found.path, student, what) for one in handed]
    last = {one.name: one for one in sorted(handed, key=lambda one: one.attempt)}
    done = []
    contents: dict[str, bytes] = {}
    times = []
    for one in handed:
        if one is not last[one.name]:
            done.append(Done(one.found.path, student, "an earlier attempt: not taken"))
            continue
        late = ", late" if one.late else ""
        try:
            new = dict(_contents(one.name, one.found.read()))
        except CourseError as error:
            done.append(Done(one.found.path, student, f"{error}: not taken"))
            continue
        # When it was handed in is for the platform to say.
        new.pop(TIMESTAMP, None)
        if not new:
            done.append(Done(one.found.path, student, "there is no file in it: not taken"))
            continue
        contents.update(new)
        if one.found.time is not None:
            times.append(one.found.time)
        done.append(Done(one.found.path, student, f"taken{late}", taken=True))
    if not contents:
        return done
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file() or path.is_symlink():
            path.unlink()
    for name, content in _named(contents, assignment).items():
        (folder / name).write_bytes(content)
    if times:
        text = max(times).strftime("%Y-%m-%d %H:%M:%S UTC")
        (folder / TIMESTAMP).write_text(text, encoding="utf-8")
    return done


def _contents(name: str, content: bytes, nested: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a submission by name; a zip file is unpacked, once.

    Raises:
        CourseError: A zip file is damaged or hostile.
    """
    if nested or not name.lower().endswith(".zip"):
        yield _plain_name(name), content
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        # What calls itself a zip file and is none is for a person to look at.
        yield _plain_name(name), content
        return
    entries = [
        entry for entry in archive.infolist()
        if not entry.is_dir() and not IGNORED & set(PurePosixPath(entry.filename).parts)
    ]  # fmt: skip
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_NESTED_FILES or total > MAX_NESTED_BYTES:
        raise CourseError(
            f"it holds more than {MAX_NESTED_FILES} files or {MAX_NESTED_BYTES // 2**20} MiB"
        )
    for entry in entries:
        reason = why_refused(entry)
        if reason:
            raise CourseError(
                f"{plain(entry.filename)} in it: {reason.removesuffix(': not taken')}"
            )
        inner = Found(entry.filename, entry.file_size, None, archive)
        yield from _contents(PurePosixPath(entry.filename).name, inner.read(), nested=True)


def _plain_name(name: str) -> str:
    """Return a file's name without anything that a file system or a terminal might take amiss."""
    return re.sub(r"[^\w.() +@-]", "_", plain(name)).strip(". ")[:120] or "file"


def _named(contents: dict[str, bytes], assignment: str) -> dict[str, bytes]:
    """Give the only notebook that is meant its right name, such as `mnist_sgd (1).ipynb`."""
    right = f"{assignment}.ipynb"
    if right in contents:
        return contents
    meant = [
        name for name in contents
        if re.fullmatch(rf"{re.escape(assignment)}[ _-]*(\(?\d+\)?)?\.ipynb", name, re.IGNORECASE)
    ]  # fmt: skip
    if len(meant) != 1:
        return contents
    return {right if name == meant[0] else name: content for name, content in contents.items()}
