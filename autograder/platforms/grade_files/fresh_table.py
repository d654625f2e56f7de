"""Tables of grades for platforms that take one which they have not exported.

In: the grades of a class, and how the platform tells people. Out: the rows of a table in which each
person is named by something that only they have.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from autograder.course.directory import CourseError
from autograder.course.people import Person
from autograder.course.roster import FILE, Roster
from autograder.course.tables import folded, harmless, number_text
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut, Total
from autograder.platforms.grade_files.sheet import NOT_GRADED, ZERO, absent

CHANGED = "would begin a formula in a spreadsheet, or be parted there"


def as_it_is(text: str) -> str:
    """Return a text that no spreadsheet takes for anything else; "" where it would have to be changed.

    A platform knows nobody by what it is changed to.
    """
    return text if harmless(text) == text else ""


@dataclasses.dataclass(frozen=True)
class Key:
    """A column by which a platform tells people.

    Attributes:
        header: Its header.
        text: What the roster says of a person there; "" if it says nothing.
        before: What is written before it.
    """

    header: str
    text: Callable[[Person], str]
    before: str = ""

    def cell(self, person: Person) -> str:
        """Return what is written of a person; "" if that is nothing, or would not stay as it is."""
        text = self.text(person)
        return as_it_is(f"{self.before}{text}") if text else ""

    def why_not(self, person: Person) -> str:
        """Return why nothing is written of a person."""
        text = self.text(person)
        return f"the {self.header} {text} {CHANGED}" if text else f"no {self.header} on the roster"


@dataclasses.dataclass(frozen=True)
class Fresh:
    """A table of our own, and who is in it.

    Attributes:
        header: The names of the columns that tell people.
        rows: What stands in these columns, and the points, of each person.
        given: Whose grades are in it.
        left_out: Who has a grade, handed something in or gets a zero, and is not in it.
        nothing: Who is on the roster and handed nothing in.
        notes: What else there is to say.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], str], ...]
    given: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    nothing: tuple[str, ...]
    notes: tuple[str, ...] = ()


def fresh(
    title: str, keys: Sequence[Key], grades: ClassGrades, roster: Roster, missing: str
) -> Fresh:
    """Return a table of a class's grades.

    Args:
        title: The platform's name in messages.
        keys: How the platform tells people, the surest first.
        grades: The grades.
        roster: The course's roster.
        missing: What they get who handed nothing in.

    Raises:
        CourseError: The roster knows nobody as the platform does.
    """
    wanted = [one for one in grades.totals if grades.asked_for(one.student)]
    left_out = [one for one in grades.refused if grades.asked_for(one.student)]
    lines: list[tuple[Person, Total | None]] = []
    for total in wanted:
        person = roster.person(total.student)
        if person is None:
            left_out.append(LeftOut(total.student, "not on the roster"))
        else:
            lines.append((person, total))
    nothing = absent(roster, grades)
    if missing == ZERO and not grades.unclear:
        lines += [(one, None) for one in map(roster.person, nothing) if one is not None]
    people = [person for person, _ in lines]
    # The import goes by one column: where one is empty for somebody, it has to be another.
    full = [key for key in keys if people and all(map(key.cell, people))]
    if not full:
        best = max(keys, key=lambda key: _having(key, people))
        if not any(map(best.text, people)):
            raise CourseError(
                f"{FILE} does not say how {title} knows anybody: expected "
                f"{' or '.join(key.header for key in keys)}. Add a table of {title} with `autograder "
                "roster add`, or name one with --table."
            )
        full = [best]
        left_out += [
            LeftOut(person.id, best.why_not(person)) for person, _ in lines if not best.cell(person)
        ]
    lines = [(person, total) for person, total in lines if full[0].cell(person)]
    unplaced = grades.without_line(
        {folded(total.student) for _, total in lines if total is not None}, roster
    )
    waiting = {one.id: why for one, total in lines if total is None
               and (why := unplaced.no_zero(one))}  # fmt: skip
    lines = [(one, total) for one, total in lines if total is not None or one.id not in waiting]
    left_out += waiting.values()
    left_out += [LeftOut(one, NOT_GRADED) for one in grades.ungraded if grades.asked_for(one)]
    return Fresh(
        tuple(key.header for key in full),
        tuple(
            (
                tuple(key.cell(person) for key in full),
                "0" if total is None else number_text(total.score),
            )
            for person, total in lines
        ),
        tuple(total.student for _, total in lines if total is not None),
        tuple(left_out),
        tuple(one for one in nothing if one not in waiting),
        (unplaced.advice(),) if waiting else (),
    )


def _having(key: Key, people: Sequence[Person]) -> tuple[int, int]:
    """Return of how many people a column can be written, and of how many the roster has it."""
    return sum(bool(key.cell(one)) for one in people), sum(bool(key.text(one)) for one in people)


def number(kind: str) -> Callable[[Person], str]:
    """Return what tells a person's number of a kind."""
    return lambda person: person.numbers.get(kind, "")
