"""What was handed in and not taken is no reason for a zero."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from test_behind_codes import course, graded, made  # noqa: F401

from autograder.course.attempts import load_attempts
from autograder.course.directory import Course, CourseError
from autograder.course.untaken import load_untaken, path_of
from autograder.platforms.collecting.collect import collect
from autograder.platforms.grade_files.export import Exported, export

NAME = "mnist_sgd"


def take(course: Course, *names: str, platform: str = "brightspace") -> None:  # noqa: F811
    """Collect files that all differ."""
    put(course, {name: name.encode() for name in names}, platform)


def participants(course: Course) -> None:  # noqa: F811
    (course.root / "roster.csv").write_text(
        "id,name,moodle_participant,canvas_id\nada,Ada Lovelace,777,501\nbob,Bob Boole,778,502\n"
    )


def put(course: Course, files: dict[str, bytes], platform: str = "moodle") -> None:  # noqa: F811
    source = course.root.parent / "submissions.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
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


UNCLEAR = "lovelaceada_501_951_x_502_9_y.txt"


def test_who_may_be_meant_on_canvas_is_said(course: Course) -> None:  # noqa: F811
    """One file of one student kept the zeros from the whole class."""
    take(course, "lovelaceada_501_950_mnist_sgd.ipynb", UNCLEAR, platform="canvas")
    assert load_untaken(course, NAME) == {UNCLEAR: ("ada", "bob")}
    graded(course)
    assert zeros(course)[1] == {"501": "3", "502": "", "503": "0"}


def test_so_are_the_members_of_their_groups(course: Course) -> None:  # noqa: F811
    (course.root / "roster.csv").write_text(
        "id,name,group,canvas_id\nada,Ada,Team 1,501\nbob,Bob,,502\n"
        'emmy,Emmy,"Team 1, Team 2",503\n'
    )
    take(course, UNCLEAR, platform="canvas")
    assert load_untaken(course, NAME) == {UNCLEAR: ("ada", "bob", "emmy")}


def test_without_canvas_s_numbers_it_may_be_anybody_s(course: Course) -> None:  # noqa: F811
    roster = course.root / "roster.csv"
    roster.write_text(roster.read_text().replace(",503,", ",,"))
    entry = "teamx_501_951_x_777_9_y.txt"
    take(course, entry, platform="canvas")
    assert load_untaken(course, NAME) == {entry: ()}


def test_what_was_handed_in_later_settles_it_on_canvas(course: Course) -> None:  # noqa: F811
    """The last attempt of everybody alone is in a download, under numbers that grow."""
    take(course, "lovelaceada_501_950_mnist_sgd.ipynb", UNCLEAR, platform="canvas")
    # Collected later, and handed in before.
    take(
        course, "lovelaceada_501_949_mnist_sgd.ipynb", "boolebob_502_900_x.ipynb", platform="canvas"
    )
    assert set(load_untaken(course, NAME)) == {UNCLEAR}
    take(course, "lovelaceada_501_960_mnist_sgd.ipynb", platform="canvas")
    assert load_untaken(course, NAME) == {}


def test_it_is_not_settled_while_it_may_be_somebody_else_s(course: Course) -> None:  # noqa: F811
    take(course, UNCLEAR, platform="canvas")
    take(course, "lovelaceada_501_960_mnist_sgd.ipynb", platform="canvas")
    assert load_untaken(course, NAME) == {UNCLEAR: ("ada", "bob")}
    take(course, "boolebob_502_961_x.ipynb", platform="canvas")
    assert load_untaken(course, NAME) == {}


def test_whose_attempts_have_no_order_on_brightspace_is_said(course: Course) -> None:  # noqa: F811
    names = [f"1-9 - Ada Lovelace - {day} Xyzember 2026 926/mnist_sgd.ipynb" for day in (3, 4)]
    take(course, *names)
    assert load_untaken(course, NAME) == dict.fromkeys(names, ("ada",))


def test_who_may_be_meant_on_blackboard_is_said(course: Course) -> None:  # noqa: F811
    (course.root / "roster.csv").write_text(
        "id,name,blackboard_username\nada,Ada,ada\nbob,Bob,x_ada\nemmy,Emmy,emmy\n"
    )
    entry = "Lab_x_ada_attempt_2026-10-03-11-22-33_mnist_sgd.ipynb"
    take(course, entry, platform="blackboard")
    assert load_untaken(course, NAME) == {entry: ("ada", "bob")}


def test_a_file_that_comes_under_another_name_is_settled(course: Course) -> None:  # noqa: F811
    """As Moodle's folder of who is in no group says it: put them into groups, and download again."""
    participants(course)
    entry = "Default group_assignsubmission_file/mnist_sgd.ipynb"
    put(course, {entry: b"work"})
    assert load_untaken(course, NAME) == {entry: ()}
    put(course, {"Ada Lovelace_777_assignsubmission_file/mnist_sgd.ipynb": b"other"})
    assert load_untaken(course, NAME) == {entry: ()}
    put(course, {"Bob Boole_778_assignsubmission_file/mnist_sgd.ipynb": b"work"})
    assert load_untaken(course, NAME) == {}


