"""Whose a file of an export is: said by the platform's own entries, for all of it, or not at all."""

from __future__ import annotations

import datetime
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from autograder.course.directory import Course, CourseError, make_course
from autograder.course.people import Person
from autograder.course.roster import enter_students, load_roster
from autograder.course.untaken import load_untaken
from autograder.doors.cli import main
from autograder.doors.nbgrader_reader import existing_timestamp
from autograder.platforms.collecting.collect import Collected, collect
from autograder.platforms.collecting.owners import Owners

NB = b'{"cells": []}'
SGD = b'{"cells": [], "metadata": {"autograder": {"assignment": "mnist_sgd"}}}'
ADAM = SGD.replace(b"mnist_sgd", b"mnist_adam")
# In the order of the lines: worksheets of Moodle, gradebooks of Canvas.
WORKSHEET = "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
GRADEBOOK = "Student,ID,SIS User ID,SIS Login ID,Section\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("made") / "course")


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


def take(
    course: Course,
    files: dict[str, bytes] | list[str],
    roster: str = "",
    platform: str | None = None,
) -> Collected:
    """Collect a zip file with these entries."""
    source, table = course.root.parent / "export.zip", course.root.parent / "table.csv"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files:
            archive.writestr(name, files[name] if isinstance(files, dict) else NB)
    table.write_text(roster, encoding="utf-8")
    return collect(course, "mnist_sgd", source, table if roster else None, platform=platform)


def there(course: Course) -> dict[str, bytes]:
    return {
        path.relative_to(course.submitted)
        .as_posix()
        .replace("/mnist_sgd/", ": "): path.read_bytes()
        for path in sorted(course.submitted.rglob("*"))
        if path.is_file()
    }


def students(course: Course) -> list[str]:
    return sorted(path.name for path in course.submitted.iterdir())


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["ada/mnist_sgd.ipynb", "bob/mnist_sgd.ipynb"], ["ada", "bob"]),
        (["ada/mnist_sgd/mnist_sgd.ipynb", "bob/mnist_sgd/mnist_sgd.ipynb"], ["ada", "bob"]),
        (["submitted/ada/mnist_sgd/mnist_sgd.ipynb"], ["ada"]),
        (["mnist-sgd-ada/mnist_sgd.ipynb", "mnist-sgd-ada/.git/config",
          "mnist-sgd-bob/mnist_sgd.ipynb"], ["ada", "bob"]),
        (["ada/mnist_sgd.ipynb", "ada/.git/HEAD", "ada/src/x.py"], ["ada"]),
        (["CS101-77/Student A_777_assignsubmission_file/mnist_sgd.ipynb"], ["777"]),
        (["Student A_777_assignsubmission_file_mnist_sgd.ipynb",
          "Student B_778_assignsubmission_file_mnist_sgd.ipynb"], ["777", "778"]),
        (["Participant_777_assignsubmission_file_mnist_sgd.ipynb"], ["777"]),
        (["Teilnehmerin_777_assignsubmission_file/mnist_sgd.ipynb"], ["777"]),
        (["studenta_501_9001_mnist_sgd.ipynb"], ["501"]),
        (["submissions/studenta_LATE_501_9001_mnist_sgd.ipynb"], ["501"]),
        (["project_group_501_9001_mnist_sgd.ipynb"], ["501"]),
        (["studenta_501_text.html", "studenta_501_9001_mnist_sgd.ipynb"], ["501"]),
        (["anon_3fK9x_9001_mnist_sgd.ipynb", "LATE_anon_Qq7zT_9002_501_77_x.ipynb",
          "anon_Qq7zT_text.html"], ["anon_3fK9x", "anon_Qq7zT"]),
        (["anon_501_9001_mnist_sgd.ipynb", "adalee_502_9002_mnist_sgd.ipynb"], ["501", "502"]),
        (["Lab_3_20067930_attempt_2025-10-03-11-22-33_mnist_sgd.ipynb"], ["20067930"]),
        (["Lab_3_4_ada_attempt_2025-10-03-11-22-33_mnist_sgd.ipynb",
          "Lab_3_4_bob_attempt_2025-10-03-11-22-34_mnist_sgd.ipynb"], ["ada", "bob"]),
        (["Lab_3_j_lee_attempt_2025-10-03-11-22-33_mnist_sgd.ipynb",
          "Lab_3_bob_attempt_2025-10-03-11-22-34_mnist_sgd.ipynb"], ["bob", "j_lee"]),
    ],
)  # fmt: skip
def test_an_export_says_it_with_or_without_a_folder_around(
    course: Course, files: list[str], expected: list[str]
) -> None:
    done = take(course, files)
    assert students(course) == expected
    assert done.complete
    assert len(done.done) == len(files)


TREES = [
    "m/ada/mnist_sgd/mnist_sgd.ipynb m/bob/mnist_sgd/mnist_sgd.ipynb",
    "m/ada/mnist_sgd.ipynb m/bob/mnist_sgd.ipynb",
    "m/submitted/ada/mnist_sgd/mnist_sgd.ipynb m/submitted/bob/mnist_sgd/mnist_sgd.ipynb",
    "m/mnist-sgd-ada/mnist_sgd.ipynb m/mnist-sgd-ada/.git/config m/mnist-sgd-bob/mnist_sgd.ipynb",
]


@pytest.mark.parametrize("tree", TREES)
def test_one_folder_that_may_be_a_students_is_not_divided_among_others(
    course: Course, tree: str
) -> None:
    """A student who hands in alone, a tree of two others', was graded as these."""
    with pytest.raises(CourseError, match=r"the folder m.* may be a student's, or one around"):
        take(course, tree.split())
    assert students(course) == []
    # The roster says it, or the instructor.
    if "/submitted/" in tree:
        take(course, tree.split(), platform="nbgrader")
        assert students(course) == ["ada", "bob"]
    take(course, tree.split(), "id,name,email\nada,A,\nbob,B,\n")
    assert students(course) == ["ada", "bob"]
    (course.root / "roster.csv").write_text("id,name\nm,M\n")
    for one in students(course):
        shutil.rmtree(course.submitted / one)
    take(course, tree.split())
    assert students(course) == ["m"]


