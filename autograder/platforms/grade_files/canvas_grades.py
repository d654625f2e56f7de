"""Canvas: an exported gradebook, with grades in it, for the gradebook's import.

A column of grades is called `title (id)`. Lines before the students say to how many points each counts,
and which grades are posted by hand.

Source: Canvas's `GradebookImporter`, of 2024.
"""

from __future__ import annotations

import re

from autograder.course.tables import Table, folded, number_of, number_text, writes_commas
from autograder.platforms import canvas
from autograder.platforms.grade_files.sheet import Form, GradeColumn, NewColumn

ITEM = re.compile(r"(?P<title>.*) \(\d+\)", re.DOTALL)
# What else is in a gradebook: who a student is, and totals, which may have a title before or behind.
ABOUT = (
    "student", "lastname", "firstname", "id", "sis user id", "sis login id", "integration id",
    "root account", "section",
)  # fmt: skip
TOTALS = re.compile(r"\b(current|final|override) (score|points|grade|status)\b", re.IGNORECASE)


def columns(table: Table) -> list[GradeColumn]:
    """Return the columns of grades of a gradebook; one without an id was not made by Canvas."""
    found = []
    for place, name in enumerate(table.columns):
        item = ITEM.fullmatch(name)
        if not name or folded(name) in ABOUT or (item is None and TOTALS.search(name)):
            continue
        title = item["title"] if item else name
        found.append(GradeColumn(place, title, _most(table, place)))
    return found


def _before_students(table: Table) -> list[int]:
    """Return the lines before the first student, which have no id."""
    listing, number = canvas.people(table), table.column("ID")
    first = min((one.row for one in listing.lines), default=0) if listing else 0
    return [row for row in range(first) if number is not None and not table.rows[row].text(number)]


def _most(table: Table, place: int) -> tuple[str, ...]:
    texts = (table.rows[row].text(place) for row in _before_students(table))
    return tuple(text for text in texts if number_of(text) is not None)


def new(table: Table, assignment: str, most: float) -> NewColumn:
    """Return how a column is added: behind the others, with the points that it counts to."""
    items = [place for place, name in enumerate(table.columns) if ITEM.fullmatch(name)]
    about = [place for place, name in enumerate(table.columns) if folded(name) in ABOUT]
    numbers = [text for place in items for text in table.values(place)]
    points = number_text(most, writes_commas(numbers))
    texts = {}
    for row in _before_students(table):
        cells = [cell.text.strip() for cell in table.rows[row].cells]
        if any("points possible" in folded(text) for text in cells) or any(
            number_of(text) is not None for text in cells
        ):
            texts[row] = points
    known = ", ".join(table.columns[place] for place in items) or "none"
    note = (
        f"{table.path.name} has no column {assignment}, so that the import makes an assignment of that "
        f"name. If Canvas calls it otherwise, name it with --column. It has: {known}."
    )
    if not texts:
        note += f" There is no line Points Possible, either: give it {points} points in Canvas."
    return NewColumn(max(items or about) + 1, assignment, texts, note)


FORM = Form(
    platform="canvas",
    title="Canvas",
    what="gradebook of Canvas: it needs the columns Student (or LastName and FirstName) and ID. Export "
    "the gradebook there as CSV",
    people=canvas.people,
    columns=columns,
    new=new,
)
