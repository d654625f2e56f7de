"""Feedback goes back under the names that lead to its owner, and to nobody else."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made_reports import report

from autograder.course.attempts import Told, keep_attempt
from autograder.course.directory import Course, CourseError, make_course, put_tools_on_path
from autograder.course.handed import without_work
from autograder.course.people import Person
from autograder.course.report_files import save_report
from autograder.course.roster import Roster, enter_students, save_roster
from autograder.doors.cli import main
from autograder.pages import feedback_page
from autograder.platforms.grade_files import grades
from autograder.platforms.grade_files.grades import ClassGrades, Total
from autograder.platforms.returning import feedback_files
from autograder.platforms.returning.give_back import Returned, give_back

NAME = "mnist_sgd"
STUDENTS = ("ada", "george", "lee", "rené", "Team X")
PEOPLE = (
    Person("ada", "Ada Lovelace", email="ada@example.org",
           numbers={"canvas_id": "501", "moodle_participant": "777", "blackboard_username": "ada"}),
    Person("george", "George Boole",
           numbers={"canvas_id": "502", "moodle_participant": "778", "blackboard_username": "g_boole"}),
    Person("lee", "Lee", numbers={"canvas_id": "503", "moodle_participant": "779"}),
    Person("rené", "René D'Arc_Smith/Jones", numbers={"canvas_id": "504", "moodle_participant": "780"}),
    Person("zoe", "Zoë", group="Team X", numbers={"canvas_id": "505", "moodle_participant": "781"}),
    Person("yan", "Yan", group="Team X", numbers={"canvas_id": "506", "moodle_participant": "782"}),
    Person("nil", "Nil", numbers={"canvas_id": "507", "moodle_participant": "783"}),
)  # fmt: skip


def head(total: str, *others: str) -> str:
    """Return the head of a page."""
    return f'<header><p class="total"><b>{total}</p>{"".join(others)}</header>'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which each student has a grade and a feedback page, and one handed nothing in."""
    from nbgrader.api import Gradebook

    put_tools_on_path()
    course = make_course(tmp_path_factory.mktemp("made") / "course")
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        gradebook.add_assignment(NAME)
        for student in STUDENTS:
            gradebook.add_student(student)
            gradebook.add_submission(NAME, student)
    for student in STUDENTS:
        page = course.root / "feedback" / student / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"{head('0</b> of 22 points')} for {student}")
        save_report(course, report(student, 10, 5))
    save_roster(course, Roster(PEOPLE))
    return course


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    return Course(shutil.copytree(made.root, tmp_path / "course"))


def download(folder: Path, *names: str) -> Path:
    path = folder / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return path


def pages(done: Returned) -> dict[str, str]:
    """Return whose page each file of the archive is."""
    with zipfile.ZipFile(done.path) as archive:
        return {
            name: archive.read(name).decode().rpartition("for ")[2] for name in archive.namelist()
        }


def test_canvas(course: Course, tmp_path: Path) -> None:
    """Numbers are found from the right, and no digits stand before them."""
    source = download(
        tmp_path, "adalovelace_501_9001_mnist_sgd.ipynb", "adalovelace_501_9000_notes.txt",
        "project_3_LATE_502_9002_mnist_sgd-1.ipynb", "__MACOSX/._lee_503_1_x.ipynb",
        "teamx_505_9005_mnist_sgd.ipynb", "lee_503_text.html", "somebody_999_9_x.ipynb",
    )  # fmt: skip
    done = give_back(course, "canvas", NAME, source)
    assert pages(done) == {
        "adalovelace_501_9001_feedback-mnist-sgd.html": "ada",
        "project3_502_9002_feedback-mnist-sgd.html": "george",
        "teamx_505_9005_feedback-mnist-sgd.html": "Team X",
    }
    assert done.given["yan"] == done.given["zoe"]
    assert {one.student for one in done.left_out} == {"lee", "rené"}
    assert done.nothing == ("nil",)
    assert "somebody_999_9_x.ipynb" in " ".join(done.notes)


