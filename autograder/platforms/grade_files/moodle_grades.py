"""Moodle: a grading worksheet or a grade export, with grades in it, or a table for its grade import.

Headers are translated, so that a worksheet's column of grades is found by place: it stands before the
most that a grade can be.

Source: `mod/assign/feedback/offline/importgradeslib.php` of Moodle 4.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.course.attempts import load_attempts
from autograder.course.directory import Course, CourseError
from autograder.course.people import Listing, Person
from autograder.course.roster import Roster, RosterError
from autograder.course.tables import Table, folded, number_text
from autograder.platforms import listings, moodle
from autograder.platforms.grade_files.fresh_table import (
    CHANGED,
    Fresh,
    Key,
    as_it_is,
    fresh,
    number,
)
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut
from autograder.platforms.grade_files.matching import csv_text
from autograder.platforms.grade_files.sheet import NOT_GRADED, Form, GradeColumn, NewColumn, absent

PLAIN = ("moodle", "plain")
CAN_BE_CHANGED, SCALE = "Grade can be changed", "Scale"
NO = (
    "no", "nein", "non", "nee", "não", "nej", "nei", "nie", "ne", "нет", "ні", "ei", "hayır", "いいえ",
    "否",
)  # fmt: skip


def people(table: Table) -> Listing | None:
    """Return whom a table lists: a worksheet, an export of grades, or one with a user name."""
    own = moodle.people(table)
    if own is not None:
        return own
    others = (read(table) for name, read in listings.READERS.items() if name not in PLAIN)
    return None if any(others) else listings.plain(table)


def demand_this_assignment(
    course: Course, assignment: str, source: Path, people: Iterable[Person], roster: Roster
) -> None:
    """Check that participants are called by their numbers in this assignment: they have others in each.

    A worksheet does not say which assignment it is of. The submissions that were collected do.

    Args:
        course: The course.
        assignment: The assignment's name.
        source: The worksheet or the download, for messages.
        people: What it says of each person.
        roster: The course's roster.

    Raises:
        CourseError: Somebody is called by another number there.
    """
    for said in people:
        number = said.numbers.get("moodle_participant", "")
        try:
            person = roster.find(said) if number else None
        except RosterError:
            # Whoever writes by it says what is wrong with that line.
            continue
        collected = _participants(course, assignment, person.id) if person is not None else set()
        if collected and number not in collected:
            raise CourseError(
                f"{source} is of another assignment: it calls {person} participant {number}, and the "
                f"submissions of {assignment} that were collected say {', '.join(sorted(collected))}. "
                f"Name that of {assignment}."
            )


def _participants(course: Course, assignment: str, student: str) -> set[str]:
    """Return by which numbers Moodle's downloads of an assignment call a student."""
    found = set()
    for attempt in load_attempts(course, assignment, student):
        # Where a team has handed in, it is the team's.
        if attempt.group or attempt.members:
            continue
        for entry in attempt.entries.get("moodle", ()):
            match = moodle.ENTRY.fullmatch(entry.partition("/")[0])
            if match is not None and match["id"]:
                found.add(match["id"])
    return found


def columns(table: Table) -> list[GradeColumn]:
    """Return the columns of grades: of a worksheet the one there is, of an export any may be one."""
    sheet = moodle.worksheet(table)
    if sheet is None or sheet.grade is None:
        return [GradeColumn(place, name) for place, name in enumerate(table.columns) if name]
    most = tuple(table.values(sheet.maximum)) if sheet.maximum is not None else ()
    problem = ""
    if sheet.maximum is None and table.column(SCALE) == sheet.grade + 1:
        problem = (
            "the assignment is graded by a scale in Moodle, and not by points. Set its grade to Point "
            "there, and download the worksheet anew."
        )
    return [GradeColumn(sheet.grade, "", most, problem)]


