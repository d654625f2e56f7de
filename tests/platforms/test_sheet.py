"""A platform's table goes back as it came but for the grades, each in the line of its owner."""

from __future__ import annotations

import dataclasses
import types
from pathlib import Path

import pytest

from autograder.course.directory import CourseError
from autograder.course.people import Person
from autograder.course.roster import Roster
from autograder.course.tables import read_table
from autograder.platforms.grade_files import brightspace_grades, moodle_grades, sakai_grades
from autograder.platforms.grade_files.export import TABLES
from autograder.platforms.grade_files.grades import ClassGrades, Total, for_each_member
from autograder.platforms.grade_files.sheet import Filled, fill
from autograder.platforms.listings import add_table

NAME = "mnist_sgd"
SPLIT = """\
LastName;FirstName;ID;SIS Login ID;Section;mnist_sgd (12345)
;;;;;Manual Posting
    Punkte möglich;;;;;22,00
Lovelace;Ada;501;ada;A;
Boole;George;502;george;A;EX
Student;Test;599;;A;
"""
GERMAN = '''\
ID;"Vollständiger Name";"E-Mail-Adresse";Status;Bewertung;"Bestmögliche Bewertung";Feedback
"Teilnehmer/in777";"Ada Lovelace";ada@example.org;"Zur Bewertung";-;"22,00";"- Gut; siehe ""Hinweis"""
"Teilnehmer/in778";"George Boole";george@example.org;"Keine Abgabe";-;"22,00";
'''
BLIND = """\
Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments
Participant 777,Submitted,,22.00,Yes,-,- Good work; see
Participant 778,Submitted,5.00,22.00,No,-,=1+1
"""
BRIGHTSPACE = """\
OrgDefinedId,Username,Last Name,First Name,mnist_sgd Points Grade,Q Points Grade,End-of-Line Indicator
#0012,#ada,Lovelace,Ada,,3.5,#
#0013,#george,Boole,George,,,#
"""
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t'
    '"mnist_sgd [Total Pts: 22 Score] |4711"\r\n'
    '"Lovelace"\t"Ada"\t"ada"\t"12"\t"2026-10-01"\t"Yes"\t"Needs Grading"\r\n'
    '"Boole"\t"George"\t"george"\t"13"\t""\t"Yes"\t""\r\n'
)
SAKAI = (
    'Student ID,Name,"Essay [5]","mnist_sgd [22.0]","* mnist_sgd"\nada,"Lovelace, Ada",4,,see; me\n'
)
OPENEDX = """\
user_id,username,course_id,track,cohort,name-1a2b,new_override-1a2b,name-3c4d,new_override-3c4d
7,ada,course-v1:X+Y+Z,audit,,Essay,,mnist_sgd,
8,george,course-v1:X+Y+Z,audit,,Essay,,mnist_sgd,
"""


def points(**by_student: float) -> tuple[Total, ...]:
    return tuple(Total(one.lstrip("_"), "", score, 22.0) for one, score in by_student.items())


def filled(
    form: str,
    folder: Path,
    text: str | bytes,
    grades: ClassGrades | tuple[Total, ...],
    people: tuple[Person, ...] = (),
    column: str | None = None,
    missing: str = "blank",
) -> Filled:
    """Return a table with grades in it."""
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if not isinstance(grades, ClassGrades):
        grades = ClassGrades(NAME, grades)
    return fill(TABLES[form], read_table(path), grades, Roster(people), column, missing)


def grades_in(done: Filled, who: int, place: int) -> dict[str, str]:
    """Return what stands in a column of the table, by another column."""
    return {row.text(who): row.text(place) for row in done.table.rows}


def test_canvas_with_split_names_and_decimal_commas(tmp_path: Path) -> None:
    """Only the grade changes; who is excused stays so, and is named."""
    done = filled("canvas", tmp_path, SPLIT, points(ada=21.5, george=10))
    expected = SPLIT.replace("501;ada;A;", "501;ada;A;21,5")
    assert done.table.to_bytes().decode() == expected
    assert list(map(str, done.left_out)) == ["george ('EX' stands there and stays)"]