@pytest.mark.parametrize(
    ("files", "roster"),
    [
        (["Default group_assignsubmission_file/mnist_sgd.ipynb"], ""),
        (["397063-2557370 - First Last - 24 September 2024 2126/mnist_sgd.ipynb"], ""),
        (["397063-2557370 - First Last - Nov 3, 2026 926 PM/mnist_sgd.ipynb"],
         "id,name,email\na,First Last,a@example.org\nb,First Last,b@example.org\n"),
        (["1-9 - First Last - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
          "2-9 - First Last - Nov 3, 2026 927 PM/mnist_sgd.ipynb"],
         "id,name,email\na,First Last,a@example.org\n"),
        (["Group A_12_assignsubmission_file/mnist_sgd.ipynb"],
         WORKSHEET + "Participant 12,Ada Lovelace,ada@example.org,Submitted,,22\n"),
        (["Ada Lovelace_13_assignsubmission_file/mnist_sgd.ipynb"],
         WORKSHEET + "Participant 12,Ada Lovelace,ada@example.org,Submitted,,22\n"),
        (["adalovelace_501_9001_mnist_sgd.ipynb"], "id,name,email\nada,Ada Lovelace,a@example.org\n"),
        (["mallory_777_9001_502_9999_mnist_sgd.ipynb"], GRADEBOOK + '"Boole, Bob",502,,bob,\n'),
        (["bobboole_502_77_501_9001_mnist_sgd.ipynb", "groupx_501_9003_mnist_sgd.txt"],
         GRADEBOOK + '"Boole, Bob",502,,bob,\n"Lovelace, Ada",501,,ada,\n'),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_named_and_not_taken(
    course: Course, files: list[str], roster: str
) -> None:
    done = take(course, files, roster)
    assert not [name for name in there(course) if name.endswith(".ipynb")]
    named = [one for one in done.done if one.lost]
    assert {one.path for one in named} >= {one for one in files if one.endswith(".ipynb")}
    assert all(one.what.endswith(": not taken") for one in named)
    assert not done.complete


def test_brightspace_goes_by_the_roster(course: Course) -> None:
    roster = (
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
        "#77,#flast,Last,First,f@example.org,#\n#78,#other,One,Other,o@example.org,#\n"
    )
    first = "397063-2557370 - First Last - 24 September 2024 2126"
    done = take(course, {
        f"{first}/mnist_sgd.ipynb": NB, "index.html": b"<html>",
        "397063-2557370 - First Last - 3 October 2024 905/mnist_sgd.ipynb": SGD,
    }, roster)  # fmt: skip
    assert there(course) == {"flast: mnist_sgd.ipynb": SGD}
    said = {one.path: one for one in done.done}
    assert said[f"{first}/mnist_sgd.ipynb"].what.startswith("an earlier attempt: kept")
    assert said["index.html"].what == "it belongs to the platform, not to a submission"


@pytest.mark.parametrize("other", ["Lee Ann", "ann_lee", "Annlee", "Ann-Lee", "ann lee"])
@pytest.mark.parametrize("form", ["{1}-9 - {0} - Nov {1}, 2026 926 PM/mnist_sgd.ipynb", "{0}/{2}"])
def test_two_whose_names_may_be_one_person_s_are_two(course: Course, other: str, form: str) -> None:
    """Both became that person's, of whom only one name was counted."""
    (course.root / "roster.csv").write_text("id,name\nann,Ann Lee\nbob,Bob Ng\n")
    names = [
        form.format(*one, "mnist_sgd.ipynb") for one in (("Ann Lee", 3), (other, 4), ("bob ng", 5))
    ]
    done = take(course, names)
    assert students(course) == ["bob"]
    assert [(one.path, one.whose) for one in done if one.lost] == [
        (one, ("ann",)) for one in names[:2]
    ]
    # Each alone is somebody whom the roster knows.
    if form.startswith("{1}") or other != "Annlee":
        assert take(course, names[1:]).complete
    assert take(course, [names[0], names[2]]).complete


@pytest.mark.parametrize("name", ["अनु सिंह", "Lee, Zoë", "Zoë (Z.) Lee", "अनु"])
def test_a_folder_may_be_called_by_a_name_that_is_no_id(course: Course, name: str) -> None:
    person = "Zoë Lee" if name == "Lee, Zoë" else name
    (course.root / "roster.csv").write_text(
        f"id,name\nann,{person}\nbob,Bob Ng\n", encoding="utf-8"
    )
    done = take(course, {f"{name}/mnist_sgd.ipynb": NB, "bob/mnist_sgd.ipynb": SGD})
    assert done.complete and students(course) == ["ann", "bob"]
    other = "अनू सिंह" if name[0] == "अ" else "Lee, Zoe"
    done = take(course, {f"{other}/mnist_sgd.ipynb": ADAM, "bob/mnist_sgd.ipynb": SGD})
    assert there(course)["ann: mnist_sgd.ipynb"] == NB
    assert [one.path for one in done if one.lost] == [f"{other}/mnist_sgd.ipynb"]


def test_who_is_there_under_the_id_is_not_found_by_the_name_too(course: Course) -> None:
    (course.root / "roster.csv").write_text("id,name\nann,Ann Lee\nbob,Bob Ng\n")
    done = take(course, {"ann/mnist_sgd.ipynb": NB, "Lee Ann/mnist_sgd.ipynb": SGD})
    assert there(course) == {"ann: mnist_sgd.ipynb": NB}
    (lost,) = (one for one in done if one.lost)
    assert lost.whose == ("ann",) and "others here may be that, too: ann" in lost.what
    # An id that looks like the name is the id of whoever has it.
    (course.root / "roster.csv").write_text("id,name\nann,Ann Lee\nannlee,Bob Ng\n")
    assert take(course, {"annlee/mnist_sgd.ipynb": NB, "Lee Ann/mnist_sgd.ipynb": SGD}).complete


@pytest.mark.parametrize(
    "entry", ["1-9 - Ann Lee - Nov 3, 2026 926 PM/mnist_sgd.ipynb", "Ann Lee/x.ipynb"]
)
def test_a_group_that_is_called_as_somebody_else_is_named(course: Course, entry: str) -> None:
    (course.root / "roster.csv").write_text(
        "id,name,group\nann,Lee Ann,\nbob,Bob Ng,Ann Lee\ncyd,Cyd,Ann Lee\n"
    )
    done = take(course, [entry, "dan/x.ipynb"] if "/x" in entry else [entry])
    (lost,) = (one for one in done if one.lost)
    assert lost.whose == ("bob", "cyd", "ann")


def test_canvas_leaves_nothing_of_a_group_s_name_without_letters(course: Course) -> None:
    (course.root / "roster.csv").write_text(
        "id,name,group,canvas_id\nada,Ada,☺,501\nbob,Bob,☺,502\ncyd,♥,★,503\ndan,Dan,★,504\n"
        "eve,♥,,505\n",
        encoding="utf-8",
    )
    done = take(course, [f"_{user}_900{user}_mnist_sgd.ipynb" for user in (501, 503, 505)])
    assert students(course) == ["ada", "bob", "eve"]
    (lost,) = (one for one in done if one.lost)
    assert lost.whose == ("cyd", "dan") and "nothing is left there of a name" in lost.what


@pytest.mark.parametrize(("known", "stranger"), [("☺", "♥ ♥"), ("कम लता", "कीम लता")])
def test_a_name_of_other_signs_or_vowels_is_another_one(
    course: Course, known: str, stranger: str
) -> None:
    (course.root / "roster.csv").write_text(f"id,name\na,{known}\nb,B\n", encoding="utf-8")
    done = take(course, [
        f"1-9 - {known} - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
        f"2-9 - {stranger} - Nov 4, 2026 926 PM/mnist_sgd.ipynb",
    ])  # fmt: skip
    assert students(course) == ["a"]
    assert [one.path[0] for one in done if one.lost] == ["2"]


@pytest.mark.parametrize("late", ["", "_LATE"])
def test_canvas_leaves_nothing_of_a_name_without_letters(course: Course, late: str) -> None:
    done = take(
        course,
        [f"{late}_501_9001_mnist_sgd.ipynb", "bob_502_9002_mnist_sgd.ipynb", "_503_text.html"],
        GRADEBOOK + "☺,501,,ada,\nBob,502,,bob,\n♥,503,,cyd,\n",
    )
    assert done.complete and students(course) == ["ada", "bob", "cyd"]


def test_a_name_that_looks_like_a_date_takes_nobody_s_place(course: Course) -> None:
    """It had the whole download refused, and with a word from the instructor became another's."""
    roster = (
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
        "#77,#ada,Lovelace,Ada,ada@example.org,#\n#78,#zoe,Z,Zoe,zoe@example.org,#\n"
    )
    for platform in (None, "brightspace"):
        done = take(course, {
            "1-9 - Zoe Z - Nov 3, 2026 926 PM/mnist_sgd.ipynb": SGD,
            "2-9 - Ada Lovelace - Nov 4, 2026 926 PM - Nov 5, 2026 926 PM/mnist_sgd.ipynb": NB,
        }, roster, platform=platform)  # fmt: skip
        assert there(course) == {"zoe: mnist_sgd.ipynb": SGD}
        (lost,) = [one for one in done.done if one.lost]
        assert "'Ada Lovelace - Nov 4, 2026 926 PM' does not say who it is" in lost.what


def test_two_people_with_the_same_local_part_are_two(course: Course) -> None:
    take(
        course,
        {"leea_501_9001_mnist_sgd.ipynb": b"a", "leeb_502_9002_mnist_sgd.ipynb": b"b"},
        'Student,ID,SIS Login ID\n"Lee, A",501,lee@example.edu\n"Lee, B",502,lee@guest.example.org\n',
    )
    assert there(course) == {
        "lee@example.edu: mnist_sgd.ipynb": b"a", "lee@guest.example.org: mnist_sgd.ipynb": b"b",
    }  # fmt: skip


def test_a_worksheet_in_another_language_is_a_roster(course: Course) -> None:
    roster = (
        'ID;"Vollständiger Name";"E-Mail-Adresse";Status;Bewertung;"Bestmögliche Bewertung"\n'
        '"Teilnehmer/in777";"Ada Lovelace";"ada@example.org";"Keine Abgabe";"";"22,00"\n'
    )
    take(course, ["Ada Lovelace_777_assignsubmission_file/mnist_sgd.ipynb"], roster)
    assert students(course) == ["ada"]


def test_decomposed_letters_are_the_same_person(course: Course) -> None:
    take(course, ["zoe\u0308/mnist_sgd.ipynb", "x/mnist_sgd.ipynb"], "id,name,email\nzo\u00eb,Z,\n")
    assert students(course) == ["x", "zo\u00eb"]


# --- What a student uploads says nothing ----------------------------------------------------------

ROSTER = GRADEBOOK + '"Lovelace, Ada",501,,ada,\n"Boole, Bob",502,,bob,\n'


@pytest.mark.parametrize(
    "name",
    [
        "submission_metadata.yml", "Bob Boole_777_assignsubmission_file_mnist_sgd.ipynb",
        "boolebob_502_9002_mnist_sgd.ipynb", "502_9002_mnist_sgd.ipynb", "x_LATE_502_9002_y.ipynb",
        "1-2 - Bob Boole - Nov 3, 2026 926 PM - mnist_sgd.ipynb",
        "Lab_bob_attempt_2026-10-03-11-22-33_mnist_sgd.ipynb", "timestamp.txt", "index.html",
    ],
)  # fmt: skip
def test_a_name_in_a_platform_s_pattern_is_a_name(course: Course, name: str) -> None:
    """In a flat export of Canvas, and in folders of Moodle, Gradescope, plain and of nbgrader."""
    files = {
        f"lovelaceada_501_9001_{name}": b"ada", "lovelaceada_501_9003_mnist_sgd.ipynb": SGD,
        "boolebob_502_9004_mnist_sgd.ipynb": SGD + b" ",
    }  # fmt: skip
    take(course, files, ROSTER)
    assert there(course)["bob: mnist_sgd.ipynb"] == SGD + b" "
    assert [name for name in there(course) if name.startswith("bob")] == ["bob: mnist_sgd.ipynb"]
    assert there(course)["ada: mnist_sgd.ipynb"] == SGD


@pytest.mark.parametrize("around", ["", "export/"])
@pytest.mark.parametrize(
    "form",
    [
        "{}/",
        "{}/mnist_sgd/",
        "{} B_77{}_assignsubmission_file/",
        "{} B_77{}_assignsubmission_file_",
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "submission_metadata.yml",
        "bob B_771_assignsubmission_file_x.ipynb",
        "b_502_9_mnist_sgd.ipynb",
    ],
)
def test_it_is_so_in_folders_too(course: Course, around: str, form: str, name: str) -> None:
    ada, bob = form.format("ada", 0), form.format("bob", 1)
    bomb = b"a: &a [x, x]\nb: &b [*a, *a]\n" + b"c: *c\n"
    if " B_77" not in form:
        (course.root / "roster.csv").write_text("id,name\nada,\n")
    done = take(course, {
        f"{around}{ada}{name}": bomb, f"{around}{ada}mnist_sgd.ipynb": SGD,
        f"{around}{bob}mnist_sgd.ipynb": SGD + b" ",
    })  # fmt: skip
    first, second = students(course)
    assert there(course)[f"{second}: mnist_sgd.ipynb"] == SGD + b" "
    assert there(course)[f"{first}: {name}"] == bomb
    assert len(there(course)) == 3
    assert done.complete


# --- Gradescope -----------------------------------------------------------------------------------

METADATA = """\
submission_12:
  :submitters:
  - :name: Ada Lovelace
    :sid: ada
    :email: a.l@example.org
  - :name: Bob Boole
    :sid: bob
    :email: bob@example.org
  :created_at: 2026-02-03 04:05:06.000000000 -08:00
  :history: !ruby/array
  - {}
"""
SUBMISSION = "assignment_1_export/submission_12/mnist_sgd.ipynb"


@pytest.mark.parametrize("around", ["", "assignment_1_export/", "x/assignment_1_export/"])
def test_all_submitters_of_gradescope_have_handed_in(course: Course, around: str) -> None:
    take(course, {
        f"{around}submission_metadata.yml": METADATA.encode(),
        f"{around}submission_12/mnist_sgd.ipynb": NB,
    })  # fmt: skip
    assert students(course) == ["ada", "bob"]
    time = (course.submitted / "bob/mnist_sgd/timestamp.txt").read_text()
    assert time == "2026-02-03 12:05:06 UTC"


def test_a_group_is_one_in_any_order_of_its_members(course: Course) -> None:
    """Its members were in several groups, which was said of each."""
    metadata = "".join(
        f"submission_{number}:\n  :submitters:\n"
        + "".join(f"  - :name: {one}\n    :sid: {one}\n" for one in members)
        + f"  :created_at: 2026-10-0{5 - number} 11:22:33 +0000\n"
        for number, members in ((1, ("ada", "bob", "cyd")), (2, ("cyd", "bob", "ada")))
    )
    done = take(course, {
        "submission_metadata.yml": metadata.encode(), "submission_1/mnist_sgd.ipynb": NB,
        "submission_2/mnist_sgd.ipynb": SGD,
    })  # fmt: skip
    kept = {name: one for name, one in there(course).items() if name.endswith(".ipynb")}
    assert kept == {f"{one}: mnist_sgd.ipynb": NB for one in ("ada", "bob", "cyd")}
    assert {one.path for one in done if one.taken} == {"submission_1/mnist_sgd.ipynb"}
    assert not [one.what for one in done if "several groups" in one.what]


def test_a_member_who_is_on_no_roster_is_named(course: Course) -> None:
    roster = "Name,SID,Email,Role\nAda Lovelace,ada,a.l@example.org,Student\n"
    done = take(course, {
        "assignment_1_export/submission_metadata.yml": METADATA.encode(), SUBMISSION: NB,
    }, roster)  # fmt: skip
    assert students(course) == ["ada", "bob"]
    assert [one.id for one in done.new] == ["bob"]
    assert any("not on the roster" in one.what for one in done.done)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        (b"a: [", "cannot be read"), (b"- x\n", "it lists no submissions"),
        (b"a: &a\n  b: *a\n", "it refers to itself"), (b"\xff\xfe\xff", "cannot be read"),
        (b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9 if n else [b"x"]))
                  for n in range(12)), "holds more than"),
        (b"a: " + b"[" * 200 + b"]" * 200, "goes deeper than"),
    ],
)  # fmt: skip
def test_broken_metadata_is_one_clear_error(course: Course, metadata: bytes, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        take(course, {"assignment_1_export/submission_metadata.yml": metadata, SUBMISSION: NB})
    assert students(course) == []


@pytest.mark.parametrize("known_by", ["work", "gradebook"])
def test_an_id_of_the_course_is_not_given_to_whom_nothing_says_to_have_it(
    course: Course, known_by: str
) -> None:
    if known_by == "work":
        (course.submitted / "ada" / "mnist_adam").mkdir(parents=True)
    else:
        enter_students(course, [Person(id="ada", email="ada@example.org")])
    entry = b"submission_1:\n  :submitters:\n  - :name: M\n    :email: ada@elsewhere.org\n"
    files = {"submission_metadata.yml": entry, "submission_1/mnist_sgd.ipynb": NB}
    done = take(course, files)
    assert there(course) == {}
    assert "whether ada@elsewhere.org is the ada whom the course has already" in done.done[1].what
    take(course, files, "id,name,email\nada,Ada,ada@example.org\nmal,M,ada@elsewhere.org\n")
    assert there(course) == {"mal: mnist_sgd.ipynb": NB}


# --- Which platform -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["ada_501_9001_x_bob_attempt_2025-10-03-11-22-33_mnist_sgd.ipynb"], "Say which with --from"),
        (["A_7_assignsubmission_file/mnist_sgd.ipynb", "bob/mnist_sgd.ipynb"], "Collect the parts one"),
        (["class/ada/mnist_sgd.ipynb"], "may be a student's, or one around"),
    ],
)  # fmt: skip
def test_what_may_be_of_several_platforms_is_an_error(
    course: Course, files: list[str], said: str
) -> None:
    with pytest.raises(CourseError, match=said):
        take(course, files)
    assert students(course) == []


