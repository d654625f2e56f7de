"""A class in which each student has a variant: handed out, handed in, and graded by their own."""

from __future__ import annotations

import collections
import csv
import dataclasses
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import variant_class
from small_class import BIN, ENVIRONMENT
from variant_class import CHEAP, EVERY, NAME, hand_in, own_notebook, solve

from autograder.assignment.placeholders import said_in
from autograder.assignment.rubric import RubricError
from autograder.course.answers import read_text
from autograder.course.attempts import Told, keep_attempt
from autograder.course.classroom import grade_class
from autograder.course.directory import Course, CourseError
from autograder.course.drawn import Draw, setting_of
from autograder.course.own_release import handouts, table_of, write_handouts
from autograder.course.regrading import regrade
from autograder.course.written import questions
from autograder.doors.selfcheck import Checker
from autograder.grading import public
from autograder.grading.one import grade
from autograder.pages.class_report import write_class_report
from autograder.report.results import Report
from autograder.sandbox.starting import Starter

STUDENTS = [f"s{number:02}" for number in range(30)]
# These train, too.
TRAINING = ("s00", "s20")
TEAM = ("s28", "s29")


def rows(students: list[str]) -> list[str]:
    return [f"{one},Student {one},{'Team A' if one in TEAM else ''}" for one in students]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return variant_class.make_course(tmp_path_factory.mktemp("variants") / "course", rows(STUDENTS))


@pytest.fixture(scope="module")
def variants(course: Course) -> dict[str, str]:
    return {one.student: one.variant for one in handouts(course, NAME)}


@pytest.fixture(scope="module")
def swapped(variants: dict[str, str]) -> tuple[str, str]:
    """Two students whose networks have other widths."""
    first = "s01"
    units = re.compile(r"units\[0\]=(\d+)")
    other = next(one for one in STUDENTS[2:28] if one not in TRAINING and
                 units.findall(variants[one]) != units.findall(variants[first]))  # fmt: skip
    return first, other


@pytest.fixture(scope="module")
def reports(
    course: Course, variants: dict[str, str], swapped: tuple[str, str]
) -> dict[str, Report]:
    """The class, graded; a team hands in one file, which is that of its first member.

    Who has another one's variant, and is in no test, has not handed in.
    """
    some = {name: student for student, name in variants.items()}.values()
    handed = [one for one in STUDENTS if one in (*some, *TRAINING, *TEAM, *swapped, "s02")]
    notebooks = {one: solve(course, one, EVERY if one in TRAINING else CHEAP) for one in handed}
    first, other = swapped
    notebooks[first], notebooks[other] = notebooks[other], notebooks[first]
    for student, notebook in notebooks.items():
        hand_in(course, student, notebook)
    found = grade_class(course, NAME, setting_of(course, NAME))
    return {one.student: one for one in found}


# --- Drawn and handed out -------------------------------------------------------------------------


def test_each_value_is_drawn_about_as_often_as_the_others(course: Course) -> None:
    draw = Draw(course, NAME)
    names = [draw.name(("student", f"somebody{number}")) for number in range(1200)]
    count = collections.Counter(names)
    assert len(count) == 12
    assert min(count.values()) > 60
    assert max(count.values()) < 145


def test_what_is_drawn_depends_on_the_seed_and_the_student_alone(
    course: Course, variants: dict[str, str], tmp_path: Path
) -> None:
    """Is it the same for whoever is added later, and another one in another course?"""
    more = variant_class.make_course(tmp_path / "more", rows(["a00", *STUDENTS, "z99"]), False)
    (more.private).mkdir()
    (more.private / "seed").write_bytes(course.seed())
    again = Draw(more, NAME)
    assert {one: again.name(again.units(one)[0]) for one in STUDENTS} == variants
    (more.private / "seed").write_bytes(bytes(32))
    other = Draw(more, NAME)
    assert {one: other.name(other.units(one)[0]) for one in STUDENTS} != variants


def test_a_second_release_writes_the_same(course: Course) -> None:
    before = {
        path: path.read_bytes() for path in course.root.glob("per-student/**/*") if path.is_file()
    }
    write_handouts(course, NAME, handouts(course, NAME))
    after = {
        path: path.read_bytes() for path in course.root.glob("per-student/**/*") if path.is_file()
    }
    assert after == before
    assert len(after) == 2 * len(STUDENTS) + 1