@pytest.mark.parametrize("most", ["100,00", "100.00", "100", "1.000,00"])
@pytest.mark.parametrize(
    ("form", "text", "old"),
    [
        ("canvas", SPLIT, ";22,00"),
        ("canvas", SPLIT.replace("Punkte möglich", "Points Possible"), ";22,00"),
        ("moodle", GERMAN, ';"22,00"'),
        ("moodle", BLIND.replace(",", ";"), ";22.00"),
        ("moodle", BLIND.replace("Maximum Grade", "Maximum grade").replace(",", ";"), ";22.00"),
    ],
)
def test_other_points_are_refused_in_any_form_of_the_number(
    tmp_path: Path, form: str, text: str, old: str, most: str
) -> None:
    assert old in text
    quote = '"' if '"' in old else ""
    changed = text.replace(old, f";{quote}{most}{quote}")
    there = "1000" if "1." in most else "100"
    with pytest.raises(CourseError, match=f"has 22 points, and {there} in"):
        filled(form, tmp_path, changed, (Total("777", "", 21.5, 22.0), *points(ada=21.5)))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("brightspace", BRIGHTSPACE.replace("d Points Grade", "d Points Grade <MaxPoints:100>")),
        ("blackboard", BLACKBOARD.replace("Pts: 22", "Pts: 100")),
        ("blackboard", BLACKBOARD.replace("Total Pts: 22 Score", "Puntos: 100,0 Puntuación")),
        ("sakai", SAKAI.replace("[22.0]", "[100]")),
    ],
)  # fmt: skip
def test_other_points_are_refused_where_the_header_says_them(
    tmp_path: Path, form: str, text: str
) -> None:
    with pytest.raises(CourseError, match="has 22 points, and 100 in"):
        filled(form, tmp_path, text, points(ada=21.5))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_worksheet_in_german_stays_as_it_was(tmp_path: Path, encoding: str, end: str) -> None:
    """Comments, quotes, encoding and line ends; the grade gets a decimal comma."""
    text = GERMAN.replace("\n", end)
    done = filled(
        "moodle", tmp_path, text.encode(encoding), (Total("x", "ada@example.org", 21.5, 22.0),)
    )
    expected = text.replace('"Zur Bewertung";-;', '"Zur Bewertung";21,5;')
    assert done.table.to_bytes() == expected.encode(encoding)
    assert done.nothing == ("George Boole",)
    assert "that begin with their header, with commas and in UTF-8" in " ".join(done.notes)


def test_a_worksheet_that_hides_names(tmp_path: Path) -> None:
    """Comments stay, and so does a grade that Moodle says cannot be changed."""
    grades = (Total("777", "", 21.5, 22.0), Total("778", "", 20.0, 22.0))
    done = filled("moodle", tmp_path, BLIND, grades)
    assert done.table.to_bytes().decode() == BLIND.replace("Submitted,,", "Submitted,21.5,")
    assert list(map(str, done.left_out)) == ["778 (Moodle says that this grade cannot be changed)"]
    assert done.notes == ()


@pytest.mark.parametrize(
    ("before", "separator", "encoding", "said"),
    [
        ("sep=,\n", ",", "utf-8", "begins with a line 'sep=,', as a spreadsheet"),
        ("", ";", "utf-16", "is separated by ';' and is in utf-16-le, as a spreadsheet"),
        ("", ",", "utf-8-sig", ""),
    ],
)
def test_what_moodle_does_not_read_is_said_of_a_worksheet(
    tmp_path: Path, before: str, separator: str, encoding: str, said: str
) -> None:
    lines = "Identifier,Full name,Email address,Grade,Maximum grade\nParticipant 1,A,a@x.org,,22\n"
    path = tmp_path / "worksheet.csv"
    path.write_bytes((before + lines.replace(",", separator)).encode(encoding))
    roster = Roster((Person("a", email="a@x.org"),))
    grades = ClassGrades(NAME, (Total("a", "", 1, 22),))
    notes = fill(TABLES["moodle"], read_table(path), grades, roster).notes
    assert said in "".join(notes) if said else not notes


def test_a_scale_of_moodle_s_takes_no_points(tmp_path: Path) -> None:
    text = (
        "Identifier,Full name,Email address,Status,Grade,Scale,Grade can be changed\n"
        'Participant 1,Ada,ada@example.org,Submitted,,"Fail, Pass",Yes\n'
    )
    people = (Person("ada", email="ada@example.org"),)
    with pytest.raises(CourseError, match="graded by a scale in Moodle"):
        filled("moodle", tmp_path, text, points(ada=2), people)


