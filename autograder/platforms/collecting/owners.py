"""Which people of the course the owners are whom an export names.

In: owners, as a platform's entries say them, and the roster. Out: their ids in the course. Whoever
cannot be told is an error that says why; who is in no table becomes a person of the course under the
platform's own number, and is named.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from autograder.course.people import (
    HIDING,
    KINDS,
    SEVERAL,
    Person,
    forms_of,
    has_letters,
    names_of,
    squeezed,
    words,
)
from autograder.course.roster import ChangedError, Roster, RosterError
from autograder.course.tables import folded
from autograder.platforms.collecting.owned import Owner

# Where to find what is missing, by the kind of number.
TABLES = {
    "canvas_id": "Canvas's gradebook",
    "moodle_participant": "Moodle's grading worksheet of this assignment",
    "gradescope_sid": "Gradescope's roster",
    "blackboard_username": "Blackboard's grade file",
}


HIDDEN = "the platform hides who this is"


class UnknownOwner(RosterError):
    """An owner who cannot be told; the message says why, and what to do.

    Args:
        message: The message.
        maybe: The ids of those who it may be; anybody if there are none.
    """

    def __init__(self, message: str, maybe: Iterable[Person] = ()) -> None:
        super().__init__(message)
        self.maybe = tuple(one.id for one in maybe)


@dataclasses.dataclass(frozen=True)
class Students:
    """Who handed something in.

    Attributes:
        ids: The ids in the course: several for a group.
        group: The name of the group, or "".
        remark: What a person should know of how they were found.
    """

    ids: tuple[str, ...]
    group: str = ""
    remark: str = ""


class Owners:
    """Finds the people of an export, and adds to the roster who is new.

    Args:
        roster: The roster before.
        owners: All owners of the export: two of the same name are not told by it.
        taken: Gives the ids that the course has already. Whom the roster does not know gets none of
            these.
    """

    def __init__(
        self, roster: Roster, owners: Sequence[Owner], taken: Callable[[], Iterable[str]] = tuple
    ) -> None:
        self.roster = roster
        owners = list({repr(owner): owner for owner in owners}.values())
        self.new: list[Person] = []
        self._told: dict[str, Students | UnknownOwner] = {}
        self._ids_of_course = taken
        # Who hands in under a name of their own, though it be that of a group's member.
        self._alone = {
            known.id
            for owner in owners
            for said in owner.people
            if (known := roster_of(roster, said)) is not None and known.called(owner.name)
        }
        self._called, self._known = _places(owners, roster)
        said = [person for owner in owners for person in owner.people]
        shorts = {_identity(one): _short(one) for one in said if roster_of(roster, one) is None}
        counts = Counter(shorts.values())
        self._shared = [name for name, count in counts.items() if count > 1]
        self._has_tables = any(one.listed for one in roster.people)
        # Under which numbers, or names of folders, each group hands in.
        self._entries_of: dict[tuple[str, ...], set[str]] = {}
        for owner in {(one.name, one.number): one for one in owners if one.maybe_group}.values():
            with contextlib.suppress(UnknownOwner):
                ids = tuple(one.id for one in self._members(owner))
                self._entries_of.setdefault(ids, set()).add(owner.number or owner.name)

    @functools.cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(map(folded, self._ids_of_course()))

    def students(self, owner: Owner) -> Students:
        """Return who handed something in.

        Raises:
            UnknownOwner: It cannot be told, or contradicts the roster.
        """
        # Each of thousands of files may have the same owner.
        key = repr(owner)
        if key not in self._told:
            try:
                self._told[key] = self._students(owner)
            except UnknownOwner as error:
                self._told[key] = error
        told = self._told[key]
        if isinstance(told, UnknownOwner):
            raise told.with_traceback(None)
        return told

    def _students(self, owner: Owner) -> Students:
        group = self._group(owner)
        if group is not None:
            return group
        try:
            found = [self._person(owner, said) for said in owner.people]
        except UnknownOwner:
            raise
        except RosterError as error:
            raise UnknownOwner(str(error), self._whoever(owner)) from error
        ids = tuple(dict.fromkeys(one.id for one, _ in found))
        remark = "; ".join(dict.fromkeys(remark for _, remark in found if remark))
        return Students(ids, owner.name if len(ids) > 1 else "", remark)

    def _whoever(self, owner: Owner) -> list[Person]:
        """Return everybody who may have handed in with an owner; nobody where that may be anybody."""
        every: list[Person] = []
        for said in owner.people:
            try:
                known = self.roster.find(said)
            except ChangedError as error:
                found = list(error.maybe)
            except RosterError:
                return []
            else:
                found = [known] if known is not None else []
            if not found:
                return []
            every += found
        return every

    def _group(self, owner: Owner) -> Students | None:
        """Return the members of the group that an owner is, as the roster has it.

        Names may be chosen, also that of a group: where somebody else may be called so, nothing is
        taken for the group's.
        """
        members = self._members(owner)
        if not members:
            return None
        name = owner.name or members[0].group
        known = roster_of(self.roster, owner.people[0])
        alone = [one for one in members if one.id in self._alone and one is not known]
        if alone:
            # Nobody's own work makes way for what is called as a group.
            raise UnknownOwner(
                f"it is called as the group {name}, and {', '.join(map(str, alone))} of that "
                "group handed in alone. If it is a person's, add who that is with `autograder roster "
                "add`; if the group's, take the others out of the export"
            )
        ids = tuple(one.id for one in members)
        every = sorted(self._entries_of.get(ids, ()))
        if len(every) > 1:
            raise UnknownOwner(
                f"several here are called as the group {name}: {', '.join(every)}. Nothing says "
                "which is the group's, and whose the others are. See on the platform who they are, "
                "and take the others out of the export",
                members if "canvas_id" in owner.people[0].numbers else (),
            )
        return Students(ids, name)

    def _members(self, owner: Owner) -> Sequence[Person]:
        """Return the members of the group that an owner is called as; nobody where it is a person.

        Raises:
            UnknownOwner: It may be one of several groups, or somebody who is in none of that name.
        """
        if not owner.maybe_group:
            return ()
        if not owner.name:
            return self._of_signs(owner) if "canvas_id" in owner.people[0].numbers else ()
        members: Sequence[Person] = self.roster.in_group(owner.name, squeezing=True)
        several = self.roster.in_several(owner.name)
        if not members and not several:
            return ()
        (said,) = owner.people
        known = roster_of(self.roster, said)
        if known is not None and (said.id or known.called(owner.name)):
            return ()
        if several:
            who = ", ".join(map(str, several)) + (" are" if len(several) > 1 else " is")
            raise UnknownOwner(
                f"it is of the group {owner.name}, and {who} in several groups in roster.csv, so that "
                "nothing says with which one. Give each person one group there",
                [*members, *several],
            )
        others = [one for one in self.roster.by_name(owner.name) if one not in members]
        if others and not said.numbers and not said.email:
            raise UnknownOwner(
                f"the group {owner.name} is called as {', '.join(map(str, others))}, and nothing says "
                "whose it is. Give the group another name, there and on the platform, or put it into a "
                "folder with the id of whose it is",
                [*members, *others],
            )
        if "moodle_participant" not in said.numbers:
            # The number is that of a member, as on Canvas.
            if known is not None and known not in members:
                raise UnknownOwner(
                    f"it is of the group {owner.name}, to which {known} does not belong in roster.csv"
                )
            return self._of_one_group(owner.name, members, known)
        # Moodle's is the group's own, or that of a person who is called so.
        person = self.roster.by_number("moodle_participant", said.numbers["moodle_participant"])
        if person is not None and person not in members:
            raise UnknownOwner(
                f"it is called as the group {owner.name}, and {owner.number} is the participant "
                f"{person}, who does not belong to it in roster.csv. If it is {person}'s, put it into "
                f"a folder called {person.id}; if the group's, into one called {owner.name}; and "
                "collect the folder around that",
                [person, *members],
            )
        return self._of_one_group(owner.name, members, None)

    def _of_signs(self, owner: Owner) -> Sequence[Person]:
        """Return the members of a group of whose name Canvas leaves nothing.

        Raises:
            UnknownOwner: Nothing is left of the name of the member whose number it is, either.
        """
        known = roster_of(self.roster, owner.people[0])
        if known is None or not known.group or has_letters(known.group):
            return ()
        members = self.roster.in_group(known.group)
        if not has_letters(known.name):
            raise UnknownOwner(
                f"nothing is left there of a name, so that it may be {known}'s or that of the group "
                f"{known.group}. Give the group a name with letters, there and on the platform",
                members,
            )
        return members

    def _of_one_group(
        self, name: str, members: Sequence[Person], by: Person | None
    ) -> Sequence[Person]:
        """Return the members of one group, where the names of several are one in names of files.

        Raises:
            UnknownOwner: It may be each of these groups.
        """
        groups = list(dict.fromkeys(folded(one.group) for one in members))
        if len(groups) < 2:
            return members
        found = self.roster.in_group(by.group if by is not None else name)
        if not found:
            raise UnknownOwner(
                f"{name} may be each of the groups {', '.join(groups)} in roster.csv. Give them names "
                "that differ in letters or digits, there and on the platform",
                members,
            )
        return found

    def _person(self, owner: Owner, said: Person) -> tuple[Person, str]:
        known = self.roster.find(said)
        code = next((said.numbers[kind] for kind in HIDING if kind in said.numbers), "")
        if known is not None and code:
            # What was handed in under a code stays under it, whoever is behind it.
            remark = HIDDEN if known.hidden else f"the code is that of {known}"
            return dataclasses.replace(known, id=code), remark
        if known is not None:
            self._demand_person(owner, said, known)
            merged = dataclasses.replace(said, id="", name="", email="", listed=False)
            self.roster = self.roster.with_person(merged, known)
            return known, self._remark(owner, said, known)
        by_name = self._by_name(owner, said)
        if by_name is not None:
            merged = dataclasses.replace(said, id="", name="", listed=False)
            self.roster = self.roster.with_person(merged, by_name)
            return by_name, "found by the name"
        if not code:
            self._demand_new(owner, said)
        identity = said.id or self._new_id(said)
        person = dataclasses.replace(said, id=identity, listed=False)
        self.roster = self.roster.with_person(person, None)
        self.new.append(person)
        if code:
            return person, HIDDEN
        return person, "not on the roster" if self._has_tables else ""

    def _new_id(self, said: Person) -> str:
        """Return an id for somebody whom the roster does not know.

        Raises:
            UnknownOwner: Somebody in the course has that id, who may be another.
        """
        identity = self.roster.new_id(said, self._shared)
        if folded(identity) in self._taken:
            raise UnknownOwner(
                f"nothing says whether {said.email or said.name or identity} is the {identity} whom "
                f"the course has already. {_advice(said)}, or give {identity} a line in roster.csv"
            )
        return identity

    def _demand_person(self, owner: Owner, said: Person, known: Person) -> None:
        """Check that a number of Moodle's is a person's: where teams hand in, it counts teams."""
        if "moodle_participant" not in said.numbers or not owner.name:
            return
        # Behind the name of a group, where the export is that of a group.
        names = (owner.name, owner.name.rpartition("-")[2])
        own = words(known.name)
        if any(known.called(one) for one in names) or any(
            own and words(one) and (words(one) <= own or own <= words(one)) for one in names
        ):
            return
        if known.name:
            raise UnknownOwner(
                f"{owner.number} is the participant {known} ({known.name}) in the roster, and the "
                f"entry is of {owner.name!r}. If that is a group, add the groups: `autograder roster "
                "add` with the grading worksheet, or the column group of roster.csv"
            )
        raise UnknownOwner(
            f"participant {owner.number} has no name in the roster, so that {owner.name!r} may be a "
            "person or a group: add the grading worksheet with names by `autograder roster add`"
        )

    def _remark(self, owner: Owner, said: Person, known: Person) -> str:
        """Return what is strange about the name of somebody whom a number tells."""
        # The names of people have no blanks there, and nothing in their place.
        strange = "_" in owner.name and known.name and not known.called(owner.name)
        if not strange or "canvas_id" not in said.numbers:
            return ""
        return (
            f"called {owner.name!r}: if that is a group, add its members with the column group of "
            "roster.csv"
        )

    def _by_name(self, owner: Owner, said: Person) -> Person | None:
        """Return the only person who has an owner's name, where nothing else tells who it is.

        Raises:
            UnknownOwner: Several people have the name, or nobody.
        """
        name = owner.name or said.name
        every = self.roster.by_name(name) if name else []
        found = [one for one in every if _open(one, said)]
        only_name = not said.numbers and not said.id and not said.email
        # A folder may be called by a whole name; one word is an id.
        folder = bool(said.id) and len(words(name)) > 1
        others = sorted({shown for one in found for shown in self._others(one, owner)})
        if len(every) == len(found) == 1 and not others and (only_name or folder):
            return found[0]
        if only_name or found:
            who = (
                f"it may be {', '.join(map(str, every))}"
                if every
                else "nobody on the roster has it"
            )
            if others:
                who += f", and others here may be that, too: {', '.join(others)}"
            raise UnknownOwner(
                f"the name {name!r} does not say who it is: {who}. {_advice(said)}", every
            )
        return None

    def _others(self, person: Person, owner: Owner) -> list[str]:
        """Return what else of the export is somebody's, or may be: its names and numbers."""
        places = set(self._known.get(person.id, ()))
        places.update(*(self._called.get(form, ()) for form in forms_of(person.name)))
        return [" ".join(filter(None, one)) for one in places - {_place(owner)}]

    def _demand_new(self, owner: Owner, said: Person) -> None:
        """Check that nobody on the roster can be an owner who is not found there.

        Raises:
            UnknownOwner: Somebody can.
        """
        if said.id:
            self._demand_no_number(said.id)
            return
        named = bool(said.name) and "canvas_id" not in said.numbers
        maybe = [
            one for one in self.roster.people
            if one.listed and _open(one, said) and not (named and one.name)
        ]  # fmt: skip
        numbers = ", ".join(f"{kind.replace('_', ' ')} {one}" for kind, one in said.numbers.items())
        if maybe:
            some = ", ".join(map(str, maybe[:3])) + (", …" if len(maybe) > 3 else "")
            raise UnknownOwner(
                f"nobody on the roster has {numbers or said.email}, and it may be {some}. "
                f"{_advice(said)}",
                maybe,
            )
        if owner.maybe_group and named and self._has_tables:
            raise UnknownOwner(
                f"nobody on the roster has {numbers} or is called {owner.name!r}, which may be a "
                f"group. {_advice(said)}"
            )

    def _demand_no_number(self, name: str) -> None:
        """Check that the name of a folder, which nobody has as an id, is no number of somebody's.

        Raises:
            UnknownOwner: It is. Of which kind it is meant nothing says.
        """
        having = [
            (one, kind.replace("_", " ")) for one in self.roster.people if one.listed
            for kind in KINDS if one.has(kind, name)
        ]  # fmt: skip
        if having:
            are = " and ".join(f"the {kind} of {one}" for one, kind in having)
            raise UnknownOwner(
                f"nobody on the roster has the id {name}, and it is {are}. Rename the folder, or make "
                f"{name} the id in roster.csv",
                [one for one, _ in having],
            )