def test_a_students_notebook_has_the_numbers_of_the_variant_and_no_solution(
    course: Course, variants: dict[str, str]
) -> None:
    rubric_of = Draw(course, NAME).rubric
    for student in STUDENTS:
        notebook = nbformat.read(own_notebook(course, student), as_version=4)
        text = "\n".join(cell.source for cell in notebook.cells)
        rubric = rubric_of(variants[student])
        assert "{{" not in json.dumps(notebook)
        assert "BEGIN SOLUTION" not in json.dumps(notebook)
        assert f"784-{rubric.units[0]}-{rubric.units[1]}-10" in text
        assert f"{rubric.parameter_count:,} parameters" in text
        assert f"epochs={rubric.epochs})" in text
        (said,) = said_in(notebook)
        assert said.startswith(f"{variants[student]} #")


def test_nbgraders_own_release_is_the_variant_in_the_rubric(course: Course) -> None:
    text = (course.release / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    assert said_in(notebook) == ()
    shown = "\n".join(cell.source for cell in notebook.cells)
    assert "784-300-100-10" in shown
    assert "{{" not in shown
    assert "keras.layers.Dense" not in text


def test_the_table_says_who_has_which(course: Course, variants: dict[str, str]) -> None:
    table = table_of(course, NAME, handouts(course, NAME))
    lines = list(csv.DictReader(table.splitlines()))
    assert [one["id"] for one in lines] == STUDENTS
    assert lines[28]["group"] == "Team A"
    for one in lines:
        named = ", ".join(f"{key}={one[key]}" for key in list(one)[2:])
        assert named == variants[one["id"]]


def test_no_group_s_name_begins_a_formula_in_it(course: Course) -> None:
    """Students may choose them."""
    names = ["=1+1", "@SUM(A1)", "x;=1+1", "-1"]
    every = [
        dataclasses.replace(one, group=name)
        for one, name in zip(handouts(course, NAME), names, strict=False)
    ]
    lines = table_of(course, NAME, every).splitlines()[1:]
    cells = [cell for line in lines for cell in line.split(";")]
    cells += [cell for row in csv.reader(lines) for cell in row]
    assert len(lines) == len(names)
    assert not [one for one in cells if one.startswith(("=", "@", "-", "+"))]


def test_a_group_has_one_variant_and_one_notebook(course: Course) -> None:
    first, second = (own_notebook(course, one).read_bytes() for one in TEAM)
    assert first == second


def test_an_assignment_without_variants_is_not_released_so(course: Course, tmp_path: Path) -> None:
    plain = variant_class.make_course(tmp_path / "plain", rows(["ada"]), False)
    path = plain.rubric_path(NAME)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"\[variants\](\n[^\[\n].*)+", "", text), encoding="utf-8")
    with pytest.raises(CourseError, match="has no variants"):
        handouts(plain, NAME)


def test_a_release_of_another_rubric_is_not_handed_out(course: Course, tmp_path: Path) -> None:
    other = variant_class.make_course(tmp_path / "other", rows(["ada"]))
    path = other.rubric_path(NAME)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nepochs = 20", "\nepochs = 15"), encoding="utf-8")
    with pytest.raises(CourseError, match="was made with another rubric"):
        handouts(other, NAME)


# --- Graded ---------------------------------------------------------------------------------------


def test_everybody_is_judged_by_their_own(
    reports: dict[str, Report], variants: dict[str, str], swapped: tuple[str, str]
) -> None:
    assert all(report.variant == variants[one] for one, report in reports.items())
    assert {report.variant for report in reports.values()} == set(variants.values())
    for student, report in reports.items():
        if student in swapped:
            continue
        assert (report.task("build_model").points, report.flags) == (4.0, ()), student
        assert report.task("normalize_images").points == 2.0
        trained = student in TRAINING
        assert report.task("train_with_sgd").points == (4.0 if trained else 0.0)
        assert report.task("test_accuracy").points == (2.0 if trained else 0.0)