def test_canvas_without_a_roster_by_its_gradebook(course: Course, tmp_path: Path) -> None:
    """Ids that are logins lead to Canvas's numbers by the gradebook."""
    (course.root / "roster.csv").unlink()
    source = download(tmp_path, "a_501_9001_x.ipynb", "g_502_9002_x.ipynb")
    with pytest.raises(CourseError, match="of somebody whom the course knows"):
        give_back(course, "canvas", NAME, source)
    table = tmp_path / "gradebook.csv"
    table.write_text("Student,ID,SIS Login ID,Section\nA,501,ada,x\nG,502,george@example.org,x\n")
    done = give_back(course, "canvas", NAME, source, table)
    assert sorted(pages(done).values()) == ["ada", "george"]


def test_the_page_has_what_says_that_it_is_current() -> None:
    template = (Path(feedback_page.TEMPLATES) / "feedback_page" / "index.html.j2").read_text()
    template, _, rest = template.partition(feedback_files.HEAD_END)
    assert "{{ super() }}" in rest
    shown = template.replace("{{ about.score | points }}", "1.5")
    assert feedback_files.TOTAL.search(shown)
    assert feedback_files.WAITS in template
    assert feedback_files.OWNER.search(template)
    assert feedback_files.DIGEST.search(template.replace("{{ digest }}", "a" * 64))


def test_a_name_that_a_student_chose_leads_to_nobody_else(course: Course, tmp_path: Path) -> None:
    source = download(
        tmp_path, "lee_503_9003_502_7_x.ipynb", "george_502_9002_a.ipynb", "ada_501_9001_a.ipynb",
        "evil_999_9009_501_7_x.ipynb",
    )  # fmt: skip
    done = give_back(course, "canvas", NAME, source)
    assert pages(done) == {
        "george_502_9002_feedback-mnist-sgd.html": "george",
        "ada_501_9001_feedback-mnist-sgd.html": "ada",
    }
    assert "lee" in {one.student for one in done.left_out}


def test_a_name_leads_to_its_owner_only_where_collecting_can_tell(
    course: Course, tmp_path: Path
) -> None:
    """Who is in a group of another name by the roster may have renamed it since."""
    people = [dataclasses.replace(one, group=one.group or f"of {one.id}") for one in PEOPLE]
    save_roster(course, Roster(tuple(people)))
    told, unclear = "lovelaceada_501_9001_x_77_9000_x.ipynb", "booleg_502_9001_x_501_9000_x.ipynb"
    done = give_back(course, "canvas", NAME, download(tmp_path, told, unclear))
    assert pages(done) == {"lovelaceada_501_9001_feedback-mnist-sgd.html": "ada"}
    assert unclear in str(done.notes)


@pytest.mark.parametrize("known_by", ["what was collected", "the gradebook"])
def test_the_grade_of_who_left_goes_to_no_group_that_takes_the_id_for_its_name(
    course: Course, tmp_path: Path, known_by: str
) -> None:
    """Students choose the names of their groups."""
    if known_by == "the gradebook":
        enter_students(course, [one for one in PEOPLE if one.id == "lee"])
    else:
        told = Told("canvas", entries={"canvas": ("lee_503_9001_a.ipynb",)})
        keep_attempt(course, NAME, "lee", {f"{NAME}.ipynb": b"{}"}, told)
        (course.submitted / "lee" / NAME).mkdir(parents=True)
    people = [one for one in PEOPLE if one.id != "lee"]
    people = [dataclasses.replace(one, group="Lee") if one.id == "nil" else one for one in people]
    roster = Roster(tuple(people))
    save_roster(course, roster)
    every = grades.class_grades(course, NAME, roster)
    assert {one.student for one in every.totals} == {"ada", "george", "lee", "rené", "yan", "zoe"}
    assert not [one for one in every.totals if one.group == "lee"]
    if known_by == "what was collected":
        assert "nil" in without_work(course, NAME, roster)
    source = download(tmp_path, "ada_501_9001_a.ipynb", "lee_507_9005_x.txt")
    done = give_back(course, "canvas", NAME, source)
    assert pages(done) == {"ada_501_9001_feedback-mnist-sgd.html": "ada"}
    assert "nil" in done.nothing