def test_the_instructor_may_say_the_platform(course: Course) -> None:
    name = "ada_501_9001_x_bob_attempt_2025-10-03-11-22-33_mnist_sgd.ipynb"
    take(course, [name], platform="canvas")
    assert students(course) == ["501"]
    with pytest.raises(CourseError, match="nothing at the top has the form of an export of moodle"):
        take(course, [name], platform="moodle")


def test_a_roster_tells_a_student_s_folder_from_one_around_it(course: Course) -> None:
    take(course, ["class/ada/mnist_sgd.ipynb"], "id,name,email\nada,A,\n")
    assert students(course) == ["ada"]


# --- Groups ---------------------------------------------------------------------------------------


def test_a_team_of_moodle_are_its_members(course: Course) -> None:
    roster = WORKSHEET.replace("Status,", "Status,Group,") + (
        "Participant 1,Ada,ada@example.org,Submitted,Group A,,22\n"
        "Participant 12,Bob,bob@example.org,Submitted,Group A,,22\n"
        "Participant 3,Zoe,zoe@example.org,Submitted,Group B,,22\n"
    )
    done = take(course, ["Group A_12_assignsubmission_file/mnist_sgd.ipynb"], roster)
    assert students(course) == ["ada", "bob"]
    assert {one.student for one in done.done} == {"ada", "bob"}


