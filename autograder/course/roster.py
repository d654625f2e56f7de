"""The roster of a course: who takes it, and under which number each platform knows them.

In: `roster.csv` in the course, and what tables and exports of platforms say of people. Out: a frozen
`Roster`. A number is compared with numbers of its own kind alone, an address as a whole, and what is
not certain is an error that names it.

Each person is a line of `roster.csv`, with the columns of `COLUMNS`; further ones stay as they are.
"""

from __future__ import annotations

import dataclasses
import functools
import glob
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder.course.directory import Course, CourseError
from autograder.course.people import (
    HIDING,
    ID,
    KINDS,
    SEVERAL,
    Listed,
    Person,
    forms_of,
    names_of,
    several,
    squeezed,
)
from autograder.course.tables import (
    folded,
    marked,
    number_of,
    read_table,
    tidy,
    unmarked,
    written,
)

FILE = "roster.csv"
# In the private folder: people whom no table has listed, but who have handed something in.
COLLECTED = "people.csv"
PLAIN = ("id", "name", "last_name", "email", "section", "group", "extra_days")
COLUMNS = (*PLAIN, *KINDS)
MOST_DAYS = 366
# What people are looked for by besides their keys: a form of the name, and the letters of a group.
NAMED, IN_GROUP = "named", "in the group"
ADDRESS, NAME = MAY_CHANGE = ("the address", "the name")


class RosterError(CourseError):
    """What a table or an export says of a person does not fit the roster; the message says why."""


class ChangedError(RosterError):
    """A number finds somebody who has another address or name than the roster says.

    People may change both on some platforms, so that this is no reason to stop for everybody.

    Args:
        message: The message.
        person: Whom the number finds.
        why: What differs, for a list of those who are left out.
        maybe: Who it may be; anybody if there are none, as where a number may be that of a team.
    """

    def __init__(
        self, message: str, person: Person, why: str, maybe: Sequence[Person] = ()
    ) -> None:
        super().__init__(message)
        self.person = person
        self.why = why
        self.maybe = tuple(maybe)


class _Places:
    """Where in a roster people may stand, by all that they are looked for by.

    Rosters that come of each other share it, and people in it may have changed since: whoever is found
    by it is to be compared again.
    """

    def __init__(self, people: Sequence[Person]) -> None:
        self._places: dict[tuple[str, str], list[int]] = {}
        for place, one in enumerate(people):
            self.add(place, one)

    def add(self, place: int, person: Person) -> None:
        """Note a person, new or changed, at a place."""
        forms = {(NAMED, form) for form in forms_of(person.name)}
        for key in person.keys | forms | {(IN_GROUP, one) for one in _groups_of(person)}:
            places = self._places.setdefault(key, [])
            if place not in places[-1:]:
                places.append(place)

    def of(self, keys: Iterable[tuple[str, str]]) -> list[int]:
        """Return the places of those who may have any of these, in order."""
        return sorted({place for key in keys for place in self._places.get(key, ())})


