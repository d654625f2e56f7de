"""Write grades in a form that another system reads: a learning platform's table, or JUnit XML.

In: a course's gradebook or reports, its roster, and the table that a platform has exported. Out: files
to upload, and what there is to say about people who are not in them. Tables get totals from the
gradebook, marks by hand and late penalties included; Gradescope and JUnit get the automatic checks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from autograder.course.directory import Course, CourseError
from autograder.course.report_files import load_reports, write_json
from autograder.course.roster import Roster, load_roster
from autograder.course.tables import folded, read_table
from autograder.platforms.grade_files import (
    blackboard_grades,
    brightspace_grades,
    canvas_grades,
    grades,
    gradescope_results,
    moodle_grades,
    openedx_grades,
    sakai_grades,
)
from autograder.platforms.grade_files.fresh_table import Fresh
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut
from autograder.platforms.grade_files.junit import junit_xml
from autograder.platforms.grade_files.sheet import BLANK, MISSING, ZERO, Form, fill
from autograder.report.results import Report

TABLES: dict[str, Form] = {
    form.platform: form
    for form in (
        canvas_grades.FORM, moodle_grades.FORM, brightspace_grades.FORM, blackboard_grades.FORM,
        sakai_grades.FORM, openedx_grades.FORM,
    )
}  # fmt: skip
# These take a table that they have not exported.
MADE: dict[str, Callable[[ClassGrades, Roster, str], tuple[bytes, Fresh]]] = {
    "moodle": moodle_grades.made,
    "brightspace": brightspace_grades.made,
    "sakai": sakai_grades.made,
}
# The forms that have the marks by hand in them.
WITH_MARKS = tuple(TABLES)
FORMS = (*TABLES, "gradescope", "junit")
AUTOMATIC = (
    "these are the points of the automatic checks: marks by hand and what late work costs are for "
    "Gradescope to add"
)
# Where each goes, for the person who has it now.
WHERE = {
    "canvas": "Import it in Canvas's gradebook.",
    "moodle": "In Moodle, a worksheet goes to Upload grading worksheet in the list of submissions, and "
    "another table to Import in the gradebook.",
    "brightspace": "In Brightspace choose Enter Grades, then Import.",
    "blackboard": "In Blackboard's gradebook choose Work Offline, then Upload.",
    "sakai": "Import it in Sakai's gradebook.",
    "openedx": "Import it in Open edX where the table of grades was downloaded.",
}


@dataclasses.dataclass(frozen=True)
class Exported:
    """What was written, and who is in it.

    Attributes:
        path: Where it is: a file, or a folder for Gradescope.
        given: Whose grades are in it, by id.
        left_out: Who has a grade or handed something in, and has no grade in it.
        nothing: Who is on the roster and handed nothing in.
        waiting: Whose written answers nobody has marked yet.
        zero: Whether those who handed nothing in have zero points in it; None where that is no choice.
        notes: What else there is to say.
    """

    path: Path
    given: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    nothing: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    zero: bool | None = False
    notes: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Return what there is to say about people, and about the table."""
        said = []
        if self.waiting:
            said.append(
                f"Nobody has marked all written answers of {', '.join(self.waiting)} yet: until then "
                "these count 0."
            )
        if self.nothing:
            what = "; 0 points" if self.zero else "; no grade (--missing zero enters 0 points)"
            what = "" if self.zero is None else what
            said.append(f"Handed nothing in: {', '.join(self.nothing)}{what}.")
        if self.left_out:
            said.append(f"Not in it: {', '.join(map(str, self.left_out))}.")
        return said + [f"Note: {note.rstrip('.')}." for note in self.notes]

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "path": str(self.path),
            "given": list(self.given),
            "left_out": {one.student: one.why for one in self.left_out},
            "handed_nothing_in": list(self.nothing),
            "missing": ZERO if self.zero else BLANK,
            "wait_for_a_mark": list(self.waiting),
            "notes": list(self.notes),
        }


