"""Feedback goes back by what was collected, without the download."""

from __future__ import annotations

import dataclasses
import shutil
import zipfile
from pathlib import Path

import pytest
from made_reports import report
from nbgrader.api import Gradebook

from autograder.course.attempts import load_attempts
from autograder.course.directory import Course, CourseError, make_course, put_tools_on_path
from autograder.course.report_files import save_report
from autograder.doors.cli import main
from autograder.platforms.collecting.collect import collect
from autograder.platforms.returning.give_back import Returned, give_back

NAME = "mnist_sgd"
ROSTER = (
    "id,name,group,canvas_id,moodle_participant,blackboard_username\n"
    "ada,Ada Lovelace,,501,777 900,ada\nbob,Bob Boole,,502,778 901,bob\n"
    "zoe,Zoe,Team 7,503,,\nyan,Yan,Team 7,504,,\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which four people have a grade and a page."""
    put_tools_on_path()
    course = make_course(tmp_path_factory.mktemp("made") / "course")
    (course.root / "roster.csv").write_text(ROSTER)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        gradebook.add_assignment(NAME)
        for student in ("ada", "bob", "zoe", "yan"):
            gradebook.add_student(student)
            gradebook.add_submission(NAME, student)
    for student in ("ada", "bob", "zoe", "yan"):
        page = course.root / "feedback" / student / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"for {student}")
        save_report(course, report(student, 10, 5))
    return course


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    return Course(shutil.copytree(made.root, tmp_path / "course"))


def take(course: Course, *names: str, around: str = "export/") -> None:
    """Collect files that all differ."""
    source = course.root.parent / "submissions.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name in names:
            archive.writestr(f"{around}{name}", name)
    collect(course, NAME, source)


def pages(done: Returned) -> dict[str, str]:
    with zipfile.ZipFile(done.path) as archive:
        return {
            name: archive.read(name).decode().rpartition("for ")[2] for name in archive.namelist()
        }


def test_canvas_takes_the_newest_file_of_each(course: Course) -> None:
    take(course, "lovelaceada_501_9001_mnist_sgd.ipynb", "boolebob_502_9002_mnist_sgd.ipynb",
         "boolebob_502_9003_501_9009_x.txt", "team_7_503_9004_mnist_sgd.ipynb")  # fmt: skip
    take(course, "lovelaceada_501_9011_mnist_sgd.ipynb")
    # The first again: it is an attempt that is kept already, under another number of the file.
    source = course.root.parent / "submissions.zip"
    with zipfile.ZipFile(source, "w") as archive:
        content = "export/lovelaceada_501_9001_mnist_sgd.ipynb".removeprefix("export/")
        archive.writestr("lovelaceada_501_9021_mnist_sgd.ipynb", content)
    collect(course, NAME, source)
    assert len(load_attempts(course, NAME, "ada")) == 2
    done = give_back(course, "canvas", NAME)
    assert pages(done) == {
        "lovelaceada_501_9021_feedback-mnist-sgd.html": "ada",
        "boolebob_502_9002_feedback-mnist-sgd.html": "bob",
        "team7_503_9004_feedback-mnist-sgd.html": "yan",
    }
    assert done.given["yan"] == done.given["zoe"] and not done.left_out


def test_the_number_of_a_file_is_canvas_s_and_not_that_in_its_name(course: Course) -> None:
    """Canvas takes feedback for what was handed in last, however its file was called before."""
    names = ["lovelaceada_LATE_501_9007_lovelaceada_501_9001_mnist_sgd.ipynb",
             "boolebob_502_9008_x_502_99999_mnist_sgd.ipynb",
             "team_7_503_503_9009_mnist_sgd.ipynb"]  # fmt: skip
    path = course.root / "roster.csv"
    path.write_text(ROSTER.replace("Team 7", "Team 7 503"))
    expected = {
        "lovelaceada_501_9007_feedback-mnist-sgd.html": "ada",
        "boolebob_502_9008_feedback-mnist-sgd.html": "bob",
        "team7503_503_9009_feedback-mnist-sgd.html": "yan",
    }
    take(course, *names)
    assert pages(give_back(course, "canvas", NAME)) == expected
    source = course.root.parent / "submissions.zip"
    assert set(pages(give_back(course, "canvas", NAME, source))) == set(expected)
    # What comes next has the larger number, whatever an earlier name says.
    take(course, "boolebob_502_9018_mnist_sgd.ipynb")
    found = pages(give_back(course, "canvas", NAME))
    assert found["boolebob_502_9018_feedback-mnist-sgd.html"] == "bob"


def test_a_person_called_anon_is_no_code(course: Course) -> None:
    """Canvas takes a name that begins so for one of anonymous grading."""
    (course.root / "roster.csv").write_text(ROSTER.replace("Ada Lovelace", "Anon"))
    take(course, "anon_501_9001_mnist_sgd.ipynb", "boolebob_502_9002_mnist_sgd.ipynb")
    assert set(pages(give_back(course, "canvas", NAME))) == {
        "nameanon_501_9001_feedback-mnist-sgd.html", "boolebob_502_9002_feedback-mnist-sgd.html",
    }  # fmt: skip