@dataclasses.dataclass(frozen=True)
class Roster:
    """The people of a course.

    Attributes:
        people: All of them, in the order of the file.
        columns: Further columns that the file has.
    """

    people: tuple[Person, ...] = ()
    columns: tuple[str, ...] = ()

    @functools.cached_property
    def _places(self) -> _Places:
        return _Places(self.people)

    def _having(self, *keys: tuple[str, str]) -> list[Person]:
        """Return who may have any of these, as people are looked for: few, to be compared again."""
        places = self._places.of(keys)
        return [self.people[place] for place in places if place < len(self.people)]

    def person(self, student: str) -> Person | None:
        """Return the person with an id of the course, in any composition and case of its letters."""
        key = ("id", folded(student))
        return next((one for one in self._having(key) if key in one.keys), None)

    def knows(self, folder: str) -> bool:
        """Whether a folder is called by somebody's id, address or name."""
        address = ("address", folded(folder))
        return self.person(folder) is not None or any(
            address in one.keys or one.called(folder)
            for one in self._having(address, (NAMED, squeezed(folder)))
        )

    def by_number(self, kind: str, number: str) -> Person | None:
        """Return the person with a number of a kind."""
        key = (kind, folded(number))
        return next((one for one in self._having(key) if key in one.keys), None)

    def by_name(self, name: str) -> list[Person]:
        """Return everybody who has a name; a name alone tells a person only if one has it."""
        return [one for one in self._having((NAMED, squeezed(name))) if one.called(name)]

    def in_group(self, group: str, squeezing: bool = False) -> list[Person]:
        """Return the members of a group, by its name.

        Args:
            group: The name.
            squeezing: Whether only letters and digits count, as in names of files.
        """
        form = squeezed if squeezing else folded
        wanted = form(group)
        maybe = self._having((IN_GROUP, squeezed(group)))
        return [one for one in maybe if wanted and form(one.group) == wanted]

    def in_several(self, group: str) -> list[Person]:
        """Return who has a group and others besides, as a list in the column: `Team 1, Team 2`."""
        wanted = squeezed(group)
        maybe = self._having((IN_GROUP, wanted))
        lists = ((one, [squeezed(part) for part in groups_in(one.group)]) for one in maybe)
        return [one for one, parts in lists if len(parts) > 1 and wanted in parts]

    def all_have(self, kind: str) -> bool:
        """Whether tables say a number of a kind of everybody, so that no other number is anybody's."""
        listed = [one for one in self.people if one.listed]
        return bool(listed) and all(kind in one.numbers for one in listed)

    def with_members(self, people: Iterable[Person]) -> list[Person]:
        """Return people, and everybody who is in a group with one of them."""
        some = {one.id for one in people}
        groups = [(one, _groups_of(one)) for one in self.people]
        theirs = {group for one, every in groups if one.id in some for group in every}
        return [one for one, every in groups if one.id in some or every & theirs]

    def find(self, said: Person, place: str = "") -> Person | None:
        """Return whom a platform speaks of: by id, by numbers of the same kind, by whole address.

        Args:
            said: What the platform says.
            place: Where it says so, for messages.

        Returns:
            The person, or None if nobody on the roster has any of these.

        Raises:
            ChangedError: A number finds one person, whose address or name is another one.
            RosterError: Several people have them, or one whose other numbers differ.
        """
        found = [one for one in self._having(*said.keys) if one.keys & said.keys]
        numbers = {key for key in said.keys if key[0] in KINDS}
        by_number = [one for one in found if one.keys & numbers]
        where = f"{place}: " if place else ""
        if len(found) > 1:
            names = ", ".join(map(str, found))
            message = (
                f"{where}what stands there of {said} belongs to {len(found)} people of the roster: "
                f"{names}. Correct that line, or {FILE}."
            )
            others = [one for one in found if one not in by_number]
            if len(by_number) == 1 and not said.id and not any(_numbers_apart(by_number[0], said)):
                why = f"the number is of {by_number[0]}, and the address of {others[0]}"
                raise ChangedError(message, by_number[0], f"{where}{why}", found)
            raise RosterError(message)
        if not found:
            return None
        known = found[0]
        for what, old, new in (*_numbers_apart(known, said), *_called_otherwise(known, said)):
            differs = f"{new} there and {old} in {FILE}"
            message = (
                f"{where}{what} of {known} is {differs}. If this is one person, correct one of them; "
                "if these are two, what they have in common is wrong."
            )
            if by_number and what in MAY_CHANGE:
                maybe = found if what == ADDRESS else ()
                raise ChangedError(message, known, f"{where}{what} is {differs}", maybe)
            raise RosterError(message)
        return known

    def find_all(
        self, lines: Iterable[Listed], place_of: Callable[[int], str]
    ) -> tuple[dict[int, Person], dict[int, ChangedError]]:
        """Return whom the lines of a table speak of, and which lines are not taken, by line.

        Args:
            lines: The lines.
            place_of: Gives the name of a line for messages.

        Raises:
            RosterError: A line is of several people, or the numbers in it are; or most of the people
                who are found have another address or name, as in a table of another course.
        """
        found: dict[int, Person] = {}
        changed: dict[int, ChangedError] = {}
        for one in lines:
            try:
                person = self.find(one.person, place_of(one.row))
            except ChangedError as error:
                changed[one.row] = error
            else:
                if person is not None:
                    found[one.row] = person
        by_number = {error.person.id: error for error in changed.values()}
        for row, person in list(found.items()):
            # Another line has the number, and this one no more than the address.
            if person.id in by_number:
                changed[row] = by_number[person.id]
                del found[row]
        if len(by_number) > len(found):
            raise next(iter(changed.values()))
        return found, changed

    def alike(self, said: Person) -> list[Person]:
        """Return who may be the person whom a platform speaks of, though nothing but the name says so.

        Who has another number of one of the same kinds is somebody else.
        """
        kinds = [kind for kind in said.numbers if kind not in SEVERAL]
        return [
            one for one in (self.by_name(said.name) if said.name else [])
            if not any(one.numbers.get(kind) for kind in kinds)
        ]  # fmt: skip

    def with_person(self, said: Person, known: Person | None) -> Roster:
        """Return the roster with what a platform says of a person, new or known.

        What the roster knows already stays.
        """
        person = said if known is None else _merged(known, said)
        if person == known:
            return self
        place = len(self.people)
        if known is not None:
            place = next(one for one in self._places.of(known.keys) if self.people[one] is known)
        people = (*self.people[:place], person, *self.people[place + 1 :])
        roster = dataclasses.replace(self, people=people)
        self._places.add(place, person)
        # Made anew for each person, it would take longer than all that is looked for.
        vars(roster)["_places"] = self._places
        return roster

    def new_id(self, said: Person, taken: Iterable[str] = ()) -> str:
        """Return an id for somebody who is not on the roster: short, and nobody else's.

        It is what stands before the @ of a login or an address if nobody else has that, and the whole
        of it otherwise.

        Args:
            said: What a platform says of the person.
            taken: Short forms that others will have, such as people of the same table.
        """
        shared = frozenset(map(folded, taken))
        for name in names_of(said):
            for one in dict.fromkeys((name.partition("@")[0], name)):
                free = self.person(one) is None and (one == name or folded(one) not in shared)
                if ID.fullmatch(one) and free:
                    return one
        raise RosterError(
            f"there is nothing in {said} that can be the name of a folder and is not taken. Give it a "
            f"line with an id in {FILE}."
        )


