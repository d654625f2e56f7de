"""What was handed in and not taken is no reason for a zero."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from test_behind_codes import course, graded, made  # noqa: F401

from autograder.course.directory import Course, CourseError
from autograder.course.untaken import load_untaken, path_of
from autograder.platforms.collecting.collect import collect
from autograder.platforms.grade_files.export import Exported, export

NAME = "mnist_sgd"


def take(course: Course, *names: str, platform: str = "brightspace") -> None:  # noqa: F811
    source = course.root.parent / "submissions.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    collect(course, NAME, source, platform=platform)


def zeros(course: Course) -> tuple[Exported, dict[str, str]]:  # noqa: F811
    table = course.root.parent / "gradebook.csv"
    done = export(course, NAME, "canvas", roster=table, missing="zero")
    lines = [line.split(",") for line in done.path.read_text().splitlines()[2:]]
    return done, {line[2]: line[-1] for line in lines}


def test_who_may_have_handed_in_gets_no_zero(course: Course) -> None:  # noqa: F811
    """Two people have one name, and a file of one of them was not taken."""
    roster = course.root / "roster.csv"
    roster.write_text(roster.read_text().replace("Bob Boole", "Ada Lovelace"))
    first = "1-9 - Ada Lovelace - Nov 3, 2026 926 PM/mnist_sgd.ipynb"
    take(course, first, "2-9 - Emmy Noether - Nov 3, 2026 926 PM/mnist_sgd.ipynb")
    assert load_untaken(course, NAME) == {first: ("ada", "bob")}
    graded(course)
    done, points = zeros(course)
    assert points == {"501": "", "502": "", "503": "3"}
    assert {one.student for one in done.left_out} == {"ada", "bob"} and done.nothing == ()
    # Told apart, and collected again.
    roster.write_text(roster.read_text().replace("bob,Ada Lovelace", "bob,Bob Boole"))
    take(course, first)
    assert load_untaken(course, NAME) == {}


def test_where_it_may_be_anybody_s_nobody_gets_one(course: Course) -> None:  # noqa: F811
    take(course, "emmy/mnist_sgd.ipynb", "loose.ipynb", platform="folders")
    assert load_untaken(course, NAME) == {"loose.ipynb": ()}
    graded(course)
    done, points = zeros(course)
    assert points == {"501": "", "502": "", "503": "3"}
    assert "no zero for anybody, since these were handed in and not taken" in " ".join(
        done.sentences()
    )
    path_of(course, NAME).unlink()
    assert zeros(course)[1] == {"501": "0", "502": "0", "503": "3"}


def test_a_damaged_note_is_a_clear_error(course: Course) -> None:  # noqa: F811
    path: Path = path_of(course, NAME)
    path.parent.mkdir(parents=True)
    path.write_text("[]")
    with pytest.raises(CourseError, match="says what was handed in and not taken"):
        load_untaken(course, NAME)
