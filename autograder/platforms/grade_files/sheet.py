"""A platform's table with a place for grades: finding the place, and filling it in.

In: a table as the platform has exported it, and the grades of a class. Out: the same table with the
grades in it, everything else as it was, and what there is to say about people who have none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence

from autograder.course.directory import CourseError
from autograder.course.people import Listing, Person, without_headers
from autograder.course.roster import Roster
from autograder.course.tables import Line, Table, folded, number_of, number_text, writes_commas
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut
from autograder.platforms.grade_files.whose_lines import ADVICE, Owners, owners

BLANK, ZERO = "blank", "zero"
MISSING = (BLANK, ZERO)
NOT_THERE, NO_LINE = "not on the roster", "the table has no line of theirs"
NOT_GRADED = "handed in and not graded"
NOT_COLLECTED = (
    "the table says that they handed in, and nothing was collected: no grade and no zero"
)
HIDDEN = "the platform hides who this is"
NO_GRADE = ("", "-", "–")


@dataclasses.dataclass(frozen=True)
class GradeColumn:
    """A column of grades in a platform's table.

    Attributes:
        place: Which column it is, from 0.
        title: What the platform calls the assignment; "" where the table is about one alone.
        most: The numbers of points that the platform counts to, as the table has them.
        problem: Why points cannot be entered there, or "".
    """

    place: int
    title: str
    most: tuple[str, ...] = ()
    problem: str = ""


@dataclasses.dataclass(frozen=True)
class NewColumn:
    """A column of grades that a platform's table has not yet.

    Attributes:
        place: Before which column it goes.
        header: Its header.
        texts: What stands in lines that are no student's.
        note: What to say about it.
    """

    place: int
    header: str
    texts: Mapping[int, str] = dataclasses.field(default_factory=dict)
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Form:
    """How a platform's table of grades is read and filled in.

    Attributes:
        platform: The platform's name in commands.
        title: Its name in messages.
        what: What the table is, and how it is made there.
        people: Says whom a table lists, or that it is none of the platform's.
        columns: Says which columns of a table hold grades.
        new: Says how a column for an assignment is added, or why it cannot be.
        stays: Says whether a text in the place of a grade is not to be written over, such as "EX".
        locked: Says why grades in lines of a table cannot be changed, by line.
        notes: Says what the platform does not take of how a table is written.
        handed_in: Says in which lines of a table the platform itself says that something was handed in,
            or may; the second argument is the column of grades.
    """

    platform: str
    title: str
    what: str
    people: Callable[[Table], Listing | None]
    columns: Callable[[Table], Sequence[GradeColumn]]
    new: Callable[[Table, str, float], NewColumn]
    stays: Callable[[str], bool] = lambda text: number_of(text) is None
    locked: Callable[[Table], Mapping[int, str]] = lambda table: {}
    notes: Callable[[Table], Sequence[str]] = lambda table: ()
    handed_in: Callable[[Table, int], Collection[int]] = lambda table, place: ()

    def listing(self, table: Table) -> Listing | None:
        """Return whom a table lists, each line a person's; None where it is none of the platform's."""
        found = self.people(table)
        return without_headers(table, found) if found is not None else None


@dataclasses.dataclass(frozen=True)
class Filled:
    """A table with grades in it.

    Attributes:
        table: The table.
        given: Whose grades are in it, by id.
        left_out: Who has a grade or handed something in, and has no grade in it.
        nothing: Who is on the roster or in the table and handed nothing in.
        notes: What else there is to say.
    """

    table: Table
    given: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    nothing: tuple[str, ...]
    notes: tuple[str, ...] = ()


def fill(
    form: Form,
    table: Table,
    grades: ClassGrades,
    roster: Roster,
    column: str | None = None,
    missing: str = BLANK,
) -> Filled:
    """Return a table with the grades of a class in it; nothing else in it changes.

    Args:
        form: The platform's form.
        table: The table as the platform has exported it.
        grades: The grades.
        roster: The course's roster; one without people if there is none.
        column: What the platform calls the assignment, or the column's whole header; the
            assignment's name if None.
        missing: What they get who handed nothing in, one of `MISSING`.

    Raises:
        CourseError: The table is not the platform's, it counts to another number of points, whose a
            line is is not certain, or nobody in it has a grade.
    """
    listing = form.listing(table)
    if listing is None:
        raise CourseError(
            f"{table.path} is no {form.what}. It has the columns {', '.join(table.columns)}."
        )
    table, place, most, notes = _place(form, table, column, grades)
    _demand_same_points(form, most, grades)
    owned = owners(table, listing, roster, grades)
    commas = writes_commas(_numbers(form, table))
    locked = form.locked(table)
    changes: dict[tuple[int, int], str] = {}
    given: list[str] = []
    left_out = [one for one in grades.refused if grades.asked_for(one.student)]
    left_out += [LeftOut(*one) for one in owned.doubtful.items() if grades.asked_for(one[0])]
    without: list[tuple[int, str]] = []
    for row, student in sorted(owned.students.items()):
        if not grades.asked_for(student):
            continue
        total, before = grades.total(student), table.rows[row].text(place)
        if total is None:
            if not grades.handed_in(student):
                without.append((row, student))
            continue
        why = locked.get(row, "")
        if before not in NO_GRADE and form.stays(before):
            why = f"{before!r} stands there and stays"
        if why:
            left_out.append(LeftOut(total.student, why))
            continue
        given.append(total.student)
        if number_of(before) != round(total.score, 6):
            changes[row, place] = number_text(total.score, commas)
    if not given and not left_out and grades.hidden:
        raise CourseError(f"{grades.about_hidden()[0]}.")
    if not given and not left_out:
        raise CourseError(
            f"nobody in {table.path} is a student who has a grade for {grades.assignment}. {ADVICE}"
        )
    in_table = set(map(folded, (*owned.students.values(), *owned.doubtful)))
    lost = [one.student for one in grades.totals
            if folded(one.student) not in in_table and grades.asked_for(one.student)]  # fmt: skip
    left_out += [LeftOut(one, _why(one, owned.shared, grades, roster)) for one in lost]
    left_out += [LeftOut(one, NOT_GRADED) for one in grades.ungraded if grades.asked_for(one)]
    if not grades.only:
        without += [(one.row, _named(one.person)) for one in owned.strangers]
    there = form.handed_in(table, place)
    left_out += [LeftOut(student, NOT_COLLECTED) for row, student in without if row in there]
    without = [(row, student) for row, student in without if row not in there]
    if grades.hidden:
        # Anybody may be one of those whom a platform hides.
        without = []
    if missing == ZERO and grades.unclear:
        notes += grades.no_zeros()
    elif missing == ZERO:
        waits = lost or owned.doubtful or {*map(folded, grades.ungraded)} - in_table
        unsure = {one.row for one in owned.strangers} - {*there} if waits else set()
        without, waiting, more = _without_those_who_may_have_work(
            without, owned, in_table, grades, roster
        )
        left_out += waiting
        notes += more
        notes += _zeros(table, place, [row for row, _ in without], unsure, changes)
    notes += _kept(table, place, without)
    notes += [f"not taken from {table.path.name}: {one}" for one in listing.left_out]
    notes += form.notes(table)
    return Filled(
        table.with_cells(changes),
        tuple(given),
        tuple(left_out),
        tuple(dict.fromkeys([name for _, name in without] + absent(roster, grades, in_table))),
        tuple(notes),
    )


def _without_those_who_may_have_work(
    without: Sequence[tuple[int, str]],
    owned: Owners,
    in_table: Collection[str],
    grades: ClassGrades,
    roster: Roster,
) -> tuple[list[tuple[int, str]], list[LeftOut], list[str]]:
    """Return the lines of who handed nothing in, and who may have, where some work has no line."""
    unplaced = grades.without_line(in_table, roster)
    strangers = {one.row for one in owned.strangers}
    left, waiting = [], []
    for row, student in without:
        named = Person(student, grades.names.get(folded(student), ""))
        why = unplaced.no_zero(roster.person(student) or named) if row not in strangers else None
        if why is None:
            left.append((row, student))
        else:
            waiting.append(why)
    return left, waiting, [unplaced.advice()] if waiting else []


def _place(
    form: Form, table: Table, column: str | None, grades: ClassGrades
) -> tuple[Table, int, tuple[str, ...], list[str]]:
    """Return the table with a column for the assignment, its place, and to what it counts."""
    columns = form.columns(table)
    wanted = folded(column or grades.assignment)
    found = [one for one in columns if folded(table.columns[one.place]) == wanted]
    found = found or [one for one in columns if folded(one.title) == wanted]
    found = found or [one for one in columns if column is None and not one.title]
    if len(found) == 1:
        if found[0].problem:
            raise CourseError(f"{table.path}: {found[0].problem}")
        return table, found[0].place, found[0].most, []
    known = ", ".join(table.columns[one.place] for one in columns) or "none"
    if found:
        raise CourseError(
            f"{table.path} has {len(found)} columns of grades for {column or grades.assignment}: "
            f"{', '.join(table.columns[one.place] for one in found)}. Name one with --column."
        )
    if column is not None:
        raise CourseError(f"{table.path} has no column of grades {column!r}. It has: {known}.")
    new = form.new(table, grades.assignment, grades.max_score)
    return _with_column(table, new), new.place, (), [new.note] if new.note else []


def _with_column(table: Table, new: NewColumn) -> Table:
    """Return a table with one more column before another."""
    long = [table.place(row) for row, line in enumerate(table.rows)
            if any(cell.text.strip() for cell in line.cells[len(table.columns):])]  # fmt: skip
    if long:
        raise CourseError(f"{long[0]} has more cells than there are columns. Export it anew.")
    last = len(table.columns)
    table = table.with_column(
        new.header, [new.texts.get(row, "") for row in range(len(table.rows))]
    )
    order = [*range(new.place), last, *range(new.place, last)]

    def moved(line: Line) -> Line:
        return dataclasses.replace(
            line, cells=tuple(line.cells[one] for one in order) + line.cells[last + 1 :]
        )

    return dataclasses.replace(
        table, header=moved(table.header), rows=tuple(map(moved, table.rows))
    )


def _demand_same_points(form: Form, most: Sequence[str], grades: ClassGrades) -> None:
    """Check that a platform counts to the same number of points, where it says to which.

    Raises:
        CourseError: It counts to another, so that every grade would be wrong by the same share.
    """
    for text in most:
        points = number_of(text)
        if points is not None and points != grades.max_score:
            raise CourseError(
                f"the assignment has {grades.max_score:g} points, and {points:g} in {form.title}. Set "
                f"it to {grades.max_score:g} there, and export the table anew."
            )


def _numbers(form: Form, table: Table) -> list[str]:
    """Return the texts that show how the table writes numbers."""
    columns = form.columns(table)
    return [text for one in columns for text in (*table.values(one.place), *one.most)]


def _why(student: str, shared: frozenset[str], grades: ClassGrades, roster: Roster) -> str:
    if student in grades.hidden:
        return HIDDEN
    if folded(student) in shared:
        return f"several lines have an address that begins with {student}@"
    person = roster.person(student)
    return NO_LINE if person is not None and person.listed else NOT_THERE


def _named(said: Person) -> str:
    """Return how a message names somebody whom only the table knows."""
    return said.name or str(said)


def _zeros(
    table: Table,
    place: int,
    without: Sequence[int],
    unsure: set[int],
    changes: dict[tuple[int, int], str],
) -> list[str]:
    """Enter zeros for who handed nothing in; where it is not certain that nobody did, say so."""
    for row in without:
        if row not in unsure and table.rows[row].text(place) in NO_GRADE:
            changes[row, place] = "0"
    if not unsure:
        return []
    return [
        "no zero for people whom the course does not know, since they may be among those who are left "
        f"out: {', '.join(table.place(row) for row in sorted(unsure))}. {ADVICE}"
    ]


def _kept(table: Table, place: int, without: Sequence[tuple[int, str]]) -> list[str]:
    """Say what stands in the lines of people who handed nothing in, since it stays."""
    texts = [(name, table.rows[row].text(place)) for row, name in without]
    kept = [f"{name} ({text})" for name, text in texts if text not in NO_GRADE]
    return [f"handed nothing in, and what stands there stays: {', '.join(kept)}"] if kept else []


def absent(roster: Roster, grades: ClassGrades, elsewhere: Collection[str] = ()) -> list[str]:
    """Return who is on the roster, or a student of the gradebook, and handed nothing in.

    Where a platform hides who somebody is who handed something in, nobody can be said not to have.

    Args:
        roster: The roster.
        grades: The grades.
        elsewhere: Who is looked after already, as ids are compared.
    """
    if grades.hidden:
        return []
    every = [*(one.id for one in roster.people), *grades.known]
    known = {folded(one): one for one in reversed(every)}
    return sorted(
        one for key, one in known.items()
        if key not in elsewhere and grades.asked_for(one) and not grades.handed_in(one)
    )  # fmt: skip