def _numbers_apart(known: Person, said: Person) -> Iterable[tuple[str, str, str]]:
    """Yield the numbers and ids that cannot be one person's: the thing, and its two values."""
    for kind, new in said.numbers.items():
        old = known.numbers.get(kind, "")
        if kind not in SEVERAL and old and new and folded(old) != folded(new):
            yield kind.replace("_", " "), old, new
    if said.id and folded(said.id) != folded(known.id):
        yield "the id", known.id, said.id


def _called_otherwise(known: Person, said: Person) -> Iterable[tuple[str, str, str]]:
    """Yield what people may change of themselves, where it differs: the thing, and its two values."""
    # A login may look like an address and be none that mail goes to.
    from_login = folded(known.email) == folded(known.numbers.get("canvas_login", ""))
    if said.email and known.email and folded(said.email) != folded(known.email) and not from_login:
        yield ADDRESS, known.email, said.email
    # Where teams hand in, Moodle's numbers count the teams.
    by_participant = list(said.numbers) == ["moodle_participant"] and not said.addresses
    if by_participant and not known.may_be_called(said.name):
        yield NAME, known.name, said.name


def _groups_of(person: Person) -> set[str]:
    """Return the names of a person's group, and of each where there are several, as compared."""
    return {squeezed(one) for one in (person.group, *groups_in(person.group)) if one.strip()}


def groups_in(text: str) -> list[str]:
    """Return the names in a list of groups."""
    return [part.strip() for part in re.split(r"[,;|]", text) if part.strip()]


