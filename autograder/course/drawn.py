"""Which variant of an assignment each student of a course has, and whose a notebook is.

In: the course's secret seed, its roster, and the choices of a rubric. Out: a variant for each student,
the same each time, and what their notebooks say of it. Both come from keyed digests, so that nobody
without the seed can work out another one's. They need no table: who is added later changes nobody's.

Who is in a group of the roster has the group's variant. A notebook that the course has signed counts by
what it says, for the student, the student's group, or somebody who hands in with the student. What was
handed out (`handed_out.py`) stays whose it was: neither another group or name of a group nor another id
takes it away.
"""

from __future__ import annotations

import dataclasses
import functools
import hmac
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.assignment.rubric import own_checks
from autograder.assignment.variants import MARK, Drawn, name_in, name_of
from autograder.course.attempts import handed_in_alone
from autograder.course.directory import Course
from autograder.course.handed_out import keys_of, load_handed_out, path_of
from autograder.course.people import HIDING, Person
from autograder.course.roster import COLLECTED, FILE, load_roster
from autograder.course.tables import folded
from autograder.grading.own_variant import Believed
from autograder.grading.values import Setting
from autograder.sandbox.isolation import Isolation

# What is drawn is the same as long as this is.
DRAW, SIGN = "variant", "notebook of a variant"
SIGNATURE = 16
# Who has a variant: somebody, or a group.
UNSIGNED = "what the notebook says of its variant is not what was handed out to anybody"
NOT_THERE = "the notebook was handed out to somebody who is not on the roster any more"
STUDENT, GROUP = "student", "group"
Unit = tuple[str, str]


class Draw(Believed):
    """The variants of an assignment in a course.

    Args:
        course: The course.
        assignment: The assignment's name.

    Raises:
        RubricError: Its rubric is wrong.
        RosterError: The roster cannot be used.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        checks = own_checks(course.root, assignment)
        super().__init__(course.rubric(assignment), course.rubric_path(assignment), checks)
        self.assignment = assignment
        self.roster = load_roster(course)
        self._course = course
        self._seed = course.seed()
        self._given = load_handed_out(course, assignment)
        # Where in it each student's are, by what the student is known again.
        self._places: dict[tuple[str, str], list[int]] = {}
        for place, one in enumerate(self._given):
            for key in one.keys:
                self._places.setdefault(key, []).append(place)

    def _digest(self, *words: str) -> bytes:
        return hmac.digest(self._seed, json.dumps([*words], ensure_ascii=True).encode(), "sha256")

    def name(self, unit: Unit) -> str:
        """Return the name of the variant that is drawn for a student or a group."""
        values: dict[str, Any] = {}
        for one in self.base.variants:
            number = int.from_bytes(self._digest(DRAW, self.assignment, *unit, one.key), "big")
            values[one.key] = one.values[number % len(one.values)]
        return name_of(values)

    def token(self, unit: Unit, name: str = "") -> str:
        """Return what the notebook of a student or a group says of its variant."""
        name = name or self.name(unit)
        return f"{name}{MARK}{self._digest(SIGN, self.assignment, *unit, name).hex()[:SIGNATURE]}"

    def units(self, student: str, members: Sequence[str] = ()) -> list[Unit]:
        """Return whose notebooks are a student's own, beginning with that which is handed out.

        Args:
            student: The student's id, the name of a group, or a code that hides a student.
            members: The ids of those who hand in with the student.
        """
        person = self.roster.person(student)
        if person is None:
            behind = (self.roster.by_number(kind, student) for kind in HIDING)
            person = next(filter(None, behind), None)
        if person is not None and person.hidden:
            # It may be anybody, so that the notebook is believed.
            return [*self.every_unit(), (STUDENT, folded(student))]
        together = [] if person is not None else self.roster.in_group(student)
        if together and handed_in_alone(self._course, [student]):
            together = []
        found = [(GROUP, folded(student))] if together else _units_of(person, student)
        group = person.group if person is not None else ""
        together = together or self.roster.in_group(group)
        for one in (*([] if found else [student]), *(other.id for other in together), *members):
            found += _units_of(self.roster.person(one), one)
        return list(dict.fromkeys(found))

    def every_unit(self) -> list[Unit]:
        """Return everybody on the roster, and every group."""
        found = [unit for one in self.roster.people for unit in _units_of(one, one.id)]
        return list(dict.fromkeys(found))

    def drawn(self, student: str, members: Sequence[str], said: Sequence[str]) -> Drawn:
        """Return the variant by which a submission is judged.

        Args:
            student: The student's id.
            members: The ids of those who handed it in together, if it was more than one.
            said: What the notebook says of its variant.
        """
        if not student:
            # Nobody says whose it is, such as when an instructor looks at one notebook.
            found = super().drawn(student, members, said)
            signed = all(map(self._is_known, said))
            return found if signed or found.note else dataclasses.replace(found, note=UNSIGNED)
        units = self.units(student, members)
        got = {one for kind, each in units if kind == STUDENT for one in self._got(each)}
        own = [one for one in said if one in got or self._signed(one, units) is not None]
        others = [token for token in said if token not in own]
        known = [token for token in own if self.knows(name_in(token))]
        last = [token for token in self._got(student) if self.knows(name_in(token))]
        token = (known or last[-1:] or [self.token(units[0])])[0]
        name = name_in(token)
        if others:
            return Drawn(name, token, self._about(others[0], name), others[0])
        if not said:
            note = f"the notebook does not say which variant it is; it is judged as {name}"
            return Drawn(name, token, note)
        if not known:
            note = (
                f"the notebook was handed out as {name_in(said[0])}, which the rubric no longer has; "
                f"it is judged as {name}"
            )
            return Drawn(name, token, note)
        return Drawn(name, token)

    def _got(self, student: str) -> list[str]:
        """Return what the notebooks say that were handed out to a student, the last at the end."""
        keys = keys_of(student, self.roster.person(student))
        places = {place for key in keys for place in self._places.get(key, ())}
        return [self._given[place].token for place in sorted(places)]

    def _who_got(self, token: str) -> tuple[list[str], list[str]]:
        """Return who of the roster got the notebook that says this, and who did and is not there."""
        there: list[str] = []
        gone: list[str] = []
        for given in (one for one in self._given if one.token == token):
            people = [one.id for one in self.roster.people if keys_of(one.id, one) & given.keys]
            there += people
            gone += [] if people else [given.student]
        return list(dict.fromkeys(there)), list(dict.fromkeys(gone))

    def _is_known(self, token: str) -> bool:
        """Whether a notebook that says this is, or was, somebody's."""
        was = any(one.token == token for one in self._given)
        return was or self._signed(token, self.every_unit()) is not None

    def _signed(self, token: str, units: Sequence[Unit]) -> Unit | None:
        """Return for which of some the course has signed what a notebook says."""
        name = name_in(token)
        for unit in units:
            if hmac.compare_digest(self.token(unit, name).encode(), token.encode()):
                return unit
        return None

    def _about(self, token: str, name: str) -> str:
        """Return why a person should look at a notebook that says something else."""
        judged = f"it is judged as {name}"
        if not self._is_known(token):
            return f"{UNSIGNED}; {judged}"
        there, gone = self._who_got(token)
        if gone and not there:
            return f"{NOT_THERE}; {judged}"
        if name_in(token) == name:
            return f"the notebook is another student's, who has the same variant; {judged}"
        return f"the notebook is another student's variant, {name_in(token)}; {judged}"

    def whose(self, token: str) -> str:
        """Return to whom the notebook was handed out that says this; "" where the roster has nobody."""
        unit = self._signed(token, self.every_unit()) if token else None
        if unit is None:
            there, gone = self._who_got(token)
            return ", ".join(there or gone)
        if unit[0] == GROUP:
            return f"the group {self.roster.in_group(unit[1])[0].group}"
        person = self.roster.person(unit[1])
        return person.id if person is not None else unit[1]


