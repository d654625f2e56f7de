"""Sakai: a gradebook's table, with grades in it, for the import of grades.

Its first column is the user name; each further one becomes an item, `title [points]`. One that begins
with a sign holds comments.
"""

from __future__ import annotations

import re

from autograder.course.people import Listing
from autograder.course.roster import Roster
from autograder.course.tables import Table, number_text
from autograder.platforms import listings
from autograder.platforms.grade_files.fresh_table import Fresh, Key, fresh, number
from autograder.platforms.grade_files.grades import ClassGrades
from autograder.platforms.grade_files.matching import csv_text
from autograder.platforms.grade_files.sheet import Form, GradeColumn, NewColumn

ITEM = re.compile(r"(?P<title>[^*#\[\]][^\[\]]*?)\s*(?:\[(?P<most>[\d.,]+)\])?")
OTHERS = ("moodle", "plain")


def people(table: Table) -> Listing | None:
    """Return whom a table lists, or None where it is another platform's."""
    others = (read(table) for name, read in listings.READERS.items() if name not in OTHERS)
    return None if any(others) else listings.sakai(table)


def columns(table: Table) -> list[GradeColumn]:
    """Return the columns that may be of grades: all but the first, and those of comments."""
    found = []
    for place, name in enumerate(table.columns[1:], 1):
        item = ITEM.fullmatch(name)
        if item is not None:
            found.append(GradeColumn(place, item["title"], (item["most"],) if item["most"] else ()))
    return found


def header_of(assignment: str, most: float) -> str:
    """Return the header of an assignment's column."""
    return f"{assignment} [{number_text(most)}]"


def new(table: Table, assignment: str, most: float) -> NewColumn:
    """Return how a column is added: at the end."""
    return NewColumn(len(table.columns), header_of(assignment, most))


FORM = Form(
    platform="sakai",
    title="Sakai",
    what="table of Sakai: expected the user name in the first column. Export the gradebook there as "
    "CSV",
    people=people,
    columns=columns,
    new=new,
)

KEYS = (Key("Student ID", number("sakai_username")),)


def made(grades: ClassGrades, roster: Roster, missing: str) -> tuple[bytes, Fresh]:
    """Return a table for the import of grades, as bytes, and who is in it."""
    table = fresh(FORM.title, KEYS, grades, roster, missing)
    header = [*table.header, header_of(grades.assignment, grades.max_score)]
    lines = [[*keys, points] for keys, points in table.rows]
    return csv_text([header, *lines]).encode(), table
