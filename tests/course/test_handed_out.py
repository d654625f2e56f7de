"""What was handed out to somebody stays theirs, whatever the roster calls them since."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import variant_class
from variant_class import NAME

from autograder.course.directory import Course, CourseError
from autograder.course.drawn import Draw
from autograder.course.handed_out import load_handed_out, path_of
from autograder.course.own_release import handouts, write_handouts

HEADER = "id,name,group,canvas_id\n"
ROWS = ("ada,Ada,Team A,501", "bob,Bob,Team A,502", "cyd,Cyd,Team B,503", "dee,Dee,Team B,504")


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course in which two groups have got their notebooks."""
    root = tmp_path_factory.mktemp("made") / "course"
    course = variant_class.make_course(root, ["ada,Ada,Team A"])
    enter(course, *ROWS)
    path_of(course, NAME).unlink()
    write_handouts(course, NAME, handouts(course, NAME))
    return course


def enter(course: Course, *rows: str) -> Draw:
    (course.root / "roster.csv").write_text(HEADER + "".join(f"{one}\n" for one in rows))
    return Draw(course, NAME)


def token_of(course: Course, student: str) -> str:
    return next(one.token for one in handouts(course, NAME) if one.student == student)


@pytest.mark.parametrize(
    "rows",
    [
        ("ada,Ada,Rockets,501", "bob,Bob,Rockets,502", *ROWS[2:]),
        ("ada,Ada,,501", "bob,Bob,,502", *ROWS[2:]),
        ("ada,Ada,,501", *ROWS[1:]),
        ("ada,Ada,Team B,501", *ROWS[1:]),
        ("lovelace,Ada,Team A,501", "boole,Bob,Team A,502", *ROWS[2:]),
        ("lovelace,Ada,,501", *ROWS[1:]),
    ],
    ids=["renamed", "dissolved", "left", "moved", "other ids", "left, with another id"],
)
def test_what_was_handed_out_counts_by_what_it_says(course: Course, rows: tuple[str, ...]) -> None:
    token = token_of(course, "ada")
    draw = enter(course, *rows)
    student = rows[0].partition(",")[0]
    found = draw.drawn(student, (), [token])
    assert (found.token, found.note) == (token, "")
    # The notebook that says nothing is judged by what the student got, and not by a new draw.
    assert draw.drawn(student, (), []).token == token
    # It is nobody else's for that.
    found = draw.drawn("cyd", (), [token])
    assert ("another student's" in found.note) == (rows[0] != "ada,Ada,Team B,501")


def test_a_renamed_group_hands_in_what_it_got(course: Course) -> None:
    token = token_of(course, "ada")
    draw = enter(course, "ada,Ada,Rockets,501", "bob,Bob,Rockets,502", *ROWS[2:])
    for student, members in (("Rockets", ()), ("bob", ("ada", "bob"))):
        found = draw.drawn(student, members, [token])
        assert (found.token, found.note) == (token, "")
    assert draw.whose(token) == "ada, bob"


def test_who_has_left_the_roster_is_named(course: Course) -> None:
    """Nothing but the id says who it was."""
    token = token_of(course, "ada")
    draw = enter(course, *ROWS[2:], "eve,Eve,,")
    note = draw.drawn("eve", (), [token]).note
    assert note.startswith(
        "the notebook was handed out to somebody who is not on the roster any more; it is judged as "
    )
    assert draw.whose(token) == "ada, bob"


def test_a_further_release_forgets_nothing(course: Course) -> None:
    first = token_of(course, "ada")
    enter(course, "ada,Ada,,501", *ROWS[1:])
    for _ in range(2):
        write_handouts(course, NAME, handouts(course, NAME))
    second = token_of(course, "ada")
    assert first != second and len(load_handed_out(course, NAME)) == len(ROWS) + 1
    draw = enter(course, "ada,Ada,Rockets,501", *ROWS[1:])
    for token in (first, second):
        found = draw.drawn("ada", (), [token])
        assert (found.token, found.note) == (token, "")
    assert draw.drawn("ada", (), []).token == second


def test_a_damaged_file_is_a_clear_error(course: Course) -> None:
    path_of(course, NAME).write_text("[{}]")
    with pytest.raises(CourseError, match="says which variant was handed out to whom"):
        Draw(course, NAME)