def test_who_has_no_line_is_not_called_unknown(tmp_path: Path) -> None:
    """Somebody who has left the course there is on the roster, and not in the table."""
    roster = Roster((Person("ada", numbers={"canvas_id": "1"}), Person("bob")))
    grades = ClassGrades(
        NAME, (Total("ada", "", 1, 22), Total("bob", "", 2, 22), Total("x", "", 3, 22))
    )
    path = tmp_path / "gradebook.csv"
    path.write_text(f"Student,ID,{NAME} (9)\n    Points Possible,,22\nAda,1,\n")
    done = fill(TABLES["canvas"], read_table(path), grades, roster)
    assert list(map(str, done.left_out)) == [
        "bob (the table has no line of theirs)", "x (not on the roster)",
    ]  # fmt: skip


def test_a_number_is_compared_with_numbers_of_its_own_kind_alone(tmp_path: Path) -> None:
    text = "Student,ID,SIS User ID,Section,mnist_sgd (1)\nA,501,777,x,\nB,502,501,x,\n"
    grades = (Total("501", "", 1.0, 22.0), Total("502", "", 2.0, 22.0))
    assert grades_in(filled("canvas", tmp_path, text, grades), 1, 4) == {"501": "1", "502": "2"}
    people = (
        Person("501", "A", numbers={"canvas_sis_id": "777"}),
        Person("502", "B", numbers={"canvas_sis_id": "501"}),
    )
    done = filled("canvas", tmp_path, text, grades, people)
    assert grades_in(done, 1, 4) == {"501": "1", "502": "2"}
    more = (*grades, Total("503", "", 3.0, 22.0), Total("777", "", 4.0, 22.0))
    done = filled("canvas", tmp_path, f"{text}C,503,888,x,\n", more)
    assert grades_in(done, 1, 4) == {"501": "1", "502": "2", "503": "3"}
    assert list(map(str, done.left_out)) == ["777 (not on the roster)"]


def test_where_a_number_may_be_of_two_kinds_nothing_is_written(tmp_path: Path) -> None:
    text = "Student,ID,SIS User ID,Section,mnist_sgd (1)\nA,501,777,x,\nB,502,501,x,\n"
    with pytest.raises(CourseError, match=r"501 may be table.csv, line 2 or table.csv, line 3"):
        filled("canvas", tmp_path, text, (Total("501", "", 1.0, 22.0),))


LEE = """\
Student,ID,SIS Login ID,Section,mnist_sgd (1)
Lee A,501,lee@example.edu,x,
Lee B,502,lee@guest.example.org,x,
Kim,503,kim@example.edu,x,
"""


def test_what_two_people_share_before_the_at_sign_tells_neither(tmp_path: Path) -> None:
    done = filled("canvas", tmp_path, LEE, points(lee=20, kim=10))
    assert grades_in(done, 1, 4) == {"501": "", "502": "", "503": "10"}
    assert list(map(str, done.left_out)) == [
        "lee (several lines have an address that begins with lee@)"
    ]
    grades = (
        Total("lee@example.edu", "", 1.0, 22.0),
        Total("lee@guest.example.org", "", 2.0, 22.0),
    )
    assert grades_in(filled("canvas", tmp_path, LEE, grades), 1, 4) == {
        "501": "1", "502": "2", "503": "",
    }  # fmt: skip


def test_an_address_that_the_gradebook_has_is_compared_as_a_whole(tmp_path: Path) -> None:
    grades = (Total("kim", "kim@guest.example.org", 20.0, 22.0), *points(x=1))
    with pytest.raises(CourseError, match="nobody in"):
        filled("canvas", tmp_path, LEE, grades)


def test_the_roster_says_who_is_who_and_ids_need_not_be_the_platform_s(tmp_path: Path) -> None:
    people = (
        Person("a", "Ada Lovelace", email="ADA@example.org"),
        Person("g", "George Boole", numbers={"moodle_participant": "12 778"}),
    )
    done = filled("moodle", tmp_path, GERMAN, points(a=1, g=2), people)
    assert [row.text(4) for row in done.table.rows] == ["1", "2"]


def test_ids_in_decomposed_letters_are_the_same_ids(tmp_path: Path) -> None:
    composed, decomposed = "rené", "rene\N{COMBINING ACUTE ACCENT}"
    text = f"Student,ID,SIS Login ID,Section,mnist_sgd (1)\nR,5,{composed},x,\n"
    assert grades_in(filled("canvas", tmp_path, text, points(**{decomposed: 3})), 1, 4) == {
        "5": "3"
    }
    people = (Person(composed, "R", numbers={"canvas_id": "5"}),)
    done = filled("canvas", tmp_path, text, points(**{decomposed: 3}), people)
    assert grades_in(done, 1, 4) == {"5": "3"}


