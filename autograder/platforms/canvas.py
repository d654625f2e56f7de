"""Canvas: whose an entry of its download is, and a table for its gradebook import.

An entry of "Download Submissions" is called `name[_LATE]_user_file_…`, and `-N` stands behind a later
attempt's name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from autograder.course.people import Listed, Listing, Person
from autograder.course.roster import Roster
from autograder.course.tables import Table, folded, tidy
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.owned import Entry, Export, Owner, lost

# An upload of a name that was uploaded before: the name, its number, the ending.
AGAIN = re.compile(r"(.+)-(\d{1,4})(\.ipynb)", re.IGNORECASE)
NUMBER = re.compile(r"[0-9]{1,20}")
LATE = "LATE"
TEXTS = ("text.html", "link.html")
# Where grading is anonymous, a code of the assignment's stands in place of name and number.
HIDDEN = re.compile(
    r"(?P<late>LATE_)?(?P<code>anon_[A-Za-z0-9]+)_(?:(?P<attachment>\d+)_)?(?P<file>.+)", re.DOTALL
)
CODE, ANON = "canvas_anonymous", "anon"
UNCLEAR = (
    "its name can be read in several ways: add Canvas's gradebook, and its list of groups if groups "
    "hand in, with `autograder roster add`, or rename it so that two numbers stand in it, the user's "
    "and any other"
)
MIXED = (
    "it is under a code, and others here are under names: Canvas hides everybody of an assignment or "
    "nobody, so collect each download by itself"
)
COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# Lines of a gradebook that are about no student.
NO_STUDENT = ("points possible", "manual posting", "muted")
NUMBERS = {"canvas_id": "ID", "canvas_sis_id": "SIS User ID", "canvas_login": "SIS Login ID"}
TEST_STUDENT = ("student, test", "test student")
# A keyed SHA-1, in digits of 16.
TEST_LOGIN = re.compile(r"[0-9a-f]{40}")


def people(table: Table) -> Listing | None:
    """Return whom an exported gradebook lists, or None where the table is none.

    Lines without an id are those of the points possible and of posting; the test student is nobody.
    """
    if table.column("canvas_user_id") is not None:
        return _groups(table)
    number = table.column("ID")
    whole, last, first = (table.column(name) for name in ("Student", "LastName", "FirstName"))
    if number is None or (whole is None and (last is None or first is None)):
        return None
    found: list[Listed] = []
    left_out: list[str] = []
    for row, line in enumerate(table.rows):
        names = [tidy(line.text(place)) for place in (whole, last, first) if place is not None]
        said = {kind: tidy(line.text(place)) for kind, name in NUMBERS.items()
                if (place := table.column(name)) is not None}  # fmt: skip
        if not said["canvas_id"]:
            texts = [folded(cell.text) for cell in line.cells if cell.text.strip()]
            student = names[0] and not any(text.startswith(NO_STUDENT) for text in texts)
            if student and found:
                left_out.append(f"{names[0]} ({table.place(row)}: no ID)")
            continue
        family, _, given = names[0].partition(",")
        if whole is None:
            family, given = names
        family, given = (family.strip(), given.strip()) if given else ("", family.strip())
        if _is_test(f"{family}, {given}" if family else given, said):
            continue
        section = table.column("Section")
        found.append(
            Listed(
                row,
                Person(
                    name=f"{given} {family}".strip(),
                    last_name=family,
                    section=tidy(line.text(section)) if section is not None else "",
                    numbers={kind: text for kind, text in said.items() if text},
                ),
            )
        )
    return Listing("canvas", tuple(found), tuple(left_out))


def _groups(table: Table) -> Listing | None:
    """Return whom a list of groups names, as Canvas exports it beside the groups."""
    number, group = table.column("canvas_user_id"), table.column("group_name")
    if number is None or group is None:
        return None
    name = table.column("name")
    found = []
    for row, line in enumerate(table.rows):
        numbers = {
            kind: tidy(line.text(place))
            for kind, place in (
                ("canvas_id", number), ("canvas_sis_id", table.column("user_id")),
                ("canvas_login", table.column("login_id")),
            )
            if place is not None and tidy(line.text(place))
        }  # fmt: skip
        if "canvas_id" in numbers:
            person = Person(
                name=tidy(line.text(name)) if name is not None else "",
                group=tidy(line.text(group)),
                numbers=numbers,
                left_groups=not tidy(line.text(group)),
            )
            found.append(Listed(row, person))
    return Listing("canvas", tuple(found))


def _is_test(name: str, said: dict[str, str]) -> bool:
    """Whether a line is the test student's: no number of the school's, and a login that nobody chose.

    The name is in the language of whoever looked at the course as a student first; where no login is
    shown, it says who that is.
    """
    login = said.get("canvas_login", "")
    if said.get("canvas_sis_id"):
        return False
    return TEST_LOGIN.fullmatch(login) is not None or (not login and folded(name) in TEST_STUDENT)


@dataclasses.dataclass(frozen=True)
class Reading:
    """A way to read the name of an entry.

    Attributes:
        name: What stands before the numbers: a person's name or a group's.
        user: The number of the user; the code in its place where grading is anonymous.
        file: The file's own name.
        attachment: The number of the file, or "".
        place: Where the number of the user stands among the parts of the name.
        run: How many numbers stand there in a row.
        late: Whether it says that it was late.
    """

    name: str
    user: str
    file: str
    place: int
    run: int
    late: bool
    attachment: str = ""


def readings(entry: str) -> list[Reading]:
    """Return the ways to read an entry's name: each two numbers in a row may be user and file.

    Before the name of a text that was typed on Canvas there is the number of the user alone.
    """
    parts = entry.split("_")
    found: list[Reading] = []
    place = 1
    while place < len(parts) - 1:
        run = 0
        while place + run < len(parts) - 1 and NUMBER.fullmatch(parts[place + run]):
            run += 1
        for first in range(place, place + run - 1):
            late = parts[first - 1] == LATE and first == place
            name = "_".join(parts[: first - late])
            file = "_".join(parts[first + 2 :])
            # Nothing is left of a name without letters.
            if file and (name or first - late == 1):
                user, attachment = parts[first : first + 2]
                found.append(Reading(name, user, file, first, run, late, attachment))
        place += max(run, 1)
    if len(parts) > 2 and parts[-1] in TEXTS and NUMBER.fullmatch(parts[-2]):
        late = parts[-3] == LATE and len(parts) > 3
        name = "_".join(parts[: -2 - late])
        found.append(Reading(name, parts[-2], parts[-1], len(parts) - 2, 1, late))
    # Canvas alone writes that it was late: what stands behind the numbers is the file's name.
    return found[:1] if found and found[0].late else found


def of_one_user(found: Sequence[Reading], roster: Roster) -> Reading:
    """Return how an entry is read, of several ways that are all of one user.

    A file may be called as Canvas has called it before, so that the user's number stands in its name
    again; a group's name may end in that number.
    """
    some = [one for one in found if _is_named(roster, one)] or found
    return [one for one in some if one.place < some[0].place + some[0].run][-1]


def hidden(entry: str, known: Callable[[str], bool]) -> Reading | None:
    """Return how an entry is read whose owner Canvas hides; None where it is not such a one.

    Args:
        entry: The name of the entry.
        known: Whether somebody in the course has a number of Canvas's: a person may be called "anon".
    """
    match = HIDDEN.fullmatch(entry)
    if match is None or not (match["attachment"] or match["file"] in TEXTS):
        return None
    number = match["code"].removeprefix(f"{ANON}_")
    if NUMBER.fullmatch(number) and known(number):
        return None
    late, attachment = bool(match["late"]), match["attachment"] or ""
    return Reading("", match["code"], match["file"], 1, 1, late, attachment)


def has_form(top: str, is_file: bool) -> bool:
    """Whether an entry may be one of "Download Submissions"."""
    return is_file and (hidden(top, lambda _: False) is not None or bool(readings(top)))


def entries(export: Export) -> list[Entry]:
    """Return whose the files of "Download Submissions" are: the last attempt of everybody."""
    codes = _codes(export)
    read: list[tuple[Found, Reading]] = []
    every: list[Entry] = []
    for one in export.files:
        top = export.inside(one)[0]
        if len(export.inside(one)) > 1 or not has_form(top, True):
            every.append(lost(one, "it is no entry of Canvas: its name does not say whose it is"))
        elif codes:
            read.append((one, codes[top]))
        elif not readings(top):
            every.append(lost(one, MIXED))
        else:
            chosen = right_reading(readings(top), export.roster)
            if chosen is None:
                every.append(lost(one, UNCLEAR, _may_be(readings(top), export.roster)))
            else:
                read.append((one, chosen))
    names: dict[str, set[str]] = {}
    for _, reading in read:
        names.setdefault(reading.user, set()).add(reading.file)
    numbers = {user: _uploads(files, export.assignment) for user, files in names.items()}
    for one, reading in read:
        kind = CODE if codes else "canvas_id"
        person = Person(numbers={kind: reading.user})
        owner = Owner((person,), reading.name, reading.user, not codes)
        uploads = numbers[reading.user]
        # What was not uploaded twice belongs to the last attempt.
        latest = max((number for _, number in uploads.values()), default=0)
        stem, again = uploads.get(reading.file, (reading.file, latest))
        every.append(
            Entry(
                one, PurePosixPath(stem), owner,
                attempt=f"{again:06}" if again else "", late=reading.late, number=reading.attachment,
            )
        )  # fmt: skip
    return every


def _codes(export: Export) -> dict[str, Reading]:
    """Return how the entries of an anonymous download are read; nothing where it has names.

    Canvas hides everybody or nobody.
    """

    def known(number: str) -> bool:
        return export.roster.by_number("canvas_id", number) is not None

    tops = [export.inside(one)[0] for one in export.files]
    found = {top: hidden(top, known) for top in tops if has_form(top, True)}
    every = {top: one for top, one in found.items() if one is not None}
    return every if len(every) == len(found) else {}


def _uploads(files: set[str], assignment: str) -> dict[str, tuple[str, int]]:
    """Return the notebooks that Canvas has numbered as later uploads of a name, and the first of each.

    Canvas numbers a name that was uploaded before; other numbers are the student's, but for those
    behind the name that the notebook was handed out under.
    """
    found = {}
    for file in files:
        match = AGAIN.fullmatch(file)
        if match is None:
            continue
        first = f"{match[1]}{match[3]}"
        if first in files or match[1] == assignment:
            found[file] = first, int(match[2])
        if first in files:
            found[first] = first, 0
    return found


def _is_named(roster: Roster, reading: Reading) -> bool:
    """Whether an entry is called by the name of its user, or of the user's group."""
    known = roster.by_number("canvas_id", reading.user)
    return known is not None and (
        known.called(reading.name) or known in roster.in_group(reading.name, squeezing=True)
    )