@pytest.mark.parametrize("group", ["Team 8", ""])
@pytest.mark.parametrize(
    "name", ["team7_104_9001_502_501_x.txt", "team7_104_502_950_mnist_sgd.ipynb",
             "adalovelace_104_104_502_950_mnist_sgd.ipynb"]
)  # fmt: skip
def test_a_name_may_be_chosen_so_that_it_ends_in_the_number_of_another(
    course: Course, name: str, group: str
) -> None:
    """Names of people and groups change, so that a roster that has both groups says nothing of it."""
    (course.root / "roster.csv").write_text(
        f"id,name,group,canvas_id\nada,Ada Lovelace,Team 7,104\nbob,Bob Boole,{group},502\n"
        f"zoe,Zoe,{group},503\n"
    )
    own = "adalovelace_104_900_lab.ipynb"
    done = take(course, {name: SGD, own: NB})
    assert [one.path for one in done if one.lost] == [name]
    assert there(course) == {"ada: lab.ipynb": NB}
    maybe = {"ada", "bob", "zoe"} if group else {"ada", "bob"}
    assert set(load_untaken(course, "mnist_sgd")[name]) == maybe


CANVAS_PEOPLE = "id,name,canvas_id{}\nbob,Bob Boole,502{}\nmal,Mal Lory,503{}\n"


@pytest.mark.parametrize(
    ("name", "groups", "whose"),
    [
        # A group that Mal belongs to, called like an entry of Bob's; or Bob's file, called like Mal's.
        ("bobboole_502_3_503_9001_mnist_sgd.ipynb", None, ""),
        ("bobboole_502_503_9001_mnist_sgd.ipynb", None, ""),
        ("bobboole_502_9000_x_503_9001_mnist_sgd.ipynb", None, ""),
        ("bobboole_502_9000_x_503_9001_mnist_sgd.ipynb", ("", "Team 7"), ""),
        ("bobboole_502_9000_x_503_9001_mnist_sgd.ipynb", ("Team 7", ""), ""),
        ("bobboole_502_503_text.html", None, ""),
        ("bobboole_502_9001_503_mnist_sgd.ipynb", None, "bob"),
        ("bobboole_502_9001_2_mnist_sgd.ipynb", None, "bob"),
        ("bobboole_502_9001_2026_11_30_mnist_sgd.ipynb", None, "bob"),
        ("bobboole_LATE_502_9001_503_9002_mnist_sgd.ipynb", None, "bob"),
        ("group_3_502_9001_mnist_sgd.ipynb", None, "bob"),
        ("x_77_9000_x_503_9001_mnist_sgd.ipynb", None, ""),
        ("x_2_502_text.html", None, "bob"),
        # A file that is called as Canvas has called it before.
        ("bobboole_502_9001_bobboole_502_9000_mnist_sgd.ipynb", None, "bob"),
        ("bobboole_502_9001_x_502_9000_3_1_mnist_sgd.ipynb", None, "bob"),
        ("teamx_502_9001_bobboole_502_9000_mnist_sgd.ipynb", None, "bob"),
        ("teamx_502_9001_bobboole_502_9000_mnist_sgd.ipynb", ("Team X", "Team 7"), "bob"),
        # A file of somebody's who is not on the roster.
        ("x_77_9001_bobboole_502_text.html", None, ""),
    ],
)  # fmt: skip
def test_an_entry_of_canvas_that_may_be_of_a_group_or_a_person_is_named(
    course: Course, name: str, groups: tuple[str, str] | None, whose: str
) -> None:
    """Nothing else in the export has to be of a group, and groups choose their names."""
    columns = ("", "", "") if groups is None else (",group", *(f",{one}" for one in groups))
    (course.root / "roster.csv").write_text(CANVAS_PEOPLE.format(*columns))
    for more in ([], ["bobboole_502_8000_lab.ipynb"], ["groupx_503_8001_x.ipynb"]):
        done = take(course, [name, *more], platform="canvas")
        said = next(one for one in done if one.path == name)
        assert said.student == whose
        assert said.lost == (not whose)
        if not whose:
            assert "can be read in several ways: add Canvas's gradebook, and its list" in said.what


def test_where_each_number_is_the_same_user_s_canvas_s_gradebook_is_not_needed(
    course: Course,
) -> None:
    done = take(course, ["bob_502_9001_bob_502_9000_x.ipynb", "ada_501_9002_x.ipynb"])
    assert done.complete and students(course) == ["501", "502"]


@pytest.mark.parametrize("roster", ["", "id,name\nbob,Bob\n"])
@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("mallory_503_9001_77_mnist_sgd.ipynb", "bob_9001_8000_mnist_sgd.ipynb"),
        ("bob_502_503_9001_mnist_sgd.ipynb", "bob_502_9000_mnist_sgd.ipynb"),
        ("bob_502_9000_x_503_9001_mnist_sgd.ipynb", "bob_502_9000_mnist_sgd.ipynb"),
        ("team_7_104_5006_mnist_sgd.ipynb", "bob_502_9000_mnist_sgd.ipynb"),
        ("bob_502_503_text.html", "bob_502_9000_mnist_sgd.ipynb"),
    ],
)
def test_without_canvas_s_gradebook_no_number_is_taken_for_a_user_s(
    course: Course, name: str, more: str, roster: str
) -> None:
    """The number of a file became a person, who may be another one of the class."""
    if roster:
        (course.root / "roster.csv").write_text(roster)
    for _ in range(2):
        done = take(course, {name: SGD, more: NB}, platform="canvas")
        assert [one.path for one in done if one.lost and one.path == name] == [name]
        assert SGD not in there(course).values()


def test_a_team_of_moodle_has_the_time_that_the_worksheet_says_of_its_members(
    course: Course,
) -> None:
    header = WORKSHEET.replace("Status,", "Status,Group,").strip()
    roster = (
        f"{header},Can be changed,Last modified (submission),Last modified (grade)\n"
        + "".join(
            f'Participant {number},{name},{name}@example.org,Submitted,{team},,22,Yes,"{time}",-\n'
            for number, name, team, time in (
                (1, "ada", "A", "Monday, 2 November 2026, 9:15 PM"),
                (2, "bob", "A", "Monday, 2 November 2026, 9:15 PM"),
                (3, "cyd", "B", "Monday, 2 November 2026, 9:15 PM"),
                (12, "dan", "B", "Tuesday, 3 November 2026, 9:15 PM"),
            )
        )
    )
    source, table = course.root.parent / "export.zip", course.root.parent / "table.csv"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("A_14_assignsubmission_file/mnist_sgd.ipynb", NB)
        archive.writestr("B_13_assignsubmission_file/mnist_sgd.ipynb", SGD)
    table.write_text(roster)
    collect(course, "mnist_sgd", source, table, zone=datetime.timezone.utc)
    assert [time_of(course, one) for one in ("ada", "bob", "cyd", "dan")] == [
        "2026-11-02 21:15:00 UTC", "2026-11-02 21:15:00 UTC", "", "",
    ]  # fmt: skip


TEAMS = WORKSHEET.replace("Status,", "Status,Group,") + (
    "Participant 5,Ada,ada@example.org,Submitted,Group A,,22\n"
    "Participant 12,Bob,bob@example.org,Submitted,Group A,,22\n"
    "Participant {},Mal Lory,mal@example.org,Submitted,{},,22\n"
)


@pytest.mark.parametrize("group", ["", "Group B"])
@pytest.mark.parametrize("number", [77, 100])
def test_a_person_of_moodle_who_is_called_as_a_group_of_others_is_not_the_group(
    course: Course, number: int, group: str
) -> None:
    """The notebook of whoever had taken the name became the group's, or replaced it."""
    other = f"Group A_{number}_assignsubmission_file/mnist_sgd.ipynb"
    roster = TEAMS.format(number, group)
    done = take(course, {other: SGD}, roster)
    assert there(course) == {}
    done = take(
        course, {"Group A_88_assignsubmission_file/mnist_sgd.ipynb": NB, other: SGD}, roster
    )
    assert there(course) == {"ada: mnist_sgd.ipynb": NB, "bob: mnist_sgd.ipynb": NB}
    (lost,) = (one for one in done if one.lost)
    assert lost.path == other and lost.whose == ("mal", "ada", "bob")
    assert f"{number} is the participant mal, who does not belong to it in roster.csv" in lost.what
    # As the message says, where Moodle has numbered the group like that.
    for name in ("mal", "Group A"):
        (course.root.parent / "by hand" / name).mkdir(parents=True)
        (course.root.parent / "by hand" / name / "mnist_sgd.ipynb").write_bytes(ADAM)
        done = collect(course, "mnist_sgd", course.root.parent / "by hand")
        shutil.rmtree(course.root.parent / "by hand")
        assert done.complete
        assert done.students == (["mal"] if name == "mal" else ["ada", "bob"])


