"""Blackboard Learn: whom its grade file lists, and whose an entry of its download is.

The grade file is separated by tabs, in UTF-16 and named .xls, or a CSV file with quotes. The download
has entries `assignment_username_attempt_time_file`, and `assignment_username_attempt_time.txt` beside
them.
"""

from __future__ import annotations

import re

from autograder.course.people import Listed, Listing, Person
from autograder.course.tables import Table, tidy

# A column of grades, such as "Lab 3 [Total Pts: 100 Score] |4711".
GRADES = re.compile(r".*\[.*\]\s*\|\d+")
NEEDED = ("Last Name", "First Name", "Username")


def people(table: Table) -> Listing | None:
    """Return whom a grade file lists, or None where the table is none."""
    places = [table.column(name) for name in NEEDED]
    known = (table.column("Availability"), table.column("Last Access"), table.column("Student ID"))
    graded = any(GRADES.fullmatch(name) for name in table.columns)
    if None in places or (all(one is None for one in known) and not graded):
        return None
    last, first, user = (place for place in places if place is not None)
    student = table.column("Student ID")
    found = []
    for row, line in enumerate(table.rows):
        numbers = {"blackboard_username": tidy(line.text(user))}
        if student is not None and tidy(line.text(student)):
            numbers["blackboard_student_id"] = tidy(line.text(student))
        if not numbers["blackboard_username"]:
            continue
        family = tidy(line.text(last))
        name = f"{tidy(line.text(first))} {family}".strip()
        found.append(Listed(row, Person(name=name, last_name=family, numbers=numbers)))
    return Listing("blackboard", tuple(found))