def _merged(known: Person, said: Person) -> Person:
    """Return a person with what is new of a table's line."""
    numbers = dict(known.numbers)
    for kind, new in said.numbers.items():
        if kind in SEVERAL:
            have = several(kind, numbers.get(kind, ""))
            more = [one for one in new.split() if folded(one) not in have]
            numbers[kind] = " ".join([*numbers.get(kind, "").split(), *more])
        elif new:
            numbers.setdefault(kind, new)
    from_login = folded(known.email) == folded(known.numbers.get("canvas_login", ""))
    return dataclasses.replace(
        known,
        name=known.name or said.name,
        last_name=known.last_name or (said.last_name if known.name in ("", said.name) else ""),
        email=(said.email or known.email) if from_login else (known.email or said.email),
        # People change sections and groups: the newest table is right.
        section=said.section or known.section,
        group=_group_of(known, said),
        extra_days=said.extra_days or known.extra_days,
        numbers=numbers,
        listed=known.listed or said.listed,
    )


def _group_of(known: Person, said: Person) -> str:
    """Return somebody's group by a newer table; a list of several says less than one that is known."""
    if said.left_groups:
        return ""
    if known.group and folded(known.group) in map(folded, groups_in(said.group)):
        return known.group
    return said.group or known.group


def load_roster(course: Course) -> Roster:
    """Return the roster of a course: whom tables list, and whom only exports of submissions know.

    Raises:
        RosterError: `roster.csv` cannot be used.
    """
    roster = _read(course.root / FILE)
    known = _read(course.private / COLLECTED)
    _demand_ids_of_before(course, roster, known)
    for one in known.people:
        try:
            if roster.find(one) is None:
                roster = roster.with_person(dataclasses.replace(one, listed=False), None)
        except RosterError:
            # What the instructor has written in the roster since is right.
            continue
    return roster


def _demand_ids_of_before(course: Course, roster: Roster, known: Roster) -> None:
    """Check that nobody has an id in `roster.csv` that is not the one of the work collected before.

    Raises:
        RosterError: Somebody has: it would be two people's.
    """
    owners = {
        key: one for one in roster.people for key in one.keys if key[0] not in ("id", *HIDING)
    }
    apart = []
    for one in known.people:
        found = {owners[key].id: owners[key] for key in one.keys if key in owners}
        if len(found) == 1 and roster.person(one.id) is None and _has_work(course, one.id):
            (person,) = found.values()
            apart.append(f"{one.id} in place of {person.id}")
    if apart:
        some = ", ".join(apart[:10]) + (f" and {len(apart) - 10} more" if len(apart) > 10 else "")
        raise RosterError(
            f"{FILE} calls people otherwise whose work was collected before it said who they are, so "
            f"that each would be two. Write as their ids there: {some}."
        )


def _has_work(course: Course, student: str) -> bool:
    """Whether a course has anything that was handed in under an id."""
    places = [
        course.submitted / student,
        *(course.private / "attempts").glob("*/" + glob.escape(student)),
    ]
    return any(one.is_dir() for one in places)


def _read(path: Path) -> Roster:
    if not path.exists():
        return Roster()
    table = read_table(path)
    if table.column("id") is None:
        raise RosterError(
            f"{path} is no roster: expected a column id, found {', '.join(table.columns)}. Move it "
            "away, and add it with `autograder roster add FILE`."
        )
    further = tuple(name for name in table.columns if name and folded(name) not in COLUMNS)
    places = {name: place for name in (*COLUMNS, *further)
              if (place := table.column(name)) is not None}  # fmt: skip
    people: list[Person] = []
    seen: dict[tuple[str, str], Person] = {}
    for number, row in enumerate(table.rows):
        said = {name: unmarked(tidy(row.text(place))) for name, place in places.items()}
        if not any(said.values()):
            continue
        person = Person(
            id=said.get("id", ""),
            name=said.get("name", ""),
            last_name=said.get("last_name", ""),
            email=said.get("email", ""),
            section=said.get("section", ""),
            group=said.get("group", ""),
            extra_days=days_of(said.get("extra_days", ""), table.place(number)),
            numbers={kind: said[kind] for kind in KINDS if said.get(kind)},
            others={name: said[name] for name in further},
        )
        _demand_own(person, seen, table.place(number))
        people.append(person)
    return Roster(tuple(people), further)


