"""Gradescope: whose a file of its export is, and a report in the form of its `results.json`.

An export has folders `submission_N`, with `submission_metadata.yml` beside them.

Source: Gradescope's specification of `results.json`.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograder.course.directory import CourseError
from autograder.course.late_policy import TimeError, read_time
from autograder.course.people import Listed, Listing, Person
from autograder.course.tables import Table, folded, tidy
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.owned import (
    Entry,
    Export,
    Owner,
    lost,
    of_platform,
    unread_time,
)

FOLDER = re.compile(r"submission_\d+")
AROUND = re.compile(r"assignment_\d+_export")
MAX_METADATA_BYTES, MAX_VALUES, MAX_DEPTH = 50 * 2**20, 2_000_000, 50
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


def has_form(top: str, is_file: bool) -> bool:
    """Whether the first part of an entry is one of an export of submissions."""
    return top == METADATA if is_file else FOLDER.fullmatch(top) is not None


def entries(export: Export) -> list[Entry]:
    """Return whose the files of an export are, as its metadata has it.

    Raises:
        CourseError: The metadata cannot be used.
    """
    data: dict[str, Any] = {}
    every: list[Entry] = []
    own: Found | None = None
    for one in export.files:
        if export.inside(one) == (METADATA,):
            data, own = read_metadata(one), one
            every.append(of_platform(one))
    for one in export.files:
        top, *rest = export.inside(one)
        if (top, *rest) == (METADATA,):
            continue
        if not rest or top not in data:
            why = f"{METADATA} names no submission {top}" if rest else "it lies in no submission"
            every.append(lost(one, why))
            continue
        people = _submitters(data[top])
        if not people:
            every.append(lost(one, f"{METADATA} does not say who handed {top} in"))
            continue
        time = _created(data[top])
        owner = Owner(people, "", top)
        attempt = f"{time.isoformat() if time else ''} {top}"
        remark = "" if time is not None else _unread(data[top])
        every.append(
            Entry(one, PurePosixPath(*rest), owner, attempt=attempt, time=time, remark=remark)
        )
    if own is not None:
        every += _missing(own, data, {export.inside(one)[0] for one in export.files})
    return every


def _missing(own: Found, data: Mapping[str, Any], there: Collection[str]) -> Iterator[Entry]:
    """Yield what the metadata names and the export does not have, or does not say whose it is.

    It goes by the name of its submission, which no other export has.
    """
    for name, entry in data.items():
        if not FOLDER.fullmatch(name):
            continue
        about = dataclasses.replace(own, path=own.path[: -len(METADATA)] + name)
        people = _submitters(entry)
        if name not in there:
            who = ", ".join(one.name or str(one) for one in people) or "somebody"
            why = f"{METADATA} names it by {who}, and the export has no file of it"
            yield Entry(about, PurePosixPath(name), Owner(people, "", name), why, missing=True)
            continue
        for one in _submitters(entry, known=False) if people else ():
            why = f"{METADATA} says of {one.name}, who handed it in, too, no number or address"
            yield Entry(
                about, PurePosixPath(name), Owner((one,), one.name, name), why, missing=True
            )


def read_metadata(one: Found) -> dict[str, Any]:
    """Return an export's metadata by submission.

    Raises:
        CourseError: It is damaged, too large, or refers to itself without end.
    """
    try:
        if one.size > MAX_METADATA_BYTES:
            raise ValueError(f"it is larger than {MAX_METADATA_BYTES // 2**20} MiB")
        data = read_yaml(one.read().decode("utf-8-sig"))
        if not isinstance(data, dict):
            raise ValueError("it lists no submissions")
        return {str(name): entry for name, entry in data.items() if isinstance(entry, dict)}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:200]
        raise CourseError(
            f"{one.path} cannot be read: {said}. Export the submissions from Gradescope anew."
        ) from error


class _Loader(yaml.SafeLoader):
    """Reads plain values, also those that Ruby has marked as objects of its own."""


def _unmarked(loader: yaml.SafeLoader, _mark: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!", _unmarked)


def read_yaml(text: str) -> Any:
    """Read YAML within bounds: of its depth, and of its size with everything that it refers to.

    Raises:
        ValueError: It goes beyond them.
        yaml.YAMLError: It is no YAML.
    """
    total = 0
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            if anchor not in sizes:
                raise ValueError("it refers to itself, or to what does not stand before")
            total += sizes[anchor]
        elif isinstance(event, yaml.CollectionStartEvent):
            total += 1
            open_nodes.append((anchor, total))
        elif isinstance(event, yaml.CollectionEndEvent):
            name, before = open_nodes.pop()
            if name:
                sizes[name] = total - before + 1
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
            if anchor:
                sizes[anchor] = 1
        if total > MAX_VALUES or len(open_nodes) > MAX_DEPTH:
            raise ValueError(
                f"it holds more than {MAX_VALUES} values, or goes deeper than {MAX_DEPTH}"
            )
    return yaml.load(text, Loader=_Loader)


def _submitters(entry: dict[str, Any], known: bool = True) -> tuple[Person, ...]:
    """Return the people who handed a submission in: everybody of a group.

    Args:
        entry: What the metadata says of it.
        known: Whether to return those of whom it says a number or an address, or the others.
    """
    said = entry.get(":submitters", entry.get("submitters"))
    people = []
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            continue
        name, sid, email = (
            tidy(str(one.get(f":{key}", one.get(key)) or "")) for key in ("name", "sid", "email")
        )
        if (sid or email) if known else (name and not sid and not email):
            people.append(
                Person(name=name, email=email, numbers={"gradescope_sid": sid} if sid else {})
            )
    return tuple(people)


def _said_time(entry: dict[str, Any]) -> Any:
    time = entry.get(":created_at", entry.get("created_at"))
    # Ruby writes a time with a zone of its own as an object.
    return time.get("utc", time.get("time")) if isinstance(time, dict) else time


def _created(entry: dict[str, Any]) -> datetime.datetime | None:
    """Return when a submission was made, without a time zone if there is none."""
    time = _said_time(entry)
    if isinstance(time, str):
        # Python 3.10 takes no more digits than these, and Z for no offset.
        text = re.sub(r"(\.\d{6})\d+", r"\1", time.strip()).replace("Z", "+00:00")
        try:
            return datetime.datetime.fromisoformat(text)
        except ValueError:
            pass
        try:
            return read_time(text)
        except TimeError:
            return None
    return time if isinstance(time, datetime.datetime) else None


def _unread(entry: dict[str, Any]) -> str:
    """Say that a time cannot be read; "" where there is none."""
    time = _said_time(entry)
    return "" if time in (None, "") else unread_time(str(time))