@pytest.mark.parametrize("name", ["Group A", "group-a"])
def test_two_of_moodle_who_are_called_as_one_group_are_both_named(
    course: Course, name: str
) -> None:
    other = f"{name}_100_assignsubmission_file/mnist_sgd.ipynb"
    mine = "Group A_88_assignsubmission_file/mnist_sgd.ipynb"
    done = take(course, {mine: NB, other: SGD}, TEAMS.format(77, ""))
    assert there(course) == {}
    assert {one.path for one in done if one.lost} == {mine, other}
    assert all("several here are called as the group" in one.what for one in done)
    assert all("100, 88" in one.what for one in done)


def test_two_of_brightspace_or_canvas_who_are_called_as_one_group_are_named(
    course: Course,
) -> None:
    """The later one counted as the group's next attempt."""
    (course.root / "roster.csv").write_text(
        "id,name,group,canvas_id\nada,Ada Lee,Group A,501\nbob,Bob Boole,Group A,502\nmal,Mal,,503\n"
    )
    first = "12-34 - Group A - Nov 3, 2026 926 PM - mnist_sgd.ipynb"
    second = "12-34 - Group A - Nov 4, 2026 926 PM - mnist_sgd.ipynb"
    other = "13-34 - Group A - Nov 5, 2026 926 PM - mnist_sgd.ipynb"
    done = take(course, {first: NB, second: SGD, other: ADAM}, platform="brightspace")
    assert there(course) == {} and all(one.lost for one in done)
    # One that hands in twice is one.
    done = take(course, {first: NB, second: SGD}, platform="brightspace")
    assert done.complete and done.students == ["ada", "bob"]
    shutil.rmtree(course.submitted)
    done = take(course, {"groupa_501_900_x.ipynb": NB, "groupa_502_901_x.ipynb": SGD})
    assert not course.submitted.exists() or there(course) == {}
    assert {one.whose for one in done if one.lost} == {("ada", "bob")}


def test_two_folders_of_one_group_are_named(course: Course) -> None:
    (course.root / "roster.csv").write_text("id,name,group\nada,Ada,Group A\nbob,Bob,Group A\n")
    done = take(course, {"Group A/mnist_sgd.ipynb": NB, "group-a/mnist_sgd.ipynb": SGD})
    assert there(course) == {} and all(one.lost for one in done)


def test_a_group_of_canvas_are_its_members(course: Course) -> None:
    (course.root / "roster.csv").write_text(
        "id,name,group,canvas_id\nada,Ada Lovelace,Team 7,104\nbob,Bob Boole,Team 7,105\n"
    )
    take(course, ["team_7_104_5006_mnist_sgd.ipynb"])
    assert students(course) == ["ada", "bob"]


@pytest.mark.parametrize(("user", "other", "name"), [(502, 501, "ada"), (501, 502, "bob")])
def test_who_is_called_as_a_group_does_not_hand_in_for_those_who_did(
    course: Course, user: int, other: int, name: str
) -> None:
    roster = (
        "name,canvas_user_id,user_id,login_id,sections,group_name\n"
        "Ada,501,,ada,,Team Rocket\nBob,502,,bob,,Team Rocket\n"
    )
    done = take(course, {
        f"teamrocket_{user}_900_mnist_sgd.ipynb": NB,
        f"{name}_{other}_901_mnist_sgd.ipynb": SGD,
    }, roster)  # fmt: skip
    assert there(course) == {f"{name}: mnist_sgd.ipynb": SGD}
    lost = [one.what for one in done if one.lost]
    assert len(lost) == 1
    assert f"called as the group teamrocket, and {name} of that group handed in alone" in lost[0]


@pytest.mark.parametrize(
    ("names", "roster", "expected"),
    [
        # User names may begin alike: then nothing says where the assignment's name ends.
        ("Lab_s_1 Lab_s_2", "", []),
        ("Lab_j_lee", "", []),
        ("Lab_1_ada Lab-2_bob", "", []),
        ("Lab_s_1 Lab_s_2 Lab_bob", "", ["bob", "s_1", "s_2"]),
        ("Lab_s_1 Lab_s_2", "s_2", ["s_1", "s_2"]),
        ("mnist_sgd_s_1 mnist_sgd_s_2", "", ["s_1", "s_2"]),
        # Who is on the roster may be called as the end of another one's name.
        ("Lab_j_lee Lab_bob", "lee bob", ["bob", "j_lee"]),
        ("Lab_j_lee Lab_bob", "lee bob j_lee", ["bob", "j_lee"]),
        ("Lab_j_lee Lab_j_kim", "lee j_kim", []),
        ("Lab_j_lee", "lee j_lee", []),
        ("Lab_1_ada Lab-2_bob", "ada bob", ["ada", "bob"]),
        ("Lab_Team_1 Lab_Team_2", "Team_1/a Team_1/b Team_2/c", ["a", "b", "c"]),
    ],
)
def test_a_user_of_blackboard_s_is_told_from_the_assignment_or_named(
    course: Course, names: str, roster: str, expected: list[str]
) -> None:
    lines = [one.rpartition("/") for one in roster.split()]
    (course.root / "roster.csv").write_text(
        "id,blackboard_username,group\n"
        + "".join(f"{user},{user},{group}\n" for group, _, user in lines)
    )
    files = [f"{one}_attempt_2026-11-02-10-00-00_mnist_sgd.ipynb" for one in names.split()]
    done = take(course, files, platform="blackboard")
    assert students(course) == expected
    assert done.complete == bool(expected)


def test_one_text_of_blackboard_s_says_where_the_assignment_s_name_ends(course: Course) -> None:
    (course.root / "roster.csv").write_text("id,blackboard_username\nzed,2\n")
    take(course, {
        "Lab_s_1_attempt_2026-11-02-10-00-00_mnist_sgd.ipynb": NB,
        "Lab_s_1_attempt_2026-11-02-10-00-00.txt": b"Name: Sue Ng (s_1)\n",
        "Lab_s_2_attempt_2026-11-02-10-00-00_mnist_sgd.ipynb": SGD,
    })  # fmt: skip
    assert there(course) == {"s_1: mnist_sgd.ipynb": NB, "s_2: mnist_sgd.ipynb": SGD}


def test_a_group_of_blackboard_s_are_its_members(course: Course) -> None:
    (course.root / "roster.csv").write_text(
        "id,name,group,blackboard_username\nada,Ada,Group 1,al1\nbob,Bob,Group 1,bb2\n"
        "cyd,Cyd,,cd3\n"
    )
    take(course, {
        "Lab 3_Group 1_attempt_2026-11-02-10-00-00_mnist_sgd.ipynb": NB,
        "Lab 3_Group 1_attempt_2026-11-02-10-00-00.txt": b"Name: Group 1\n",
        "Lab 3_cd3_attempt_2026-11-02-10-00-00_mnist_sgd.ipynb": SGD,
    })  # fmt: skip
    assert there(course) == {
        "ada: mnist_sgd.ipynb": NB, "bob: mnist_sgd.ipynb": NB, "cyd: mnist_sgd.ipynb": SGD,
    }  # fmt: skip


def test_groups_whose_names_are_one_in_names_of_files_are_two(course: Course) -> None:
    (course.root / "roster.csv").write_text(
        "id,name,group,canvas_id\nada,Ada Lovelace,Team A,501\nbob,Bob Boole,team-a,502\n"
        "cyd,Cyd Day,Team A,503\n"
    )
    take(course, {"teama_501_900_mnist_sgd.ipynb": NB, "teama_502_901_mnist_sgd.ipynb": SGD})
    assert there(course) == {
        "ada: mnist_sgd.ipynb": NB, "bob: mnist_sgd.ipynb": SGD, "cyd: mnist_sgd.ipynb": NB,
    }  # fmt: skip


def test_where_the_name_may_be_that_of_two_groups_it_is_named(course: Course) -> None:
    (course.root / "roster.csv").write_text(
        "id,name,group\nada,Ada Lovelace,Team A\nbob,Bob Boole,team-a\n"
    )
    done = take(course, ["Team A/mnist_sgd.ipynb", "Team_A/mnist_sgd.ipynb"])
    assert students(course) == ["ada"]
    assert "Team_A may be each of the groups team a, team-a" in "".join(
        one.what for one in done if one.lost
    )