def test_an_id_that_the_roster_knows_as_a_number_is_no_other_number(tmp_path: Path) -> None:
    people = (Person("501", "A", numbers={"moodle_id_number": "501"}), Person("b", email="b@x.org"))
    text = "Student,ID,SIS Login ID,Section,mnist_sgd (1)\nA,501,zoe,x,\nB,502,b@x.org,x,\n"
    done = filled("canvas", tmp_path, text, (Total("501", "", 1.0, 22.0), *points(b=2)), people)
    assert grades_in(done, 1, 4) == {"501": "", "502": "2"}
    assert list(map(str, done.left_out)) == ["501 (the table has no line of theirs)"]


def test_two_lines_for_a_person_and_a_line_for_two(tmp_path: Path) -> None:
    people = (Person("ada", email="ada@x.org", numbers={"canvas_id": "501"}), Person("bob"))
    twice = "Student,ID,SIS Login ID,Section,mnist_sgd (1)\nA,501,a,x,\nA,,,x,\nB,501,b,x,\n"
    with pytest.raises(
        CourseError, match=r"2 lines for ada: table.csv, line 2 and table.csv, line 4"
    ):
        filled("canvas", tmp_path, twice, points(ada=1), people)
    both = "Student,ID,SIS Login ID,Section,mnist_sgd (1)\nA,502,ada@x.org,x,\n"
    with pytest.raises(CourseError, match="line 2: canvas id of ada is 502 there and 501"):
        filled("canvas", tmp_path, both, points(ada=1), people)
    one = "Username,Email address,mnist_sgd\nada,bob@x.org,\n"
    grades = (Total("ada", "", 1.0, 22.0), Total("bob", "bob@x.org", 2.0, 22.0))
    with pytest.raises(CourseError, match="line 2 is that of ada and of bob"):
        filled("moodle", tmp_path, one, grades)


def test_who_handed_nothing_in_is_named_and_gets_a_zero_only_where_that_is_asked_for(
    tmp_path: Path,
) -> None:
    """What was handed in and is not graded is no zero, and what stands there stays."""
    text = "Student,ID,SIS Login ID,Section,mnist_sgd (1)\n" + "".join(
        f"{name},{number},{name},x,{old}\n"
        for number, name, old in ((1, "ada", ""), (2, "bob", ""), (3, "cyd", ""), (4, "dan", "7"),
                                  (5, "eve", "EX"))
    )  # fmt: skip
    people = tuple(Person(one, one, numbers={"canvas_login": one}) for one in
                   ("ada", "bob", "cyd", "dan", "eve", "fay"))  # fmt: skip
    grades = ClassGrades(NAME, points(ada=5), ungraded=("bob",))
    done = filled("canvas", tmp_path, text, grades, people)
    assert grades_in(done, 2, 4) == {"ada": "5", "bob": "", "cyd": "", "dan": "7", "eve": "EX"}
    assert done.nothing == ("cyd", "dan", "eve", "fay")
    assert list(map(str, done.left_out)) == ["bob (handed in and not graded)"]
    assert "what stands there stays: dan (7), eve (EX)" in " ".join(done.notes)
    done = filled("canvas", tmp_path, text, grades, people, missing="zero")
    assert grades_in(done, 2, 4) == {"ada": "5", "bob": "", "cyd": "0", "dan": "7", "eve": "EX"}


def test_nobody_gets_a_zero_who_may_be_somebody_with_a_grade(tmp_path: Path) -> None:
    text = "Student,ID,SIS Login ID,Section,mnist_sgd (1)\nA,1,ada,x,\nB,2,bob,x,\n"
    done = filled("canvas", tmp_path, text, points(ada=5, robert=20), missing="zero")
    assert grades_in(done, 2, 4) == {"ada": "5", "bob": ""}
    assert "no zero for people whom the course does not know" in " ".join(done.notes)
    done = filled("canvas", tmp_path, text, points(ada=5), missing="zero")
    assert grades_in(done, 2, 4) == {"ada": "5", "bob": "0"}


