"""Tables that list people, of any platform: which platform's one is, and what it adds to the roster.

In: a table, as a platform or a person wrote it. Out: its lines as people, and the course's roster with
what is new in them. A table that contradicts the roster, or itself, changes nothing.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.people import KINDS, Listed, Listing, Person, names_of, without_headers
from autograder.course.roster import (
    Roster,
    RosterError,
    days_of,
    demand_id,
    enter_students,
    load_roster,
    save_roster,
)
from autograder.course.tables import Table, folded, read_table, tidy
from autograder.platforms import blackboard, brightspace, canvas, gradescope, moodle

# Headers of tables that people write, and of nbgrader's own.
HEADERS = {
    "id": ("id", "student id", "student_id", "username", "user name", "user id"),
    "name": ("name", "full name", "student name", "student"),
    "first_name": (
        "first name", "first_name", "firstname", "given name", "vorname", "prénom", "nombre",
    ),
    "last_name": (
        "last name", "last_name", "lastname", "surname", "family name", "nachname", "nom", "apellidos",
    ),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "section": ("section",),
    "group": ("group", "team"),
    "extra_days": ("extra_days", "extra days"),
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Added:
    """What a table did to the roster.

    Attributes:
        path: The table.
        platform: Whose it is.
        encoding: How it is encoded.
        new: Who is on the roster since.
        known: Who was there already.
        left_out: Lines that were not taken, and why.
    """

    path: Path
    platform: str
    encoding: str
    new: tuple[Person, ...]
    known: tuple[Person, ...]
    left_out: tuple[str, ...]


def openedx(table: Table) -> Listing | None:
    """Return whom a grade file of Open edX lists, or None where the table is none."""
    number, user = table.column("user_id"), table.column("username")
    if number is None or user is None or table.column("course_id") is None:
        return None
    lines = (
        Listed(row, Person(numbers={"openedx_user_id": tidy(line.text(number)),
                                    "openedx_username": tidy(line.text(user))}))
        for row, line in enumerate(table.rows)
        if line.text(number)
    )  # fmt: skip
    return Listing("openedx", tuple(lines))


def sakai(table: Table) -> Listing | None:
    """Return whom a gradebook of Sakai lists: its first column is the user name.

    No header says that it is Sakai's, so that it has to be named.
    """
    lines = (
        Listed(row, Person(numbers={"sakai_username": tidy(line.text(0))}))
        for row, line in enumerate(table.rows)
        if line.text(0)
    )
    return Listing("sakai", tuple(lines))


def plain(table: Table) -> Listing | None:
    """Return whom a table lists that a person wrote, or None where nothing in it tells a person."""
    places = {what: table.column(*names) for what, names in HEADERS.items()}
    places |= {kind: table.column(kind) for kind in KINDS}
    if places["email"] is None:
        places["email"] = moodle.address_column(table)
    if places["id"] is None and places["email"] is None:
        return None
    if places["first_name"] is not None and places["last_name"] is None:
        # What is called "name" beside a first name is the last name.
        places["last_name"], places["name"] = places["name"], None
    named = (places["name"], places["first_name"], places["last_name"])
    if all(one is None for one in named) and places["email"] is not None:
        # In other languages names stand before the address.
        before = [
            place for place in range(places["email"]) if moodle.are_names(table.values(place))
        ]
        if len(before) == 1:
            places["name"] = before[0]
        elif len(before) > 1:
            places["first_name"], places["last_name"] = before[:2]
    found, left_out = [], []
    for row, line in enumerate(table.rows):
        said = {what: tidy(line.text(place)) for what, place in places.items() if place is not None}
        parts = (said.get("first_name", ""), said.get("last_name", ""))
        name = said.get("name") or " ".join(parts).strip()
        if not said.get("id") and not said.get("email"):
            if name:
                left_out.append(f"{name} ({table.place(row)}: neither id nor address)")
            continue
        person = Person(
            id=said.get("id", ""),
            name=name,
            last_name=said.get("last_name", ""),
            email=said.get("email", ""),
            section=said.get("section", ""),
            group=said.get("group", ""),
            extra_days=days_of(said.get("extra_days", ""), table.place(row)),
            numbers={kind: said[kind] for kind in KINDS if said.get(kind)},
        )
        found.append(Listed(row, person))
    return Listing("plain", tuple(found), tuple(left_out))


# Those whose headers say whose they are come first.
READERS: dict[str, Callable[[Table], Listing | None]] = {
    "canvas": canvas.people,
    "brightspace": brightspace.people,
    "blackboard": blackboard.people,
    "gradescope": gradescope.people,
    "openedx": openedx,
    "moodle": moodle.people,
    "plain": plain,
}
NAMED = {**READERS, "sakai": sakai}


def listing(table: Table, platform: str | None = None) -> Listing:
    """Return whom a table lists.

    Args:
        table: The table.
        platform: Whose it is, one of `NAMED`; its columns say so if None.

    Raises:
        RosterError: It is not this platform's, or lists nobody.
    """
    readers = [NAMED[platform]] if platform else list(READERS.values())
    found = next((one for one in (reader(table) for reader in readers) if one is not None), None)
    if found is None:
        kind = f"{platform}'s" if platform else "of a platform that is known here"
        raise RosterError(
            f"{table.path} is no table {kind}, and nothing in it tells people: it has the columns "
            f"{', '.join(table.columns)}. Expected what Canvas, Moodle, Gradescope, Brightspace or "
            "Blackboard export, or columns such as id, name and email."
        )
    found = without_headers(table, found)
    if not found.lines:
        raise RosterError(f"{table.path} lists nobody. Export it anew from the platform.")
    return found


def add_table(
    roster: Roster, table: Table, platform: str | None = None, by_name: bool = False
) -> tuple[Roster, Added]:
    """Return the roster with what a table says.

    Args:
        roster: The roster.
        table: The table.
        platform: Whose it is; its columns say so if None.
        by_name: Whether people are one where nothing but their whole name is the same.

    Raises:
        RosterError: The table contradicts the roster or itself, or somebody in it may be on the roster.
    """
    found = listing(table, platform)
    matches: list[tuple[Listed, Person | None]] = []
    seen: dict[str, int] = {}
    by_roster, changed = roster.find_all(found.lines, table.place)
    for one in found.lines:
        if one.row in changed:
            continue
        place = table.place(one.row)
        known = by_roster.get(one.row) or _by_name(roster, found, one, by_name, place)
        if known is not None and seen.setdefault(known.id, one.row) != one.row:
            raise RosterError(
                f"{place}: {one.person} is {known}, and so is {table.place(seen[known.id])}. Each "
                "person has one line."
            )
        matches.append((one, known))
    fresh = [one for one, known in matches if known is None]
    _demand_apart(table, fresh)
    short = Counter(folded(names_of(one.person)[0].partition("@")[0]) for one in fresh
                    if names_of(one.person))  # fmt: skip
    shared = [name for name, count in short.items() if count > 1]
    new, old = [], []
    for one, known in matches:
        said = one.person
        if known is None:
            if said.id:
                demand_id(said.id, table.place(one.row))
            identity = said.id or roster.new_id(said, shared)
            login = said.numbers.get("canvas_login", "")
            email = said.email or (login if said.addresses else "")
            said = dataclasses.replace(said, id=identity, email=email)
            roster = roster.with_person(said, None)
            new.append(said)
        else:
            roster = roster.with_person(said, known)
            old.append(known)
    left_out = [*found.left_out]
    left_out += [f"{error.person} ({error.why})" for error in changed.values()]
    added = Added(
        table.path, found.platform, table.encoding, tuple(new), tuple(old), tuple(left_out)
    )
    return roster, added


def _by_name(
    roster: Roster, found: Listing, one: Listed, by_name: bool, place: str
) -> Person | None:
    """Return who on the roster has the name of somebody of whom nothing else is known there.

    Raises:
        RosterError: Somebody has, and it was not said that this is enough.
    """
    alike = roster.alike(one.person)
    if not alike:
        return None
    twice = sum(other.person.called(one.person.name) for other in found.lines) > 1
    if by_name and len(alike) == 1 and not twice:
        return alike[0]
    names = " or ".join(map(str, alike))
    advice = (
        "Give both the same address or number in roster.csv."
        if by_name or twice or len(alike) > 1
        else "Add the table with --by-name if people of the same name are one, or give this one a line "
        "of its own in roster.csv."
    )
    raise RosterError(
        f"{place}: {one.person.name} may be {names}, who has the same name; no number or address says "
        f"whether they are one. {advice}"
    )


def _demand_apart(table: Table, lines: Sequence[Listed]) -> None:
    """Check that no two new people of a table have a number, an id or an address in common.

    Raises:
        RosterError: Two have.
    """
    seen: dict[tuple[str, str], int] = {}
    for one in lines:
        keys = [(kind, folded(number)) for kind, number in one.person.numbers.items() if number]
        keys += [("address", address) for address in one.person.addresses]
        keys += [("id", folded(one.person.id))] if one.person.id else []
        for key in keys:
            if seen.setdefault(key, one.row) != one.row:
                raise RosterError(
                    f"{table.place(one.row)}: {one.person} has the same {key[0].replace('_', ' ')} as "
                    f"{table.place(seen[key])}. Each person has one line, and each number is one "
                    "person's."
                )


def add_files(
    course: Course,
    paths: Sequence[Path],
    platform: str | None = None,
    by_name: bool = False,
    encoding: str | None = None,
) -> list[Added]:
    """Add tables to the roster of a course, and its people to nbgrader's own; all of them or none.

    Raises:
        CourseError: A table cannot be read, or contradicts the roster.
    """
    if platform is not None and platform not in NAMED:
        raise CourseError(
            f"there is no platform {platform!r} here. Expected one of {', '.join(NAMED)}."
        )
    roster = load_roster(course)
    done = []
    for path in paths:
        roster, added = add_table(roster, read_table(path, encoding), platform, by_name)
        done.append(added)
    save_roster(course, roster)
    enter_students(course, roster.people)
    return done