def test_two_who_swapped_their_notebooks_are_found(
    course: Course, reports: dict[str, Report], variants: dict[str, str], swapped: tuple[str, str]
) -> None:
    for student, other in (swapped, swapped[::-1]):
        report = reports[student]
        assert report.status == "flagged"
        assert report.flags[0] == (
            f"the notebook is another student's variant, {variants[other]}; it is judged as "
            f"{variants[student]}"
        )
        assert other not in report.flags[0]
        assert report.task("build_model").points < 4
        assert Draw(course, NAME).whose(report.other_variant) == other
    page = write_class_report(course, NAME).read_text(encoding="utf-8")
    first, other = swapped
    assert f"(it was handed out to {other})" in page
    assert f"(it was handed out to {first})" in page
    assert all(name in page for name in variants.values())
    anonymous = write_class_report(course, NAME, anonymous=True).read_text(encoding="utf-8")
    assert "handed out to" not in anonymous


def test_judging_again_changes_nothing(course: Course, reports: dict[str, Report]) -> None:
    changes = regrade(course, NAME, setting_of(course, NAME))
    assert [one.handed.student for one in changes if one.differs or one.after is None] == []


def test_nbgrader_grades_by_the_same_variant(
    course: Course, reports: dict[str, Report], variants: dict[str, str], swapped: tuple[str, str]
) -> None:
    student = swapped[0]
    done = subprocess.run(
        [BIN / "nbgrader", "autograde", NAME, "--student", student, "--force",
         "--GradeSubmission.without_isolation=True"],
        cwd=course.root, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    path = course.reports / NAME / f"{student}.json"
    again = Report.from_json(json.loads(path.read_text(encoding="utf-8")))
    assert again.variant == variants[student]
    assert again.flags == reports[student].flags
    assert again.score == reports[student].score
    graded = nbformat.read(
        course.root / "autograded" / student / NAME / f"{NAME}.ipynb", as_version=4
    )
    (setup,) = [cell for cell in graded.cells if "Checker(" in cell.source]
    assert f'variant="{variants[student]} #' in setup.source
    assert graded.metadata.autograder.judged_as == variants[student]


def test_one_notebook_is_checked_as_a_students(
    course: Course, variants: dict[str, str], swapped: tuple[str, str], warm: Starter
) -> None:
    setting = dataclasses.replace(setting_of(course, NAME), store=None, start=warm)
    content = own_notebook(course, "s02").read_bytes()
    for student, flagged in (("s02", False), (swapped[0], True), ("", False)):
        report = grade(content, f"{NAME}.ipynb", setting, student, ["normalize_images"]).report
        assert report.variant == variants[student or "s02"]
        assert ("another student" in " ".join(report.flags)) == flagged


def test_pages_say_which_variant_it_is(
    course: Course, reports: dict[str, Report], variants: dict[str, str]
) -> None:
    """The page for marking, with question and reference filled, and the student's feedback."""
    (question,) = questions(course, NAME)
    assert "266,610 parameters" in question.asked
    assert "{{" not in question.asked + question.reference
    path = course.root / "autograded" / "s02" / NAME / f"{NAME}.ipynb"
    assert read_text(path, question).variant == variants["s02"]
    done = subprocess.run(
        [BIN / "nbgrader", "generate_feedback", NAME, "--student", "s02"],
        cwd=course.root, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (course.root / "feedback" / "s02" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert f"Variant: <code>{variants['s02']}</code>" in page


def test_checks_in_a_notebook_take_the_variant_that_it_says(
    course: Course, variants: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the course's seed, and by the rubric beside the notebook."""
    monkeypatch.chdir(own_notebook(course, "s02").parent)
    (token,) = said_in(nbformat.read(own_notebook(course, "s02"), as_version=4))
    rubric = Draw(course, NAME).rubric(variants["s02"])
    assert Checker(NAME, {}, variant=token)._rubric == rubric
    assert Checker(NAME, {})._rubric.units == (300, 100, 10)
    with pytest.raises(RubricError, match="It stands in the set-up cell: copy that cell"):
        Checker(NAME, {}, variant=f"x{token}")


def test_a_notebook_checked_without_a_course_is_believed(
    course: Course, variants: dict[str, str], warm: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `pytest` and `autograder check` do it where a student's bundle lies."""
    folder = own_notebook(course, "s02").parent
    monkeypatch.setattr(public, "trusted_folders", lambda _: (folder,))
    setting = dataclasses.replace(public.public_setting(NAME, folder), start=warm)
    content = nbformat.writes(solve(course, "s02")).encode()
    report = grade(content, f"{NAME}.ipynb", setting, tasks=["build_model"]).report
    assert (report.variant, report.flags) == (variants["s02"], ())
    assert report.task("build_model").points == 4.0


def said_of(course: Course, student: str, *said: str) -> tuple[str, str]:
    found = Draw(course, NAME).drawn(student, (), said)
    return found.name, found.note


def test_an_edited_variant_is_noticed(course: Course, variants: dict[str, str]) -> None:
    draw = Draw(course, NAME)
    own = draw.token(("student", "s02"))
    assert said_of(course, "s02", own) == (variants["s02"], "")
    other = next(name for name in variants.values() if name != variants["s02"])
    for edited in (f"{other} #{own[-16:]}", "x", f"{variants['s02']} #0123456789abcdef"):
        name, note = said_of(course, "s02", edited)
        assert name == variants["s02"]
        assert note.startswith("what the notebook says of its variant is not what was handed out")
    # A part of somebody else's is enough.
    name, note = said_of(course, "s02", own, draw.token(("student", "s03")))
    assert (name, note[:27]) == (variants["s02"], "the notebook is another stu")


def test_a_notebook_that_says_nothing_is_noticed(course: Course, variants: dict[str, str]) -> None:
    name, note = said_of(course, "s02")
    assert name == variants["s02"]
    assert note.startswith("the notebook does not say which variant it is")


def test_who_joined_a_group_later_keeps_the_notebook_of_before(course: Course) -> None:
    draw = Draw(course, NAME)
    for student in TEAM:
        before = draw.token(("student", student))
        assert said_of(course, TEAM[0], before) == (draw.name(("student", student)), "")
    # By the name of the group as by that of a member.
    token = draw.token(("group", "team a"))
    assert said_of(course, "Team A", token)[1] == ""
    assert draw.whose(token) == "the group Team A"


def test_who_has_left_is_no_group_of_that_name(course: Course, tmp_path: Path) -> None:
    root = shutil.copytree(course.root, tmp_path / "course")
    (root / "roster.csv").write_text("id,group\ns28,s00\ns29,s00\n", encoding="utf-8")
    left = Course(root)
    keep_attempt(left, NAME, "s00", {"x.ipynb": b"{}"}, Told("canvas", entries={"canvas": ("x",)}))
    draw = Draw(left, NAME)
    token = draw.token(("student", "s00"))
    assert draw.units("s00") == [("student", "s00")]
    assert draw.drawn("s00", (), [token]).note == ""
    assert draw.drawn("s00", (), [draw.token(("student", "s28"))]).note != ""


def test_who_hands_in_together_is_judged_by_the_notebook_of_one(course: Course) -> None:
    draw = Draw(course, NAME)
    token = draw.token(("student", "s03"))
    found = draw.drawn("s02", ("s02", "s03"), (token,))
    assert (found.name, found.note) == (draw.name(("student", "s03")), "")


def test_what_was_handed_out_stays_when_a_list_grows(course: Course, tmp_path: Path) -> None:
    other = variant_class.make_course(tmp_path / "grown", rows(STUDENTS), False)
    other.private.mkdir()
    (other.private / "seed").write_bytes(course.seed())
    path = other.rubric_path(NAME)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[300, 256, 200]", "[300, 256, 200, 150]"), encoding="utf-8")
    draw = Draw(course, NAME)
    for student in STUDENTS[:8]:
        token = draw.token(("student", student))
        assert said_of(other, student, token) == (draw.name(("student", student)), "")
    path.write_text(text.replace("[300, 256, 200]", "[300, 222]"), encoding="utf-8")
    gone = next(one for one in STUDENTS if "=256" in draw.name(("student", one)))
    _, note = said_of(other, gone, draw.token(("student", gone)))
    assert "which the rubric no longer has" in note


def test_the_command_releases_to_everybody(course: Course) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder.doors.cli", "release", NAME, "--per-student"],
        cwd=course.root, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "30 notebooks with" in done.stdout
