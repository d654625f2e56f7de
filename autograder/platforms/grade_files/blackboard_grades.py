"""Blackboard Learn: a downloaded grade file, with grades in it, for the upload of grades.

A column of grades is called `title [Total Pts: 100 Score] |id`. Without an id Blackboard would make a
column of texts that counts nothing.
"""

from __future__ import annotations

import re

from autograder.course.directory import CourseError
from autograder.course.tables import Table, folded, number_of
from autograder.platforms import blackboard
from autograder.platforms.grade_files.sheet import NO_GRADE, Form, GradeColumn, NewColumn

ITEM = re.compile(r"(?P<title>.*?)\s*\[(?P<about>[^\[\]]*)\]\s*\|\s*\d+")
MOST = re.compile(r"\d+(?:[.,]\d+)*")
# Where grades are shown so, the file has no points.
NO_POINTS = re.compile(r"percent|porcent|prozent|pourcent|%|letter|complete", re.IGNORECASE)
# What else stands in the place of a grade, such as "Needs Grading", is a state and no decision.
EXEMPT = ("exempt", "ex")
# This attempt is not handed in.
BEGUN = "in progress"


def columns(table: Table) -> list[GradeColumn]:
    """Return the columns of grades."""
    found = []
    for place, name in enumerate(table.columns):
        item = ITEM.fullmatch(name)
        if item is not None:
            problem = ""
            if NO_POINTS.search(item["about"]):
                problem = (
                    f"the column {name} shows no points. Set its primary display to Score in "
                    "Blackboard, and download the file anew."
                )
            most = tuple(MOST.findall(item["about"])[:1])
            found.append(GradeColumn(place, item["title"], most, problem))
    return found


def new(table: Table, assignment: str, most: float) -> NewColumn:
    """Say that a column has to be made in Blackboard.

    Raises:
        CourseError: Always: Blackboard takes no points in a column that it does not know.
    """
    known = ", ".join(one.title for one in columns(table)) or "none"
    raise CourseError(
        f"{table.path} has no column of grades for {assignment}, but for: {known}. Make one with "
        f"{most:g} points in Blackboard and download the file anew, or name one with --column."
    )


def handed_in(table: Table, place: int) -> set[int]:
    """Return the lines that have the state of an attempt in the place of a grade: "Needs Grading"."""
    texts = [folded(line.text(place)) for line in table.rows]
    return {
        row for row, text in enumerate(texts)
        if text not in (*NO_GRADE, *EXEMPT, BEGUN) and number_of(text) is None
    }  # fmt: skip


FORM = Form(
    platform="blackboard",
    title="Blackboard",
    what="grade file of Blackboard: it needs the columns Last Name, First Name and Username. Download "
    "the grades there",
    people=blackboard.people,
    columns=columns,
    new=new,
    stays=lambda text: folded(text) in EXEMPT,
    handed_in=handed_in,
)
