"""Anonymous grading on Canvas: work goes in under codes, and gets its name when Canvas says it."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from made_reports import report

from autograder.course.attempts import load_attempts
from autograder.course.directory import Course, CourseError, make_course, put_tools_on_path
from autograder.course.report_files import save_report
from autograder.course.roster import load_roster
from autograder.doors.cli import main
from autograder.platforms.collecting.collect import Collected, collect
from autograder.platforms.grade_files.export import export
from autograder.platforms.returning.give_back import give_back

NAME = "mnist_sgd"
GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,mnist_sgd (9)\n    Points Possible,,,,,22\n"
    '"Lovelace, Ada",501,,ada,A,\n"Boole, Bob",502,,bob,A,\n"Noether, Emmy",503,,emmy,A,\n'
)
HIDDEN = {"anon_3fK9x_9001_mnist_sgd.ipynb": b"a", "LATE_anon_Qq7zT_9002_mnist_sgd.ipynb": b"b"}
NAMED = {"lovelaceada_501_9001_mnist_sgd.ipynb": b"a", "boolebob_502_9002_mnist_sgd.ipynb": b"b"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with Canvas's gradebook on its roster."""
    put_tools_on_path()
    course = make_course(tmp_path_factory.mktemp("made") / "course")
    (course.root.parent / "gradebook.csv").write_text(GRADEBOOK)
    table = str(course.root.parent / "gradebook.csv")
    assert main(["roster", "add", table, "--course", str(course.root)]) == 0
    return course


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    shutil.copy(made.root.parent / "gradebook.csv", tmp_path)
    return Course(shutil.copytree(made.root, tmp_path / "course"))


def take(course: Course, files: dict[str, bytes]) -> Collected:
    source = course.root.parent / "submissions.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return collect(course, NAME, source)


def graded(course: Course) -> None:
    """Enter a grade for everybody who handed in, and write their pages."""
    from nbgrader.api import Gradebook

    students = sorted(path.name for path in course.submitted.iterdir())
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        gradebook.update_or_create_assignment(NAME)
        gradebook.update_or_create_notebook(NAME, NAME)
        gradebook.update_or_create_grade_cell("x", NAME, NAME, max_score=22.0, cell_type="code")
        for student in students:
            gradebook.update_or_create_student(student)
            submission = gradebook.update_or_create_submission(NAME, student)
            submission.notebooks[0].grades[0].manual_score = 3.0 + students.index(student)
        gradebook.db.commit()
    for student in students:
        page = course.root / "feedback" / student / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"for {student}")
        save_report(course, report(student, 10, 5))


def points(course: Course, missing: str = "blank") -> tuple[dict[str, str], str]:
    """Return the points in Canvas's gradebook by number, and what is said."""
    done = export(
        course, NAME, "canvas", roster=course.root.parent / "gradebook.csv", missing=missing
    )
    lines = [line.split(",") for line in done.path.read_text().splitlines()[2:]]
    return {line[2]: line[-1] for line in lines}, " ".join(done.sentences())


def test_work_is_graded_and_given_back_under_codes(course: Course) -> None:
    done = take(course, HIDDEN)
    assert done.complete
    assert sorted(path.name for path in course.submitted.iterdir()) == ["anon_3fK9x", "anon_Qq7zT"]
    graded(course)
    back = give_back(course, "canvas", NAME)
    with zipfile.ZipFile(back.path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "anon_3fK9x_9001_feedback-mnist-sgd.html": b"for anon_3fK9x",
            "anon_Qq7zT_9002_feedback-mnist-sgd.html": b"for anon_Qq7zT",
        }
    assert back.nothing == ()


@pytest.mark.parametrize("missing", ["blank", "zero"])
def test_nobody_has_handed_nothing_in_while_people_are_hidden(course: Course, missing: str) -> None:
    """Each of them may be anybody: a zero would be wrong."""
    take(course, HIDDEN)
    graded(course)
    with pytest.raises(CourseError, match="Canvas hides who anon_3fK9x, anon_Qq7zT are, so that"):
        points(course, missing)
    (course.submitted / "emmy" / NAME).mkdir(parents=True)
    graded(course)
    found, said = points(course, missing)
    assert found == {"501": "", "502": "", "503": "5"}
    assert "anon_3fK9x (the platform hides who this is)" in said
    assert "Handed nothing in" not in said
    assert "Canvas hides who anon_3fK9x, anon_Qq7zT are" in said


def test_a_download_with_names_says_who_is_who(course: Course) -> None:
    """Grades of before, marks by hand included, go to the people; nothing is collected twice."""
    take(course, HIDDEN)
    graded(course)
    for _ in range(2):
        done = take(course, {**NAMED, "noetheremmy_503_9003_mnist_sgd.ipynb": b"c"})
        assert done.complete and done.students == ["emmy"]
        assert not load_attempts(course, NAME, "ada")
        assert not (course.submitted / "ada").exists()
    found, said = points(course)
    assert found == {"501": "3", "502": "4", "503": ""}
    assert "hides" not in said
    assert take(course, HIDDEN).students == ["anon_3fK9x", "anon_Qq7zT"]
    assert not (course.submitted / "ada").exists()
    back = give_back(course, "canvas", NAME)
    assert back.given["ada"] == "anon_3fK9x_9001_feedback-mnist-sgd.html"
    assert main(["attempts", "ada", "--course", str(course.root)]) == 0


@pytest.mark.parametrize("file", [("9004", b"a"), ("9001", b"other")])
def test_less_than_number_and_content_says_nothing(course: Course, file: tuple[str, bytes]) -> None:
    take(course, HIDDEN)
    number, content = file
    done = take(course, {f"lovelaceada_501_{number}_mnist_sgd.ipynb": content})
    assert done.students == ["ada"]
    assert [one.id for one in load_roster(course).people if one.hidden] == [
        "anon_3fK9x",
        "anon_Qq7zT",
    ]


def test_the_command_says_what_a_code_is(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(course.root.parent / "hidden.zip", "w") as archive:
        for name, content in HIDDEN.items():
            archive.writestr(name, content)
    words = ["collect", NAME, str(course.root.parent / "hidden.zip"), "--course", str(course.root)]
    assert main(words) == 0
    said = capsys.readouterr()
    assert "2 submissions were taken" in said.out
    assert "Canvas hides who anon_3fK9x, anon_Qq7zT are: graded" in said.err
    assert "On no roster" not in said.err
