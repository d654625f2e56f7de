"""Moodle: whose an entry of its download is, and a table for its grade import.

The download has folders or prefixes `Full Name_participant_assignsubmission_file_`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.platforms.archives import Found, OwnedFile
from autograder.platforms.grades import Total
from autograder.platforms.tables import (
    csv_text,
    demand_same_points,
    harmless,
    match_lines,
    read_roster,
)

ENTRY = re.compile(
    r"(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?/?(?P<file>.*)"
)
# By which of its columns a line of Moodle's grading worksheet or of a grade export is found.
IDS = ("Username", "ID number", "Email address")


def owner_of(one: Found, ids: dict[str, str]) -> OwnedFile | None:
    """Return whose an entry of Moodle's download is, or None where it has not its form."""
    match = ENTRY.fullmatch(one.path.replace("\\", "/"))
    if match is None or not match["file"]:
        return None
    return OwnedFile(one, ids.get(match["id"], match["id"]), PurePosixPath(match["file"]).name)


def grades_table(
    every: Sequence[Total], assignment: str, roster: Path | None
) -> tuple[str, list[str]]:
    """Return a table for Moodle's grade import, and the students who are not on its roster.

    Args:
        every: The totals.
        assignment: The assignment's name, which becomes the column.
        roster: A grading worksheet or grade export of Moodle; without one, students are told by
            user name and address.
    """
    if roster is None:
        rows: list[list[Any]] = [["Username", "Email address", assignment]]
        rows += [[harmless(one.student), harmless(one.email), one.score] for one in every]
        return csv_text(rows), []
    lines = read_roster(roster)
    found, missing = match_lines(lines, IDS, every, roster)
    worksheet = "Grade" in lines[0] and "Identifier" in lines[0]
    column = "Grade" if worksheet else assignment
    columns = [*lines[0]] if column in lines[0] else [*lines[0], column]
    rows = [columns]
    for number, total in sorted(found.items()):
        line = {**lines[number], column: total.score}
        if worksheet:
            demand_same_points(lines[number].get("Maximum Grade", ""), total, "Moodle")
        rows.append([harmless(line[name]) for name in columns])
    return csv_text(rows), missing