@pytest.mark.parametrize("group", ["Team 1, Team 2", "Team 2; Team 1", "Tutorial 3, Team 1"])
def test_who_is_in_several_groups_is_named(course: Course, group: str) -> None:
    (course.root / "roster.csv").write_text(
        f'id,name,group\nada,Ada,Team 1\nbob,Bob,"{group}"\ncyd,Cyd,Team 2\n'
    )
    done = take(course, ["Team 1_12_assignsubmission_file/mnist_sgd.ipynb"])
    assert not course.submitted.exists() or not students(course)
    (lost,) = done
    assert "it is of the group Team 1, and bob is in several groups in roster.csv" in lost.what
    # Nobody has a zero for it.
    assert set(lost.whose) == {"ada", "bob"}


def test_a_comma_in_the_name_of_a_group_makes_no_list_of_it(course: Course) -> None:
    (course.root / "roster.csv").write_text(
        'id,name,group\nada,Ada,"Lee, Ng"\nbob,Bob,"Lee, Ng"\ncyd,Cyd,\n'
    )
    take(course, ["Lee, Ng_12_assignsubmission_file/mnist_sgd.ipynb"])
    assert students(course) == ["ada", "bob"]


def test_a_table_of_participants_keeps_the_team_that_is_known(course: Course) -> None:
    """It lists all groups of a person, and the worksheet the one that hands in."""
    header = WORKSHEET.replace("Status,", "Status,Group,")
    roster = f"{header}Participant 1,Ada,ada@example.org,x,Team 1,,22\n"
    take(course, ["Team 1_12_assignsubmission_file/mnist_sgd.ipynb"], roster)
    table = course.root.parent / "participants.csv"
    table.write_text(
        'Full name,Email address,Groups\nAda,ada@example.org,"Tutorial 3, Team 1"\n'
        'Bob,bob@example.org,"Tutorial 3, Team 2"\n'
    )
    assert main(["roster", "add", str(table), "--course", str(course.root)]) == 0
    assert [one.group for one in load_roster(course).people] == ["Team 1", "Tutorial 3, Team 2"]


def test_who_is_in_two_groups_of_an_export_has_one_attempt_that_counts(course: Course) -> None:
    lines = []
    for number, every, day in ((1, ("ada", "bob"), 3), (2, ("bob", "cyd"), 2)):
        lines += [f"submission_{number}:", f"  :created_at: 2026-11-0{day} 10:00:00 Z"]
        lines += ["  :submitters:", *(f"  - :sid: {one}" for one in every)]
    done = take(course, {
        "submission_metadata.yml": "\n".join(lines).encode(),
        "submission_1/mnist_sgd.ipynb": NB, "submission_2/mnist_sgd.ipynb": SGD,
    })  # fmt: skip
    assert there(course)["bob: mnist_sgd.ipynb"] == NB
    said = {(one.student, one.path): (one.taken, one.what) for one in done}
    assert said["bob", "submission_1/mnist_sgd.ipynb"][0]
    taken, what = said["bob", "submission_2/mnist_sgd.ipynb"]
    assert not taken and "another one counts" in what and "bob is in several groups here" in what


# --- Which notebook -------------------------------------------------------------------------------


def test_the_notebook_nearest_to_the_top_is_the_submission(course: Course) -> None:
    from test_collect import packed

    content = packed({
        "mnist_sgd.ipynb": SGD + b"worked", "kit/assignment/mnist_sgd/mnist_sgd.ipynb": SGD,
    })  # fmt: skip
    done = take(course, {"ada/bundle.zip": content, "bob/mnist_sgd.ipynb": NB})
    assert there(course)["ada: mnist_sgd.ipynb"] == SGD + b"worked"
    assert len(there(course)) == 3
    assert any("not kit/assignment/mnist_sgd/mnist_sgd.ipynb" in one.what for one in done.done)


def test_another_name_at_the_top_comes_before_the_right_one_below(course: Course) -> None:
    take(course, {"ada/Homework.ipynb": SGD + b"worked", "ada/kit/mnist_sgd.ipynb": SGD})
    assert there(course)["ada: mnist_sgd.ipynb"] == SGD + b"worked"
    assert len(there(course)) == 2


def test_numbers_of_a_student_s_own_are_no_attempts(course: Course) -> None:
    take(course, {"studenta_501_9001_part-1.ipynb": b"1", "studenta_501_9002_part-2.ipynb": b"2"})
    assert there(course) == {"501: part-1.ipynb": b"1", "501: part-2.ipynb": b"2"}


def test_numbers_of_canvas_s_are_attempts_also_without_the_first(course: Course) -> None:
    done = take(course, {
        "studenta_501_9001_mnist_sgd-2.ipynb": b"2", "studenta_501_9002_mnist_sgd-10.ipynb": b"10",
        "studenta_501_9003_notes.txt": b"n", "studentb_502_9004_mnist_sgd-3.ipynb": b"3",
    })  # fmt: skip
    assert there(course) == {
        "501: mnist_sgd.ipynb": b"10", "501: notes.txt": b"n", "502: mnist_sgd.ipynb": b"3",
    }  # fmt: skip
    assert done.complete


@pytest.mark.parametrize(
    ("uploads", "last"),
    [((9107, 9001), 0), ((9001, 9107), 1), ((9001, 9107, 9210), 2), ((9210, 9001, 9107), 0)],
)
def test_canvas_s_numbers_say_which_upload_is_the_last(
    course: Course, uploads: tuple[int, ...], last: int
) -> None:
    """In whatever order its downloads are collected, and also where a file comes again."""
    contents = (NB, SGD, NB) if last != 0 else (NB, SGD, SGD + b" ")
    for number, content in zip(uploads, contents):
        take(course, {f"studenta_501_{number}_mnist_sgd.ipynb": content})
    assert there(course) == {"501: mnist_sgd.ipynb": contents[last]}


def test_a_platform_s_clock_says_which_is_the_last_also_without_a_zone(course: Course) -> None:
    (course.root / "roster.csv").write_text("id,name\nada,Ada Lee\n")
    for day, content in ((3, NB), (1, SGD), (2, SGD + b" ")):
        take(course, {f"1-2 - Ada Lee - Nov {day}, 2026 926 PM/mnist_sgd.ipynb": content})
        assert there(course) == {"ada: mnist_sgd.ipynb": NB}
    take(course, {"1-2 - Ada Lee - Nov 4, 2026 926 PM/mnist_sgd.ipynb": SGD})
    assert there(course) == {"ada: mnist_sgd.ipynb": SGD}


def test_a_notebook_of_another_assignment_is_named(course: Course) -> None:
    (done,) = take(course, {"studenta_501_9001_mnist_sgd.ipynb": ADAM})
    assert done.taken and done.what == "taken, it is a notebook of mnist_adam, not of mnist_sgd"


def test_two_files_of_one_name_are_both_there(course: Course) -> None:
    take(course, {"ada/a/notes.txt": b"1", "ada/b/notes.txt": b"2", "ada/mnist_sgd.ipynb": NB})
    assert sorted(there(course).values()) == [b"1", b"2", NB]


@pytest.mark.parametrize("more", ["another-mnist_sgd.ipynb", "ANOTHER-MNIST_SGD.ipynb"])
def test_no_file_of_ones_own_is_written_over(course: Course, more: str) -> None:
    """The one that is meant gets the right name, and what had that gets a free one."""
    files = {"mnist_sgd-1.ipynb": SGD, "mnist_sgd.ipynb": ADAM, more: b"third"}
    take(course, {f"ada/{name}": content for name, content in files.items()})
    assert there(course)["ada: mnist_sgd.ipynb"] == SGD
    assert sorted(there(course).values()) == sorted(files.values())
    folded = {name.casefold() for name in there(course)}
    assert len(folded) == len(files)


