"""Brightspace (D2L): an exported table of grades, with grades in it, for its grade import.

A column of points is called `title Points Grade`, perhaps with `<Numeric MaxPoints:20>` behind it; the
last column marks the end of each line.
"""

from __future__ import annotations

import re

from autograder.course.roster import Roster
from autograder.course.tables import Table, number_text
from autograder.platforms import brightspace
from autograder.platforms.grade_files.fresh_table import Fresh, Key, fresh, number
from autograder.platforms.grade_files.grades import ClassGrades
from autograder.platforms.grade_files.matching import csv_text
from autograder.platforms.grade_files.sheet import Form, GradeColumn, NewColumn

ITEM = re.compile(r"(?P<title>.*?)\s+Points Grade\s*(?P<about><.*>)?", re.IGNORECASE)
MOST = re.compile(r"MaxPoints:\s*(?P<most>[\d.,]+)", re.IGNORECASE)


def columns(table: Table) -> list[GradeColumn]:
    """Return the columns of points."""
    found = []
    for place, name in enumerate(table.columns):
        item = ITEM.fullmatch(name)
        if item is not None:
            most = MOST.search(item["about"] or "")
            found.append(GradeColumn(place, item["title"], (most["most"],) if most else ()))
    return found


def header_of(assignment: str, most: float) -> str:
    """Return the header of a column for an assignment that Brightspace may not have yet."""
    return f"{assignment} Points Grade <Numeric MaxPoints:{number_text(most)}>"


def new(table: Table, assignment: str, most: float) -> NewColumn:
    """Return how a column is added: before the end of the lines."""
    end = table.column(brightspace.END)
    known = ", ".join(one.title for one in columns(table)) or "none"
    place = len(table.columns) if end is None else end
    return NewColumn(
        place,
        header_of(assignment, most),
        note=f"{table.path.name} has no column {assignment} Points Grade, so that the import makes an "
        "item of that name. If Brightspace calls it otherwise, name it with --column. It has: "
        f"{known}.",
    )


FORM = Form(
    platform="brightspace",
    title="Brightspace",
    what="table of grades of Brightspace: it needs the column OrgDefinedId, or Username and "
    f"{brightspace.END}. Export the grades there as CSV",
    people=brightspace.people,
    columns=columns,
    new=new,
)

KEYS = (
    # A sign in front keeps spreadsheets from taking an id for a number.
    Key("OrgDefinedId", number("brightspace_org_id"), "#"),
    Key("Username", number("brightspace_username"), "#"),
)


def made(grades: ClassGrades, roster: Roster, missing: str) -> tuple[bytes, Fresh]:
    """Return a table for the grade import, as bytes, and who is in it."""
    table = fresh(FORM.title, KEYS, grades, roster, missing)
    header = [*table.header, header_of(grades.assignment, grades.max_score), brightspace.END]
    lines = [[*keys, points, "#"] for keys, points in table.rows]
    return csv_text([header, *lines]).encode(), table
