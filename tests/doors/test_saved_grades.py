"""Marks by hand stand for as long as the answer is the same, whichever way it is graded again."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from marked_class import (
    ANSWER,
    NAME,
    OTHER,
    QUESTION,
    full_marks,
    grade,
    grade_by_nbgrader,
    hand_in,
    mark,
    no_code_runs,
    opened,
    prepared,
    standing,
)
from nbgrader.converters import GenerateFeedback

from autograder.course import regrading
from autograder.course.classroom import open_handed, with_notes
from autograder.course.directory import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.handed import Handed
from autograder.course.kept_marks import KeptMarks
from autograder.course.points_by_hand import ByHand, points_by_hand
from autograder.course.regrading import regrade
from autograder.course.report_files import load_reports
from autograder.grading.values import Grading, Setting
from autograder.pages import terminal
from autograder.pages.class_report import write_class_report
from autograder.platforms.grade_files.grades import totals, unmarked

Way = Callable[..., None]
WAYS = [grade, grade_by_nbgrader]
COMMENT = "And why is their sum *1*?"


@pytest.fixture(autouse=True)
def without_code(monkeypatch: pytest.MonkeyPatch) -> None:
    no_code_runs(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return prepared(tmp_path_factory.mktemp("made") / "course")[0]


@pytest.fixture
def writer(made: Course, tmp_path: Path) -> GradebookWriter:
    return GradebookWriter(Course(shutil.copytree(made.root, tmp_path / "course")))


def marked(writer: GradebookWriter, way: Way) -> None:
    """Hand in, grade, and mark by hand."""
    hand_in(writer.course, "ada", ANSWER)
    way(writer, "ada")
    assert standing(writer, "ada") == (None, True, None)
    mark(writer, "ada", 1.5, COMMENT)


@pytest.mark.parametrize("again", WAYS)
@pytest.mark.parametrize("first", WAYS)
def test_a_mark_stands_when_the_same_answer_is_graded_again(
    first: Way, again: Way, writer: GradebookWriter
) -> None:
    marked(writer, first)
    for _ in range(2):
        again(writer, "ada")
        assert standing(writer, "ada") == (1.5, False, COMMENT)
    assert unmarked(writer.course, NAME) == []
    (total,) = totals(writer.course, NAME)
    assert total.score == 21.5


def test_a_mark_stands_when_the_class_is_judged_again(
    writer: GradebookWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(writer, grade)

    def stricter(
        part: Sequence[Handed], setting: Setting, isolations: object
    ) -> list[tuple[Handed, Grading]]:
        found = []
        for handed in part:
            grading = with_notes(handed, full_marks(open_handed(handed, setting), setting, "ada"))
            first = dataclasses.replace(grading.report.tasks[0], points=0.5)
            tasks = (first, *grading.report.tasks[1:])
            report = dataclasses.replace(grading.report, tasks=tasks)
            found.append((handed, dataclasses.replace(grading, report=report)))
        return found

    monkeypatch.setattr(regrading, "grade_kept", stricter)
    (change,) = regrade(writer.course, NAME, writer.course.setting(NAME), write=True)
    assert change.differs
    assert standing(writer, "ada") == (1.5, False, COMMENT)
    (total,) = totals(writer.course, NAME)
    assert total.score == 20.0
    assert unmarked(writer.course, NAME) == []


@pytest.mark.parametrize("way", WAYS)
def test_table_report_feedback_and_exports_count_the_same(
    way: Way, writer: GradebookWriter, capsys: pytest.CaptureFixture[str]
) -> None:
    marked(writer, way)
    way(writer, "ada")
    course = writer.course
    given = points_by_hand(course, NAME)
    assert given == {"ada": ByHand(1.5, 1, 0)}
    terminal.print_class(load_reports(course, NAME), (), given)
    printed = capsys.readouterr().out
    assert re.search(r"ada +mnist_sgd +21.5 / 22 +1.5 ", printed)
    assert "A person marks 2 of the 22 points of mnist_sgd; what is marked is in this" in printed
    page = write_class_report(course, NAME).read_text(encoding="utf-8")
    assert '<td class="number" data-value="21.5">21.5</td>' in page
    assert "<b>21.5</b> mean of 22 points" in page
    writer._run(GenerateFeedback, NAME, "ada", force=True)
    feedback = course.root / "feedback" / "ada" / NAME / f"{NAME}.html"
    assert "<b>21.5</b> of 22 points" in feedback.read_text(encoding="utf-8")
    assert "not marked" not in feedback.read_text(encoding="utf-8")
    assert "And why is their sum <em>1</em>?" in feedback.read_text(encoding="utf-8")
    (total,) = totals(course, NAME)
    assert total.score == 21.5
    hand_in(course, "ada", OTHER)
    way(writer, "ada")
    terminal.print_class(load_reports(course, NAME), (), points_by_hand(course, NAME))
    assert re.search(r"21.5 / 22 +1.5, waits ", capsys.readouterr().out)
    page = write_class_report(course, NAME).read_text(encoding="utf-8")
    assert '<td class="number">1.5, waits</td>' in page
    writer._run(GenerateFeedback, NAME, "ada", force=True)
    text = feedback.read_text(encoding="utf-8")
    assert "1.5 of 2 for an earlier answer, not marked again yet" in text
    assert "<b>21.5</b> of 22 points; a person has not marked all answers yet" in text


def test_without_marks_table_and_report_say_that_none_are_counted(
    writer: GradebookWriter, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(writer.course, "ada", ANSWER)
    grade(writer, "ada")
    given = points_by_hand(writer.course, NAME)
    assert given == {"ada": ByHand(0.0, 0, 1)}
    terminal.print_class(load_reports(writer.course, NAME), (), given)
    printed = capsys.readouterr().out
    assert "by hand" not in printed
    assert "none are in this table" in printed
    page = write_class_report(writer.course, NAME).read_text(encoding="utf-8")
    assert "The numbers of this page have none of these" in " ".join(page.split())
    assert "by hand" not in page
    assert points_by_hand(writer.course, "mnist_adam") == {}


@pytest.mark.parametrize("way", WAYS)
def test_a_mark_stands_for_the_same_answer_in_another_attempt(
    way: Way, writer: GradebookWriter
) -> None:
    marked(writer, way)
    path = hand_in(writer.course, "ada", ANSWER, "second attempt.ipynb")
    path.write_text(path.read_text().replace("NotImplementedError", "ValueError"))
    way(writer, "ada")
    assert standing(writer, "ada") == (1.5, False, COMMENT)


@pytest.mark.parametrize("way", WAYS)
def test_the_mark_of_a_changed_answer_is_kept_and_waits(way: Way, writer: GradebookWriter) -> None:
    marked(writer, way)
    hand_in(writer.course, "ada", OTHER)
    for _ in range(2):
        way(writer, "ada")
        assert standing(writer, "ada") == (1.5, True, COMMENT)
    assert unmarked(writer.course, NAME) == ["ada"]
    mark(writer, "ada", 0.0)
    way(writer, "ada")
    assert standing(writer, "ada") == (0.0, False, COMMENT)


@pytest.mark.parametrize("way", WAYS)
def test_a_mark_stands_again_when_its_answer_comes_back(way: Way, writer: GradebookWriter) -> None:
    marked(writer, way)
    for answer, waits in ((OTHER, True), (ANSWER, False), (OTHER, True)):
        hand_in(writer.course, "ada", answer)
        way(writer, "ada")
        assert standing(writer, "ada") == (1.5, waits, COMMENT)


def test_a_file_of_another_name_that_waits_goes_on_waiting(writer: GradebookWriter) -> None:
    """Does it, though nbgrader itself says of such a file that nothing waits?"""
    marked(writer, grade_by_nbgrader)
    hand_in(writer.course, "ada", OTHER, "homework.ipynb")
    for _ in range(3):
        grade_by_nbgrader(writer, "ada")
        assert standing(writer, "ada")[:2] == (1.5, True)


def test_a_file_that_cannot_be_read_asks_for_the_mark_again(writer: GradebookWriter) -> None:
    marked(writer, grade)
    folder = writer.course.submitted / "ada" / NAME
    (folder / f"{NAME}.ipynb").write_text("no notebook")
    grade(writer, "ada")
    assert standing(writer, "ada") == (1.5, True, COMMENT)
    mark(writer, "ada", 0.0)
    grade(writer, "ada")
    assert standing(writer, "ada")[:2] == (0.0, False)
    hand_in(writer.course, "ada", ANSWER)
    grade(writer, "ada")
    assert standing(writer, "ada")[:2] == (0.0, True)


def test_other_points_than_a_check_gave_stand_as_long_as_all_code_is_the_same(
    writer: GradebookWriter,
) -> None:
    marked(writer, grade)
    cell = "check_normalize_images"
    mark(writer, "ada", 0.5, cell=cell)
    grade(writer, "ada")
    assert standing(writer, "ada", cell)[:2] == (0.5, False)
    path = hand_in(writer.course, "ada", ANSWER)
    path.write_text(path.read_text().replace("NotImplementedError", "ValueError"))
    grade(writer, "ada")
    assert standing(writer, "ada", cell)[:2] == (0.5, True)
    assert standing(writer, "ada")[:2] == (1.5, False)


def test_a_mark_that_was_taken_back_waits(writer: GradebookWriter) -> None:
    marked(writer, grade)
    mark(writer, "ada", None)
    grade(writer, "ada")
    assert standing(writer, "ada") == (None, True, COMMENT)


def test_what_a_student_wrote_into_the_notebook_says_nothing_of_answers(
    writer: GradebookWriter,
) -> None:
    marked(writer, grade)
    shown = KeptMarks(writer.course, NAME, "ada").shown(QUESTION)
    path = hand_in(writer.course, "ada", OTHER)
    forged = f'"metadata": {{"autograder": {{"answers": {{"{QUESTION}": "{shown}"}}}}, '
    text = path.read_text()
    place = text.rindex('"metadata": {')
    path.write_text(text[:place] + forged + text[place + len('"metadata": {') :])
    grade(writer, "ada")
    assert standing(writer, "ada")[:2] == (1.5, True)


@pytest.mark.parametrize("answers", [(OTHER,), (OTHER, ANSWER), (OTHER, ANSWER, OTHER)])
def test_a_run_that_is_ended_between_two_steps_gives_no_mark_to_another_answer(
    answers: tuple[str, ...], writer: GradebookWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is the gradebook written, and what is kept of its answers is not brought up to date."""
    marked(writer, grade)
    for answer in answers:
        hand_in(writer.course, "ada", answer)
        with monkeypatch.context() as patch:
            patch.setattr(KeptMarks, "save", lambda kept: None)
            grade(writer, "ada")
        assert standing(writer, "ada")[:2] == (1.5, answer != ANSWER)
    grade(writer, "ada")
    assert standing(writer, "ada")[:2] == (1.5, answers[-1] != ANSWER)


