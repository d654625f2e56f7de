"""Whose a line of a platform's table is.

In: the lines, the course's roster, and the ids in its gradebook. Out: the student of each line. By the
roster a line is found by a number of its own kind, a whole address, or the id. Where the roster does
not know somebody, the id itself is one of the platform's, and then the ids of a class are all of one
kind. What may be two people's is an error.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from autograder.course.directory import CourseError
from autograder.course.people import Listed, Listing, Person
from autograder.course.roster import Roster
from autograder.course.tables import folded, is_address
from autograder.platforms.grade_files.grades import ClassGrades

# Names that a person logs in with; an address, and what stands before its @, are used like them.
NAME = "name"
ADVICE = "Add the table with `autograder roster add`, so that the roster says who is who."


class Source(Protocol):
    """Where lines stand: a table, or an archive."""

    @property
    def path(self) -> Path:
        """The file."""

    def place(self, row: int) -> str:
        """Return the name of a line for messages."""


@dataclasses.dataclass(frozen=True)
class Owners:
    """Whose the lines of a table are.

    Attributes:
        students: The student's id by line.
        strangers: Lines of people whom the course does not know.
        shared: Ids that several lines have before the @ of an address, and nobody alone.
        doubtful: Why no line is taken for somebody's, by id: a number finds them, and the address or
            the name there is another one. Their lines are nobody's.
    """

    students: Mapping[int, str]
    strangers: tuple[Listed, ...]
    shared: frozenset[str] = frozenset()
    doubtful: Mapping[str, str] = dataclasses.field(default_factory=dict)


def owners(source: Source, listing: Listing, roster: Roster, grades: ClassGrades) -> Owners:
    """Return whose each line of a table, or entry of an archive, is.

    Args:
        source: Where the lines stand, for messages.
        listing: What each of them says of a person.
        roster: The course's roster.
        grades: Who has a grade in the course, or handed something in.

    Raises:
        CourseError: Several lines are one person's, one line is several people's, or the table says
            of somebody, or of most people by their addresses and names, what the roster contradicts.
    """
    found: dict[int, str] = {}
    lines = {one.row: one for one in listing.lines}
    known, changed = roster.find_all(listing.lines, source.place)
    doubtful = {one.person.id: one.why for one in changed.values()}
    _enter(found, source, ((row, person.id) for row, person in known.items()))
    missing = _unknown(grades, roster, set(map(folded, (*found.values(), *doubtful))))
    rest = [one for row, one in lines.items() if row not in found and row not in changed]
    _enter(found, source, _by_id(source, rest, listing, missing, roster).items())
    shared = {
        folded(student) for student, _ in missing
        if student not in found.values() and len(_before_at(listing.lines, student)) > 1
    }  # fmt: skip
    strangers = tuple(one for one in rest if one.row not in found)
    return Owners(found, strangers, frozenset(shared), doubtful)


def _enter(found: dict[int, str], source: Source, lines: Iterable[tuple[int, str]]) -> None:
    """Enter whose further lines are, each of another person.

    Raises:
        CourseError: Several lines are one person's, or one line is several people's.
    """
    rows = {folded(student): row for row, student in found.items()}
    for row, student in lines:
        other = rows.setdefault(folded(student), row)
        if other != row:
            raise CourseError(
                f"{source.path} has 2 lines for {student}: {source.place(other)} and "
                f"{source.place(row)}. Each person has one line."
            )
        if row in found:
            raise CourseError(
                f"{source.place(row)} is that of {found[row]} and of {student}. Each person has a line "
                f"of their own. {ADVICE}"
            )
        found[row] = student


def _unknown(grades: ClassGrades, roster: Roster, found: set[str]) -> list[tuple[str, str]]:
    """Return the ids, with their addresses, of whom the roster does not find in the table.

    An id that the roster shows to be a number or a name of some kind is of that kind alone.
    """
    emails = {folded(one.student): one.email for one in grades.totals}
    every = dict.fromkeys([one.student for one in grades.totals])
    every |= dict.fromkeys((*grades.ungraded, *grades.known))
    missing: dict[str, tuple[str, str]] = {}
    for student in every:
        key = folded(student)
        person = roster.person(student)
        if key in found or (person is not None and _is_of_a_kind(person)):
            continue
        missing.setdefault(key, (student, emails.get(key, "")))
    return list(missing.values())


def _is_of_a_kind(person: Person) -> bool:
    known = {folded(number) for number in person.numbers.values()} | person.addresses
    return folded(person.id) in known | {one.partition("@")[0] for one in known}


def _by_id(
    source: Source,
    rest: Sequence[Listed],
    listing: Listing,
    students: Sequence[tuple[str, str]],
    roster: Roster,
) -> dict[int, str]:
    """Return whose a line is by an address that the gradebook has, or by the id."""
    by_address: dict[str, set[int]] = {}
    by_kind: dict[str, dict[str, set[int]]] = {}
    for student, email in students:
        person = roster.person(student)
        fit = [one for one in rest if person is None or _may_be(person, one.person)]
        address = folded(email)
        by_address[student] = {one.row for one in fit if address in one.person.addresses}
        kinds: dict[str, set[int]] = {}
        for one in fit:
            for kind in _kinds_of(one.person, student):
                kinds.setdefault(kind, set()).add(one.row)
        if not kinds.get(NAME) and len(_before_at(listing.lines, student)) == 1:
            alone = {one.row for one in fit if _is_before_at(one.person, student)
                     and (not address or not one.person.addresses
                          or address in one.person.addresses)}  # fmt: skip
            kinds[NAME] = alone
        for kind, rows in kinds.items():
            if rows:
                by_kind.setdefault(kind, {})[student] = rows
    every: list[tuple[int, str]] = []
    ids = [student for student, _ in students]
    # An id of digits alone is a number, and others are names: those of each form are of one kind.
    chosen = _of_one_kind(source, by_kind, [one for one in ids if one.isdigit()])
    chosen |= _of_one_kind(source, by_kind, [one for one in ids if not one.isdigit()])
    for student in ids:
        rows = by_address[student] | chosen.get(student, set())
        if len(rows) > 1:
            raise CourseError(
                f"{source.path} has {len(rows)} lines for {student}: "
                f"{', '.join(source.place(row) for row in sorted(rows))}. {ADVICE}"
            )
        every += [(row, student) for row in rows]
    owned: dict[int, str] = {}
    _enter(owned, source, every)
    return owned


def _of_one_kind(
    source: Source, by_kind: Mapping[str, Mapping[str, set[int]]], students: Sequence[str]
) -> dict[str, set[int]]:
    """Return the lines of students by the kind of which most of their ids are.

    Raises:
        CourseError: They may as well be of another kind, which leads to other lines.
    """
    found = {
        kind: {student: rows for student, rows in hits.items() if student in students}
        for kind, hits in by_kind.items()
    }
    most = max(map(len, found.values()), default=0)
    best = [kind for kind, hits in found.items() if len(hits) == most and most]
    if not best:
        return {}
    first = found[best[0]]
    for kind in best[1:]:
        for student in sorted({*first, *found[kind]}):
            one, other = first.get(student, set()), found[kind].get(student, set())
            if one != other:
                places = [source.place(row) for row in sorted(one | other)]
                raise CourseError(
                    f"{student} may be {' or '.join(places)}, or nobody there: as {_shown(best[0])} "
                    f"and as {_shown(kind)} the ids of the course lead to different people. {ADVICE}"
                )
    return first


def _shown(kind: str) -> str:
    return "login or address" if kind == NAME else kind.replace("_", " ")


def _kinds_of(said: Person, student: str) -> list[str]:
    """Return the kinds of which an id is one of the numbers, names or addresses of a line."""
    wanted = folded(student)
    kinds = [
        NAME if _is_login(kind) else kind
        for kind, number in said.numbers.items()
        if folded(number) == wanted
    ]
    if wanted in said.addresses or folded(said.id) == wanted:
        kinds.append(NAME)
    return kinds


def _is_login(kind: str) -> bool:
    return kind.endswith(("_login", "_username"))


def _is_before_at(said: Person, student: str) -> bool:
    """Whether an id is what stands before the @ of a line's login, or of the address without one."""
    logins = [number for kind, number in said.numbers.items() if _is_login(kind) and number]
    names = logins or [said.email]
    wanted = folded(student)
    return any(is_address(one) and folded(one).partition("@")[0] == wanted for one in names)


def _before_at(lines: Sequence[Listed], student: str) -> list[Listed]:
    return [one for one in lines if _is_before_at(one.person, student)]


def _may_be(person: Person, said: Person) -> bool:
    """Whether nothing that is known of a person speaks against a line."""
    other = person.email and said.email and not person.addresses & said.addresses
    same_kind = any(person.numbers.get(kind) for kind in said.numbers)
    return person.may_be_called(said.name) and not other and not same_kind