def _possible(found: Sequence[Reading], roster: Roster) -> list[tuple[Reading, Person | None]]:
    """Return the ways to read an entry that may be right, each with who the user is on the roster."""
    every = [(one, roster.by_number("canvas_id", one.user)) for one in found]
    known = [(one, person) for one, person in every if person is not None]
    return list(known) if known and roster.all_have("canvas_id") else every


def _may_be(found: Sequence[Reading], roster: Roster) -> list[Person]:
    """Return whose an entry may be that can be read in several ways; nobody where it may be anybody."""
    people = [person for _, person in _possible(found, roster)]
    return roster.with_members(filter(None, people)) if None not in people else []


def last_numbers(entry: str, roster: Roster) -> dict[str, int]:
    """Return the number that a file of each has by an entry's name, by the ids of whose it may be.

    Of several the largest. It is empty where it is no name of Canvas's, where somebody may have handed
    it in who is not known, and where it may have no number.
    """
    found = _possible(readings(entry), roster)
    numbers: dict[str, int] = {}
    for one, person in found:
        if person is None or not one.attachment:
            return {}
        numbers[person.id] = max(numbers.get(person.id, 0), int(one.attachment))
    return numbers


def right_reading(found: Sequence[Reading], roster: Roster) -> Reading | None:
    """Return the right way to read an entry, or None where it may be several.

    What stands before the numbers may be the name of a group, which its members have chosen, and what
    stands behind them the name of a file, which the student has chosen. Either may look like numbers,
    so that only the roster tells which of them is a user's.
    """
    first = found[0]
    if len({one.user for one in found}) == 1:
        return of_one_user(found, roster)
    known = [one for one in found if roster.by_number("canvas_id", one.user)]
    named = [one for one in known if _is_named(roster, one)]
    if len({one.user for one in named}) == 1:
        chosen = of_one_user(named, roster)
        # Behind these numbers stands another user's, who may have chosen a name, or a group one, that
        # ends in them.
        behind = [one for one in known if one.user != chosen.user and one.place > chosen.place]
        return None if behind else chosen
    if len({one.user for one in known}) != 1 or first.run > 3 or not roster.all_have("canvas_id"):
        return None
    # Of three numbers in a row the first is a group's, or the last is the file's.
    chosen = of_one_user(known, roster)
    return chosen if chosen.place < first.place + first.run else None
