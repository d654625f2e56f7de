"""Whose grading stands for whom: the best of a student's attempts, and one file for all of a group.

In: what was handed in, and each grading as it comes. Out: the gradings that are entered, each with the
student it is for. Nothing in the course is changed until a grading is entered: then `placed` has the
attempt that it is of lie in `submitted/`.

Of many attempts the last ones are graded, and the one that counts so far: nobody keeps the class
waiting by handing in for hours.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.course.attempts import FILES, Attempt, load_attempts
from autograder.course.directory import Course, CourseError
from autograder.course.handed import Handed, choose_notebook, digest_of_handed
from autograder.course.submitted import in_course, put_in_course, submitted_folder
from autograder.course.which_counts import BEST, counting, in_order
from autograder.grading.values import Grading

Unit = tuple[str, Path]
# The last attempts that are graded where the best counts.
MOST_RIVALS = 10


class Contest:
    """The gradings of a class, until it is settled which of them is whose.

    Args:
        course: The course.
        assignment: The assignment's name.
        every: What lies in the course, one for each student.
    """

    def __init__(self, course: Course, assignment: str, every: Sequence[Handed]) -> None:
        self.course = course
        self.assignment = assignment
        self._rivals: dict[str, list[Handed]] = {}
        self._found: dict[Unit, tuple[Handed, Grading]] = {}
        # The members of a group who have the same file, by the file and the members.
        self._teams: dict[tuple[str, tuple[str, ...]], list[Handed]] = {}
        for one in every:
            attempts, there = self._kept(one.student)
            best = counting(course, assignment, one.student) == BEST
            if there is not None and not there.by_hand and best:
                rivals = [a for a in attempts[:-MOST_RIVALS] if a.number == there.number]
                rivals += attempts[-MOST_RIVALS:]
                few = few_of(len(attempts))
                self._rivals[one.student] = [self._handed(one, rival, few) for rival in rivals]
            else:
                self._rivals[one.student] = [dataclasses.replace(one, attempt=there)]
        for one in self._units():
            if one.attempt is not None and one.attempt.members and one.file is not None:
                key = (digest_of_handed(one), tuple(sorted(one.attempt.members)))
                self._teams.setdefault(key, []).append(one)

    def _kept(self, student: str) -> tuple[list[Attempt], Attempt | None]:
        """Return a student's attempts, and which of them lies in the course."""
        try:
            attempts = in_order(load_attempts(self.course, self.assignment, student))
            there = in_course(self.course, self.assignment, student, attempts) if attempts else None
        except CourseError:
            # What is wrong with one student's folders must not stop the class: the file is graded.
            return [], None
        return attempts, there

    def _handed(self, one: Handed, attempt: Attempt, note: str) -> Handed:
        found = choose_notebook(attempt.folder / FILES, self.assignment, one.student)
        notes = (*found.notes, note) if note else found.notes
        return dataclasses.replace(found, attempt=attempt, notes=notes)

    def _units(self) -> Iterator[Handed]:
        for every in self._rivals.values():
            yield from every

    def waiting(self) -> list[Handed]:
        """Return what is not graded yet: of a group that has handed in the same file, one member's."""
        rest = [one for one in self._units() if _unit(one) not in self._found]
        others = {_unit(one) for team in self._teams.values() for one in _open(team, rest)[1:]}
        return [one for one in rest if _unit(one) not in others]

    def settled(self, handed: Handed, grading: Grading) -> Iterator[tuple[Handed, Grading]]:
        """Take a grading; yield those that are settled by it, with what was handed in."""
        for one in self._same(handed):
            report = dataclasses.replace(grading.report, student=one.student)
            self._found[_unit(one)] = one, dataclasses.replace(grading, report=report)
            rivals = self._rivals[one.student]
            if all(_unit(rival) in self._found for rival in rivals):
                yield self._best([self._found[_unit(rival)] for rival in rivals])

    def _same(self, handed: Handed) -> list[Handed]:
        """Return everybody whom a grading is for, and who has none yet."""
        team = next((team for team in self._teams.values() if handed in team), [])
        others = [one for one in team if one != handed and _unit(one) not in self._found]
        return [handed, *others]

    def _best(self, found: list[tuple[Handed, Grading]]) -> tuple[Handed, Grading]:
        """Return the best of a student's attempts, the later of equals.

        Where one of them could not be graded, nobody knows which is the best.
        """
        if len(found) == 1:
            return found[0]
        failed = [one for one in found if one[1].report.score is None]
        if failed:
            return failed[0]
        return max(enumerate(found), key=lambda one: (one[1][1].report.score or 0.0, one[0]))[1]

    def placed(self, handed: Handed) -> Handed:
        """Have the attempt that counts lie in the course; return it as it lies there."""
        rivals = self._rivals.get(handed.student, [])
        if len(rivals) < 2 or handed.attempt is None:
            return handed
        every = load_attempts(self.course, self.assignment, handed.student)
        there = in_course(self.course, self.assignment, handed.student, every)
        if there is None or there.content != handed.attempt.content:
            put_in_course(self.course, self.assignment, handed.student, handed.attempt)
        folder = submitted_folder(self.course, self.assignment, handed.student)
        return dataclasses.replace(handed, folder=folder)

    def open_of(self, student: str) -> list[Handed]:
        """Return what has to be graded yet until a student's grade is settled."""
        return [one for one in self._rivals[student] if _unit(one) not in self._found]

    @property
    def shared(self) -> frozenset[str]:
        """Whose grade takes more than the one file that lies in the course: rivals, or a group."""
        teams = {one.student for team in self._teams.values() for one in team if len(team) > 1}
        return frozenset(
            teams | {student for student, every in self._rivals.items() if len(every) > 1}
        )


def few_of(count: int) -> str:
    """Return in words that not all of so many attempts are graded; "" where they are."""
    if count <= MOST_RIVALS:
        return ""
    return (
        f"of {count} attempts the last {MOST_RIVALS} were graded, and the one that counted before"
    )


def _unit(handed: Handed) -> Unit:
    return handed.student, handed.folder


def _open(team: list[Handed], rest: list[Handed]) -> list[Handed]:
    units = {_unit(one) for one in rest}
    return [one for one in team if _unit(one) in units]