@pytest.mark.parametrize("missing", ["blank", "zero"])
@pytest.mark.parametrize(
    "time", ["Tuesday, 3 November 2026, 9:36 PM", "Xyzday, 3 Xyzember 2026, 9:36 PM"]
)
def test_who_has_handed_in_by_moodle_s_own_word_gets_no_zero(
    tmp_path: Path, time: str, missing: str
) -> None:
    """A part of the submissions was downloaded."""
    text = (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments\n"
        f'Participant 1,Ada,ada@x.org,Submitted,,22.00,Yes,"{time}",-,\n'
        f'Participant 3,Cyd,cyd@x.org,Submitted,,22.00,Yes,"{time}",-,\n'
        "Participant 4,Dee,dee@x.org,No submission,,22.00,Yes,-,-,\n"
    )
    people = tuple(Person(one, one.title(), email=f"{one}@x.org") for one in ("ada", "cyd", "dee"))
    done = filled("moodle", tmp_path, text, points(ada=3), people, missing=missing)
    zero = "0" if missing == "zero" else ""
    assert grades_in(done, 1, 4) == {"Ada": "3", "Cyd": "", "Dee": zero}
    assert done.nothing == ("dee",)
    assert [one.student for one in done.left_out] == ["cyd"]
    assert "nothing was collected" in done.left_out[0].why


def test_who_waits_for_a_grade_on_blackboard_has_handed_in(tmp_path: Path) -> None:
    people = (Person("ada", numbers={"blackboard_username": "ada"}),
              Person("george", numbers={"blackboard_username": "george"}),
              Person("zoe", numbers={"blackboard_username": "zoe"}))  # fmt: skip
    text = BLACKBOARD + '"Day"\t"Zoe"\t"zoe"\t"14"\t""\t"Yes"\t"In Progress"\r\n'
    done = filled("blackboard", tmp_path, text, points(george=3), people, missing="zero")
    assert grades_in(done, 2, 6) == {"ada": "Needs Grading", "george": "3", "zoe": "In Progress"}
    assert done.nothing == ("zoe",) and [one.student for one in done.left_out] == ["ada"]


ADA_AND_BOB = (
    Person("ada", "Ada Lee", numbers={"canvas_id": "1", "brightspace_org_id": "71"}),
    Person("bob", "Bob Ng", numbers={"canvas_id": "2", "brightspace_org_id": "72"}),
)


@pytest.mark.parametrize(
    ("named", "sure"), [("", False), ("Ada Kim", False), ("Zoe Day", True)]
)  # fmt: skip
@pytest.mark.parametrize("graded", [True, False])
def test_whose_id_was_changed_in_the_roster_gets_no_zero(
    tmp_path: Path, named: str, sure: bool, graded: bool
) -> None:
    """Under the old id the course has what was handed in."""
    text = "Student,ID,SIS Login ID,Section,mnist_sgd (1)\nAda Lee,1,adal,x,\nBob Ng,2,bng,x,\n"
    grades = ClassGrades(
        NAME,
        (*(points(s123=20) if graded else ()), *points(bob=5)),
        () if graded else ("s123",),
        names={"s123": named},
    )
    done = filled("canvas", tmp_path, text, grades, ADA_AND_BOB, missing="zero")
    assert grades_in(done, 1, 4) == {"1": "0" if sure else "", "2": "5"}
    content, made = brightspace_grades.made(grades, Roster(ADA_AND_BOB), "zero")
    assert ("#71,0,#" in content.decode()) == sure and "#72,5,#" in content.decode()
    for one in (done, made):
        assert one.nothing == (("ada",) if sure else ())
        assert "s123" in {left.student for left in one.left_out}
        assert ("ada" in {left.student for left in one.left_out}) != sure
        assert ("Make that the id of whose it is" in " ".join(one.notes)) != sure
    # Who is on the roster is somebody else.
    third = (*ADA_AND_BOB, Person("s123"))
    done = filled("canvas", tmp_path, text, grades, third, missing="zero")
    assert grades_in(done, 1, 4) == {"1": "0", "2": "5"}


def test_where_moodle_hides_who_has_handed_in_nobody_gets_a_zero_by_name(tmp_path: Path) -> None:
    path = tmp_path / "blind.csv"
    path.write_text(BLIND)
    known = Roster((Person("ada", "Ada", email="a@x.org"), Person("bob", "Bob", email="b@x.org")))
    roster, _ = add_table(known, read_table(path))
    grades = ClassGrades(NAME, (Total("777", "", 20, 22), *points(bob=5)))
    content, made = moodle_grades.made(grades, roster, "zero")
    assert content.decode().splitlines()[1:] == ["b@x.org,5"]
    assert "ada (no zero, since the work of 777 may be theirs)" in map(str, made.left_out)