def _units_of(person: Person | None, student: str) -> list[Unit]:
    """Return the group that somebody is in, if any, and the student."""
    name = (person.id if person is not None else "") or student
    group = folded(person.group) if person is not None else ""
    return [*([(GROUP, group)] if group else []), (STUDENT, folded(name))]


def setting_of(course: Course, assignment: str, isolation: Isolation | None = None) -> Setting:
    """Return what is the same for every submission of an assignment, and which variant is whose.

    Raises:
        CourseError: The course has no such assignment, or its roster cannot be used.
        RubricError: Its rubric is wrong.
        DataError: The data set cannot be read.
    """
    course.check_name(assignment)
    draw = Draw(course, assignment) if course.rubric(assignment).variants else None
    return course.setting(assignment, isolation, draw)


def cached_setting(root: Path, assignment: str) -> Setting:
    """Return a course's setting for an assignment; it is read again when one of its files changes.

    formgrader runs for days, and what was edited in the meantime has to count.
    """
    course = Course(root)
    files = (
        course.rubric_path(assignment),
        *sorted(own_checks(root, assignment).glob("*.*")),
        course.release / assignment / f"{assignment}.ipynb",
        course.private / "seed",
        root / FILE,
        course.private / COLLECTED,
        path_of(course, assignment),
    )
    return _setting(root, assignment, tuple((path, _changed(path)) for path in files))


@functools.lru_cache(maxsize=8)
def _setting(root: Path, assignment: str, files: tuple[tuple[Path, int], ...]) -> Setting:
    return setting_of(Course(root), assignment)


def _changed(path: Path) -> int:
    """Return when a file was changed, in nanoseconds; 0 if there is none."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