def test_a_damaged_attempt_of_one_costs_nobody_else_theirs(course: Course) -> None:  # noqa: F811
    participants(course)
    entry = "Default group_assignsubmission_file/mnist_sgd.ipynb"
    put(course, {"Ada Lovelace_777_assignsubmission_file/mnist_sgd.ipynb": b"a", entry: b"work"})
    (attempt,) = load_attempts(course, NAME, "ada")
    (attempt.folder / "attempt.json").write_text("{")
    put(course, {"Bob Boole_778_assignsubmission_file/mnist_sgd.ipynb": b"work"})
    assert (course.submitted / "bob" / NAME / f"{NAME}.ipynb").read_bytes() == b"work"
    assert set(load_untaken(course, NAME)) == {entry}
    # So it is where the numbers of Canvas's files are asked for.
    take(course, "boolebob_502_900_x.ipynb", UNCLEAR, platform="canvas")
    take(course, "boolebob_502_901_x.ipynb", platform="canvas")
    assert UNCLEAR in load_untaken(course, NAME)


def test_a_file_that_somebody_had_already_settles_nothing(course: Course) -> None:  # noqa: F811
    participants(course)
    mine = {"Ada Lovelace_777_assignsubmission_file/mnist_sgd.ipynb": b"as handed out"}
    entry = "Default group_assignsubmission_file/mnist_sgd.ipynb"
    put(course, mine | {entry: b"as handed out"})
    put(course, mine)
    assert load_untaken(course, NAME) == {entry: ()}


def test_of_two_with_one_content_neither_is_settled(course: Course) -> None:  # noqa: F811
    participants(course)
    entries = [f"Default group_assignsubmission_file/{name}.ipynb" for name in ("a", "b")]
    put(course, dict.fromkeys(entries, b"work"))
    put(course, {"Ada Lovelace_777_assignsubmission_file/mnist_sgd.ipynb": b"work"})
    assert set(load_untaken(course, NAME)) == set(entries)


ZEROS = b"0," * 2**20


@pytest.mark.parametrize(
    ("name", "platform", "whose"),
    [
        ("lovelaceada_501_951_zeros.csv", "canvas", ("ada",)),
        ("Ada Lovelace_777_assignsubmission_file/zeros.csv", "moodle", ("ada",)),
        ("ada/zeros.csv", "folders", ("ada",)),
        ("ada/mnist_sgd/zeros.csv", "nbgrader", ("ada",)),
        # Whose it is cannot be told: it may be that of each of these, or anybody's.
        ("lovelaceada_501_951_x_502_9_zeros.csv", "canvas", ("ada", "bob")),
        ("zeros.csv", "folders", ()),
        ("ada/../zeros.csv", "folders", ()),
        ("/ada/zeros.csv", "folders", ()),
    ],
)
def test_a_file_that_is_not_unpacked_is_its_owner_s(
    course: Course,  # noqa: F811
    name: str,
    platform: str,
    whose: tuple[str, ...],
) -> None:
    """One student's file that packs well kept the zeros from the whole class."""
    participants(course)
    own = {
        "canvas": "boolebob_502_900_mnist_sgd.ipynb",
        "moodle": "Bob Boole_778_assignsubmission_file/mnist_sgd.ipynb",
        "folders": "bob/mnist_sgd.ipynb",
        "nbgrader": "bob/mnist_sgd/mnist_sgd.ipynb",
    }[platform]
    source = course.root.parent / "submissions.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, ZEROS)
        archive.writestr(own, b"work")
        archive.writestr(f"__MACOSX/{own}", ZEROS)
    done = collect(course, NAME, source, platform=platform)
    assert done.students == ["bob"] and not done.complete
    assert [one.path for one in done if one.lost] == [name]
    assert list(load_untaken(course, NAME).values()) == [whose]
    assert not done.new


def test_a_note_of_an_earlier_version_is_read(course: Course) -> None:  # noqa: F811
    path = path_of(course, NAME)
    path.parent.mkdir(parents=True)
    path.write_text('{"x.zip": ["ada"], "y.zip": []}')
    assert load_untaken(course, NAME) == {"x.zip": ("ada",), "y.zip": ()}
