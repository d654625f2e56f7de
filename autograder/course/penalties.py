"""What late work costs in a course: the policy, the times of its submissions, and its gradebook.

In: a course with `late.toml`, and its gradebook. Out: what each submission is late and loses, and the
gradebook in step with it. A time comes only from `submitted/<student>/<assignment>/timestamp.txt`. A
changed policy needs nothing else: no submission is graded again.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Mapping
from typing import Any

from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookWriter, known_students, patiently
from autograder.course.late import UTC, Policy, Standing, due_for, same_id, standings
from autograder.course.late_policy import POLICY, TimeError, hand_in_time, load_policy
from autograder.course.roster import FILE, load_roster
from autograder.course.submitted import submitted_folder


@dataclasses.dataclass(frozen=True)
class Late:
    """What being late costs a submission in the gradebook.

    Attributes:
        student: The student's id.
        standing: How late it is, and what pays for it.
        penalty: The points that are taken off.
        recorded: The points that the gradebook takes off so far.
        problem: Why the time of the submission cannot be told; "" if there is no problem.
    """

    student: str
    standing: Standing
    penalty: float
    recorded: float
    problem: str = ""

    @property
    def assignment(self) -> str:
        """The assignment's name."""
        return self.standing.assignment

    @property
    def differs(self) -> bool:
        """Whether the gradebook takes off anything else."""
        return abs(self.penalty - self.recorded) > 1e-9


class Rules:
    """A course's policy, with the due dates and extensions of its gradebook.

    Args:
        course: The course.
        policy: What its `late.toml` says.
        gradebook: Its gradebook, open.
        extra: Late days of single students beyond those of the policy.

    Raises:
        CourseError: The roster, which may make due dates later for a person, cannot be read.
    """

    def __init__(
        self,
        course: Course,
        policy: Policy,
        gradebook: Any,
        extra: Mapping[str, int] | None = None,
    ) -> None:
        self.course = course
        self.gradebook = gradebook
        self.extra = extra or {}
        self.later = {
            same_id(person.id): datetime.timedelta(days=person.extra_days)
            for person in load_roster(course).people
            if person.extra_days
        }
        self.policy = policy.with_due(
            {
                one.name: one.duedate.replace(tzinfo=UTC)
                for one in gradebook.assignments
                if one.duedate is not None
            }
        )

    def of(self, student: str) -> tuple[dict[str, Standing], dict[str, str]]:
        """Return where a student stands with everything, and what is wrong with a time, if anything.

        All assignments count, since they share the late days of the term.
        """
        times: dict[str, datetime.datetime | None] = {}
        problems: dict[str, str] = {}
        granted: dict[str, datetime.timedelta] = {}
        names = {one.name for one in self.gradebook.assignments} | set(self.policy.due)
        for name in sorted(names):
            folder = submitted_folder(self.course, name, student)
            try:
                times[name] = hand_in_time(folder)
            except TimeError as error:
                times[name], problems[name] = None, str(error)
        for submission in self._submissions(student):
            if submission.extension is not None:
                granted[submission.assignment.name] = submission.extension
        later = self.later.get(same_id(student))
        if later is not None:
            # The later of the two: what the roster gives for the whole term, or an extension.
            granted = {name: max(later, granted.get(name, later)) for name in names}
        extra = self.extra.get(student, 0)
        return standings(self.policy, student, times, granted, extra), problems

    def _submissions(self, student: str) -> list[Any]:
        from nbgrader.api import MissingEntry

        try:
            return list(self.gradebook.find_student(student).submissions)
        except MissingEntry:
            return []

    def keep_times(self, assignment: str, student: str) -> None:
        """Have the gradebook name the due date of the policy, and the time of a submission.

        nbgrader asks for a penalty only where these two say that something is late; formgrader shows
        them.
        """
        submission = self.gradebook.find_submission(assignment, student)
        due = self.policy.due.get(assignment)
        if due is not None:
            regular = due_for(dataclasses.replace(self.policy, extensions={}), student, assignment)
            assert regular is not None
            submission.assignment.duedate = regular.replace(tzinfo=None)
        time = self.of(student)[0].get(assignment, Standing(assignment)).handed_in
        submission.timestamp = None if time is None else time.replace(tzinfo=None)
        self.gradebook.db.commit()

    def work_out(self, assignments: Collection[str], students: Collection[str] = ()) -> list[Late]:
        """Return what being late costs, for each submission in the gradebook.

        Args:
            assignments: The assignments.
            students: Only these; everybody if empty.
        """
        found = []
        people = map(self.gradebook.find_student, sorted(students))
        for student in people if students else self.gradebook.students:
            mine = [one for one in student.submissions if one.assignment.name in assignments]
            if not mine:
                continue
            all_standings, problems = self.of(student.id)
            for submission in sorted(mine, key=lambda one: one.assignment.name):
                name = submission.assignment.name
                standing = all_standings[name]
                costs = penalties(submission, standing)
                recorded = sum(one.late_submission_penalty or 0.0 for one in submission.notebooks)
                found.append(
                    Late(
                        student.id, standing, sum(costs.values()), recorded, problems.get(name, "")
                    )
                )
        return found

    def enter(self, lates: Collection[Late]) -> None:
        """Write penalties, due dates and times into the gradebook."""
        for late in lates:
            submission = self.gradebook.find_submission(late.assignment, late.student)
            costs = penalties(submission, late.standing)
            for notebook in submission.notebooks:
                # nbgrader, too, says None where nothing is taken off.
                notebook.late_submission_penalty = costs[notebook.name] or None
            self.keep_times(late.assignment, late.student)
        self.gradebook.db.commit()


