"""Judge a class again on the evidence that is kept: no student code runs.

In: a course whose rubric, checks or thresholds have changed. Out: who would have other points, by
which check and by how much; nothing is written until that is asked for.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
from collections.abc import Sequence

from autograder.assignment.tidy import NotebookError
from autograder.course.classroom import (
    cannot_be_read,
    enter,
    find_submissions,
    grade_kept,
    in_parts,
    open_handed,
    pool_of,
    workers_here,
)
from autograder.course.directory import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.handed import Handed
from autograder.course.late_policy import load_policy
from autograder.course.penalties import refresh_course
from autograder.course.report_files import load_reports
from autograder.course.rivals import Contest
from autograder.grading.values import Grading, Setting
from autograder.report.results import Report
from autograder.sandbox.isolation import Bubblewrap, ProcessIsolation
from autograder.sandbox.reading import EvidenceError


@dataclasses.dataclass(frozen=True)
class Change:
    """What judging again makes of one submission.

    Attributes:
        handed: What was handed in.
        before: The report that the course has, or None.
        after: The grading on kept evidence; None if there is no evidence or no verdict, so that
            nothing changes.
    """

    handed: Handed
    before: Report | None
    after: Grading | None

    @property
    def differs(self) -> bool:
        """Whether the new report says anything else than the old one, reasons to look aside."""
        if self.after is None:
            return False
        if self.before is None:
            return True
        before, after = self.before, self.after.report
        aside = {name: getattr(before, name) for name in ("flags", "status", "digest")}
        return dataclasses.replace(after, **aside) != before

    def checks(self) -> dict[str, float]:
        """Return by how much the points of each check change, where they do."""
        if self.after is None:
            return {}
        before, after = _points(self.before), _points(self.after.report)
        return {
            name: round(after.get(name, 0.0) - before.get(name, 0.0), 6)
            for name in sorted(before.keys() | after.keys())
            if after.get(name, 0.0) != before.get(name, 0.0)
        }


def _points(report: Report | None) -> dict[str, float]:
    """Return the points of each check of a report."""
    tasks = () if report is None else report.tasks
    return {f"{task.name}.{check.name}": check.points for task in tasks for check in task.checks}


def regrade(
    course: Course,
    assignment: str,
    setting: Setting,
    students: Sequence[str] = (),
    workers: int = 0,
    write: bool = False,
) -> list[Change]:
    """Judge everything that was handed in for an assignment on kept evidence.

    Args:
        course: The course.
        assignment: The assignment's name.
        setting: The assignment's setting in the course, with a store.
        students: Ids of the students; all if empty.
        workers: How many processes judge at a time; as many as the machine has room for if 0.
        write: Whether to write what differs into the gradebook and the reports.

    Returns:
        One change a student, in the order of their ids.

    Raises:
        CourseError: Another run grades in the course, or its rules on late work cannot be read.
        RubricError: Its rules on late work are wrong.
    """
    load_policy(course)
    every = find_submissions(course, assignment, students)
    with course.locked():
        before = {report.student: report for report in load_reports(course, assignment)}
        contest = Contest(course, assignment, every)
        after = _judged(contest, setting, workers or workers_here(setting.rubric.limits))
        changes = []
        for there in every:
            handed, grading = after.get(there.student, (there, None))
            changes.append(Change(handed, before.get(there.student), grading))
        if write and any(change.differs for change in changes):
            gradebook = GradebookWriter(course)
            gradebook.prepare(setting.rubric)
            for change in changes:
                if change.after is not None and change.differs:
                    enter(gradebook, contest.placed(change.handed), change.after, setting)
            refresh_course(gradebook)
    return changes


def _judged(contest: Contest, setting: Setting, count: int) -> dict[str, tuple[Handed, Grading]]:
    """Return the gradings on kept evidence, and those of what is no notebook, by student.

    Who has several attempts of which one has no evidence is left out: nobody knows which is the best.
    """
    after: dict[str, tuple[Handed, Grading]] = {}

    def take(handed: Handed, grading: Grading) -> None:
        for one, settled in contest.settled(handed, grading):
            after[one.student] = one, settled

    waiting = contest.waiting()
    # Evidence of a cluster may have been collected with another isolation than this machine's.
    isolations = (Bubblewrap(""), ProcessIsolation())
    # One more than judges: it reads notebooks meanwhile.
    with pool_of(count + 1) as pool:
        parts = in_parts(waiting, count)
        calls = [pool.submit(grade_kept, part, setting, isolations) for part in parts]
        for call in concurrent.futures.as_completed(calls):
            for handed, grading in call.result():
                # What the judge does not get done with is a fault of the grader, and no change.
                if grading.report.score is not None:
                    take(handed, grading)
    for handed in contest.waiting():
        try:
            open_handed(handed, setting)
        except (NotebookError, EvidenceError) as error:
            take(handed, cannot_be_read(handed, setting, error))
    return after