def test_canvas_hides_who_people_are(course: Course, tmp_path: Path) -> None:
    (course.root / "roster.csv").unlink()
    (course.root / "feedback" / "lee").rename(course.root / "feedback" / "anon_3fK9x")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        gradebook.add_student("anon_3fK9x")
        gradebook.add_submission(NAME, "anon_3fK9x")
    done = give_back(course, "canvas", NAME, download(tmp_path, "LATE_anon_3fK9x_9001_a.ipynb"))
    assert pages(done) == {"anon_3fK9x_9001_feedback-mnist-sgd.html": "lee"}


def from_a_group_and_lee(course: Course, tmp_path: Path) -> Path:
    """Return an export with an entry of Ada and George together, and one of Lee's."""
    people = [Person("ada", "A", group="Team Z", numbers={"canvas_id": "501"}),
              Person("george", "G", group="Team Z", numbers={"canvas_id": "502"}),
              Person("lee", "L", numbers={"canvas_id": "503"})]  # fmt: skip
    save_roster(course, Roster(tuple(people)))
    return download(tmp_path, "teamz_501_9001_a.ipynb", "lee_503_9003_a.ipynb")


def graded_as_one(course: Course, *students: str) -> None:
    """Have these be graded for one notebook."""
    for one in students:
        save_report(course, dataclasses.replace(report(one, 10, 5), digest="a" * 64))


def test_who_has_as_many_points_for_other_work_does_not_get_the_page(
    course: Course, tmp_path: Path
) -> None:
    """Who has changed the group since may have as many by chance."""
    source = from_a_group_and_lee(course, tmp_path)
    graded_as_one(course, "ada", "george", "lee")
    assert give_back(course, "canvas", NAME, source).given.keys() == {"ada", "george", "lee"}

    def alone() -> None:
        done = give_back(course, "canvas", NAME, source)
        assert pages(done) == {"lee_503_9003_feedback-mnist-sgd.html": "lee"}
        assert done.given.keys() == {"lee"}
        left = {one.student: one.why for one in done.left_out}
        assert "nothing says that their work is one" in left["george"] and "ada" in left

    save_report(course, dataclasses.replace(report("george", 10, 5), digest="b" * 64))
    alone()
    # The same file, as it was handed out, that George has handed in with somebody else.
    content = {f"{NAME}.ipynb": b"as handed out"}
    told = {"ada": ("ada", "george"), "george": ("george", "lee")}
    for student, members in told.items():
        kept = keep_attempt(course, NAME, student, content, Told("canvas", members=members))
        save_report(course, dataclasses.replace(report(student, 10, 5), digest=kept.digest))
    alone()


