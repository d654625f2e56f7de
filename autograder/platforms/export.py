"""Grades in the forms that other systems read: Canvas, Moodle, Gradescope, and JUnit XML.

In: a course's gradebook or reports. Out: files to upload. Canvas and Moodle get totals from the
gradebook, marks by hand and late penalties included; Gradescope and JUnit get the automatic checks.

Sources: Canvas's and Moodle's guides on importing grades as CSV; Gradescope's specification of
`results.json`; the JUnit XML schema of Jenkins and Ant.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookWriter
from autograder.course.report_files import load_reports, write_json
from autograder.doors.csv_export import harmless
from autograder.doors.nbgrader_plugin import plain
from autograder.report.render import failure_text
from autograder.report.results import CheckResult, Report

CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_IDS = ("SIS Login ID", "SIS User ID", "ID")
POINTS_POSSIBLE = "Points Possible"
# By which of its columns a line of Moodle's grading worksheet or of a grade export is found.
MOODLE_IDS = ("Username", "ID number", "Email address")
MAX_ROSTER_BYTES = 50 * 2**20
FORMS = ("canvas", "moodle", "gradescope", "junit")
# The forms that have the marks by hand in them.
WITH_MARKS = FORMS[:2]
VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


@dataclasses.dataclass(frozen=True)
class Total:
    """A student's points for an assignment in the gradebook.

    Attributes:
        student: The student's id.
        email: The student's address, or "".
        score: Points with marks by hand, less the late penalty.
        max_score: Most points there are.
    """

    student: str
    email: str
    score: float
    max_score: float


def totals(course: Course, assignment: str) -> list[Total]:
    """Return the points of everybody who handed an assignment in.

    Raises:
        CourseError: The gradebook has no such assignment, or nobody handed it in.
    """
    from nbgrader.api import Gradebook, MissingEntry

    directory = GradebookWriter(course).directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        try:
            most = gradebook.find_assignment(assignment).max_score
        except MissingEntry as error:
            raise CourseError(
                f"the gradebook has no assignment {assignment}. Run `autograder grade "
                f"{assignment}` first."
            ) from error
        found = [
            Total(
                one.student.id,
                one.student.email or "",
                max(0.0, one.score - one.late_submission_penalty),
                most,
            )
            for one in gradebook.assignment_submissions(assignment)
        ]
    if not found:
        raise CourseError(f"nobody has a grade for {assignment} yet.")
    return sorted(found, key=lambda one: one.student)


def unmarked(course: Course, assignment: str) -> list[str]:
    """Return who has an answer that still waits for a mark by hand."""
    from nbgrader.api import Gradebook

    directory = GradebookWriter(course).directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        return sorted(
            one.student.id
            for one in gradebook.assignment_submissions(assignment)
            if one.needs_manual_grade
        )


def read_roster(path: Path) -> list[dict[str, str]]:
    """Read a table that Canvas or Moodle has exported; return its lines by column.

    Raises:
        CourseError: It is not such a table.
    """
    try:
        if path.stat().st_size > MAX_ROSTER_BYTES:
            raise CourseError(f"{path} is larger than {MAX_ROSTER_BYTES // 2**20} MiB.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read as CSV in UTF-8: {error}.") from error
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    lines = list(csv.DictReader(io.StringIO(text), delimiter=separator))
    if not lines:
        raise CourseError(f"{path} is an empty table.")
    return [{str(name).strip(): value or "" for name, value in one.items()} for one in lines]


def _match(
    lines: Sequence[dict[str, str]], columns: Sequence[str], every: Sequence[Total], path: Path
) -> tuple[dict[int, Total], list[str]]:
    """Find each student's line by an id; return totals by line, and ids without a line.

    Raises:
        CourseError: The table has none of the columns, or an id leads to several lines.
    """
    present = [name for name in columns if name in lines[0]]
    if not present:
        raise CourseError(
            f"{path} has none of the columns {', '.join(columns)}. Export it anew from the platform."
        )
    found: dict[int, Total] = {}
    missing = []
    for total in every:
        wanted = {one.casefold() for one in (total.student, total.email) if one}
        for name in present:
            hits = [
                number for number, line in enumerate(lines)
                if line[name].strip().casefold() in wanted
                or line[name].partition("@")[0].strip().casefold() == total.student.casefold()
            ]  # fmt: skip
            if len(hits) > 1:
                raise CourseError(
                    f"{path} has {len(hits)} lines for {total.student} in the column {name}."
                )
            if hits and hits[0] not in found:
                found[hits[0]] = total
                break
        else:
            missing.append(total.student)
    return found, missing


def canvas(every: Sequence[Total], assignment: str, roster: Path) -> tuple[str, list[str]]:
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
    found, missing = _match(students, CANVAS_IDS, every, roster)
    # A column that is there already, such as "mnist_sgd (12345)", is filled in.
    column = next((name for name in lines[0] if name.partition(" (")[0] == assignment), assignment)
    columns = [name for name in CANVAS_COLUMNS if name in lines[0]]
    rows: list[list[Any]] = [[*columns, column]]
    rows.append([f"    {POINTS_POSSIBLE}", *[""] * (len(columns) - 1), every[0].max_score])
    for line in lines:
        if line["Student"].strip() == POINTS_POSSIBLE:
            _same_points(line.get(column, ""), every[0], "Canvas")
    for number, total in sorted(found.items()):
        rows.append([*(harmless(students[number][name]) for name in columns), total.score])
    return _csv(rows), missing


def moodle(every: Sequence[Total], assignment: str, roster: Path | None) -> tuple[str, list[str]]:
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
        return _csv(rows), []
    lines = read_roster(roster)
    found, missing = _match(lines, MOODLE_IDS, every, roster)
    worksheet = "Grade" in lines[0] and "Identifier" in lines[0]
    column = "Grade" if worksheet else assignment
    columns = [*lines[0]] if column in lines[0] else [*lines[0], column]
    rows = [columns]
    for number, total in sorted(found.items()):
        line = {**lines[number], column: total.score}
        if worksheet:
            _same_points(lines[number].get("Maximum Grade", ""), total, "Moodle")
        rows.append([harmless(line[name]) for name in columns])
    return _csv(rows), missing


def _same_points(most: str, total: Total, platform: str) -> None:
    """Check that a platform counts to the same number of points, where it says to which.

    Raises:
        CourseError: It counts to another, so that every grade would be wrong by the same share.
    """
    try:
        points = float(most)
    except ValueError:
        return
    if points != total.max_score:
        raise CourseError(
            f"the assignment has {total.max_score:g} points, and {points:g} in {platform}. Set it to "
            f"{total.max_score:g} there, and export the table anew."
        )


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def gradescope(report: Report, visibility: str = "visible") -> dict[str, Any]:
    """Return a report in the form of Gradescope's `results.json`.

    Args:
        report: The report; one that is a grade.
        visibility: When students see the tests whose inputs are hidden, one of `VISIBILITIES`.

    Raises:
        ValueError: The report is no grade. Gradescope has no form for that but the lack of the file.
    """
    if report.score is None:
        raise ValueError(f"{report.student or 'the submission'} has no grade: {report.reason}")
    tests = [
        {
            "name": f"{task}: {check.name.replace('_', ' ')}",
            "score": check.points,
            "max_score": check.max_points,
            "status": "passed" if check.passed else "failed",
            "output": _words(task, check),
            "output_format": "text",
            "visibility": visibility if check.hidden else "visible",
        }
        for task, check in _checks(report)
        if check.max_points or not check.passed
    ]
    return {
        "score": report.score,
        "output": "\n".join(map(plain, report.remarks)),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"status": report.status, "flags": list(report.flags)},
    }


def _checks(report: Report) -> list[tuple[str, CheckResult]]:
    return [(task.name, check) for task in report.tasks for check in task.checks]


def _words(task: str, check: CheckResult) -> str:
    if check.passed:
        return ""
    if not check.problem:
        return "Not judged: an earlier check of this task failed."
    return plain_lines(failure_text(task, check))


def plain_lines(text: str) -> str:
    """Return text without control characters, line by line."""
    return "\n".join(plain(line) for line in text.splitlines())


def junit(reports: Sequence[Report]) -> bytes:
    """Return reports as JUnit XML: a suite for each student, a case for each check."""
    root = ElementTree.Element("testsuites")
    for report in reports:
        checks = _checks(report)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=plain(f"{report.assignment} {report.student}".strip()),
            tests=str(len(checks) + (report.score is None)),
            failures=str(sum(not check.passed for _, check in checks)),
            errors=str(int(report.score is None)),
        )
        if report.score is None:
            case = ElementTree.SubElement(
                suite, "testcase", classname=report.assignment, name="grading"
            )
            ElementTree.SubElement(case, "error", message=plain(report.reason))
        for task, check in checks:
            case = ElementTree.SubElement(
                suite, "testcase", classname=f"{report.assignment}.{task}", name=check.name
            )
            if not check.passed:
                failure = ElementTree.SubElement(
                    case, "failure", message=plain(check.problem or "not judged")
                )
                failure.text = _words(task, check)
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "utf-8")


def export(
    course: Course,
    assignment: str,
    form: str,
    target: Path | None = None,
    roster: Path | None = None,
    students: Collection[str] = (),
    visibility: str = "visible",
) -> tuple[Path, list[str]]:
    """Write an assignment's grades in a form.

    Args:
        course: The course.
        assignment: The assignment's name.
        form: One of `FORMS`.
        target: Where to; a file of the course's, or a folder for Gradescope, if None.
        roster: The table that Canvas or Moodle has exported.
        students: Only these; everybody if empty.
        visibility: When students see the tests with hidden inputs on Gradescope.

    Returns:
        Where to, and who was left out and why.

    Raises:
        CourseError: There are no grades, or the roster does not fit.
    """
    if form in WITH_MARKS:
        if form == "canvas" and roster is None:
            raise CourseError(
                "Canvas takes grades only for its own ids. Export the gradebook there as CSV, and "
                "name that file with --roster FILE (for nbgrader: c.CanvasExport.roster)."
            )
        every = [one for one in totals(course, assignment)
                 if not students or one.student in students]  # fmt: skip
        if not every:
            raise CourseError(f"no grade for {assignment} by {', '.join(sorted(students))}.")
        if form == "canvas" and roster is not None:
            text, missing = canvas(every, assignment, roster)
        else:
            text, missing = moodle(every, assignment, roster)
        path = target or course.root / f"{assignment}-{form}.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return path, [f"{student} (not on the roster)" for student in missing]
    reports = [one for one in load_reports(course, assignment)
               if not students or one.student in students]  # fmt: skip
    if not reports:
        raise CourseError(
            f"there are no reports of {assignment}. Run `autograder grade {assignment}` first."
        )
    if form == "junit":
        path = target or course.root / f"{assignment}-junit.xml"
        path.write_bytes(junit(reports))
        return path, []
    folder = target or course.root / f"{assignment}-gradescope"
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        path = folder / f"{report.student}.json"
        # What an earlier export wrote is not left to look like this one's.
        path.unlink(missing_ok=True)
        if report.score is not None:
            write_json(path, gradescope(report, visibility))
    return folder, [f"{one.student} (not graded)" for one in reports if one.score is None]