@pytest.mark.parametrize("way", WAYS)
def test_a_mark_from_before_answers_were_noted_stands(way: Way, writer: GradebookWriter) -> None:
    """What was graded by an earlier version is known by the notebook that grading has left."""
    marked(writer, grade)
    KeptMarks(writer.course, NAME, "ada").path.unlink()
    way(writer, "ada")
    assert standing(writer, "ada") == (1.5, False, COMMENT)
    KeptMarks(writer.course, NAME, "ada").path.unlink()
    hand_in(writer.course, "ada", OTHER)
    way(writer, "ada")
    assert standing(writer, "ada") == (1.5, True, COMMENT)


def test_damaged_notes_cost_another_look_and_nothing_else(writer: GradebookWriter) -> None:
    marked(writer, grade)
    KeptMarks(writer.course, NAME, "ada").path.write_text("{")
    shutil.rmtree(writer.course.root / "autograded")
    grade(writer, "ada")
    assert standing(writer, "ada") == (1.5, True, COMMENT)


def test_marks_of_several_students_do_not_meet(writer: GradebookWriter) -> None:
    marked(writer, grade)
    hand_in(writer.course, "bob", ANSWER)
    grade(writer, "ada", "bob")
    assert standing(writer, "bob") == (None, True, None)
    assert standing(writer, "ada")[:2] == (1.5, False)
    with opened(writer) as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == 21.5
