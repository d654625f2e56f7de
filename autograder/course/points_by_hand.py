"""The points that people have given in nbgrader's gradebook, beside those of the checks.

In: a course. Out: for each submission what marks by hand add to the points of the checks, and whether a
person still has to look. So the table, the class report, the gradebook and the exports have one total.
"""

from __future__ import annotations

import dataclasses

from autograder.course.directory import Course
from autograder.course.gradebook import GradebookWriter
from autograder.report.render import points_text


@dataclasses.dataclass(frozen=True)
class ByHand:
    """What people have given for one submission.

    Attributes:
        points: What the gradebook has beyond the points of the checks: marks of written answers, and
            the difference where a person has given other points than a check.
        marks: How many marks there are.
        waiting: How many answers wait for a mark, or to be looked at again since they have changed.
    """

    points: float = 0.0
    marks: int = 0
    waiting: int = 0

    @property
    def words(self) -> str:
        """How a table says it."""
        waits = ["waits"] if self.waiting else []
        return ", ".join([*([points_text(self.points)] if self.marks else []), *waits])


def points_by_hand(course: Course, assignment: str) -> dict[str, ByHand]:
    """Return what people have given, by student; nothing where the gradebook has no such assignment.

    Raises:
        CourseError: nbgrader is configured for other folders than those that the kit knows.
    """
    from nbgrader.api import (
        Assignment,
        Grade,
        Gradebook,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    directory = GradebookWriter(course).directory
    found: dict[str, ByHand] = {}
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        rows = (
            gradebook.db.query(
                Student.id, Grade.manual_score, Grade.auto_score, Grade.extra_credit,
                Grade.needs_manual_grade,
            )
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(Student, SubmittedAssignment.student_id == Student.id)
            .filter(Assignment.name == assignment)
        )  # fmt: skip
        for student, manual, auto, extra, needs in rows:
            before = found.get(student, ByHand())
            more = (extra or 0.0) + (0.0 if manual is None else manual - (auto or 0.0))
            found[student] = ByHand(
                round(before.points + more, 6),
                before.marks + (manual is not None or bool(extra)),
                before.waiting + bool(needs),
            )
    return found
