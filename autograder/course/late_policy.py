"""Read a course's rules on late work from `late.toml`, and when something was handed in.

In: `late.toml` beside `nbgrader_config.py`, and the `timestamp.txt` of submissions. Out: a `Policy`, or
None where the course has no such file; times in UTC. What is wrong in the file is an error that names
the key, before anything is graded by it.
"""

from __future__ import annotations

import datetime
import os
import re
import sys
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.toml import Reader
from autograder.course.directory import Course, CourseError
from autograder.course.late import UTC, Policy, in_utc, same_id
from autograder.sandbox.reading import read_bytes

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

POLICY = "late.toml"
TIMESTAMP = "timestamp.txt"
MAX_TIMESTAMP_BYTES = 1000
KEYS = (
    "time_zone", "grace_minutes", "percent_a_day", "most_percent", "late_days",
    "due", "extensions", "extra_late_days",
)  # fmt: skip
MOST_GRACE = 7 * 24 * 60
MOST_DAYS = 365
YEARS = range(1970, 3000)
A_DATE = (
    "a date and time such as 2026-11-02T23:59:00, 2026-11-02T23:59:00+01:00 or "
    '"2026-11-02 23:59 Europe/Berlin", or a date'
)
A_ZONE = 'a time zone such as "Europe/Berlin" or "UTC"'
# What nbgrader writes, such as `2026-11-02 22:59:01.123456 UTC`, and ISO 8601.
MOMENT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?)?\s*(?P<zone>[A-Za-z+-][\w/+:-]*)?",
    re.ASCII,
)
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?", re.ASCII)


class TimeError(ValueError):
    """A text that does not say when something was."""


def load_policy(course: Course) -> Policy | None:
    """Return the course's rules on late work; None if it has none, so that nbgrader's settings hold.

    Raises:
        CourseError: The file cannot be read or is not TOML.
        RubricError: A key in it is wrong; the message names it.
    """
    path = course.root / POLICY
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise CourseError(f"{path} cannot be read: {reason}.") from error
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CourseError(f"{path} is not TOML: {error}.") from error
    return _Document(path, document).policy(_assignments(course))


def _assignments(course: Course) -> tuple[str, ...]:
    """Return the names that may stand in the file: nbgrader's notebooks may have other names."""
    folders = course.source.iterdir() if course.source.is_dir() else ()
    return tuple(sorted(path.name for path in folders if path.is_dir()))


