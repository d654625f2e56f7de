"""Every platform's tables lead to one roster: a person once, each number with its own kind alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.people import Person
from autograder.course.roster import Roster, RosterError, load_roster
from autograder.course.tables import read_table
from autograder.platforms.listings import add_table

CANVAS = '''\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),mnist_sgd (12345)
,,,,,,Manual Posting
    Points Possible,,,,,5,22
"Lovelace, Ada",501,S1,ada@example.org,A,4,
"=""Boole, George""",502,S2,george,B,,
"Student, Test",599,,0123456789abcdef0123456789abcdef01234567,A,,
'''


def roster_of(
    folder: Path, *texts: str | bytes, by_name: bool = False, platform: str | None = None
) -> Roster:
    """Return the roster that these tables make, one after another."""
    roster = Roster()
    for number, text in enumerate(texts):
        path = folder / f"table{number}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        roster, _ = add_table(roster, read_table(path), platform, by_name)
    return roster


def shown(roster: Roster) -> list[tuple[str, str, str, dict[str, str]]]:
    return [(one.id, one.name, one.email, dict(one.numbers)) for one in roster.people]


def test_canvas(tmp_path: Path) -> None:
    """Lines of points and posting are nobody, and neither is the test student."""
    roster = roster_of(tmp_path, CANVAS)
    assert shown(roster) == [
        ("ada", "Ada Lovelace", "ada@example.org",
         {"canvas_id": "501", "canvas_sis_id": "S1", "canvas_login": "ada@example.org"}),
        ("george", "George Boole", "",
         {"canvas_id": "502", "canvas_sis_id": "S2", "canvas_login": "george"}),
    ]  # fmt: skip
    assert [one.section for one in roster.people] == ["A", "B"]
    assert [one.last_name for one in roster.people] == ["Lovelace", "Boole"]


def test_canvas_with_split_names_and_semicolons(tmp_path: Path) -> None:
    text = (
        "LastName;FirstName;ID;SIS Login ID;Section;mnist_sgd (12345)\n"
        "    Points Possible;;;;;100,00\nLovelace;Ada;501;ada;A;30,00\n"
    )
    assert shown(roster_of(tmp_path, text)) == [
        ("ada", "Ada Lovelace", "", {"canvas_id": "501", "canvas_login": "ada"})
    ]


def test_somebody_who_is_called_test_student_is_a_person(tmp_path: Path) -> None:
    text = 'Student,ID,SIS User ID,SIS Login ID,Section\n"Student, Test",7,S9,tstudent,A\n'
    assert [one.id for one in roster_of(tmp_path, text).people] == ["tstudent"]


def test_the_test_student_has_a_name_in_any_language(tmp_path: Path) -> None:
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section\nLee,501,,lee,A\n"
        f'"Teilnehmer, Test",599,,{"0a" * 20},A\n"Hex, A",502,S1,{"0b" * 20},A\n'
    )
    assert [one.numbers["canvas_id"] for one in roster_of(tmp_path, text).people] == ["501", "502"]


def test_two_people_may_share_what_stands_before_the_at_sign(tmp_path: Path) -> None:
    text = (
        "Student,ID,SIS Login ID\nA,501,lee@example.edu\nB,502,lee@guest.example.org\n"
        "C,503,kim@example.edu\n"
    )
    roster = roster_of(tmp_path, text)
    assert [one.id for one in roster.people] == ["lee@example.edu", "lee@guest.example.org", "kim"]
    later = "Student,ID,SIS Login ID\nD,504,kim@guest.example.org\n"
    assert roster_of(tmp_path, text, later).people[-1].id == "kim@guest.example.org"


def test_the_same_digits_of_two_kinds_are_two_people(tmp_path: Path) -> None:
    text = "Student,ID,SIS User ID,SIS Login ID\nA,501,777,ann\nB,502,501,ben\n"
    roster = roster_of(tmp_path, text)
    found = roster.find(Person(numbers={"canvas_id": "501"}))
    assert found is not None and found.id == "ann"
    found = roster.find(Person(numbers={"canvas_sis_id": "501"}))
    assert found is not None and found.id == "ben"
    assert roster.find(Person(numbers={"moodle_participant": "501"})) is None
    assert roster.find(Person(id="501")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
        "Participant 777,Ada Lovelace,ada@example.org,Submitted,,22.00\n",
        'ID;"Vollständiger Name";"E-Mail-Adresse";Status;Bewertung;"Bestmögliche Bewertung"\n'
        '"Teilnehmer/in777";"Ada Lovelace";ada@example.org;"Keine Abgabe";;"22,00"\n',
        "識別子,フルネーム,メールアドレス,ステータス,評点,最大評点\n"
        "参加者 777,Ada Lovelace,ada@example.org,提出済み,-,22.00\n",
        "Xyz,Abc,Def,Ghi,Jkl,Mno\nQuux777,Ada Lovelace,ada@example.org,dunno,,22.00\n",
    ],
    ids=["English", "German", "Japanese", "a language that nobody knows"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_moodle_s_worksheet_in_any_language(tmp_path: Path, text: str, encoding: str) -> None:
    assert shown(roster_of(tmp_path, text.encode(encoding))) == [
        ("ada", "Ada Lovelace", "ada@example.org", {"moodle_participant": "777"})
    ]


def test_moodle_s_worksheet_with_hidden_names_and_teams(tmp_path: Path) -> None:
    blind = "Identifier,Status,Grade,Maximum Grade\nParticipant 777,Submitted,,22\n"
    assert shown(roster_of(tmp_path, blind)) == [("777", "", "", {"moodle_participant": "777"})]
    teams = (
        "Identifier,Full name,ID number,Email address,Status,Group,Grade,Maximum Grade\n"
        "Participant 1,Ada,u1,a@example.org,Submitted,Team X,,22\n"
    )
    (ada,) = roster_of(tmp_path, teams).people
    assert (ada.group, ada.numbers["moodle_id_number"]) == ("Team X", "u1")


def test_a_strange_line_of_a_worksheet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "worksheet.csv"
    path.write_text(
        "Identifier,Full name,Email address\nParticipant 777,Ada,ada@example.org\n,,\nTotal,1,\n"
    )
    roster, added = add_table(Roster(), read_table(path))
    assert [dict(one.numbers) for one in roster.people] == [{"moodle_participant": "777"}]
    assert added.left_out == ("Total (worksheet.csv, line 4: no participant)",)


def test_a_person_has_another_participant_number_in_each_assignment(tmp_path: Path) -> None:
    first = "Identifier,Full name,Email address\nParticipant 777,Ada,ada@example.org\n"
    second = first.replace("777", "901")
    (ada,) = roster_of(tmp_path, first, second).people
    assert ada.numbers == {"moodle_participant": "777 901"}
    assert ada.has("moodle_participant", "901") and not ada.has("moodle_participant", "77")


def test_gradescope_has_students_and_others(tmp_path: Path) -> None:
    text = (
        "Name,SID,Email,Role\nAda Lovelace,s1,ada@example.org,Student\nProf,,p@x.org,Instructor\n"
    )
    assert shown(roster_of(tmp_path, text)) == [
        ("s1", "Ada Lovelace", "ada@example.org", {"gradescope_sid": "s1"})
    ]


def test_brightspace_begins_values_with_a_sign(tmp_path: Path) -> None:
    text = (
        "OrgDefinedId,Username,Last Name,First Name,Email,Lab Points Grade,End-of-Line Indicator\n"
        "#0012,#ada,Lovelace,Ada,ada@example.org,,#\n"
    )
    assert shown(roster_of(tmp_path, text)) == [
        ("ada", "Ada Lovelace", "ada@example.org",
         {"brightspace_org_id": "0012", "brightspace_username": "ada"}),
    ]  # fmt: skip


def test_blackboard_writes_utf_16_with_tabs(tmp_path: Path) -> None:
    text = (
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t'
        '"Lab 3 [Total Pts: 100 Score] |77"\r\n"Lovelace"\t"Ada"\t"ada"\t"20067930"\t""\t"Yes"\t""\r\n'
    )
    assert shown(roster_of(tmp_path, text.encode("utf-16"))) == [
        ("ada", "Ada Lovelace", "",
         {"blackboard_username": "ada", "blackboard_student_id": "20067930"}),
    ]  # fmt: skip


def test_an_instructor_s_preview_is_nobody(tmp_path: Path) -> None:
    text = (
        "Last Name,First Name,Username,Student ID,Last Access,Availability\n"
        "Lovelace,Ada,ada,1,,Yes\nLovelace_PreviewUser,Ada,ada_previewuser,,,Yes\n"
        "Lee,Kim,kim_previewuser,2,,Yes\n"
    )
    assert [one.id for one in roster_of(tmp_path, text).people] == ["ada", "kim_previewuser"]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ('Nombre,"Apellido(s)","Número de ID","Dirección de correo",Grupos\n'
         "José,Núñez Pérez,A-17,jose@example.es,Equipo 1\nEva,Paz,A-18,eva@example.es,\n", "Equipo 1"),
        ('Vorname;Nachname;ID-Nummer;Institution;Abteilung;E-Mail-Adresse;"Aufgabe: Lab (Punkte)"\n'
         "José;Núñez Pérez;A-17;Uni;;jose@example.es;-\nEva;Paz;A-18;Uni;;eva@example.es;3,5\n", ""),
        ("Nom complet,Numéro d’identification,Adresse de courriel\n"
         "José Núñez Pérez,A-17,jose@example.es\nEva Paz,A-18,eva@example.es\n", ""),
    ],
)  # fmt: skip
def test_moodle_s_tables_of_people_and_grades_in_any_language(
    tmp_path: Path, text: str, group: str
) -> None:
    jose, eva = roster_of(tmp_path, text).people
    assert (jose.name, jose.email, jose.group) == ("José Núñez Pérez", "jose@example.es", group)
    assert jose.numbers == {"moodle_id_number": "A-17"}
    assert (eva.name, eva.numbers) == ("Eva Paz", {"moodle_id_number": "A-18"})


@pytest.mark.parametrize("name", ["a/b", "☺", "..", "x."])
def test_what_cannot_be_read_again_is_not_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(RosterError, match=r"table0.csv, line 3: the id is the name of a folder"):
        roster_of(tmp_path, f"id,name\nada,Ada\n{name},Bob\n")


def test_open_edx_and_sakai(tmp_path: Path) -> None:
    text = "user_id,username,course_id,track,cohort\n7,ada,course-v1:x,audit,\n"
    assert shown(roster_of(tmp_path, text)) == [
        ("ada", "", "", {"openedx_user_id": "7", "openedx_username": "ada"})
    ]
    text = "Student ID,Lab\nada,\n"
    (ada,) = roster_of(tmp_path, text, platform="sakai").people
    assert ada.numbers == {"sakai_username": "ada"}


@pytest.mark.parametrize(
    "text",
    [
        "name,email,id\nAda Lovelace,ada@example.org,ada\n",
        "id;last_name;first_name;email\nada;Lovelace;Ada;ada@example.org\n",
        "Vorname;Nachname;E-Mail-Adresse\nAda;Lovelace;ada@example.org\n",
        "sep=,\nNome,Cognome,Indirizzo email\nAda,Lovelace,ada@example.org\n",
        "Name;Vorname;E-Mail\nLovelace;Ada;ada@example.org\n",
    ],
)
def test_tables_that_people_write(tmp_path: Path, text: str) -> None:
    assert shown(roster_of(tmp_path, text)) == [("ada", "Ada Lovelace", "ada@example.org", {})]


def test_what_two_platforms_know_of_a_person_stands_in_one_line(tmp_path: Path) -> None:
    """Found by the whole address, in any case of letters."""
    moodle = "Identifier,Full name,Email address\nParticipant 7,Lovelace Ada,ADA@example.org\n"
    gradescope = "Name,SID,Email,Role\nA. Lovelace,s1,ada@Example.org,Student\n"
    roster = roster_of(tmp_path, CANVAS, moodle, gradescope)
    assert [one.id for one in roster.people] == ["ada", "george"]
    assert set(roster.people[0].numbers) == {
        "canvas_id", "canvas_sis_id", "canvas_login", "moodle_participant", "gradescope_sid",
    }  # fmt: skip


def test_the_same_table_again_changes_nothing(tmp_path: Path) -> None:
    assert roster_of(tmp_path, CANVAS, CANVAS) == roster_of(tmp_path, CANVAS)


def test_a_name_alone_does_not_make_two_lines_one(tmp_path: Path) -> None:
    """Unless the instructor says that it does."""
    moodle = "First name,Last name,Email address\nGeorge,Boole,boole@example.org\n"
    with pytest.raises(RosterError, match="George Boole may be george, who has the same name"):
        roster_of(tmp_path, CANVAS, moodle)
    roster = roster_of(tmp_path, CANVAS, moodle, by_name=True)
    assert [(one.id, one.email) for one in roster.people][1] == ("george", "boole@example.org")
    twice = moodle + "George,Boole,other@example.org\n"
    with pytest.raises(RosterError, match="may be george"):
        roster_of(tmp_path, CANVAS, twice, by_name=True)


def test_two_people_of_one_name_are_two(tmp_path: Path) -> None:
    text = 'Student,ID,SIS Login ID\n"Lee, Kim",1,kim1\n"Lee, Kim",2,kim2\n'
    assert [one.id for one in roster_of(tmp_path, text, text).people] == ["kim1", "kim2"]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["a,b\n1,2\n"], "is no table of a platform that is known here"),
        (["Student,ID\n"], "lists nobody"),
        (["Student,ID,SIS Login ID\nA,1,ada\nB,1,bob\n"], "the same canvas id as table0.csv, line 2"),
        ([CANVAS, "Student,ID,SIS Login ID\nA,501,other\n"], "canvas login of ada is other there"),
        ([CANVAS, "Student,ID,SIS Login ID\nA,501,george\n"], "belongs to 2 people of the roster"),
        (["name,email,id\nA,a@example.org,ada\n", "name,email,id\nA,b@example.org,ada\n"],
         "the address of ada is b@example.org there and a@example.org in roster.csv"),
        (["Identifier,Full name\nParticipant 12,Group A\n",
          "Identifier,Full name\nParticipant 12,Ada Lovelace\n"], "the name of 12 is Ada Lovelace"),
    ],
)  # fmt: skip
def test_what_contradicts_is_a_clear_error(tmp_path: Path, texts: list[str], said: str) -> None:
    with pytest.raises(RosterError, match=said):
        roster_of(tmp_path, *texts)


def test_decomposed_letters_are_the_same_letters(tmp_path: Path) -> None:
    composed = "name,email,id\nZo\u00eb,,zo\u00eb\n"
    roster = roster_of(tmp_path, composed, composed.replace("\u00eb", "e\u0308"))
    assert [one.id for one in roster.people] == ["zo\u00eb"]
    assert roster.person("zoe\u0308") is roster.people[0]


def test_a_roster_that_is_not_there_is_empty(tmp_path: Path) -> None:
    from autograder.course.directory import Course

    assert load_roster(Course(tmp_path)) == Roster()


@pytest.mark.parametrize(
    ("platform", "header", "again", "lines"),
    [
        ("canvas", "Student,ID,SIS User ID,SIS Login ID,Section,mnist_sgd (7)",
         "Student,ID,SIS User ID,SIS Login ID,Section,mnist_sgd (9)",
         ("    Points Possible,,,,,22\nLee Ada,501,,ada,A,3",
          "    Points Possible,,,,,22\nNg Bob,502,,bob,B,4")),
        ("moodle", "Identifier,Full name,Email address,Status,Grade,Maximum Grade", "",
         ("Participant 1,Ada,ada@x.org,x,,22", "Participant 2,Bob,bob@x.org,x,,22")),
        ("gradescope", "Name,SID,Email", "", ("Ada,ada,ada@x.org", "Bob,bob,bob@x.org")),
        ("brightspace", "OrgDefinedId,Username,Last Name,First Name,End-of-Line Indicator", "",
         ("#1,#ada,Lee,Ada,#", "#2,#bob,Ng,Bob,#")),
        ("blackboard", "Last Name,First Name,Username,Student ID,Availability", "",
         ("Lee,Ada,ada,1,Yes", "Ng,Bob,bob,2,Yes")),
        ("openedx", "user_id,username,course_id", "", ("1,ada,c", "2,bob,c")),
        ("plain", "id,name", "", ("ada,Ada", "bob,Bob")),
        ("plain", "id", "", ("ada", "bob")),
    ],
)  # fmt: skip
def test_the_header_in_the_middle_is_nobody(
    tmp_path: Path, platform: str, header: str, again: str, lines: tuple[str, str]
) -> None:
    path = tmp_path / "both.csv"
    path.write_text("\n".join((header, lines[0], again or header, lines[1])) + "\n")
    roster, added = add_table(Roster(), read_table(path))
    assert added.platform == platform and len(roster.people) == 2
    assert len(added.left_out) == 1 and f"line {4 if again else 3}" in added.left_out[0]
