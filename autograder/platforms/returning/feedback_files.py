"""The feedback pages that `nbgrader generate_feedback` has written, each with whose it is.

In: a course, and the grades of a class. Out: the pages by student, and who has none. A page that is
older than the grade that it shows is refused, since it would contradict the table of grades.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookWriter
from autograder.course.report_files import load_reports
from autograder.course.tables import folded
from autograder.platforms.grade_files import grades as gradebook_grades
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut, Total
from autograder.sandbox.reading import EvidenceError, read_bytes

MAX_PAGE_BYTES = 100 * 2**20
# Elements of the page itself: in its head a student's words have no tags.
OWNER = re.compile(r"Feedback for <b>(.*?)</b>", re.DOTALL)
DIGEST = re.compile(r"SHA-256 <code>([0-9a-f]{64})</code>")
TOTAL = re.compile(r'<p class="total"><b>(-?[\d.]+)</b>(.*?)</p>', re.DOTALL)
WAITS = "a person has not marked all answers yet"
COMMENT = '<div class="comment" id="comment-'
DIVISION = re.compile(rf"{COMMENT}|<div\b|</div>")
# What follows the head of a page is the notebook, in which a student may have written anything.
HEAD_END = "</header>"
NO_PAGE = "there is no feedback page"
# Pages and totals are shown with four digits.
NEAR = 0.0001


@dataclasses.dataclass(frozen=True)
class Pages:
    """The feedback pages of a class.

    Attributes:
        by_student: Each student's page.
        without: Who has a grade and no page, or none that can be read.
    """

    by_student: Mapping[str, bytes]
    without: tuple[LeftOut, ...]


def written_pages(course: Course, assignment: str, grades: ClassGrades) -> Pages:
    """Return the feedback pages of everybody who has a grade.

    Raises:
        CourseError: Nobody has a page, some are older than their grades, or one is somebody else's.
    """
    directory = GradebookWriter(course).directory
    waiting = set(map(folded, gradebook_grades.unmarked(course, assignment)))
    comments = _comments(directory, assignment)
    digests = {folded(one.student): one.digest for one in load_reports(course, assignment)}
    changed = _last_change(directory.db_url)
    found: dict[str, bytes] = {}
    without, old = [], []
    for total in grades.totals:
        student = total.group or total.student
        path = _file(directory, directory.feedback_directory, student, assignment, ".html")
        if path is None:
            without.append(LeftOut(total.student, NO_PAGE))
            continue
        try:
            content = read_bytes(path, MAX_PAGE_BYTES)
        except EvidenceError as error:
            # How large a page becomes is up to the student: it must not cost the others theirs.
            without.append(LeftOut(total.student, f"the feedback page cannot be read: {error}"))
            continue
        graded = _file(directory, directory.autograded_directory, student, assignment, ".ipynb")
        time = path.stat().st_mtime
        page = content.decode("utf-8", errors="replace")
        head = _head_of(page)
        named = OWNER.search(head)
        if named is not None and folded(html.unescape(named[1])) != folded(student):
            raise CourseError(
                f"{path} is the feedback page of {html.unescape(named[1])}, not of {student}. Run "
                f"`nbgrader generate_feedback {assignment} --force` in {course.root}."
            )
        waits = folded(student) in waiting
        digest, digest_then = digests.get(folded(student), ""), DIGEST.search(head)
        if (
            (graded is not None and graded.stat().st_mtime > time)
            or (digest and digest_then is not None and digest_then[1] != digest)
            or (changed > time and not _shows(page, total, waits, comments.get(student, ())))
        ):
            old.append(total.student)
        found[total.student] = content
    if old:
        raise CourseError(
            f"the feedback pages of {', '.join(old)} are older than their grades. Run `nbgrader "
            f"generate_feedback {assignment} --force` in {course.root} first."
        )
    if not found:
        raise CourseError(
            f"there are no feedback pages of {assignment}. Run `nbgrader generate_feedback "
            f"{assignment}` in {course.root} first."
        )
    return Pages(found, tuple(without))


def _file(directory: object, step: str, student: str, assignment: str, ending: str) -> Path | None:
    """Return a student's file in one of nbgrader's folders, in any composition of the id's letters."""
    path = Path(directory.format_path(step, student, assignment))  # type: ignore[attr-defined]
    file = path / f"{assignment}{ending}"
    if file.is_file():
        return file
    students = Path(*path.parts[: path.parts.index(student)]) if student in path.parts else None
    if students is None or not students.is_dir():
        return None
    rest = path.relative_to(students / student)
    same = [one for one in students.iterdir() if folded(one.name) == folded(student)]
    files = [one / rest / file.name for one in same]
    return next((one for one in files if one.is_file()), None)


def _last_change(db_url: str) -> float:
    """Return when the gradebook last changed; in a future without end if it is no file."""
    path = Path(db_url.removeprefix("sqlite:///"))
    return path.stat().st_mtime if path.is_file() else float("inf")


def _comments(directory: object, assignment: str) -> dict[str, list[str]]:
    """Return the comments by hand of each student."""
    from nbgrader.api import Gradebook

    url, course_id = directory.db_url, directory.course_id  # type: ignore[attr-defined]
    with Gradebook(url, course_id) as gradebook:
        return {
            submission.student.id: [
                one.manual_comment
                for notebook in submission.notebooks
                for one in notebook.comments
                if one.manual_comment
            ]
            for submission in gradebook.assignment_submissions(assignment)
        }


def _head_of(page: str) -> str:
    """Return what a page says of itself; nothing where it is no page of the kit's."""
    head, end, _ = page.partition(HEAD_END)
    return head if end else ""


def _shows(page: str, total: Total, waits: bool, comments: Sequence[str]) -> bool:
    """Whether a page shows this grade: the points, whether it waits for a mark, and the comments.

    What is no page of the kit's says nothing of that, and is taken as it is.
    """
    head = _head_of(page)
    points = TOTAL.search(head)
    if points is None:
        return True
    shown = set(re.findall(r"\w+", html.unescape(" ".join(_shown_comments(page)))))
    said = {word for comment in comments for word in re.findall(r"\w+", comment)}
    same = abs(max(0.0, float(points[1])) - total.score) <= NEAR
    return same and (WAITS in points[2]) == waits and said <= shown


def _shown_comments(page: str) -> Iterator[str]:
    """Yield the comments that a page shows, with whatever markup is in them."""
    begin = depth = 0
    for found in DIVISION.finditer(page):
        if depth:
            depth += -1 if found[0] == "</div>" else 1
            if not depth:
                yield page[begin : found.start()]
        elif found[0] == COMMENT:
            begin, depth = found.end(), 1
    if depth:
        yield page[begin:]