def test_who_it_is_is_worked_out_once_for_all_files(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(
        Owners, "_group", lambda self, owner: asked.append(owner.people[0].id) or None
    )
    (course.root / "roster.csv").write_text("id,name\nada,Ada\nbob,Bob\n")
    files = {f"{one}/{number}.txt": b"" for one in ("ada", "bob") for number in range(20)}
    assert len(take(course, files).done) == len(files)
    assert sorted(asked) == ["ada", "bob"]


# --- Limits ---------------------------------------------------------------------------------------


def test_limits_hold_for_all_archives_of_a_student_together(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from test_collect import packed

    from autograder.platforms.collecting import unpacking

    monkeypatch.setattr(unpacking, "MAX_UNPACKED_FILES", 3)
    one, other = packed({"a.txt": b"", "b.txt": b""}), packed({"c.txt": b"", "d.txt": b""})
    done = take(course, {
        "ada/1.zip": one, "ada/2.zip": other, "ada/mnist_sgd.ipynb": NB, "bob/1.zip": other,
        "bob/mnist_sgd.ipynb": NB,
    })  # fmt: skip
    assert [one.path for one in done.done if one.lost] == ["ada/2.zip"]
    assert {"ada: a.txt", "ada: b.txt", "bob: c.txt", "bob: d.txt"} <= set(there(course))
    assert not done.complete


def test_the_status_says_that_something_was_not_taken(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    source = course.root.parent / "folder"
    for name in ("ada/mnist_sgd.ipynb", "bob/mnist_sgd.ipynb", "bob/broken.zip"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(NB)
    words = ["collect", "mnist_sgd", str(source), "--course", str(course.root)]
    assert main(words) == 0
    (source / "loose.ipynb").write_bytes(NB)
    assert main(words) == 1
    assert "Not taken: 1 of 4 files" in capsys.readouterr().err


# --- Times ----------------------------------------------------------------------------------------


def time_of(course: Course, student: str) -> str:
    path = course.submitted / student / "mnist_sgd" / "timestamp.txt"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize(
    ("name", "student", "time"),
    [
        ("Lab_ada_attempt_2026-07-03-11-22-33_mnist_sgd.ipynb", "ada", "2026-07-03 09:22:33 UTC"),
        ("1-2 - Ada Lee - Nov 3, 2026 926 PM/mnist_sgd.ipynb", "ada", "2026-11-03 20:26:00 UTC"),
        ("1-2 - Ada Lee - 24 September 2024 2126/mnist_sgd.ipynb", "ada", "2024-09-24 19:26:00 UTC"),
        ("1-2 - Ada Lee - 3 déc. 2026 905/mnist_sgd.ipynb", "ada", "2026-12-03 08:05:00 UTC"),
        ("adalee_501_9001_mnist_sgd.ipynb", "ada", ""),
        ("Ada Lee_7_assignsubmission_file/mnist_sgd.ipynb", "ada", ""),
    ],
)  # fmt: skip
def test_only_a_platform_s_statement_is_a_time(
    course: Course, name: str, student: str, time: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the time zone that is said; without one, no time is known."""
    (course.root / "roster.csv").write_text(
        "id,name,canvas_id,moodle_participant,blackboard_username\nada,Ada Lee,501,7,ada\n"
    )
    take(course, [name])
    assert time_of(course, student) == ""
    source = str(course.root.parent / "export.zip")
    words = ["collect", "mnist_sgd", source, "--course", str(course.root), "--time-zone"]
    assert main([*words[:-1], "--time-zone=-05:30"]) == 0
    assert main([*words, "Europe/Berlin"]) == 0
    assert time_of(course, student) == time
    assert main([*words, "Mars/Phobos"]) == 2
    assert "there is no time zone 'Mars/Phobos'" in capsys.readouterr().err


def test_moodle_s_worksheet_says_when_it_was_handed_in(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the two columns of dates the first is that of the submission; a team's number counts teams."""
    roster = (
        WORKSHEET.strip() + ",Last modified (submission),Last modified (grade)\n"
        'Participant 7,Ada Lee,ada@example.org,Submitted,,22,"Friday, 3 July 2026, 11:22 AM",-\n'
        "Participant 8,Bob Lee,bob@example.org,No submission,,22,-,-\n"
    )
    take(course, ["Ada Lee_7_assignsubmission_file/mnist_sgd.ipynb"], roster)
    assert time_of(course, "ada") == ""
    place = course.root.parent
    words = [
        "collect",
        "mnist_sgd",
        str(place / "export.zip"),
        "--roster",
        str(place / "table.csv"),
    ]
    assert main([*words, "--course", str(course.root), "--time-zone", "Europe/Berlin"]) == 0
    assert time_of(course, "ada") == "2026-07-03 09:22:00 UTC"
    for status in ("Status,Group", "Submitted,Team X", "No submission,Team X"):
        roster = roster.replace(f"{status.partition(',')[0]},", f"{status},")
    (place / "table.csv").write_text(roster)
    with zipfile.ZipFile(place / "export.zip", "w") as archive:
        archive.writestr("Team X_7_assignsubmission_file/mnist_sgd.ipynb", SGD)
    assert main([*words, "--course", str(course.root), "--time-zone", "Europe/Berlin"]) == 0
    assert students(course) == ["ada", "bob"]
    assert [time_of(course, one) for one in ("ada", "bob")] == ["", ""]


@pytest.mark.parametrize(
    "name",
    ["timestamp.txt", ".timestamp.txt", "timestamp.txt.", " timestamp.txt", "Timestamp.TXT",
     "a/timestamp.txt", "a/.timestamp.txt", "a/b/timestamp.txt. ", "a\\timestamp.txt"],
)  # fmt: skip
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    "folder", ["Ada Lee_77_assignsubmission_file/", "ada/", "submitted/ada/mnist_sgd/w/"]
)
def test_no_file_of_a_student_becomes_the_time(
    course: Course, folder: str, packed: bool, name: str
) -> None:
    files = {"mnist_sgd.ipynb": NB, name: b"2020-01-01 00:00:00 UTC"}
    if packed:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for path, inside in files.items():
                archive.writestr(path, inside)
        files = {"work.zip": content.getvalue()}
    take(course, {f"{folder}{path}": inside for path, inside in files.items()})
    found = [path.name.casefold() for path in course.submitted.rglob("*")]
    assert "mnist_sgd.ipynb" in found
    assert "timestamp.txt" not in found


def test_dates_that_cannot_be_read_are_no_order(course: Course) -> None:
    files = [f"1-2 - Ada Lee - {day} Xyzember 2026 905/mnist_sgd.ipynb" for day in (3, 4)]
    done = take(course, files, "id,name,email\nada,Ada Lee,\n")
    assert students(course) == []
    assert all("which attempt is the last cannot be read" in one.what for one in done)


def test_nbgrader_s_own_time_stays(course: Course) -> None:
    take(course, {
        "ada/mnist_sgd/mnist_sgd.ipynb": NB, "ada/mnist_sgd/timestamp.txt": b"2026-02-03 04:05:06 UTC",
        "bob/mnist_sgd/mnist_sgd.ipynb": NB, "bob/mnist_sgd/timestamp.txt": b"whenever",
    })  # fmt: skip
    assert [time_of(course, one) for one in ("ada", "bob")] == [
        "2026-02-03 04:05:06 UTC", "not known: whenever",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2026-11-02 23:59:01 +0100", "2026-11-02 22:59:01 UTC"), ("2026-11-02 11:59 PM", None),
     ("2026-11-02 23:59 PST", None)],
)  # fmt: skip
def test_a_time_that_nbgrader_would_misread_is_right_or_not_known(
    course: Course, written: str, kept: str | None
) -> None:
    take(course, {
        "ada/mnist_sgd/mnist_sgd.ipynb": NB, "ada/mnist_sgd/timestamp.txt": written.encode(),
    })  # fmt: skip
    assert time_of(course, "ada") == (kept or f"not known: {written}")
    directory = CourseDirectory()
    folder = course.submitted / "ada" / "mnist_sgd"
    assert (existing_timestamp(directory, str(folder)) is None) == (kept is None)


# --- The roster, before and after -----------------------------------------------------------------


def test_who_was_collected_first_keeps_the_id_when_the_roster_comes(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    take(course, ["lovelaceada_501_9001_mnist_sgd.ipynb"])
    assert not (course.root / "roster.csv").exists()
    table = course.root.parent / "gradebook.csv"
    table.write_text(ROSTER)
    words = ["--course", str(course.root)]
    assert main(["roster", "add", str(table), *words]) == 0
    assert "1 person is new, 1 was on the roster already" in capsys.readouterr().out
    done = take(
        course, ["lovelaceada_501_9001_mnist_sgd.ipynb", "boolebob_502_9002_mnist_sgd.ipynb"]
    )
    assert students(course) == ["501", "bob"]
    assert done.new == ()
    assert main(["roster", *words]) == 0
    said = capsys.readouterr().out
    assert "Ada Lovelace" in said and "canvas login ada" in said and "in no table" not in said


def test_an_id_that_makes_two_of_who_was_collected_before_is_named(course: Course) -> None:
    """By hand the instructor has written other ids than those under which the work is there."""
    take(course, ["lovelaceada_501_9001_mnist_sgd.ipynb", "boolebob_502_9002_mnist_sgd.ipynb"])
    roster = course.root / "roster.csv"
    roster.write_text("id,name,canvas_id\nada,Ada Lovelace,501\nbob,Bob Boole,502\n")
    with pytest.raises(CourseError, match="501 in place of ada, 502 in place of bob"):
        load_roster(course)
    roster.write_text("id,name,canvas_id\n501,Ada Lovelace,501\n502,Bob Boole,502\n")
    assert [one.name for one in load_roster(course).people] == ["Ada Lovelace", "Bob Boole"]
    # Of whom there is nothing in the course, the id may be another one.
    shutil.rmtree(course.submitted)
    shutil.rmtree(course.private / "attempts")
    roster.write_text("id,name,canvas_id\nada,Ada Lovelace,501\nbob,Bob Boole,502\n")
    assert [one.id for one in load_roster(course).people] == ["ada", "bob"]


def test_a_list_of_canvas_s_groups_adds_them_to_the_roster(course: Course) -> None:
    words = ["--course", str(course.root)]
    for name, text in (
        ("gradebook.csv", ROSTER),
        ("groups.csv", "name,canvas_user_id,user_id,login_id,sections,group_name\n"
                       "Ada Lovelace,501,,ada,A,Team 7\nBob Boole,502,,bob,A,Team 7\n"),
    ):  # fmt: skip
        (course.root.parent / name).write_text(text)
        assert main(["roster", "add", str(course.root.parent / name), *words]) == 0
    take(course, ["team_7_501_9001_mnist_sgd.ipynb"])
    assert students(course) == ["ada", "bob"]


def test_who_is_in_no_group_any_more_does_not_hand_in_with_it(course: Course) -> None:
    header = "name,canvas_user_id,user_id,login_id,sections,group_name\n"
    table = course.root.parent / "groups.csv"
    for bob in ("Team 1", ""):
        table.write_text(f"{header}Ada,501,,ada,,Team 1\nBob,502,,bob,,{bob}\n")
        assert main(["roster", "add", str(table), "--course", str(course.root)]) == 0
    take(course, ["team1_501_900_mnist_sgd.ipynb"])
    assert students(course) == ["ada"]


def test_a_table_that_contradicts_changes_nothing(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = course.root.parent / "good.csv", course.root.parent / "bad.csv"
    good.write_text(ROSTER)
    bad.write_text(GRADEBOOK + "A,501,,bob,\n")
    assert main(["roster", "add", str(good), str(bad), "--course", str(course.root)]) == 2
    assert "belongs to 2 people of the roster: ada, bob" in capsys.readouterr().err
    assert not (course.root / "roster.csv").exists()


# --- Times that cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "time", "said"),
    [
        ("2026-11-02 23:58:59 UTC", "2026-11-02 23:58:59 UTC", ""),
        ("2026-11-02 23:58:59.123456789 -05:00", "2026-11-03 04:58:59 UTC", ""),
        ("'2026-11-02T23:58:59.123456789Z'", "2026-11-02 23:58:59 UTC", ""),
        ("!ruby/object:ActiveSupport::TimeWithZone {utc: 2026-11-02 23:58:59 Z, zone: {name: x}}",
         "2026-11-02 23:58:59 UTC", ""),
        ("2026-11-02 23:58:59", "", "its time has no time zone, so it is not used (--time-zone)"),
        ("2026-11-02 23:58:59 PST", "", "cannot be read, so it is not used: '2026-11-02 23:58:59 PST'"),
        ("Monday", "", "its time cannot be read, so it is not used: 'Monday'"),
        ("", "", "taken"),
    ],
)  # fmt: skip
def test_a_time_of_gradescope_s_is_used_or_named(
    course: Course, written: str, time: str, said: str
) -> None:
    metadata = f"submission_1:\n  :created_at: {written}\n  :submitters:\n  - :sid: ada\n"
    *_, done = take(
        course,
        {"submission_metadata.yml": metadata.encode(), "submission_1/mnist_sgd.ipynb": SGD},
    )
    assert time_of(course, "ada") == time
    assert done.taken and said in done.what


def test_a_time_of_nbgrader_s_that_cannot_be_read_is_named(course: Course) -> None:
    done = take(course, {
        "ada/mnist_sgd/mnist_sgd.ipynb": NB, "ada/mnist_sgd/timestamp.txt": b"2026-11-02 11:58 PM",
        "bob/mnist_sgd/mnist_sgd.ipynb": NB, "bob/mnist_sgd/timestamp.txt": b"",
    })  # fmt: skip
    said = {one.student: one.what for one in done if one.taken}
    assert said == {
        "ada": "taken, its time cannot be read, so it is not used: '2026-11-02 11:58 PM'",
        "bob": "taken",
    }


def test_dates_of_a_worksheet_that_cannot_be_read_are_named(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    source, table = course.root.parent / "export.zip", course.root.parent / "table.csv"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("Ada_1_assignsubmission_file/mnist_sgd.ipynb", NB)
    header = (
        f"{WORKSHEET.strip()},Can be changed,Last modified (submission),Last modified (grade)\n"
    )
    words = ["collect", "mnist_sgd", str(source), "--roster", str(table), "--time-zone", "UTC",
             "--course", str(course.root)]  # fmt: skip
    for time, said in (("poniedziałek, 2 listopada 2026, 23:58", True), ("-", False)):
        table.write_text(
            f'{header}Participant 1,Ada,ada@example.org,x,,22,Yes,"{time}",-\n', encoding="utf-8"
        )
        assert main(words) == 0
        assert ("in words that are not known here" in capsys.readouterr().err) == said
    time = "Monday, 2 November 2026, 11:58 PM"
    for number, said in (("1", False), ("77", True)):
        table.write_text(
            f"{header}Participant 1,Ada,ada@example.org,x,,22,Yes,-,-\n"
            f'Participant {number},Bob,bob@example.org,x,,22,Yes,"{time}",-\n'
            if said
            else f'{header}Participant 1,Ada,ada@example.org,x,,22,Yes,"{time}",-\n'
        )
        assert main(words) == 0
        shown = capsys.readouterr().err
        assert ("says of nobody here when they handed in: is it the worksheet" in shown) == said


def test_a_submission_that_an_export_names_and_does_not_have_is_named(course: Course) -> None:
    metadata = "".join(
        f"submission_{number}:\n  :submitters:\n  - :name: {one}\n    :sid: {one}\n"
        for number, one in enumerate(("ada", "bob", "cyd"))
    )
    done = take(course, {
        "submission_metadata.yml": metadata.encode(), "submission_0/mnist_sgd.ipynb": NB,
    })  # fmt: skip
    assert students(course) == ["ada"] and not done.complete
    assert [one.what for one in done if one.lost] == [
        f"submission_metadata.yml names it by {one}, and the export has no file of it: not taken"
        for one in ("bob", "cyd")
    ]
    # They have handed something in.
    noted = {"submission_1": ("bob",), "submission_2": ("cyd",)}
    assert load_untaken(course, "mnist_sgd") == noted

    def export(number: int, name: str) -> dict[str, bytes]:
        said = f"submission_{number}:\n  :submitters:\n  - :name: {name}\n    :sid: {name}\n"
        return {
            f"assignment_8_export/submission_{number}/mnist_sgd.ipynb": NB,
            "assignment_8_export/submission_metadata.yml": said.encode(),
        }

    # What another section has says nothing of it; what they have handed in since does.
    take(course, export(5, "dan"))
    assert load_untaken(course, "mnist_sgd") == noted
    take(course, export(6, "cyd"))
    assert load_untaken(course, "mnist_sgd") == {"submission_1": ("bob",)}
    take(course, export(1, "bob"))
    assert load_untaken(course, "mnist_sgd") == {}


def test_codes_and_names_of_canvas_s_are_two_downloads(course: Course) -> None:
    done = take(course, ["anon_3fK9x_9001_mnist_sgd.ipynb", "adalee_502_9002_mnist_sgd.ipynb"])
    assert students(course) == ["502"]
    (lost,) = (one for one in done if one.lost)
    assert "it is under a code, and others here are under names" in lost.what


@pytest.mark.parametrize(("roster", "maybe"), [("", ()), ("id,name\nzoe,Zoe Day\n", ("zoe",))])
def test_a_member_of_whom_nothing_but_the_name_is_said_is_named(
    course: Course, roster: str, maybe: tuple[str, ...]
) -> None:
    (course.root / "roster.csv").write_text(roster or "id\n")
    metadata = (
        "submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: ada\n  - :name: Zoe Day\n"
        "    :sid:\n    :email:\n"
    )
    done = take(course, {
        "submission_metadata.yml": metadata.encode(), "submission_1/mnist_sgd.ipynb": NB,
    })  # fmt: skip
    assert students(course) == ["ada"]
    (lost,) = (one for one in done if one.lost)
    assert "says of Zoe Day, who handed it in, too, no number or address" in lost.what
    assert lost.path == "submission_1"
    assert lost.whose == maybe
