"""Gradescope: whom its tables list, and whose a file of its export is.

An export has folders `submission_N`, with `submission_metadata.yml` beside them.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

import yaml

from autograder.course.directory import CourseError
from autograder.course.people import Listed, Listing, Person
from autograder.course.tables import Table, folded, tidy
from autograder.platforms.archives import Found, OwnedFile

ENTRY = re.compile(r"(?:.*/)?(?P<id>submission_\d+)/(?P<file>.+)")
METADATA = "submission_metadata.yml"


def people(table: Table) -> Listing | None:
    """Return whom a roster or a table of grades lists, or None where the table is neither."""
    sid = table.column("SID")
    if sid is None:
        return None
    names = ("Name", "First Name", "Last Name", "Email", "Role", "Section", "Sections")
    place = {name: table.column(name) for name in names}
    found, left_out = [], []
    for row, line in enumerate(table.rows):
        said = {name: tidy(line.text(one)) for name, one in place.items() if one is not None}
        name = said.get("Name") or f"{said.get('First Name', '')} {said.get('Last Name', '')}"
        number, email = tidy(line.text(sid)), said.get("Email", "")
        if not number and not email:
            if name.strip():
                left_out.append(f"{name.strip()} ({table.place(row)}: neither SID nor Email)")
            continue
        if said.get("Role") and folded(said["Role"]) not in ("student", "0"):
            continue
        person = Person(
            name=name.strip(),
            last_name=said.get("Last Name", ""),
            email=email,
            section=said.get("Section") or said.get("Sections", ""),
            numbers={"gradescope_sid": number} if number else {},
        )
        found.append(Listed(row, person))
    return Listing("gradescope", tuple(found), tuple(left_out))


def read_metadata(files: Sequence[Found]) -> dict[str, tuple[str, datetime.datetime | None]]:
    """Return the student and time of each submission, as Gradescope's metadata has them."""
    for one in files:
        if PurePosixPath(one.path).name != METADATA:
            continue
        try:
            data = yaml.safe_load(one.read().decode("utf-8"))
            return {str(name): _submitter(entry) for name, entry in data.items()}
        except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError) as error:
            raise CourseError(f"{one.path} cannot be read: {error}.") from error
    return {}


def _submitter(entry: dict[str, object]) -> tuple[str, datetime.datetime | None]:
    submitters = entry.get(":submitters") or [{}]
    first = submitters[0] if isinstance(submitters, list) else {}
    student = str(first.get(":sid") or str(first.get(":email") or "").partition("@")[0])
    time = entry.get(":created_at")
    return student, time if isinstance(time, datetime.datetime) else None


def owner_of(
    one: Found, metadata: dict[str, tuple[str, datetime.datetime | None]]
) -> OwnedFile | None:
    """Return whose a file of an export is, or None where it belongs to no submission."""
    match = ENTRY.fullmatch(one.path.replace("\\", "/"))
    if match is None or match["id"] not in metadata:
        return None
    student, time = metadata[match["id"]]
    return OwnedFile(
        dataclasses.replace(one, time=time), student, PurePosixPath(match["file"]).name
    )
