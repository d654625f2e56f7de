"""The points of a class as the gradebook has them, marks by hand and late penalties included."""

from __future__ import annotations

import dataclasses

from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookWriter
from autograder.course.penalties import refresh


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
        refresh(gradebook, course, [assignment])
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
