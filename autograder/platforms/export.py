"""Write grades in a form that another system reads: for Canvas, Moodle, Gradescope, or as JUnit XML.

In: a course's gradebook or reports. Out: files to upload. Canvas and Moodle get totals from the
gradebook, marks by hand and late penalties included; Gradescope and JUnit get the automatic checks.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.report_files import load_reports, write_json
from autograder.platforms import canvas, gradescope, moodle
from autograder.platforms.grades import totals
from autograder.platforms.junit import junit_xml

FORMS = ("canvas", "moodle", "gradescope", "junit")
# The forms that have the marks by hand in them.
WITH_MARKS = FORMS[:2]


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
            text, missing = canvas.grades_table(every, assignment, roster)
        else:
            text, missing = moodle.grades_table(every, assignment, roster)
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
        path.write_bytes(junit_xml(reports))
        return path, []
    folder = target or course.root / f"{assignment}-gradescope"
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        path = folder / f"{report.student}.json"
        # What an earlier export wrote is not left to look like this one's.
        path.unlink(missing_ok=True)
        if report.score is not None:
            write_json(path, gradescope.results(report, visibility))
    return folder, [f"{one.student} (not graded)" for one in reports if one.score is None]