def new(table: Table, assignment: str, most: float) -> NewColumn:
    """Return how a column is added to an export of grades: at its end.

    Raises:
        CourseError: The table is a worksheet, and has its one column of grades already.
    """
    if moodle.worksheet(table) is not None:
        raise CourseError(
            f"{table.path} is a grading worksheet, and none of its columns {', '.join(table.columns)} "
            "is one of grades by its form. Name it with --column."
        )
    known = ", ".join(name for name in table.columns if name)
    return NewColumn(
        len(table.columns),
        assignment,
        note=f"{table.path.name} has no column {assignment}, so that one is added at its end. If "
        f"Moodle calls it otherwise, name it with --column. It has: {known}",
    )


def locked(table: Table) -> dict[int, str]:
    """Return why Moodle does not take grades in lines of a worksheet, by line."""
    sheet = moodle.worksheet(table)
    place = table.column(CAN_BE_CHANGED)
    if place is None and sheet is not None and sheet.maximum is not None:
        place = sheet.maximum + 1
    if place is None or sheet is None:
        return {}
    why = "Moodle says that this grade cannot be changed"
    return {row: why for row, text in enumerate(table.values(place)) if folded(text) in NO}


def notes(table: Table) -> Sequence[str]:
    """Say if a worksheet is written as Moodle does not read it."""
    if moodle.worksheet(table) is None:
        return ()
    strange = []
    if table.preamble:
        strange.append(f"begins with a line {table.preamble.strip()!r}")
    if table.separator != ",":
        strange.append(f"is separated by {table.separator!r}")
    if table.encoding != "utf-8":
        strange.append(f"is in {table.encoding}")
    if not strange:
        return ()
    return (
        f"{table.path.name} {' and '.join(strange)}, as a spreadsheet saves it: Moodle reads "
        "worksheets that begin with their header, with commas and in UTF-8. Download it anew, and name "
        "it as it comes.",
    )


FORM = Form(
    platform="moodle",
    title="Moodle",
    what="table of Moodle: expected a grading worksheet, or an export of grades with a user name, an "
    "ID number or an address",
    people=people,
    columns=columns,
    new=new,
    locked=locked,
    notes=notes,
    handed_in=lambda table, place: moodle.handed_in(table),
)

KEYS = (
    Key("Email address", lambda person: person.email),
    Key("ID number", number("moodle_id_number")),
    Key("Username", number("moodle_username")),
)


def made(grades: ClassGrades, roster: Roster, missing: str) -> tuple[bytes, Fresh]:
    """Return a table for the grade import, as bytes, and who is in it.

    Where no table has listed people, they are told by user name, which their ids are then taken for,
    and address.

    Raises:
        CourseError: Moodle knows nobody by what the course knows.
    """
    if any(one.listed for one in roster.people):
        table = fresh(FORM.title, KEYS, grades, roster, missing)
    else:
        table = _by_ids(grades, roster)
    lines = [[*keys, points] for keys, points in table.rows]
    return csv_text([[*table.header, grades.assignment], *lines]).encode(), table


def _by_ids(grades: ClassGrades, roster: Roster) -> Fresh:
    """Return a table in which ids are user names, but for those that are a platform's numbers."""
    rows, given, left_out = [], [], []
    for total in grades.totals:
        if not grades.asked_for(total.student):
            continue
        person = roster.person(total.student)
        user, email = total.student, total.email
        if person is not None and person.numbers:
            # The id is what an export of submissions calls the person, such as a number of Canvas's.
            user, email = person.numbers.get("moodle_username", ""), person.email or email
        if not user and not email:
            left_out.append(
                LeftOut(total.student, "neither a user name of Moodle's nor an address")
            )
            continue
        known = (as_it_is(user), as_it_is(email))
        if not any(known):
            left_out.append(LeftOut(total.student, f"{user or email} {CHANGED}"))
            continue
        rows.append((known, number_text(total.score)))
        given.append(total.student)
    if not given:
        raise CourseError(
            "the course knows nobody by a user name of Moodle's or an address. Name the grading "
            "worksheet with --table FILE, or add it with `autograder roster add`."
        )
    left_out += [LeftOut(one, NOT_GRADED) for one in grades.ungraded if grades.asked_for(one)]
    return Fresh(
        ("Username", "Email address"),
        tuple(rows),
        tuple(given),
        tuple(left_out),
        tuple(absent(roster, grades)),
    )