def demand_id(text: str, place: str) -> None:
    """Check that an id can be the name of a folder.

    Raises:
        RosterError: It cannot.
    """
    if not ID.fullmatch(text):
        raise RosterError(
            f"{place}: the id is the name of a folder: expected letters, digits and any of . _ @ + -, "
            f"found {text!r}."
        )


def _demand_own(person: Person, seen: dict[tuple[str, str], Person], place: str) -> None:
    """Check that a line's id can be a folder's, and that nothing in it is another person's.

    Raises:
        RosterError: It cannot, or is.
    """
    demand_id(person.id, place)
    for key in sorted(person.keys):
        other = seen.setdefault(key, person)
        if other is not person:
            raise RosterError(
                f"{place}: {person.id} has the same {key[0]} as {other.id}. Each person has one line, "
                "and each number is one person's."
            )


def days_of(text: str, place: str) -> float:
    """Return a number of extra days.

    Raises:
        RosterError: It is none.
    """
    if not text:
        return 0.0
    days = number_of(text)
    if days is None or not 0 <= days <= MOST_DAYS:
        raise RosterError(
            f"{place}: extra_days: expected a number from 0 to {MOST_DAYS}, found {text!r}."
        )
    return days


def save_roster(course: Course, roster: Roster) -> Path:
    """Write the roster into the course; return its path."""
    others = [one for one in roster.people if not one.listed]
    known = course.private / COLLECTED
    if others or known.exists():
        course.private.mkdir(mode=0o700, exist_ok=True)
        _write(known, dataclasses.replace(roster, people=tuple(others)))
    path = course.root / FILE
    listed = tuple(one for one in roster.people if one.listed)
    if listed or path.exists():
        _write(path, dataclasses.replace(roster, people=listed))
    return path


def _write(path: Path, roster: Roster) -> None:
    """Write people as a table, in one step."""
    rows = [
        [
            marked(text)
            for text in (
                *(getattr(one, name) for name in PLAIN if name != "extra_days"),
                f"{one.extra_days:g}" if one.extra_days else "",
                *(one.numbers.get(kind, "") for kind in KINDS),
                *(one.others.get(name, "") for name in roster.columns),
            )
        ]
        for one in roster.people
    ]
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(written((*COLUMNS, *roster.columns), rows), encoding="utf-8", newline="")
    draft.replace(path)


def enter_students(course: Course, people: Sequence[Person]) -> None:
    """Enter names and addresses in nbgrader's own table of students."""
    from autograder.course.gradebook import GradebookWriter, patiently

    directory = GradebookWriter(course).directory
    patiently(lambda: name_students(directory, people))


def name_students(directory: Any, people: Sequence[Person]) -> None:
    """Enter names and addresses in the gradebook of nbgrader's own directory of a course.

    Who is there already and has no name is called by the id: formgrader shows nothing but names, and
    would say "None, None".
    """
    from nbgrader.api import Gradebook, Student

    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        known = {one.id: one for one in gradebook.students}
        for one in people:
            names = {"first_name": one.first_name, "last_name": one.last_name or one.name}
            student = known.setdefault(one.id, Student(id=one.id))
            if any(names.values()):
                # A name that a roster has is all of the name: nothing is left of the id.
                student.first_name, student.last_name = None, None
            for name, value in {**names, "email": one.email}.items():
                if value:
                    setattr(student, name, value)
            gradebook.db.add(student)
        for student in known.values():
            if not student.first_name and not student.last_name:
                student.last_name = student.id
            student.first_name = student.first_name or ""
            student.last_name = student.last_name or ""
        # All of them at once: one after another takes seconds.
        gradebook.db.commit()


def enter_roster(course: Course) -> None:
    """Enter who is on the roster of a course in nbgrader's own table of students.

    Raises:
        RosterError: `roster.csv` cannot be used.
    """
    enter_students(course, [one for one in load_roster(course).people if one.listed])
