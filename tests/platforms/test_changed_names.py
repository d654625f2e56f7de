"""Who has another address or name on a platform than on the roster stops nobody else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.course.directory import make_course
from autograder.course.people import Person
from autograder.course.roster import ChangedError, Roster, RosterError, load_roster, save_roster
from autograder.course.tables import read_table
from autograder.course.untaken import load_untaken
from autograder.platforms.collecting.collect import collect
from autograder.platforms.grade_files import moodle_grades
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut, Total
from autograder.platforms.grade_files.sheet import ZERO, Filled, fill
from autograder.platforms.listings import add_table
from autograder.platforms.returning import moodle_feedback
from autograder.platforms.returning.give_back import homes_of

HEADER = "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
ADA = Person("ada", "Ada Lee", email="ada@x.org", numbers={"moodle_participant": "777"})
BOB = Person("bob", "Bob Ng", email="bob@x.org", numbers={"moodle_participant": "778"})
CYD = Person("cyd", "Cyd Poe", email="cyd@x.org", numbers={"moodle_participant": "779"})
ROSTER = Roster((ADA, BOB, CYD))
OF_BOB, OF_CYD = (
    "Participant 778,Bob Ng,bob@x.org,,,22.00\n",
    "Participant 779,Cyd Poe,cyd@x.org,,,22.00\n",
)
AT_HOME = "Participant 777,Ada Lee,ada@home.net,,,22.00\n"
WHY = "w.csv, line 2: the address is ada@home.net there and ada@x.org in roster.csv"


def filled(tmp_path: Path, lines: str, students: tuple[str, ...]) -> tuple[Filled, list[str]]:
    """Fill grades into a worksheet, zeros where nothing was handed in; return it and its grades."""
    path = tmp_path / "w.csv"
    path.write_text(HEADER + lines)
    grades = ClassGrades("mnist_sgd", tuple(Total(one, "", 4, 22) for one in students))
    done = fill(moodle_grades.FORM, read_table(path), grades, ROSTER, missing=ZERO)
    return done, list(done.table.values(4))


def test_a_new_address_leaves_one_line_out_and_gives_it_no_zero(tmp_path: Path) -> None:
    done, grades = filled(tmp_path, AT_HOME + OF_BOB + OF_CYD, ("ada", "bob"))
    assert grades == ["", "4", "0"] and done.given == ("bob",)
    assert done.left_out == (LeftOut("ada", WHY),)
    done, grades = filled(tmp_path, AT_HOME + OF_BOB + OF_CYD, ("bob",))
    assert grades == ["", "4", "0"] and done.left_out == (LeftOut("ada", WHY),)


def test_the_address_of_another_one_takes_nothing_from_that_one(tmp_path: Path) -> None:
    """And gives nothing to whoever has taken it."""
    as_bob = AT_HOME.replace("ada@home.net", "bob@x.org")
    done, grades = filled(tmp_path, as_bob + OF_BOB, ("ada", "bob"))
    assert grades == ["", "4"] and done.given == ("bob",)
    assert done.left_out[0].why == "w.csv, line 2: the number is of ada, and the address of bob"
    # A line that has nothing of Ada's but the address, beside that with her number.
    stranger = "Participant 900,Ada Lee,ada@x.org,,,22.00\n"
    done, grades = filled(tmp_path, AT_HOME + stranger + OF_BOB, ("ada", "bob"))
    assert grades == ["", "", "4"] and [one.student for one in done.left_out] == ["ada"]


def test_the_roster_takes_the_other_lines_of_a_table(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    save_roster(course, Roster((ADA, BOB)))
    path = tmp_path / "w.csv"
    path.write_text(HEADER + AT_HOME + OF_BOB + OF_CYD)
    roster, added = add_table(load_roster(course), read_table(path))
    assert [one.id for one in roster.people] == ["ada", "bob", "cyd"]
    assert added.left_out == (f"ada ({WHY})",) and roster.people[0].email == "ada@x.org"
    source = tmp_path / "export.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name in ("Ada Lee_777", "Bob Ng_778"):
            archive.writestr(f"{name}_assignsubmission_file/x.ipynb", '{"cells": []}')
    done = collect(course, "mnist_sgd", source, roster=path)
    assert done.students == ["ada", "bob"]
    assert any(WHY in note for note in done.notes)


@pytest.mark.parametrize(
    ("submitters", "maybe"),
    [
        ((("1", "ada@home.net"),), ("ada",)),
        ((("1", "bob@x.org"),), ("ada", "bob")),
        ((("1", "ada@home.net"), ("2", "bob@x.org")), ("ada", "bob")),
        ((("1", "ada@home.net"), ("9", "new@x.org")), ()),
    ],
)
def test_what_is_not_taken_for_a_new_address_keeps_zeros_from_those_alone_whose_it_may_be(
    tmp_path: Path, submitters: tuple[tuple[str, str], ...], maybe: tuple[str, ...]
) -> None:
    course = make_course(tmp_path / "course")
    (course.root / "roster.csv").write_text(
        "id,name,email,gradescope_sid\nada,,ada@x.org,1\nbob,,bob@x.org,2\ncyd,,cyd@x.org,3\n"
    )
    source = tmp_path / "export.zip"
    people = "".join(
        f"  - :name: A\n    :sid: '{one}'\n    :email: {two}\n" for one, two in submitters
    )
    with zipfile.ZipFile(source, "w") as archive:
        text = f"submission_1:\n  :submitters:\n{people}  :created_at: 2026-10-01 11:22:33 +0000\n"
        archive.writestr("submission_metadata.yml", text)
        archive.writestr("submission_1/x.ipynb", '{"cells": []}')
    done = collect(course, "mnist_sgd", source)
    assert not done.students and not done.complete
    assert load_untaken(course, "mnist_sgd") == {"submission_1/x.ipynb": maybe}


def test_a_new_name_keeps_one_page_back(tmp_path: Path) -> None:
    names = [f"{name}_assignsubmission_file/x.ipynb" for name in ("Zed_777", "Bob Ng_778")]
    grades = ClassGrades("mnist_sgd", tuple(Total(one, "", 4, 22) for one in ("ada", "bob")))
    slots = moodle_feedback.slots(tmp_path, names, "mnist_sgd")
    homes, _, left_out = homes_of("moodle", slots, ROSTER, grades)
    assert homes == {"bob": "Bob Ng_778_assignsubmission_file_mnist_sgd.html"}
    assert [one.student for one in left_out] == ["ada"]
    assert left_out[0].why.endswith("the name is Zed there and Ada Lee in roster.csv")


def test_a_table_in_which_most_people_have_other_addresses_is_another_one(tmp_path: Path) -> None:
    others = AT_HOME + OF_BOB.replace("bob@", "b.ng@") + OF_CYD
    with pytest.raises(ChangedError, match="the address of ada is"):
        filled(tmp_path, others, ("ada", "bob"))


def test_numbers_that_contradict_each_other_stay_an_error(tmp_path: Path) -> None:
    table = tmp_path / "grades.csv"
    table.write_text("Student,ID,SIS Login ID\nAda,501,other\nBob,502,bob\n")
    ada = Person("ada", numbers={"canvas_id": "501", "canvas_login": "ada"})
    roster = Roster((ada, Person("bob", numbers={"canvas_id": "502", "canvas_login": "bob"})))
    with pytest.raises(RosterError, match="canvas login of ada is other there"):
        add_table(roster, read_table(table))