class _Document(Reader):
    """Reads the keys of `late.toml`."""

    def __init__(self, path: Path, document: dict[str, Any]) -> None:
        super().__init__(path)
        self.document = document
        self.only(document, "", KEYS)
        self.zone_name = "UTC"
        self.zone: datetime.tzinfo = UTC
        if "time_zone" in document:
            self.zone_name = self.text(document, "time_zone")
            self.zone = self.zone_of(self.zone_name, "time_zone", self.zone_name)

    def policy(self, assignments: tuple[str, ...]) -> Policy:
        """Return all that the file says."""
        due = {
            name: self.moment(value, f"due.{name}")
            for name, value in self.by_name("due", assignments).items()
        }
        return Policy(
            zone=self.zone,
            zone_name=self.zone_name,
            grace=datetime.timedelta(minutes=self.amount("grace_minutes", 0, MOST_GRACE)),
            percent_a_day=self.amount("percent_a_day", 0, 100),
            most_percent=self.amount("most_percent", 100, 100),
            late_days=int(self.amount("late_days", 0, MOST_DAYS, integer=True)),
            due=due,
            extensions=self.extensions(due, assignments),
            extra_late_days=self.extra_late_days(),
        )

    def amount(self, key: str, default: float, high: float, integer: bool = False) -> float:
        """Return a number that may be left out."""
        if key not in self.document:
            return default
        return self.number(self.document, key, 0, high, integer)

    def by_name(self, key: str, assignments: tuple[str, ...]) -> dict[str, Any]:
        """Return a table with assignments as its keys, which may be left out."""
        return self.table(self.document, key, assignments) if key in self.document else {}

    def extensions(
        self, due: Mapping[str, datetime.datetime], assignments: tuple[str, ...]
    ) -> dict[str, dict[str, int | datetime.datetime]]:
        """Return the extensions by student and assignment."""
        found: dict[str, dict[str, int | datetime.datetime]] = {}
        students = self.document.get("extensions", {})
        if not isinstance(students, dict):
            raise self.fail("extensions", "a table for each student", students)
        for student, value in students.items():
            key = f"extensions.{student}"
            if not isinstance(value, dict):
                raise self.fail(key, "a table with assignments and days or dates", value)
            self.only(value, key, assignments)
            if same_id(student) in found:
                raise self.fail(key, "each student once", student)
            mine: dict[str, int | datetime.datetime] = {}
            for name, given in value.items():
                place = f"{key}.{name}"
                if isinstance(given, (int, float)):
                    mine[name] = self.days(given, place)
                    continue
                mine[name] = moment = self.moment(given, place)
                if name in due and in_utc(moment) < in_utc(due[name]):
                    raise self.fail(place, f"a time after the due date {due[name]}", str(given))
            found[same_id(student)] = mine
        return found

    def extra_late_days(self) -> dict[str, int]:
        """Return the late days of single students beyond everybody's."""
        table = self.document.get("extra_late_days", {})
        if not isinstance(table, dict):
            raise self.fail("extra_late_days", "a table with students and days", table)
        found: dict[str, int] = {}
        for student, days in table.items():
            key = f"extra_late_days.{student}"
            if same_id(student) in found:
                raise self.fail(key, "each student once", student)
            found[same_id(student)] = self.days(days, key)
        return found

    def days(self, value: Any, key: str) -> int:
        """Return a number of days; a student's id in its key may hold dots."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS:
            raise self.fail(key, f"a whole number of days from 0 to {MOST_DAYS}", value)
        return value

    def moment(self, value: Any, key: str) -> datetime.datetime:
        """Return a due date with its time zone; a date alone means until the end of that day."""
        if isinstance(value, datetime.datetime):
            moment = value if value.tzinfo else value.replace(tzinfo=self.zone)
        elif isinstance(value, datetime.date) and value.year in YEARS:
            moment = _end_of(value, self.zone)
        elif isinstance(value, str):
            match = MOMENT.fullmatch(value.strip())
            if match is None:
                raise self.fail(key, A_DATE, value)
            name = match["zone"]
            zone = self.zone_of(name, key, value) if name else self.zone
            try:
                moment = _moment(match, zone)
            except (ValueError, OverflowError):
                raise self.fail(key, A_DATE, value) from None
        else:
            raise self.fail(key, A_DATE, value)
        if moment.year not in YEARS:
            raise self.fail(key, A_DATE, str(value))
        return moment

    def zone_of(self, name: str, key: str, value: str) -> datetime.tzinfo:
        """Return the time zone of a name or an offset."""
        try:
            return zone_of(name)
        except TimeError:
            raise self.fail(key, A_ZONE, value) from None


def zone_of(name: str) -> datetime.tzinfo:
    """Return the time zone of a name or an offset, such as `Europe/Berlin`, `Z` or `+01:00`.

    Raises:
        TimeError: There is no such zone.
    """
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    offset = OFFSET.fullmatch(name)
    try:
        if offset is None:
            return zoneinfo.ZoneInfo(name)
        minutes = 60 * int(offset[2]) + int(offset[3] or 0)
        return datetime.timezone(datetime.timedelta(minutes=int(f"{offset[1]}{minutes}")))
    except (KeyError, ValueError, OSError) as error:
        raise TimeError(f"there is no time zone {name!r}") from error


def _end_of(day: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    midnight = datetime.datetime.combine(day, datetime.time(0), zone)
    return midnight + datetime.timedelta(days=1)


def _moment(match: re.Match[str], zone: datetime.tzinfo) -> datetime.datetime:
    day = datetime.date.fromisoformat(match["date"])
    if match["hour"] is None:
        return _end_of(day, zone)
    part = int(((match["part"] or "") + "000000")[:6])
    clock = datetime.time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), part)
    return datetime.datetime.combine(day, clock, zone)


def read_time(text: str) -> datetime.datetime:
    """Return the moment that the text of a `timestamp.txt` names, in UTC.

    Args:
        text: A date and a time, with a zone or an offset; without one it is UTC, as in nbgrader.

    Raises:
        TimeError: It does not name one.
    """
    match = MOMENT.fullmatch(text.strip())
    if match is None or match["hour"] is None:
        raise TimeError(f"expected a time such as 2026-11-02 22:59:01 UTC, found {text.strip()!r}")
    try:
        return in_utc(_moment(match, zone_of(match["zone"] or "UTC")))
    except TimeError:
        raise
    except (ValueError, OverflowError) as error:
        raise TimeError(f"there is no such time: {text.strip()!r}") from error


def hand_in_time(folder: Path) -> datetime.datetime | None:
    """Return when the submission in a folder was handed in, in UTC; None if nothing says so.

    Raises:
        TimeError: Its `timestamp.txt` cannot be read.
    """
    path = folder / TIMESTAMP
    if not os.path.lexists(path):
        return None
    try:
        text = read_bytes(path, MAX_TIMESTAMP_BYTES).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise TimeError(f"{TIMESTAMP} cannot be read: {error}") from error
    return read_time(text) if text.strip() else None