def export(
    course: Course,
    assignment: str,
    form: str,
    target: Path | None = None,
    roster: Path | None = None,
    students: Collection[str] = (),
    visibility: str = "visible",
    column: str | None = None,
    missing: str = BLANK,
) -> Exported:
    """Write an assignment's grades in a form.

    Args:
        course: The course.
        assignment: The assignment's name.
        form: One of `FORMS`.
        target: Where to; a file of the course's, or a folder for Gradescope, if None.
        roster: The table that the platform has exported.
        students: Only these; everybody if empty.
        visibility: When students see the tests with hidden inputs on Gradescope.
        column: What the platform calls the assignment, if it is not its name.
        missing: What they get in a table who handed nothing in, one of `MISSING`.

    Raises:
        CourseError: There are no grades, or the table does not fit. Nothing is written then.
    """
    if missing not in MISSING:
        raise CourseError(f"missing: expected {' or '.join(MISSING)}, found {missing!r}.")
    people = load_roster(course)
    if form not in TABLES:
        reports = _reports(course, assignment, students)
        if form == "junit":
            return _write_junit(course, assignment, target, reports, people)
        return _write_results(course, assignment, target, reports, people, visibility)
    if roster is None and form not in MADE:
        raise CourseError(_needs_a_table(TABLES[form]))
    every = grades.class_grades(course, assignment, people, students)
    if roster is not None:
        done = _filled(course, every, TABLES[form], target, roster, people, column, missing)
    elif form == "moodle" or people.people:
        content, table = MADE[form](every, people, missing)
        path = target or course.root / f"{assignment}-{form}.csv"
        path.write_bytes(content)
        zero = missing == ZERO and any(one.listed for one in people.people)
        done = Exported(
            path, table.given, table.left_out, table.nothing, zero=zero, notes=table.notes
        )
    else:
        raise CourseError(
            f"{TABLES[form].title} takes grades only for its own names. Name its table with --table "
            "FILE, or add it to the roster with `autograder roster add`."
        )
    waiting = grades.waiting(course, assignment, people, done.given)
    if missing == ZERO and every.unclear:
        done = dataclasses.replace(done, zero=False)
        if roster is None:
            done = dataclasses.replace(done, notes=(*done.notes, *every.no_zeros()))
    return dataclasses.replace(done, waiting=waiting, notes=(*done.notes, *every.about_hidden()))


def _needs_a_table(form: Form) -> str:
    own = {"canvas": "CanvasExport", "blackboard": "BlackboardExport", "openedx": "OpenEdxExport"}
    where = {"canvas": "Export the gradebook there as CSV", "openedx": "Download the grades there"}
    return (
        f"{form.title} takes grades only for its own ids. "
        f"{where.get(form.platform, 'Download the grade file there')}, and name that file with --table "
        f"FILE (for nbgrader: c.{own[form.platform]}.roster)."
    )


def _filled(
    course: Course,
    every: ClassGrades,
    form: Form,
    target: Path | None,
    source: Path,
    people: Roster,
    column: str | None,
    missing: str,
) -> Exported:
    """Write a platform's table with the grades in it."""
    path = target or course.root / f"{every.assignment}-{form.platform}{source.suffix or '.csv'}"
    if path.resolve() == source.resolve():
        raise CourseError(
            f"{path} would be written over the table that it is made from. Name another with --output."
        )
    table = read_table(source)
    listing = form.listing(table)
    if form is moodle_grades.FORM and listing is not None:
        said = [one.person for one in listing.lines]
        moodle_grades.demand_this_assignment(course, every.assignment, source, said, people)
    done = fill(form, table, every, people, column, missing)
    path.write_bytes(done.table.to_bytes())
    return Exported(
        path, done.given, done.left_out, done.nothing, zero=missing == ZERO, notes=done.notes
    )


def _reports(course: Course, assignment: str, students: Collection[str]) -> list[Report]:
    wanted = set(map(folded, students))
    reports = [one for one in load_reports(course, assignment)
               if not wanted or folded(one.student) in wanted]  # fmt: skip
    if not reports:
        raise CourseError(
            f"there are no reports of {assignment}. Run `autograder grade {assignment}` first."
        )
    return reports


def _for_each_member(course: Course, reports: Collection[Report], people: Roster) -> list[Report]:
    """Return the reports with those of groups handed on to each member who has none of their own."""
    called = grades.called_as_groups(course, people)
    own = {folded(one.student) for one in reports}
    every = []
    for one in reports:
        members = grades.members_of(one.student, people, called)
        every += [dataclasses.replace(one, student=member)
                  for member in members if folded(member) not in own]  # fmt: skip
        every += [] if members else [one]
    return every


def _without_reports(reports: Collection[Report], people: Roster) -> tuple[str, ...]:
    known = {folded(one.student) for one in reports}
    return tuple(one.id for one in people.people if folded(one.id) not in known)


def _write_junit(
    course: Course,
    assignment: str,
    target: Path | None,
    reports: Collection[Report],
    people: Roster,
) -> Exported:
    every = _for_each_member(course, reports, people)
    path = target or course.root / f"{assignment}-junit.xml"
    path.write_bytes(junit_xml(every))
    given = tuple(one.student for one in every)
    return Exported(path, given, nothing=_without_reports(every, people), zero=None)


def _write_results(
    course: Course,
    assignment: str,
    target: Path | None,
    reports: Collection[Report],
    people: Roster,
    visibility: str,
) -> Exported:
    every = _for_each_member(course, reports, people)
    folder = target or course.root / f"{assignment}-gradescope"
    folder.mkdir(parents=True, exist_ok=True)
    for report in every:
        path = folder / f"{report.student}.json"
        # What an earlier export wrote is not left to look like this one's.
        path.unlink(missing_ok=True)
        if report.score is not None:
            write_json(path, gradescope_results.results(report, visibility))
    return Exported(
        folder,
        tuple(one.student for one in every if one.score is not None),
        tuple(LeftOut(one.student, "not graded") for one in every if one.score is None),
        _without_reports(every, people),
        zero=None,
        notes=(AUTOMATIC,),
    )
