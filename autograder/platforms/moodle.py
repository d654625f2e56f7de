"""Moodle: whose an entry of its download is, and a table for its grade import.

The download has folders or prefixes `Full Name_participant_assignsubmission_file_`.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from autograder.course.people import Listed, Listing, Person
from autograder.course.tables import Line, Table, folded, is_address, number_of, tidy
from autograder.platforms.collecting.dates import read_date
from autograder.platforms.collecting.owned import Entry, Export, Owner, lost

ENTRY = re.compile(
    r"(?P<name>.+?)_(?:(?P<id>[0-9]{1,20})_)?assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?"
)
NO_NUMBER = (
    "it is of no group: Moodle has put together who is in none. See in Moodle whose it is, or put "
    "these people into groups, and download the submissions again"
)
# Moodle translates the headers of its tables. Where place and form do not tell a column, its header
# does, in the languages that are listed here; in others the column is left alone.
ID_NUMBER = (
    "id number", "id-nummer", "numéro d'identification", "número de id", "número de identificación",
    "codice identificativo", "número de identificação", "numer id", "identifikační číslo",
    "индивидуальный номер", "идентификационный номер", "kimlik numarası", "idナンバー", "学号",
)  # fmt: skip
USERNAME = (
    "username", "anmeldename", "nom d'utilisateur", "nombre de usuario", "gebruikersnaam",
    "användarnamn", "nome de utilizador", "identificação de usuário", "nazwa użytkownika",
    "uživatelské jméno", "логин",
    "brugernavn", "brukernavn", "käyttäjätunnus", "kullanıcı adı", "ユーザ名", "用户名",
)  # fmt: skip
GROUP = (
    "group", "gruppe", "groupe", "grupo", "gruppo", "groep", "grupp", "grupa", "skupina", "группа",
    "ryhmä", "csoport", "ομάδα", "grup", "グループ", "小组", "小組", "그룹",
)  # fmt: skip
GROUPS = (
    *GROUP, "groups", "gruppen", "groupes", "grupos", "gruppi", "groepen", "grupper", "grupy",
    "skupiny", "группы",
)  # fmt: skip
PARTICIPANT = (
    "participant", "teilnehmer", "teilnehmerin", "participante", "partecipante", "deelnemer",
    "uczestnik", "участник", "учасник", "účastník", "deltager", "deltagare", "deltaker",
    "osallistuja",
    "résztvevő", "συμμετέχων", "katılımcı", "参加者", "参与者", "參與者", "참가자", "peserta",
    "مشارك", "משתתף",
)  # fmt: skip
# A year and a time of day, whatever the words between them; comments may be longer.
HAS_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d).*\d[:.h]\d\d|\d[:.h]\d\d.*(?:19|20)\d\d", re.DOTALL
)
LONGEST_DATE = 60
IDENTIFIER = re.compile(r"(?P<word>\D*?)\s*(?P<number>\d+)")


@dataclasses.dataclass(frozen=True)
class Worksheet:
    """The columns of a grading worksheet; None where it has none.

    Attributes:
        identifier: The participant, such as "Participant 45".
        name: The full name.
        id_number: The ID number.
        username: The user name.
        email: The address.
        group: The team.
        grade: The grade.
        maximum: The most that it can be.
    """

    identifier: int
    name: int | None
    id_number: int | None
    username: int | None
    email: int | None
    group: int | None
    grade: int | None
    maximum: int | None


def worksheet(table: Table) -> Worksheet | None:
    """Return the columns of a grading worksheet in any language, or None where the table is none.

    Its first column names participants by a word and a number. The grade is followed by the most that
    it can be, the same in each line.
    """
    values = [text for text in table.values(0) if text]
    forms = [IDENTIFIER.fullmatch(tidy(text)) for text in values]
    said = {folded(form["word"]) for form in forms if form is not None}
    english = table.column("Identifier") == 0
    if len(said) > 1 or (not values and not english) or not (all(forms) or (english and said)):
        return None
    maximum = table.column("Maximum grade")
    maximum = _maximum(table) if maximum is None else maximum
    word = re.sub(r"[\W_]+", "", next(iter(said), ""))
    ours = table.column("name", "email", "first_name") is not None
    if not english and word not in PARTICIPANT and (not word or maximum is None or ours):
        return None
    grade = table.column("Grade")
    grade = maximum - 1 if grade is None and maximum is not None else grade
    email = address_column(table)
    between = range(1, grade if grade is not None else len(table.columns))
    # Where names are hidden, the first of these is the status.
    named = len(between) > (0 if grade is None else 1) and table.column("Status") != 1
    return Worksheet(
        identifier=0,
        name=1 if named and email != 1 else None,
        id_number=_headed(table, ID_NUMBER, between),
        username=_headed(table, USERNAME, between),
        email=email,
        group=_headed(table, GROUP, between),
        grade=grade,
        maximum=maximum,
    )


def _maximum(table: Table) -> int | None:
    """Return the column that has the same number in each line, after one of grades."""
    for place in range(2, len(table.columns)):
        found = {number_of(text) for text in table.values(place)}
        before = table.values(place - 1)
        if len(found) == 1 and None not in found and all(map(_is_grade, before)):
            return place
    return None


def _is_grade(text: str) -> bool:
    return text in ("", "-", "–") or number_of(text) is not None


def _headed(table: Table, names: Sequence[str], places: Iterable[int]) -> int | None:
    headers = [folded(name).replace("’", "'") for name in table.columns]
    return next((place for place in places if headers[place] in names), None)


def hand_in_times(table: Table) -> dict[str, datetime.datetime]:
    """Return when participants have handed in, as a grading worksheet says it; without a time zone.

    Behind the points there are two columns of dates: of the submission and of the grade.
    """
    sheet = worksheet(table)
    if sheet is None or sheet.maximum is None:
        return {}
    dates = [
        place for place in range(sheet.maximum + 1, len(table.columns))
        if table.rows and all(text == "-" or read_date(text) for text in table.values(place))
    ]  # fmt: skip
    if len(dates) != 2:
        return {}
    found = {}
    for row in table.rows:
        form = IDENTIFIER.fullmatch(tidy(row.text(sheet.identifier)))
        time = read_date(row.text(dates[0]))
        if form is not None and time is not None:
            found[form["number"]] = time
    return found


def handed_in(table: Table) -> set[int]:
    """Return the lines of a grading worksheet that say when somebody has handed in, or changed a draft.

    Where the dates are in words that are not known here, any line with one may.
    """
    times, sheet = hand_in_times(table), worksheet(table)
    if sheet is None or sheet.maximum is None:
        return set()
    if times:
        said = [IDENTIFIER.fullmatch(tidy(row.text(sheet.identifier))) for row in table.rows]
        return {row for row, form in enumerate(said) if form and form["number"] in times}
    places = range(sheet.maximum + 1, len(table.columns))
    return {
        row for row, line in enumerate(table.rows)
        if any(_may_be_date(line.text(place)) for place in places)
    }  # fmt: skip


def _may_be_date(text: str) -> bool:
    return len(text) < LONGEST_DATE and HAS_DATE.search(text) is not None


def has_unread_times(table: Table) -> bool:
    """Whether a grading worksheet says when people have handed in, in words that are not known here."""
    sheet = worksheet(table)
    if sheet is None or sheet.maximum is None or hand_in_times(table):
        return False
    texts = (text for place in range(sheet.maximum + 1, len(table.columns))
             for text in table.values(place))  # fmt: skip
    return any(map(_may_be_date, texts))


def address_column(table: Table) -> int | None:
    """Return the column of a table that holds addresses and nothing else."""
    for place in range(len(table.columns)):
        texts = [text for text in table.values(place) if text]
        if texts and all(map(is_address, texts)):
            return place
    return None


def people(table: Table) -> Listing | None:
    """Return whom a grading worksheet or a table of grades lists, or None where the table is neither.

    With blind marking a worksheet has participant numbers alone.
    """
    sheet = worksheet(table)
    if sheet is None:
        return _participants(table)
    found, left_out = [], []
    for row, line in enumerate(table.rows):
        identifier = tidy(line.text(sheet.identifier))
        form = IDENTIFIER.fullmatch(identifier)
        if form is None:
            if any(cell.text.strip() for cell in line.cells):
                left_out.append(f"{identifier or 'a line'} ({table.place(row)}: no participant)")
            continue

        def text(place: int | None, line: Line = line) -> str:
            return "" if place is None else tidy(line.text(place))

        numbers = {
            "moodle_participant": form["number"],
            "moodle_id_number": text(sheet.id_number),
            "moodle_username": text(sheet.username),
        }
        found.append(
            Listed(row, _person(text(sheet.name), text(sheet.email), text(sheet.group), numbers))
        )
    return Listing("moodle", tuple(found), tuple(left_out))


def _participants(table: Table) -> Listing | None:
    """Return whom a table of participants or of grades lists: names first, then an address."""
    email = table.column("Email address")
    first, last = table.column("First name"), table.column("Last name", "Surname")
    full = table.column("Full name")
    every = range(len(table.columns))
    if email is None or (full is None and (first is None or last is None)):
        email = _translated(table)
        if email is None:
            return None
        # Names stand first: the first name and the last name, or the whole one.
        first, last = 0, 1
        full = None if are_names(table.values(1)) else 0
    id_number, username = _headed(table, ID_NUMBER, every), _headed(table, USERNAME, every)
    group = _headed(table, GROUPS, every)
    found, left_out = [], []
    for row, line in enumerate(table.rows):
        names = (full,) if full is not None else (first, last)
        parts = [tidy(line.text(one)) for one in names if one is not None]
        numbers = {
            kind: tidy(line.text(place))
            for kind, place in (("moodle_id_number", id_number), ("moodle_username", username))
            if place is not None
        }
        address = tidy(line.text(email))
        if not address and not any(numbers.values()):
            if any(parts):
                left_out.append(f"{' '.join(parts)} ({table.place(row)}: no address)")
            continue
        team = tidy(line.text(group)) if group is not None else ""
        person = _person(parts[0] if full is not None else " ".join(parts), address, team, numbers)
        if full is None:
            person = dataclasses.replace(person, last_name=parts[-1])
        found.append(Listed(row, person))
    return Listing("moodle", tuple(found), tuple(left_out))


def _translated(table: Table) -> int | None:
    """Return the column of addresses of a table that is Moodle's in another language, or None.

    It has names first, and a column that Moodle alone calls so in that language.
    """
    places = range(len(table.columns))
    own = _headed(table, (*ID_NUMBER[1:], *USERNAME[1:]), places)
    # Tables of people's own, and nbgrader's, have these.
    if own is None or table.column("id", "name", "email") is not None:
        return None
    return address_column(table) if are_names(table.values(0)) else None


def are_names(texts: Sequence[str]) -> bool:
    """Whether the texts of a column may be names of people: they have neither digits nor addresses."""
    known = [text for text in texts if text]
    return bool(known) and not any(letter.isdigit() or letter == "@" for letter in "".join(known))


def _person(name: str, email: str, group: str, numbers: dict[str, str]) -> Person:
    known = {kind: number for kind, number in numbers.items() if number}
    return Person(name=name, email=email, group=group, numbers=known)


def has_form(top: str, is_file: bool) -> bool:
    """Whether the first part of an entry is one of "Download all submissions"."""
    match = ENTRY.fullmatch(top)
    return match is not None and (bool(match["file"]) or not is_file)


def entries(export: Export) -> list[Entry]:
    """Return whose the files of "Download all submissions" are, in folders or with prefixes.

    With blind marking all have the same name, the word for participant. Where teams hand in, names and
    numbers are those of the teams.
    """
    found = [(one, ENTRY.fullmatch(export.inside(one)[0])) for one in export.files]
    blind = _is_blind({(match["name"], match["id"]) for _, match in found if match is not None})
    every = []
    for one, match in found:
        parts = export.inside(one)
        if match is None or (len(parts) == 1 and not match["file"]):
            every.append(lost(one, "it is no entry of Moodle: its name does not say whose it is"))
            continue
        if match["id"] is None:
            every.append(lost(one, NO_NUMBER))
            continue
        path = PurePosixPath(*([match["file"]] if match["file"] else []), *parts[1:])
        name = "" if blind else match["name"]
        person = Person(name=name, numbers={"moodle_participant": match["id"]})
        every.append(Entry(one, path, Owner((person,), name, match["id"], not blind)))
    return every


def _is_blind(owners: set[tuple[str, str]]) -> bool:
    """Whether entries are called by the word for participant, perhaps behind the name of a group."""
    words = {re.sub(r"[\W_]+", "", name.rpartition("-")[2]).casefold() for name, _ in owners}
    if len(words) != 1:
        return False
    # In a language that is not listed, it is the one word that several have.
    one_word = len(owners) > 1 and not any(" " in name for name, _ in owners)
    return words <= set(PARTICIPANT) or one_word
