"""Nobody of the roster is passed over: who handed nothing in, and whose files could not be taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.absent import NOT_TAKEN, NOTHING, Absent, absent
from autograder.course.directory import Course, make_course
from autograder.course.people import Person
from autograder.course.roster import Roster, save_roster
from autograder.course.untaken import Untaken, note_untaken

NAME = "mnist_sgd"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of three, of whom Ada has handed in."""
    made = make_course(tmp_path / "course")
    save_roster(
        made, Roster((Person(id="ada"), Person(id="bob"), Person(id="Cyd", group="team 1")))
    )
    (made.submitted / "ada" / NAME).mkdir(parents=True)
    return made


def test_who_handed_nothing_in_has_a_line(course: Course) -> None:
    assert absent(course, NAME) == [Absent("bob", NOTHING), Absent("Cyd", NOTHING)]
    (course.submitted / "team 1" / NAME).mkdir(parents=True)
    assert absent(course, NAME) == [Absent("bob", NOTHING)], "a group's work is each member's"


def test_whose_file_could_not_be_taken_has_not_handed_nothing_in(course: Course) -> None:
    lost = {"x.zip": ("bob", "Cyd"), "bob.zip": ("bob",), "odd.ipynb": (), "ada.zip": ("ada",)}
    note_untaken(course, NAME, list(lost), {name: Untaken(ids) for name, ids in lost.items()})
    assert absent(course, NAME) == [
        Absent("bob", NOT_TAKEN, ("bob.zip", "x.zip")),
        Absent("Cyd", NOT_TAKEN, ("x.zip",)),
        Absent("", NOT_TAKEN, ("odd.ipynb",)),
    ]


def test_somebody_on_no_roster_whose_file_was_not_taken_has_a_line(course: Course) -> None:
    note_untaken(course, NAME, ["e.zip"], {"e.zip": Untaken(("eve",))})
    assert Absent("eve", NOT_TAKEN, ("e.zip",)) in absent(course, NAME)


def test_a_course_without_a_roster_misses_nobody(tmp_path: Path) -> None:
    assert absent(make_course(tmp_path / "course"), NAME) == []