def roster_of(roster: Roster, said: Person) -> Person | None:
    """Return whom a platform speaks of, or None where that is nobody or nobody for certain."""
    try:
        return roster.find(said)
    except RosterError:
        return None


def _open(one: Person, said: Person) -> bool:
    """Whether somebody on the roster may have what a platform says: no other of its kind is known."""
    kinds = [kind for kind in said.numbers if one.numbers.get(kind)]
    # Participant numbers differ from assignment to assignment.
    if any(kind not in SEVERAL for kind in kinds):
        return False
    return not (said.addresses and one.addresses)


def _advice(said: Person) -> str:
    table = next((TABLES[kind] for kind in said.numbers if kind in TABLES), "")
    if table:
        return f"Add {table} with `autograder roster add`"
    return "Give each of them a name of its own in roster.csv, or put it in a folder with the id"


def _identity(said: Person) -> tuple[object, ...]:
    return (said.id, folded(said.email), tuple(sorted(said.numbers.items())), said.name)


def _short(said: Person) -> str:
    names = names_of(said)
    return folded(names[0].partition("@")[0]) if names else ""


def _place(owner: Owner) -> tuple[str, str]:
    """Return what tells an owner from others of an export: two folders are two, in any letters."""
    name = owner.name or owner.people[0].name
    return (folded(name), owner.number) if owner.number else (name, "")


def _places(
    owners: Iterable[Owner], roster: Roster
) -> tuple[Mapping[str, set[tuple[str, str]]], Mapping[str, set[tuple[str, str]]]]:
    """Return who may be found by a name, by its letters, and by id whom the roster knows otherwise."""
    called: dict[str, set[tuple[str, str]]] = {}
    known: dict[str, set[tuple[str, str]]] = {}
    for owner in owners:
        for said in owner.people:
            person = roster_of(roster, said)
            if person is not None:
                known.setdefault(person.id, set()).add(_place(owner))
            else:
                called.setdefault(squeezed(owner.name or said.name), set()).add(_place(owner))
    return called, known
