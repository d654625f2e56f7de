"""The points of a class as the gradebook has them, marks by hand and late penalties included.

In: a course. Out: a frozen `ClassGrades`: who has how many points, who handed something in and has
none, and whom the course knows besides.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Collection, Container, Iterable, Mapping, Sequence

from autograder.course.attempts import handed_in_alone
from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookWriter, known_students, named_students
from autograder.course.penalties import refresh
from autograder.course.people import HIDING, Person, forms_of, squeezed, words
from autograder.course.report_files import load_reports
from autograder.course.roster import FILE, Roster
from autograder.course.tables import folded
from autograder.course.untaken import load_untaken

# How many of several a message names.
SHOWN = 3


@dataclasses.dataclass(frozen=True)
class Total:
    """A student's points for an assignment in the gradebook.

    Attributes:
        student: The student's id.
        email: The student's address, or "".
        score: Points with marks by hand, less the late penalty.
        max_score: Most points there are.
        group: The group's name, where the grade stands under that; "" otherwise.
    """

    student: str
    email: str
    score: float
    max_score: float
    group: str = ""


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """Somebody who has a grade, or handed something in, and is not in a file that is written.

    Attributes:
        student: The student's id.
        why: Why not.
    """

    student: str
    why: str

    def __str__(self) -> str:
        """Return how a message names it."""
        return f"{self.student} ({self.why})"


@dataclasses.dataclass(frozen=True)
class Unplaced:
    """Whose work has no line in a table, where nothing says who they are.

    Attributes:
        people: All of them, by the ids under which the course has it.
    """

    people: tuple[Person, ...]

    def no_zero(self, person: Person) -> LeftOut | None:
        """Return why somebody gets no zero, who may be one of them; None where nobody is left out."""
        found = (one.id for one in self._called_so(person) if one.may_be(person))
        maybe = list(itertools.islice(found, SHOWN + 1))
        if not maybe:
            return None
        some = ", ".join(maybe[:SHOWN]) + (", …" if len(maybe) > SHOWN else "")
        return LeftOut(str(person), f"no zero, since the work of {some} may be theirs")

    def _called_so(self, person: Person) -> Iterable[Person]:
        """Return those whose name may be somebody's: they share a word, or one of them has none."""
        if not person.name:
            return self.people
        forms = ("", squeezed(person.name), *sorted(words(person.name)))
        return {one.id: one for form in forms for one in self._by_form.get(form, ())}.values()

    @functools.cached_property
    def _by_form(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = {}
        for one in self.people:
            for form in words(one.name) | forms_of(one.name) if one.name else {""}:
                found.setdefault(form, []).append(one)
        return found

    def advice(self) -> str:
        """Return what to do, so that everybody else gets a zero."""
        some = ", ".join(str(one) for one in self.people[:5]) + (
            ", …" if len(self.people) > 5 else ""
        )
        return (
            f"the work of {some} has no line, and nothing says whose it is. Make that the id of whose "
            f"it is in {FILE}; if it is somebody's who is not in the table, give them a line there"
        )


@dataclasses.dataclass(frozen=True)
class ClassGrades:
    """What a course knows of an assignment's grades.

    Attributes:
        assignment: The assignment's name.
        totals: The points of everybody who has some, or none, for work that was graded.
        ungraded: Who handed something in that has no grade; that is no zero.
        known: Further students of the course, by id.
        refused: Who has grades that contradict each other.
        hidden: Whose grades stand under a code, since a platform hides who they are.
        unclear: What was handed in and not taken, where it may be anybody's.
        only: Whose grades are asked for, as ids are compared; everybody's if empty.
        people: Ids of people who are called as a group of the roster is, as ids are compared.
        names: How the gradebook calls its students, by id, as ids are compared.
    """

    assignment: str
    totals: tuple[Total, ...]
    ungraded: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refused: tuple[LeftOut, ...] = ()
    hidden: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def max_score(self) -> float:
        """Most points there are."""
        return self.totals[0].max_score

    def asked_for(self, student: str) -> bool:
        """Whether a student's grade is asked for."""
        return not self.only or folded(student) in self.only

    def total(self, student: str) -> Total | None:
        """Return the points of a student, by an id in any composition and case of its letters."""
        return self._by_id.get(folded(student))

    def handed_in(self, student: str) -> bool:
        """Whether a student handed something in, graded or not."""
        refused = (one.student for one in self.refused)
        wanted = folded(student)
        return wanted in self._by_id or wanted in map(folded, (*self.ungraded, *refused))

    def without_line(self, lines: Collection[str], roster: Roster) -> Unplaced:
        """Return whose work has no line in a table, where nothing says who they are.

        Args:
            lines: Whose lines there are, as ids are compared.
            roster: The course's roster.
        """
        found = []
        for student in (*(one.student for one in self.totals), *self.ungraded):
            person = roster.person(student)
            if folded(student) not in lines and (
                person is None or not person.listed or person.nameless
            ):
                person = person or Person(student, self.names.get(folded(student), ""))
                found.append(person)
        return Unplaced(tuple(found))

    def no_zeros(self) -> list[str]:
        """Return why nobody gets a zero, where what was handed in may be anybody's; nothing else."""
        if not self.unclear:
            return []
        return [
            "no zero for anybody, since these were handed in and not taken, and nothing says by whom: "
            f"{', '.join(self.unclear[:5])}. Collect them again when the roster says it; if they are "
            f"nobody's, remove .autograder/attempts/{self.assignment}/.untaken.json"
        ]

    def about_hidden(self) -> list[str]:
        """Return what to say where a platform hides who people are; nothing where it does not."""
        if not self.hidden:
            return []
        names = ", ".join(self.hidden[:5]) + (", …" if len(self.hidden) > 5 else "")
        are = "are" if len(self.hidden) > 1 else "is"
        return [
            f"Canvas hides who {names} {are}, so that nobody can be said to have handed nothing in. "
            "For grades with names, switch anonymous grading off in Canvas after marking, download the "
            f"submissions again, and run `autograder collect {self.assignment}` with them"
        ]

    @functools.cached_property
    def _by_id(self) -> dict[str, Total]:
        return {folded(one.student): one for one in self.totals}


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


def class_grades(
    course: Course, assignment: str, roster: Roster, students: Collection[str] = ()
) -> ClassGrades:
    """Return what a course knows of an assignment's grades; that of a group is each member's.

    Args:
        course: The course.
        assignment: The assignment's name.
        roster: Its roster, which says who is in which group.
        students: Only these; everybody if empty.

    Raises:
        CourseError: There are no grades, or none of these students.
    """
    every = totals(course, assignment)
    graded = {folded(one.student) for one in every}
    handed = {one.student for one in load_reports(course, assignment) if one.score is None}
    handed |= {
        folder.parent.name
        for folder in course.submitted.glob(f"*/{assignment}")
        if folder.is_dir() and any(folder.iterdir())
    }
    untaken = load_untaken(course, assignment)
    handed |= {student for maybe in untaken.values() for student in maybe}
    ungraded = [one for one in sorted(handed) if folded(one) not in graded]
    grades = for_each_member(
        ClassGrades(
            assignment,
            tuple(every),
            tuple(ungraded),
            tuple(known_students(course)),
            people=called_as_groups(course, roster),
            names={folded(one): name for one, name in named_students(course).items()},
        ),
        roster,
    )
    unclear = tuple(name for name, maybe in untaken.items() if not maybe)
    grades = dataclasses.replace(grades, only=frozenset(map(folded, students)), unclear=unclear)
    graded_ids = [one.student for one in grades.totals] + [one.student for one in grades.refused]
    if not any(map(grades.asked_for, graded_ids)):
        raise CourseError(f"no grade for {assignment} by {', '.join(sorted(students))}.")
    return grades


def waiting(
    course: Course, assignment: str, roster: Roster, given: Collection[str]
) -> tuple[str, ...]:
    """Return who of some has an answer that waits for a mark by hand; with a group all members."""
    inside = set(map(folded, given))
    people = called_as_groups(course, roster)
    every = [
        member
        for one in unmarked(course, assignment)
        for member in (members_of(one, roster, people) or [one])
    ]
    return tuple(one for one in dict.fromkeys(every) if folded(one) in inside)


def for_each_member(grades: ClassGrades, roster: Roster) -> ClassGrades:
    """Return the grades with those of groups handed on to each of their members.

    A grade is a group's where it stands under the group's name, which is nobody's id, and a person's
    where it stands under a code of theirs. Who has another one besides is refused: which of them counts
    is not for the export to say.
    """
    own: dict[str, Total] = {}
    shared: list[tuple[str, Total]] = []
    for one in grades.totals:
        members = members_of(one.student, roster, grades.people)
        shared += [(member, one) for member in members]
        if not members:
            own[folded(one.student)] = one
    emails = {folded(one.id): one.email for one in roster.people}
    refused: dict[str, LeftOut] = {}
    for member, total in shared:
        key = folded(member)
        before = own.get(key)
        if before is not None and before.score != total.score:
            refused[key] = LeftOut(
                member,
                f"has {before.score:g} points, and {total.score:g} as {total.student}: remove one of "
                "the submissions",
            )
        own[key] = Total(member, emails[key], total.score, total.max_score, total.student)
    ungraded = [
        member
        for one in grades.ungraded
        for member in (members_of(one, roster, grades.people) or [one])
        if folded(member) not in own
    ]
    groups = {
        one.student for one in grades.totals if members_of(one.student, roster, grades.people)
    }
    return dataclasses.replace(
        grades,
        totals=tuple(one for key, one in sorted(own.items()) if key not in refused),
        ungraded=tuple(dict.fromkeys(ungraded)),
        known=tuple(one for one in grades.known if one not in groups),
        refused=tuple(refused.values()),
        hidden=tuple(
            one.id
            for one in roster.people
            if one.hidden and (folded(one.id) in own or one.id in ungraded)
        ),
    )


def called_as_groups(course: Course, roster: Roster) -> frozenset[str]:
    """Return the ids of people who are called as a group of the roster is, as ids are compared.

    Groups choose their names, and may choose the id of somebody who is no longer on the roster: who has
    handed in under an id, or has a name in the gradebook, is no group.
    """
    groups = frozenset(folded(one.group) for one in roster.people if one.group)
    if not groups:
        return frozenset()
    named = set(map(folded, named_students(course)))
    return (groups & named) | handed_in_alone(course, groups)


def members_of(name: str, roster: Roster, people: Container[str] = ()) -> Sequence[str]:
    """Return the ids of a group's members by the group's name, or of whose code it is.

    There are none where it is a person's id.

    Args:
        name: The name.
        roster: The roster.
        people: Ids of people who are called as groups are.
    """
    if roster.person(name):
        return ()
    behind = [roster.by_number(kind, name) for kind in HIDING]
    found = [one.id for one in behind if one]
    if found or folded(name) in people:
        return found
    return [one.id for one in roster.in_group(name)]