def test_work_without_a_grade_keeps_a_zero_from_whom_the_course_does_not_know(
    tmp_path: Path,
) -> None:
    text = "Student,ID,SIS Login ID,Section,mnist_sgd (1)\nA,1,ada,x,\nB,2,bob,x,\n"
    grades = ClassGrades(NAME, points(ada=5), ungraded=("robert",))
    done = filled("canvas", tmp_path, text, grades, missing="zero")
    assert grades_in(done, 2, 4) == {"ada": "5", "bob": ""}


def test_a_group_s_grade_goes_to_each_member(tmp_path: Path) -> None:
    people = (Person("ada", "Ada Lovelace", email="ada@example.org", group="Team X"),
              Person("george", "George Boole", email="george@example.org", group="team x"),
              Person("zoe", group="Team Y"))  # fmt: skip
    grades = ClassGrades(NAME, (Total("Team X", "", 21.5, 22.0),), ungraded=("Team Y",))
    every = for_each_member(grades, Roster(people))
    assert [(one.student, one.score) for one in every.totals] == [("ada", 21.5), ("george", 21.5)]
    assert every.ungraded == ("zoe",)
    done = filled("moodle", tmp_path, GERMAN, every, people)
    assert [row.text(4) for row in done.table.rows] == ["21,5", "21,5"]
    twice = ClassGrades(NAME, (Total("Team X", "", 21.5, 22.0), *points(ada=3)))
    every = for_each_member(twice, Roster(people))
    assert [one.student for one in every.totals] == ["george"]
    assert "ada (has 3 points, and 21.5 as Team X" in str(every.refused[0])


def test_a_number_of_another_platform_is_no_user_name() -> None:
    """Without a table Moodle is given what it knows people by, or nothing."""
    canvas = Person("501", numbers={"canvas_id": "501"}, listed=False)
    known = Person("9", email="b@x.org", numbers={"gradescope_sid": "9"}, listed=False)
    grades = ClassGrades(NAME, (*points(ada=1), Total("501", "", 2, 22), Total("9", "", 3, 22)))
    content, done = moodle_grades.made(grades, Roster((canvas, known)), "blank")
    assert content.decode().splitlines() == [
        "Username,Email address,mnist_sgd", "ada,,1", ",b@x.org,3",
    ]  # fmt: skip
    assert [one.student for one in done.left_out] == ["501"]
    with pytest.raises(CourseError, match="the course knows nobody"):
        moodle_grades.made(ClassGrades(NAME, grades.totals[1:2]), Roster((canvas,)), "blank")


def test_a_table_of_our_own_names_people_by_what_all_of_them_have() -> None:
    """Who has it not is left out and named."""
    people = (
        Person("ada", email="ada@x.org", numbers={"brightspace_username": "ada"}),
        Person("bob", email="bob@x.org",
               numbers={"brightspace_username": "b1", "brightspace_org_id": "0012"}),
        Person("cyd", numbers={"sakai_username": "cyd"}), Person("dan", email="dan@x.org"),
    )  # fmt: skip
    grades = ClassGrades(NAME, points(ada=21.5, bob=2))
    content, _ = brightspace_grades.made(grades, Roster(people), "blank")
    assert content.decode().splitlines() == [
        "Username,mnist_sgd Points Grade <Numeric MaxPoints:22>,End-of-Line Indicator",
        "#ada,21.5,#", "#b1,2,#",
    ]  # fmt: skip
    content, done = moodle_grades.made(grades, Roster(people), "zero")
    assert content.decode().splitlines() == [
        "Email address,mnist_sgd", "ada@x.org,21.5", "bob@x.org,2", "dan@x.org,0",
    ]  # fmt: skip
    assert done.nothing == ("cyd", "dan")
    assert list(map(str, done.left_out)) == ["cyd (no Email address on the roster)"]
    content, done = sakai_grades.made(
        ClassGrades(NAME, points(cyd=1, dan=2)), Roster(people), "blank"
    )
    assert content.decode().splitlines() == ["Student ID,mnist_sgd [22]", "cyd,1"]
    assert list(map(str, done.left_out)) == ["dan (no Student ID on the roster)"]
    with pytest.raises(CourseError, match="does not say how Brightspace knows anybody"):
        brightspace_grades.made(ClassGrades(NAME, points(dan=1)), Roster(people), "blank")


