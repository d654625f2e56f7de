"""Canvas: whose an entry of its download is, and a table for its gradebook import.

An entry of "Download Submissions" is called `name[_LATE]_user_file_…`, and `-N` stands behind a later
attempt's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.directory import CourseError
from autograder.platforms.archives import Found, OwnedFile
from autograder.platforms.grades import Total
from autograder.platforms.tables import (
    csv_text,
    demand_same_points,
    harmless,
    match_lines,
    read_roster,
)

ENTRY = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<attempt>\d+)_(?P<file>.+)")
AGAIN = re.compile(r"-(\d+)(?=(\.[^.]*)?$)")
COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
IDS = ("SIS Login ID", "SIS User ID", "ID")
POINTS_POSSIBLE = "Points Possible"


def owner_of(one: Found, ids: dict[str, str]) -> OwnedFile | None:
    """Return whose an entry of Canvas's download is, or None where it has not its form."""
    match = ENTRY.fullmatch(PurePosixPath(one.path).name)
    if match is None or "assignsubmission" in one.path:
        return None
    again = AGAIN.search(match["file"])
    name = AGAIN.sub("", match["file"]) if again else match["file"]
    student = ids.get(match["id"], match["id"])
    attempt = (int(match["attempt"]), int(again[1]) if again else 0)
    return OwnedFile(one, student, name, attempt[0] * 1000 + attempt[1], bool(match["late"]))


def grades_table(every: Sequence[Total], assignment: str, roster: Path) -> tuple[str, list[str]]:
    """Return a table for Canvas's gradebook import, and the students who are not on its roster.

    Args:
        every: The totals.
        assignment: The assignment's name, which becomes the column.
        roster: The gradebook as Canvas has exported it.
    """
    lines = read_roster(roster)
    if any(name not in lines[0] for name in ("Student", "ID")):
        raise CourseError(
            f"{roster} is no gradebook of Canvas: it needs the columns Student and ID."
        )
    students = [line for line in lines if line["Student"].strip() != POINTS_POSSIBLE]
    found, missing = match_lines(students, IDS, every, roster)
    # A column that is there already, such as "mnist_sgd (12345)", is filled in.
    column = next((name for name in lines[0] if name.partition(" (")[0] == assignment), assignment)
    columns = [name for name in COLUMNS if name in lines[0]]
    rows: list[list[Any]] = [[*columns, column]]
    rows.append([f"    {POINTS_POSSIBLE}", *[""] * (len(columns) - 1), every[0].max_score])
    for line in lines:
        if line["Student"].strip() == POINTS_POSSIBLE:
            demand_same_points(line.get(column, ""), every[0], "Canvas")
    for number, total in sorted(found.items()):
        rows.append([*(harmless(students[number][name]) for name in columns), total.score])
    return csv_text(rows), missing