def test_brightspace_takes_the_folder_of_the_graded_attempt(course: Course) -> None:
    """People of the same name are told, since they were told when the work came in."""
    take(course, "1-9 - Ada Lovelace - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
         "1-9 - Ada Lovelace - Nov 4, 2026 926 PM/mnist_sgd.ipynb",
         "2-9 - Bob Boole - 24 September 2024 2126/a/mnist_sgd.ipynb",
         "3-9 - Team 7 - Nov 3, 2026 926 PM/mnist_sgd.ipynb")  # fmt: skip
    first = load_attempts(course, NAME, "ada")[0]
    save_report(course, dataclasses.replace(report("ada", 10, 5), digest=first.digest))
    (course.root / "roster.csv").write_text(ROSTER + "ada2,Ada Lovelace,,,,\n")
    done = give_back(course, "brightspace", NAME)
    assert pages(done) == {
        "1-9 - Ada Lovelace - Nov 3, 2026 926 PM/mnist_sgd.html": "ada",
        "2-9 - Bob Boole - 24 September 2024 2126/mnist_sgd.html": "bob",
        "3-9 - Team 7 - Nov 3, 2026 926 PM/mnist_sgd.html": "yan",
    }
    assert done.given["yan"] == done.given["zoe"]


def test_moodle_by_the_number_of_this_assignment(course: Course) -> None:
    with pytest.raises(CourseError, match="another number in each assignment"):
        give_back(course, "moodle", NAME)
    (course.root / "roster.csv").write_text(ROSTER.replace("Team 7,503,", "Team 7,503,7")
                                            .replace("Team 7,504,", "Team 7,504,8"))  # fmt: skip
    take(course, "Ada Lovelace_900_assignsubmission_file/mnist_sgd.ipynb",
         "Bob Boole_778_assignsubmission_file/mnist_sgd.ipynb",
         "Team 7_12_assignsubmission_file/mnist_sgd.ipynb")  # fmt: skip
    found = pages(give_back(course, "moodle", NAME))
    assert {name.split("_")[1]: who for name, who in found.items()} == {
        "900": "ada", "778": "bob", "7": "zoe", "8": "yan",
    }  # fmt: skip


def test_blackboard_by_the_attempt_and_else_by_the_user(course: Course) -> None:
    take(course, "Lab_3_ada_attempt_2026-10-03-11-22-33_mnist_sgd.ipynb",
         "Lab_3_ada_attempt_2026-10-04-11-22-33_mnist_sgd.ipynb")  # fmt: skip
    done = give_back(course, "blackboard", NAME)
    assert pages(done) == {
        "Lab_3_ada_attempt_2026-10-04-11-22-33_mnist_sgd.html": "ada", "bob_mnist_sgd.html": "bob",
    }  # fmt: skip
    assert {one.student for one in done.left_out} == {"zoe", "yan"}


def test_other_exports_leave_the_names_of_a_platform(course: Course) -> None:
    take(course, "lovelaceada_501_9001_mnist_sgd.ipynb")
    source = course.root.parent / "folders" / "ada"
    source.mkdir(parents=True)
    (source / "mnist_sgd.ipynb").write_text("lovelaceada_501_9001_mnist_sgd.ipynb")
    collect(course, NAME, source.parent, platform="folders")
    (kept,) = load_attempts(course, NAME, "ada")
    assert kept.entries == {
        "canvas": ("lovelaceada_501_9001_mnist_sgd.ipynb",), "folders": ("ada/mnist_sgd.ipynb",),
    }  # fmt: skip
    assert give_back(course, "canvas", NAME).given == {
        "ada": "lovelaceada_501_9001_feedback-mnist-sgd.html"
    }


WORKSHEET = "Identifier,Full name,Email address,Status,Grade,Maximum grade\n"


def test_the_worksheet_of_another_assignment_is_refused(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has the same people and as many points: the numbers alone differ."""
    take(course, "Ada Lovelace_777_assignsubmission_file/mnist_sgd.ipynb",
         "Bob Boole_778_assignsubmission_file/mnist_sgd.ipynb")  # fmt: skip
    table = course.root.parent / "worksheet.csv"
    said = (
        "is of another assignment: it calls ada participant 900, and the submissions of mnist_sgd"
    )
    lines = "Participant {},Ada Lovelace,,x,,{}\nParticipant {},Bob Boole,,x,,{}\n"
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        most = gradebook.find_assignment(NAME).max_score
    words = ["--table", str(table), "--course", str(course.root)]
    table.write_text(WORKSHEET + lines.format(900, most, 901, most))
    assert main(["export", "moodle", NAME, *words]) == 2
    assert said in capsys.readouterr().err
    assert main(["return", "moodle", NAME, *words]) == 2
    assert said in capsys.readouterr().err
    source = course.root.parent / "other.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("Ada Lovelace_900_assignsubmission_file/mnist_adam.ipynb", b"x")
    with pytest.raises(CourseError, match="is of another assignment"):
        give_back(course, "moodle", NAME, download=source)
    table.write_text(WORKSHEET + lines.format(777, most, 778, most))
    assert main(["export", "moodle", NAME, *words]) in (0, 1)
    assert len(pages(give_back(course, "moodle", NAME, table=table))) == 2