def test_brightspace(tmp_path: Path) -> None:
    done = filled("brightspace", tmp_path, BRIGHTSPACE, points(ada=21.5))
    assert done.table.to_bytes().decode() == BRIGHTSPACE.replace("Ada,,3.5", "Ada,21.5,3.5")
    other = BRIGHTSPACE.replace("mnist_sgd", "Lab")
    done = filled("brightspace", tmp_path, other, points(ada=21.5))
    lines = done.table.to_bytes().decode().splitlines()
    assert lines[0].endswith(
        "Q Points Grade,mnist_sgd Points Grade <Numeric MaxPoints:22>,End-of-Line Indicator"
    )
    assert lines[1].endswith(",3.5,21.5,#")
    done = filled("brightspace", tmp_path, other, points(ada=21.5), column="Lab")
    assert done.table.to_bytes().decode() == other.replace("Ada,,3.5", "Ada,21.5,3.5")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_blackboard(tmp_path: Path, encoding: str) -> None:
    """What stands there of a state is no grade."""
    done = filled("blackboard", tmp_path, BLACKBOARD.encode(encoding), points(ada=21.5))
    assert done.table.to_bytes() == BLACKBOARD.replace("Needs Grading", "21.5").encode(encoding)
    exempt = BLACKBOARD.replace("Needs Grading", "Exempt")
    done = filled("blackboard", tmp_path, exempt, points(ada=21.5, george=3))
    assert "'Exempt' stands there" in str(done.left_out[0])
    with pytest.raises(CourseError, match="no column of grades for mnist_sgd, but for: Lab"):
        filled("blackboard", tmp_path, BLACKBOARD.replace("mnist_sgd", "Lab"), points(ada=21.5))
    with pytest.raises(CourseError, match="shows no points"):
        filled(
            "blackboard", tmp_path, BLACKBOARD.replace("22 Score", "22 Percentage"), points(ada=1)
        )


def test_sakai(tmp_path: Path) -> None:
    done = filled("sakai", tmp_path, SAKAI, points(ada=21.5))
    assert done.table.to_bytes().decode() == SAKAI.replace(",4,,", ",4,21.5,")
    other = SAKAI.replace("mnist_sgd [22.0]", "Lab [22.0]")
    done = filled("sakai", tmp_path, other, points(ada=21.5))
    assert done.table.columns[-1] == "mnist_sgd [22]"


def test_open_edx(tmp_path: Path) -> None:
    done = filled("openedx", tmp_path, OPENEDX, points(ada=21.5))
    assert done.table.to_bytes().decode() == OPENEDX.replace("mnist_sgd,\n", "mnist_sgd,21.5\n", 1)
    other = OPENEDX.replace("mnist_sgd", "Lab")
    with pytest.raises(CourseError, match="does not say which subsection is mnist_sgd"):
        filled("openedx", tmp_path, other, points(ada=1))
    done = filled("openedx", tmp_path, other, points(ada=1), column="new_override-3c4d")
    assert [row.text(8) for row in done.table.rows] == ["1", ""]


@pytest.mark.parametrize("form", list(TABLES))
@pytest.mark.parametrize(
    "text", [SPLIT, GERMAN, BRIGHTSPACE, BLACKBOARD, OPENEDX, "a,b\n1,2\n"], ids=lambda one: one[:9]
)
def test_the_table_of_another_platform_is_refused(tmp_path: Path, form: str, text: str) -> None:
    own = {"canvas": SPLIT, "moodle": GERMAN, "brightspace": BRIGHTSPACE,
           "blackboard": BLACKBOARD, "openedx": OPENEDX}.get(form)  # fmt: skip
    if text == own:
        return
    with pytest.raises(CourseError):
        filled(form, tmp_path, text, points(ada=1, george=2))


def test_a_title_that_two_columns_have_is_named(tmp_path: Path) -> None:
    text = SPLIT.replace("mnist_sgd (12345)", "mnist_sgd (1);mnist_sgd (2)")
    text = text.replace(";22,00", ";22,00;22,00")
    with pytest.raises(CourseError, match="2 columns of grades for mnist_sgd"):
        filled("canvas", tmp_path, text, points(ada=1))
    done = filled("canvas", tmp_path, text, points(ada=1), column="mnist_sgd (2)")
    assert done.table.rows[2].text(6) == "1"
    with pytest.raises(CourseError, match="no column of grades 'mnist'"):
        filled("canvas", tmp_path, text, points(ada=1), column="mnist")


