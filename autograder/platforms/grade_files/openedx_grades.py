"""Open edX: the table of bulk grades, with overrides in it.

Each subsection has a short id; the points go in its column `new_override-id`, and its name may stand in
`name-id`.
"""

from __future__ import annotations

from autograder.course.directory import CourseError
from autograder.course.tables import Table
from autograder.platforms import listings
from autograder.platforms.grade_files.sheet import Form, GradeColumn, NewColumn

OVERRIDE, NAME = "new_override-", "name-"


def columns(table: Table) -> list[GradeColumn]:
    """Return the columns of overrides; where there is one alone, it is the assignment's."""
    found = [(place, name.removeprefix(OVERRIDE)) for place, name in enumerate(table.columns)
             if name.startswith(OVERRIDE)]  # fmt: skip
    return [
        GradeColumn(place, _title(table, short) if len(found) > 1 else "") for place, short in found
    ]


def _title(table: Table, short: str) -> str:
    """Return the name of a subsection, where the table has it, or else its short id."""
    place = table.column(f"{NAME}{short}")
    names = set(filter(None, table.values(place))) if place is not None else set()
    return names.pop() if len(names) == 1 else short


def new(table: Table, assignment: str, most: float) -> NewColumn:
    """Say that a column has to be in the table already.

    Raises:
        CourseError: Always: Open edX knows subsections by their short ids alone.
    """
    known = ", ".join(table.columns[one.place] for one in columns(table)) or "none"
    raise CourseError(
        f"{table.path} does not say which subsection is {assignment}. Its columns of overrides are: "
        f"{known}. Name one with --column."
    )


FORM = Form(
    platform="openedx",
    title="Open edX",
    what="table of grades of Open edX: it needs the columns user_id, username and course_id. Download "
    "the grades there",
    people=listings.openedx,
    columns=columns,
    new=new,
)