def nobodys(course: Course, policy: Policy) -> list[str]:
    """Return whom the policy names and the course does not know, so that it holds for nobody.

    Raises:
        CourseError: The roster cannot be read.
    """
    folders = course.submitted.iterdir() if course.submitted.is_dir() else ()
    every = [*(one.id for one in load_roster(course).people), *(path.name for path in folders)]
    known = set(map(same_id, (*every, *known_students(course))))
    return sorted({*policy.extensions, *policy.extra_late_days} - known)


def about_nobodys(names: Collection[str]) -> str:
    """Say that rules are for somebody whom the course does not know; "" if there is nobody."""
    if not names:
        return ""
    return (
        f"{POLICY} names {', '.join(names)}, whom neither {FILE} nor the gradebook nor submitted/ "
        "has as an id: that holds for nobody. `autograder roster` shows the ids"
    )


def penalties(submission: Any, standing: Standing) -> dict[str, float]:
    """Return the points that are taken off a submission, by notebook."""
    return {
        one.name: standing.penalty(one.max_score, one.score or 0.0) for one in submission.notebooks
    }


def refresh(gradebook: Any, course: Course, assignments: Collection[str] = ()) -> None:
    """Bring the penalties of an open gradebook up to date, where the course has a policy.

    Marks by hand change how much there is to take off, and they are given in formgrader, after grading.
    Another time of one submission changes how many late days are left for the others.

    Args:
        gradebook: The gradebook.
        course: The course.
        assignments: The assignments; all if empty.

    Raises:
        CourseError: The policy cannot be read.
        RubricError: It is wrong.
    """
    policy = load_policy(course)
    if policy is None:
        return
    rules = Rules(course, policy, gradebook)
    names = assignments or [one.name for one in gradebook.assignments]
    differing = [late for late in rules.work_out(names) if late.differs]
    if differing:
        patiently(lambda: rules.enter(differing))


def refresh_course(writer: GradebookWriter) -> None:
    """Bring the penalties of a course up to date, where it has a policy."""
    from nbgrader.api import Gradebook

    if load_policy(writer.course) is not None:
        with Gradebook(writer.directory.db_url, writer.directory.course_id) as gradebook:
            refresh(gradebook, writer.course)


def late_work(
    course: Course, assignments: Collection[str] = (), write: bool = False
) -> tuple[Policy, list[Late]]:
    """Work out what being late costs in a course.

    Args:
        course: The course.
        assignments: The assignments; all of the gradebook if empty.
        write: Whether to write it into the gradebook.

    Returns:
        The policy, with the due dates of the gradebook where it names none, and one entry for each
        submission, by student and assignment.

    Raises:
        CourseError: The course has no policy, or the gradebook no such assignment.
        RubricError: The policy is wrong.
    """
    from nbgrader.api import Gradebook

    policy = load_policy(course)
    if policy is None:
        raise CourseError(
            f"there is no {POLICY} in {course.root}, so nbgrader's own settings say what late work "
            "costs. Write one; the instructor guide shows what stands in it."
        )
    directory = GradebookWriter(course).directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        known = [one.name for one in gradebook.assignments]
        missing = sorted(set(assignments) - set(known))
        if missing:
            raise CourseError(
                f"the gradebook has no assignment {', '.join(missing)}. It has: "
                f"{', '.join(known) or 'none'}."
            )
        rules = Rules(course, policy, gradebook)
        lates = rules.work_out(assignments or known)
        if write:
            patiently(lambda: rules.enter(lates))
    return rules.policy, lates