@pytest.mark.parametrize(
    ("platform", "header", "lines", "filled_in"),
    [
        ("canvas", "Student,ID,SIS Login ID,mnist_sgd (7)",
         ("Lee Ada,501,ada,", "Ng Bob,502,bob,"), ["3", "mnist_sgd (7)", "4"]),
        ("brightspace", "OrgDefinedId,Username,mnist_sgd Points Grade,End-of-Line Indicator",
         ("#1,#ada,,#", "#2,#bob,,#"), ["3", "mnist_sgd Points Grade", "4"]),
    ],
)  # fmt: skip
def test_the_header_in_the_middle_gets_no_grade(
    tmp_path: Path, platform: str, header: str, lines: tuple[str, str], filled_in: list[str]
) -> None:
    path = tmp_path / "both.csv"
    path.write_text("\n".join((header, lines[0], header, lines[1])) + "\n")
    form, table = TABLES[platform], read_table(path)
    grades = ClassGrades("mnist_sgd", points(ada=3, bob=4))
    done = fill(form, table, grades, Roster(), missing="zero")
    place = next(place for place, name in enumerate(table.columns) if "mnist_sgd" in name)
    assert list(done.table.values(place)) == filled_in
    assert not done.nothing and "line 3 (the header again)" in done.notes[-1]


# What addresses and user names may be, and a spreadsheet takes for a formula, or parts.
ODD = (
    Person("ada", "Ada", email="+ada@x.org",
           numbers={"sakai_username": "-7", "brightspace_org_id": "=7"}),
    Person("bob", "Bob", email="b;ob@x.org",
           numbers={"sakai_username": "b|ob", "brightspace_org_id": "8;9"}),
    Person("cyd", "Cyd", email="cyd@x.org",
           numbers={"sakai_username": "cyd", "brightspace_org_id": "10"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("module", "lines", "why"),
    [
        (moodle_grades, ["cyd@x.org,5"], "the Email address {} would begin a formula"),
        (sakai_grades, ["cyd,5"], "the Student ID {} would begin a formula"),
        (brightspace_grades, ["#=7,3,#", "#10,5,#"], "the OrgDefinedId {} would begin a formula"),
    ],
)
def test_nobody_is_named_by_what_is_not_theirs_in_a_table_of_our_own(
    module: types.ModuleType, lines: list[str], why: str
) -> None:
    grades = ClassGrades(NAME, points(ada=3, bob=4, cyd=5))
    content, done = module.made(grades, Roster(ODD), "blank")
    assert content.decode().splitlines()[1:] == lines
    assert len(done.given) == len(lines)
    texts = {"ada": ODD[0], "bob": ODD[1]}
    assert {*done.given, *(one.student for one in done.left_out)} == {"ada", "bob", "cyd"}
    for one in done.left_out:
        person = texts[one.student]
        known = (person.email, *person.numbers.values())
        assert any(one.why.startswith(why.format(text)) for text in known)


def test_another_column_tells_people_where_one_cannot_be_written() -> None:
    with_numbers = [
        dataclasses.replace(one, numbers={"moodle_id_number": f"n{one.id}"}) for one in ODD
    ]
    grades = ClassGrades(NAME, points(ada=3, bob=4, cyd=5))
    content, done = moodle_grades.made(grades, Roster(tuple(with_numbers)), "blank")
    assert content.decode().splitlines() == ["ID number,mnist_sgd", "nada,3", "nbob,4", "ncyd,5"]
    assert done.given == ("ada", "bob", "cyd") and not done.left_out


def test_without_a_roster_a_user_name_that_a_spreadsheet_changes_is_left_out() -> None:
    totals = (Total("ada", "+ada@x.org", 3, 22), Total("bob", "", 4, 22), Total("=cyd", "", 5, 22))
    content, done = moodle_grades.made(ClassGrades(NAME, totals), Roster(), "blank")
    assert content.decode().splitlines()[1:] == ["ada,,3", "bob,,4"]
    assert [str(one).partition(" would")[0] for one in done.left_out] == ["=cyd (=cyd"]