def test_members_with_different_grades_do_not_get_one_page(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Canvas would show it to all of them."""
    source = from_a_group_and_lee(course, tmp_path)
    graded_as_one(course, "ada", "george")
    done = give_back(course, "canvas", NAME, source)
    assert done.given["george"] == done.given["ada"]
    marks = {"ada": 3.0, "george": 4.0, "lee": 4.0}
    every = ClassGrades(NAME, tuple(Total(one, "", mark, 22.0) for one, mark in marks.items()))
    monkeypatch.setattr(grades, "class_grades", lambda *_: every)
    done = give_back(course, "canvas", NAME, source)
    assert pages(done) == {"lee_503_9003_feedback-mnist-sgd.html": "lee"}
    assert "shows one page to all of Team Z, and their grades differ" in str(done.left_out[0])
    # That is the cause, too, where nobody else has a page.
    with pytest.raises(CourseError, match=r"no page to give back: .*their grades differ"):
        give_back(course, "canvas", NAME, download(tmp_path, "teamz_501_9001_a.ipynb"))


WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade
Participant 901,Ada Lovelace,ada@example.org,Submitted,,22.00
Participant 778,George Boole,g@example.org,Submitted,,22.00
"""


def test_moodle_by_its_worksheet(course: Course, tmp_path: Path) -> None:
    """A person has another number in each assignment, and the worksheet has this one's."""
    numbers = {"moodle_participant": "777 901"}
    people = [Person("ada", "Ada Lovelace", email="ada@example.org", numbers=numbers),
              Person("george", "George Boole", numbers={"moodle_participant": "778"})]  # fmt: skip
    save_roster(course, Roster(tuple(people)))
    with pytest.raises(CourseError, match="knows ada by another number in each assignment"):
        give_back(course, "moodle", NAME)
    table = tmp_path / "worksheet.csv"
    table.write_text(WORKSHEET)
    done = give_back(course, "moodle", NAME, table=table)
    assert pages(done) == {
        "Ada Lovelace_901_assignsubmission_file_mnist_sgd.html": "ada",
        "George Boole_778_assignsubmission_file_mnist_sgd.html": "george",
    }
    assert {one.student for one in done.left_out} == {"lee", "rené", "Team X"}


@pytest.mark.parametrize("before", ["", "CS101-77/"])
@pytest.mark.parametrize("between", ["_/", "/", "_"])
def test_moodle_by_its_download(course: Course, tmp_path: Path, before: str, between: str) -> None:
    """What a student calls a folder is not for Moodle to obey."""
    ada, rene, lee = (
        f"{before}{name}_assignsubmission_file{between}"
        for name in ("Ada Lovelace_777", "René D'Arc Smith-Jones_780", "Lee_779")
    )
    inner = f"{lee}work/Ada Lovelace_777_assignsubmission_file_/x.ipynb"
    done = give_back(course, "moodle", NAME, download(tmp_path, f"{ada}a.ipynb", f"{rene}b", inner))
    assert pages(done) == {
        "Ada Lovelace_777_assignsubmission_file_mnist_sgd.html": "ada",
        "René D'Arc Smith-Jones_780_assignsubmission_file_mnist_sgd.html": "rené",
        "Lee_779_assignsubmission_file_mnist_sgd.html": "lee",
    }


@pytest.mark.parametrize("between", ["/", "_"])
@pytest.mark.parametrize("own", ["zzz_778_assignsubmission_file_y.ipynb",
                                 "778_assignsubmission_file_y.ipynb"])  # fmt: skip
def test_a_file_of_who_is_in_no_team_makes_no_place(
    course: Course, tmp_path: Path, between: str, own: str
) -> None:
    """Moodle gives such a folder no number, and the name of the file stopped everybody's feedback."""
    entry = f"Default group_assignsubmission_file{between}{own}"
    first = "Ada Lovelace_777_assignsubmission_file/x.ipynb"
    done = give_back(course, "moodle", NAME, download(tmp_path, first, entry))
    assert pages(done) == {"Ada Lovelace_777_assignsubmission_file_mnist_sgd.html": "ada"}
    assert entry in " ".join(done.notes)


def test_the_numbers_of_moodle_s_teams_are_nobody_s(course: Course, tmp_path: Path) -> None:
    source = download(tmp_path, "Team X_777_assignsubmission_file_/mnist_sgd.ipynb")
    with pytest.raises(CourseError, match="of the team Team X, whose number is nobody's"):
        give_back(course, "moodle", NAME, source)


def test_moodle_by_the_roster_where_each_has_one_number(course: Course) -> None:
    """Names that no archive holds are made such; a group's page goes to each member."""
    found = pages(give_back(course, "moodle", NAME))
    assert found == {
        "Ada Lovelace_777_assignsubmission_file_mnist_sgd.html": "ada",
        "George Boole_778_assignsubmission_file_mnist_sgd.html": "george",
        "Lee_779_assignsubmission_file_mnist_sgd.html": "lee",
        "René D'Arc Smith Jones_780_assignsubmission_file_mnist_sgd.html": "rené",
        "Zoë_781_assignsubmission_file_mnist_sgd.html": "Team X",
        "Yan_782_assignsubmission_file_mnist_sgd.html": "Team X",
    }


def test_brightspace_tells_people_by_name_alone(course: Course, tmp_path: Path) -> None:
    """Where two have one name nobody gets a page."""
    people = (*PEOPLE, Person("lee2", "Lee"))
    save_roster(course, Roster(people))
    source = download(
        tmp_path, "1-9 - Ada Lovelace - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
        "2-9 - George Boole - 24 September 2024 2126/a/mnist_sgd.ipynb",
        "3-9 - Lee - Nov 3, 2026 926 PM/mnist_sgd.ipynb", "index.html",
        "4-9 - Team-X - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
    )  # fmt: skip
    done = give_back(course, "brightspace", NAME, source)
    assert pages(done) == {
        "1-9 - Ada Lovelace - Nov 3, 2026 926 PM/mnist_sgd.html": "ada",
        "2-9 - George Boole - 24 September 2024 2126/mnist_sgd.html": "george",
        "4-9 - Team-X - Nov 3, 2026 926 PM/mnist_sgd.html": "Team X",
    }
    assert done.given["zoe"] == done.given["yan"]
    assert "lee (2 people and 1 places of submissions.zip are called Lee)" in map(
        str, done.left_out
    )


@pytest.mark.parametrize("form", ["{}/x.ipynb", "{} - x.ipynb"])
def test_brightspace_s_last_attempt_is_the_last_by_its_date(
    course: Course, tmp_path: Path, form: str
) -> None:
    """By their names the 10th comes before the 3rd."""
    names = [f"1-9 - Ada Lovelace - Nov {day}, 2026 926 PM" for day in (10, 3)]
    names += [f"2-9 - George Boole - {day} Xyzember 2026 926" for day in (10, 3)]
    source = download(tmp_path, *(form.format(name) for name in names))
    done = give_back(course, "brightspace", NAME, source)
    assert pages(done) == {form.format(names[0]).replace("x.ipynb", "mnist_sgd.html"): "ada"}
    assert all(name in " ".join(done.notes) for name in names[2:])


@pytest.mark.parametrize("other", ["Lovelace Ada", "adalovelace", "Ada-Lovelace", "Ada  Lovelace"])
@pytest.mark.parametrize("first", [1, 9])
def test_where_two_names_may_be_one_person_s_no_page_goes_to_either(
    course: Course, tmp_path: Path, other: str, first: int
) -> None:
    """The page went to whoever came last."""
    source = download(
        tmp_path, f"{first}-9 - Ada Lovelace - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
        f"2-9 - {other} - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
        "3-9 - Boole, George - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
    )  # fmt: skip
    done = give_back(course, "brightspace", NAME, source)
    assert list(pages(done).values()) == ["george"]
    assert any(
        str(one).startswith("ada (1 people and 2 places of submissions.zip are called ")
        for one in done.left_out
    )


def test_a_group_that_is_called_as_a_person_gets_no_page_of_theirs(
    course: Course, tmp_path: Path
) -> None:
    graded_as_one(course, "lee", "rené")
    renamed = {"zoe": "Lovelace Ada", "yan": "Lovelace Ada", "lee": "Lee", "rené": "Lee"}
    people = [dataclasses.replace(one, group=renamed.get(one.id, "")) for one in PEOPLE]
    save_roster(course, Roster(tuple(people)))
    source = download(
        tmp_path, "1-9 - Lovelace Ada - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
        "3-9 - Lee - Nov 3, 2026 926 PM/mnist_sgd.ipynb",
    )  # fmt: skip
    done = give_back(course, "brightspace", NAME, source)
    # That of a member is the group's, as it was collected.
    assert set(done.given) == {"lee", "rené"}
    assert "ada (a group and ada are called Lovelace Ada)" in map(str, done.left_out)


def test_brightspace_with_prefixes_in_place_of_folders(course: Course, tmp_path: Path) -> None:
    names = [f"{n}-9 - {who} - Nov 3, 2026 926 PM - mnist - 1.ipynb" for n, who in
             ((1, "Ada Lovelace"), (2, "George Boole"))]  # fmt: skip
    assert pages(give_back(course, "brightspace", NAME, download(tmp_path, *names))) == {
        "1-9 - Ada Lovelace - Nov 3, 2026 926 PM - mnist_sgd.html": "ada",
        "2-9 - George Boole - Nov 3, 2026 926 PM - mnist_sgd.html": "george",
    }


def test_blackboard(course: Course, tmp_path: Path) -> None:
    """The assignment's name and a user's may hold underscores; the last attempt counts."""
    source = download(
        tmp_path, "Lab_3_ada_attempt_2026-10-03-11-22-33_mnist_sgd.ipynb",
        "Lab_3_ada_attempt_2026-10-04-11-22-33_mnist_sgd.ipynb",
        "Lab_3_ada_attempt_2026-10-04-11-22-33.txt",
        "Lab_3_g_boole_attempt_2026-10-03-11-22-33_mnist_sgd.ipynb",
    )  # fmt: skip
    done = give_back(course, "blackboard", NAME, source)
    assert pages(done) == {
        "Lab_3_ada_attempt_2026-10-04-11-22-33_mnist_sgd.html": "ada",
        "Lab_3_g_boole_attempt_2026-10-03-11-22-33_mnist_sgd.html": "george",
    }
    assert pages(give_back(course, "blackboard", NAME)) == {
        "ada_mnist_sgd.html": "ada", "g_boole_mnist_sgd.html": "george",
    }  # fmt: skip
    assert "one by one" in " ".join(done.notes)


def test_an_attempt_in_the_name_of_a_file_on_blackboard_is_the_student_s_own(
    course: Course, tmp_path: Path
) -> None:
    source = download(
        tmp_path, "Lab 3_ada_attempt_2026-10-03-11-22-33_Lab 3_ada_attempt_2026-01-01-00-00-00_x.ipynb",
        "Lab 3_g_boole_attempt_2026-10-03-11-22-33_mnist_sgd.ipynb",
    )  # fmt: skip
    assert pages(give_back(course, "blackboard", NAME, source)) == {
        "Lab 3_ada_attempt_2026-10-03-11-22-33_mnist_sgd.html": "ada",
        "Lab 3_g_boole_attempt_2026-10-03-11-22-33_mnist_sgd.html": "george",
    }


def run(course: Course, *words: str) -> int:
    return main(["return", *words, "--course", str(course.root)])


def test_the_command(course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes for the same pages; who has no page and who handed nothing in is named."""
    assert run(course, "moodle", NAME, "--json", str(tmp_path / "a.json")) == 0
    said = capsys.readouterr()
    path = course.root / "mnist_sgd-moodle-feedback.zip"
    assert f"6 feedback pages are in {path}." in said.out
    assert "Handed nothing in: nil." in said.err
    assert "Upload multiple feedback files in a zip" in said.err
    first = path.read_bytes()
    assert run(course, "moodle", NAME) == 0
    assert path.read_bytes() == first
    assert json.loads((tmp_path / "a.json").read_text())["handed_nothing_in"] == ["nil"]
    shutil.rmtree(course.root / "feedback" / "ada")
    assert run(course, "moodle", NAME) == 1
    assert "Not in it: ada (there is no feedback page)." in capsys.readouterr().err


@pytest.mark.parametrize("platform", ["canvas", "brightspace"])
def test_a_platform_that_goes_by_its_own_names_needs_the_download(
    course: Course, capsys: pytest.CaptureFixture[str], tmp_path: Path, platform: str
) -> None:
    assert run(course, platform, NAME) == 2
    assert "Name the download of the submissions with --download FILE" in capsys.readouterr().err
    other = str(download(tmp_path, "readme.txt"))
    assert run(course, platform, NAME, "--download", other) == 2
    assert "it holds readme.txt" in capsys.readouterr().err


def test_gradescope_takes_no_files_back(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "gradescope", NAME) == 0
    assert "Gradescope takes no feedback files back" in capsys.readouterr().err
    assert (course.root / "mnist_sgd-gradescope" / "ada.json").is_file()
    assert (course.root / "mnist_sgd-gradescope" / "zoe.json").is_file()


def missing(course: Course) -> None:
    shutil.rmtree(course.root / "feedback")


def graded_again(course: Course) -> None:
    graded = course.root / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    graded.parent.mkdir(parents=True)
    graded.write_text("{}")
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    os.utime(page, (1e9, 1e9))


def marked_since(course: Course) -> None:
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    page.write_text(head("1.5</b> of 22 points"))
    os.utime(page, (1e9, 1e9))


def waited(course: Course) -> None:
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    page.write_text(head("0</b> of 22 points; a person has not marked all answers yet"))
    os.utime(page, (1e9, 1e9))


def of_another_file(course: Course) -> None:
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    page.write_text(head("0</b>", f"Graded file: SHA-256 <code>{'a' * 64}</code>"))
    save_report(course, dataclasses.replace(report("ada", 10, 5), digest="b" * 64))


def test_the_page_of_another_goes_to_nobody(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    page.write_text(head("0</b>", "Feedback for <b>george</b>"))
    assert run(course, "moodle", NAME) == 2
    assert "is the feedback page of george, not of ada" in capsys.readouterr().err


@pytest.mark.parametrize("ours", [True, False], ids=["a page of the kit's", "another page"])
def test_what_a_student_wrote_says_nothing_of_a_page(course: Course, ours: bool) -> None:
    """A sentence in one notebook had the pages of the whole class refused as old ones."""
    said = (
        "Feedback for <b>george</b>", f"SHA-256 <code>{'a' * 64}</code>", feedback_files.WAITS,
        '<p class="total"><b>3</b>',
    )  # fmt: skip
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    page.write_text(f"{head('0</b> of 22 points') if ours else ''}<p>{' '.join(said)}</p> for ada")
    os.utime(page, (1e9, 1e9))
    save_report(course, dataclasses.replace(report("ada", 10, 5), digest="b" * 64))
    done = give_back(course, "moodle", NAME)
    assert "ada" in pages(done).values()


def test_words_of_a_student_in_the_head_say_nothing_of_a_page(course: Course) -> None:
    """The text of an exception there, among what cost points, kept the feedback of a class back."""
    said = (
        f"ValueError: {feedback_files.WAITS} &lt;p class=&quot;total&quot;&gt;&lt;b&gt;3&lt;/b&gt;"
    )
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    page.write_text(f"{head('0</b> of 22 points', f'<ul><li>{said}</li></ul>')} for ada")
    os.utime(page, (1e9, 1e9))
    assert "ada" in pages(give_back(course, "moodle", NAME)).values()


def test_a_comment_is_shown_where_the_page_has_its_comments() -> None:
    """Words of it that the student has written show nothing."""
    comment = (
        '<div class="comment" id="comment-a">\n<b>Comment</b>\n<div>Well <i>done</i></div>!\n</div>'
    )
    page = f"{head('0</b>')}<p>Look closer</p>{comment}<p>again</p>"
    total = Total("ada", "", 0.0, 22.0)
    assert feedback_files._shows(page, total, False, ["Well done!"])
    assert not feedback_files._shows(page, total, False, ["Look closer"])
    assert not feedback_files._shows(page, total, False, ["done again"])


def test_a_page_without_end_costs_nobody_else_theirs(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    monkeypatch.setattr(feedback_files, "MAX_PAGE_BYTES", 500)
    page.write_text(f"{head('0</b>')}{'x' * 500}")
    done = give_back(course, "moodle", NAME)
    assert "ada" not in pages(done).values()
    assert "lee" in pages(done).values()
    (left,) = [one for one in done.left_out if one.student == "ada"]
    assert "is larger than 500 bytes" in left.why


@pytest.mark.parametrize("change", [missing, graded_again, marked_since, waited, of_another_file])
def test_pages_that_are_missing_or_older_than_the_grades_are_refused(
    course: Course, capsys: pytest.CaptureFixture[str], change: Callable[[Course], None]
) -> None:
    change(course)
    assert run(course, "moodle", NAME) == 2
    said = capsys.readouterr().err
    assert f"`nbgrader generate_feedback {NAME}" in said
    assert change is missing or "pages of ada are older" in said
    assert not (course.root / "mnist_sgd-moodle-feedback.zip").exists()
