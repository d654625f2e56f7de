"""A person who takes a course, by all the names and numbers under which platforms know one.

In: what a table or an export says. Out: a frozen `Person`, and the comparisons that names and numbers
allow.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Mapping

from autograder.course.tables import Table, folded, is_address, tidy

# The kinds of numbers and names by which platforms know people, as columns of the roster.
KINDS = (
    "canvas_id", "canvas_sis_id", "canvas_login", "canvas_anonymous", "moodle_participant",
    "moodle_id_number", "moodle_username", "gradescope_sid", "brightspace_org_id",
    "brightspace_username", "blackboard_username", "blackboard_student_id", "sakai_username",
    "openedx_user_id", "openedx_username",
)  # fmt: skip
# Moodle gives a person another participant number in each assignment, and no two people the same one;
# Canvas another code where grading is anonymous.
SEVERAL = ("moodle_participant", "canvas_anonymous")
# By these a platform hides who somebody is.
HIDING = ("canvas_anonymous",)
ID = re.compile(r"\w[\w.@+ -]{0,98}[\w@+-]|\w")
NOT_IN_ID = re.compile(r"[^\w.@+ -]+")
# Marks belong to the letter before them: vowels are written so in the scripts of India and in Thai.
MARKS = ("Mn", "Mc")
# Of these some choose between shapes of one sign, and say nothing of their own.
IGNORABLE = re.compile("[\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Canonical combining classes: strokes through letters, points of Hebrew, Arabic and Syriac, and what
# stands over or under letters or is fixed to them.
OVERLAY, POINTS, BESIDE_LETTERS = (1,), range(10, 37), range(200, 241)


@dataclasses.dataclass(frozen=True)
class Person:
    """A person who takes the course, or what a platform says of one.

    Attributes:
        id: The id in the course, which is the name of the folder; "" where only the roster knows it.
        name: The full name, as it is written.
        last_name: The part of the name that it is sorted by, where that is known.
        email: The whole address.
        section: The section of the course.
        group: The group that hands in together.
        extra_days: By how many days due dates are later for this person.
        numbers: Numbers and names on platforms by their kind, one of `KINDS`; several of a kind that
            has several are separated by blanks.
        others: What stands in further columns of the roster.
        listed: Whether a table has listed the person; others are known from what they handed in.
        left_groups: Whether a table of groups says that the person is in none.
    """

    id: str = ""
    name: str = ""
    last_name: str = ""
    email: str = ""
    section: str = ""
    group: str = ""
    extra_days: float = 0.0
    numbers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    others: Mapping[str, str] = dataclasses.field(default_factory=dict)
    listed: bool = True
    left_groups: bool = False

    @property
    def first_name(self) -> str:
        """What is left of the name without the part that it is sorted by."""
        rest = self.name.removesuffix(self.last_name) if self.last_name else ""
        return rest.strip() or self.name.removeprefix(self.last_name or self.name).strip()

    @functools.cached_property
    def keys(self) -> frozenset[tuple[str, str]]:
        """What tells the person from all others: id, numbers by kind and addresses, as compared."""
        found = {(kind, one) for kind, text in self.numbers.items() for one in several(kind, text)}
        found |= {("address", one) for one in self.addresses}
        return frozenset(found | ({("id", folded(self.id))} if self.id else set()))

    @property
    def hidden(self) -> bool:
        """Whether a platform has hidden who this is, and nothing has said it since."""
        known = {kind for kind, number in self.numbers.items() if number}
        return not self.listed and bool(known) and known <= set(HIDING)

    @property
    def nameless(self) -> bool:
        """Whether nothing but a number says who this is that a platform gives in one assignment."""
        kinds = {kind for kind, number in self.numbers.items() if number}
        numbers = {one for kind in kinds for one in several(kind, self.numbers[kind])}
        known = self.name or self.email or not kinds <= set(SEVERAL)
        return not known and folded(self.id) in numbers

    def may_be(self, other: Person) -> bool:
        """Whether nothing says that somebody is another person: neither the name nor a number."""
        apart = any(
            number and other.numbers.get(kind) and folded(number) != folded(other.numbers[kind])
            for kind, number in self.numbers.items()
            if kind not in SEVERAL
        )
        return not apart and self.may_be_called(other.name)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes under which a platform has hidden who this is."""
        return tuple(one for kind in HIDING for one in self.numbers.get(kind, "").split())

    @functools.cached_property
    def addresses(self) -> frozenset[str]:
        """The addresses, as they are compared; a login may be one."""
        found = (self.email, self.numbers.get("canvas_login", ""))
        return frozenset(folded(one) for one in found if is_address(one))

    def has(self, kind: str, number: str) -> bool:
        """Whether this is the person's number of a kind."""
        return (kind, folded(number)) in self.keys

    def called(self, name: str) -> bool:
        """Whether this is the person's name, in any order of first and last names."""
        return bool(self.name) and squeezed(name) in forms_of(self.name)

    def may_be_called(self, name: str) -> bool:
        """Whether a name does not speak against the person: one is unknown, or they share a word."""
        return not (name and self.name) or bool(words(name) & words(self.name)) or self.called(name)

    def __str__(self) -> str:
        """Return how a message names the person."""
        numbers = ", ".join(f"{kind.replace('_', ' ')} {one}" for kind, one in self.numbers.items())
        known = [one for one in (self.name, self.email) if one]
        return self.id or " ".join(known) or numbers or "nobody"


