"""`roster.csv` is read as it was written, by the kit or a person, and goes into nbgrader's table."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from autograder.course.directory import Course, make_course
from autograder.course.people import Person, words
from autograder.course.roster import (
    COLUMNS,
    Roster,
    RosterError,
    enter_roster,
    enter_students,
    load_roster,
    save_roster,
)

ADA = Person(
    id="ada", name="Ada King Lovelace", last_name="Lovelace", email="ada@example.org", section="A",
    group="Team, X", extra_days=2.0, numbers={"canvas_id": "501", "moodle_participant": "7 19"},
    others={"notes": '=1+1 "x"'},
)  # fmt: skip


def write(course: Course, text: str) -> None:
    (course.root / "roster.csv").write_bytes(text.encode("cp1252"))


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    roster = Roster((ADA, Person(id="zoë", name="@home")), ("notes",))
    course = Course(tmp_path)
    path = save_roster(course, roster)
    found = load_roster(course)
    assert found.columns == ("notes",)
    assert found.people[0] == ADA
    assert (found.people[1].id, found.people[1].name) == ("zoë", "@home")
    assert path.read_text().splitlines()[0] == ",".join((*COLUMNS, "notes"))
    assert "'=1+1" in path.read_text()


@pytest.mark.parametrize(
    "name",
    [
        "Ada;=1+1;Lee",
        "Ada; @x",
        'Ada|"-1',
        "Ada;'=1",
        "'=1",
        "''+1",
        "Ada;Lee",
        "O'Neil;'t Hooft",
        "=1;=2",
    ],
)
def test_no_cell_begins_a_formula_whatever_separates_cells(tmp_path: Path, name: str) -> None:
    course = Course(tmp_path)
    roster = Roster((Person("ada", name, group=name, numbers={"canvas_login": name}),))
    text = save_roster(course, roster).read_text()
    for separator in ",;|":
        for cell in text.replace('""', '"').split(separator):
            assert not cell.lstrip('" ').startswith(("=", "-", "@", "+"))
    (ada,) = load_roster(course).people
    assert (ada.name, ada.group, ada.numbers["canvas_login"]) == (name, name, name)
    assert save_roster(course, load_roster(course)).read_text() == text


def test_a_person_may_write_it_in_a_spreadsheet(tmp_path: Path) -> None:
    write(Course(tmp_path), "id;name;extra_days;Größe\r\nada;Ada Weiß;1,5;3\r\n;;;\r\nbob;;;\r\n")
    ada, bob = load_roster(Course(tmp_path)).people
    assert (ada.name, ada.extra_days, dict(ada.others)) == ("Ada Weiß", 1.5, {"Größe": "3"})
    assert bob.id == "bob"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nAda\n", "expected a column id, found name"),
        ("id\n../x\n", "line 2: the id is the name of a folder"),
        (
            "id,email\nada,a@example.org\nbob,A@example.org\n",
            "line 3: bob has the same address as ada",
        ),
        ("id\nada\nADA\n", "line 3: ADA has the same id as ada"),
        ("id,canvas_id\na,1\nb,1\n", "b has the same canvas_id as a"),
        ("id,moodle_participant\na,1 2\nb,2 3\n", "b has the same moodle_participant as a"),
        ("id,extra_days\nada,many\n", "extra_days: expected a number from 0 to 366, found 'many'"),
    ],
)
def test_a_wrong_one_names_the_line(tmp_path: Path, text: str, said: str) -> None:
    write(Course(tmp_path), text)
    with pytest.raises(RosterError, match=said):
        load_roster(Course(tmp_path))


def test_names_are_known_in_any_order_of_their_words() -> None:
    assert ADA.called("lovelaceadaking")
    assert ADA.called("Ada  King Lovelace") and ADA.called("King Lovelace, Ada")
    assert not ADA.called("Ada Lovelace") and not Person().called("")
    assert (ADA.first_name, Person(name="Plato").first_name) == ("Ada King", "")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("कम लता", "कीम लता"),
        ("กา", "กี"),
        ("กา", "ก่า"),
        ("கா", "கி"),
        ("かさ", "がさ"),
        ("☺", "♥ ♥"),
        ("☺", ""),
        ("☺", "_"),
    ],
)
def test_vowels_and_signs_that_differ_make_two_names(name: str, other: str) -> None:
    """To regular expressions these are no letters, so that all of them were one name."""
    person = Person(name=name, group=name)
    assert person.called(unicodedata.normalize("NFD", name))
    assert not person.called(other) and not Person(name=other).called(name)
    assert not words(name) or words(name) != words(other)
    assert not Roster((person,)).in_group(other, squeezing=True)


@pytest.mark.parametrize(
    ("name", "other"),
    [("José", "Jose\u0301"), ("葛\U000e0100", "葛"), ("क्\u200dक", "क्क"), ("☺ A", "a")],
)
def test_what_is_written_in_two_ways_is_one_name(name: str, other: str) -> None:
    assert Person(name=name).called(other) and Person(name=other).called(name)


@pytest.mark.parametrize(
    ("name", "written", "fits"),
    [
        ("O'Neil D'Arc", "ONeil DArc", True),
        ("O\u2019Neil D\u2019Arc", "O Neil D Arc", True),
        ("a_3_b D'Arc", "a 3 b DArc", True),
        ("Anne-Marie N'Guessan", "NGuessan, Annemarie", True),
        ("Zoë Lee", "Zoe Smith", True),
        ("Йо Ng", "Ио Smith", True),
        ("مُحَمَّد", "محمد", True),
        ("", "Zoe Smith", True),
        ("O'Neil D'Arc", "Neil Arc", False),
        ("Ada Lovelace", "Grace Hopper", False),
        ("कम", "कीम", False),
    ],
)
def test_what_a_file_has_of_a_name_does_not_speak_against_it(
    name: str, written: str, fits: bool
) -> None:
    """Platforms leave signs out of names of files, or put blanks there."""
    assert Person(name=name).may_be_called(written) == fits


def test_nbgrader_has_the_names_and_addresses(tmp_path: Path) -> None:
    from nbgrader.api import Gradebook

    course = make_course(tmp_path / "course")
    enter_students(course, [ADA, Person(id="bob")])
    enter_students(course, [ADA, Person(id="bob", email="b@example.org")])
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        found = {one.id: (one.first_name, one.last_name, one.email) for one in gradebook.students}
    assert found == {
        "ada": ("Ada King", "Lovelace", "ada@example.org"), "bob": ("", "bob", "b@example.org"),
    }  # fmt: skip


def test_nobody_is_called_none_in_formgrader(tmp_path: Path) -> None:
    """Whom grading has entered by the id alone has that, until the roster says the name."""
    from nbgrader.api import Gradebook

    course = make_course(tmp_path / "course")
    url = f"sqlite:///{course.root / 'gradebook.db'}"

    def names() -> dict[str, tuple[str | None, str | None]]:
        with Gradebook(url, course.root.name) as gradebook:
            return {one.id: (one.last_name, one.first_name) for one in gradebook.students}

    with Gradebook(url, course.root.name) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_student("cyd", first_name="Cy", last_name="Dee")
    save_roster(course, Roster((Person(id="dan", name="Dan"),)))
    enter_roster(course)
    assert names() == {"ada": ("ada", ""), "cyd": ("Dee", "Cy"), "dan": ("Dan", "")}
    save_roster(course, Roster((ADA,)))
    enter_roster(course)
    assert names()["ada"] == ("Lovelace", "Ada King")