def names_of(said: Person) -> list[str]:
    """Return what may become the id of a new person, the best first."""
    order = (
        said.id, *(said.numbers.get(kind, "") for kind in (
            "canvas_login", "moodle_username", "brightspace_username", "blackboard_username",
            "openedx_username", "sakai_username", "gradescope_sid", "moodle_id_number", "canvas_sis_id",
            "brightspace_org_id",
        )), said.email, *(said.numbers.get(kind, "").partition(" ")[0] for kind in KINDS),
    )  # fmt: skip
    cleaned = (NOT_IN_ID.sub("-", tidy(one)).strip(" .-") for one in order)
    return list(dict.fromkeys(one for one in cleaned if one))


def several(kind: str, text: str) -> frozenset[str]:
    """Return the numbers of a kind that stand in a text, as they are compared."""
    parts = text.split() if kind in SEVERAL else [text]
    return frozenset(folded(one) for one in parts if one.strip())


def words(name: str) -> set[str]:
    """Return the words of a name, as they are compared: without accents and signs.

    Names of files have no apostrophes, so that O'Neil is one word. Marks that are written over or under
    a letter are of no account, and neither are points, which Arabic and Hebrew may leave out; what
    stands for a vowel or none, as in Hindi or Thai, is.
    """
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold())
        if not _is_accent(letter)
    )  # fmt: skip
    return {_lettered(one) for one in re.split(r"[\s_,-]+", bare)} - {""}


def _is_accent(letter: str) -> bool:
    """Whether a sign is a mark that a name may have or not, by its canonical combining class."""
    place = unicodedata.combining(letter)
    return place in OVERLAY or place in POINTS or place in BESIDE_LETTERS


def _lettered(text: str) -> str:
    """Return letters and digits alone, with the marks that belong to them."""
    return "".join(
        one for one in text
        if one.isalnum() or (unicodedata.category(one) in MARKS and not IGNORABLE.match(one))
    )  # fmt: skip


def turned(name: str) -> list[str]:
    """Return a name with its last words first, for each number of last words."""
    parts = tidy(name).replace(",", " ").split()
    return [" ".join((*parts[place:], *parts[:place])) for place in range(len(parts))]


@functools.lru_cache(maxsize=4096)
def forms_of(name: str) -> frozenset[str]:
    """Return a name in each order of its words, as platforms have it in names of files."""
    return frozenset(map(squeezed, turned(name)))


@functools.lru_cache(maxsize=4096)
def squeezed(name: str) -> str:
    """Return the letters and digits of a name alone, as platforms have them in names of files.

    Vowels may be marks. Of a name without any letter its signs are left, which tell it from others.
    """
    text = unicodedata.normalize("NFC", name.casefold())
    return unicodedata.normalize("NFC", _lettered(text) or "".join(text.split()))


def has_letters(name: str) -> bool:
    """Whether anything is left of a name where platforms take letters and digits alone."""
    return bool(_lettered(name))


@dataclasses.dataclass(frozen=True)
class Listed:
    """A line of a platform's table that is about a person.

    Attributes:
        row: The line, from 0, without the header.
        person: What it says of the person.
    """

    row: int
    person: Person


@dataclasses.dataclass(frozen=True)
class Listing:
    """What a platform's table says of people.

    Attributes:
        platform: The platform that has written the table.
        lines: The lines that are about people who take the course.
        left_out: Those that may be about people and are not among these, and why.
    """

    platform: str
    lines: tuple[Listed, ...]
    left_out: tuple[str, ...] = ()


def without_headers(table: Table, listing: Listing) -> Listing:
    """Return what a table says of people without lines that are its header again.

    They stand where tables of several sections were put together.
    """
    headers = {one.row for one in listing.lines if _is_header(table, one.row)}
    if not headers:
        return listing
    named = tuple(f"{table.place(row)} (the header again)" for row in sorted(headers))
    lines = tuple(one for one in listing.lines if one.row not in headers)
    return dataclasses.replace(listing, lines=lines, left_out=(*listing.left_out, *named))


def _is_header(table: Table, row: int) -> bool:
    """Whether most cells of a line are as those of the header: items have other numbers elsewhere."""
    cells = [cell.text.strip() for cell in table.rows[row].cells]
    same = sum(bool(one) and folded(one) == folded(two) for one, two in zip(cells, table.columns))
    return 2 * same > sum(map(bool, cells))
