"""The answers to a question: in an order without names, and marked where nothing has changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from marked_class import (
    ANSWER,
    NAME,
    OTHER,
    QUESTION,
    grade,
    hand_in,
    mark,
    no_code_runs,
    prepared,
    standing,
)

from autograder.course import answers as module
from autograder.course.answers import LOST, UNREADABLE, Answer, ChangedError, Marking
from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookWriter
from autograder.course.kept_marks import KeptMarks
from autograder.course.written import Question, questions

STUDENTS = ("ada", "bob", "cyd", "dan", "eve", "flo")


@pytest.fixture(autouse=True)
def without_code(monkeypatch: pytest.MonkeyPatch) -> None:
    no_code_runs(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course, writer = prepared(tmp_path_factory.mktemp("made") / "course")
    with pytest.MonkeyPatch.context() as patch:
        no_code_runs(patch)
        for student in STUDENTS:
            hand_in(course, student, ANSWER if student < "c" else f"{OTHER} {student}")
        grade(writer, *STUDENTS)
    return course


@pytest.fixture
def writer(made: Course, tmp_path: Path) -> GradebookWriter:
    return GradebookWriter(Course(shutil.copytree(made.root, tmp_path / "course")))


@pytest.fixture
def marking(writer: GradebookWriter) -> Marking:
    return desk_of(writer)


def desk_of(writer: GradebookWriter) -> Marking:
    (question,) = questions(writer.course, NAME)
    return Marking(writer.course, NAME, question)


def of(marking: Marking, student: str) -> Answer:
    (one,) = [one for one in marking.answers() if one.student == student]
    return one


def test_the_order_is_the_same_each_time_and_says_no_names(
    marking: Marking, writer: GradebookWriter
) -> None:
    order = [one.student for one in marking.answers()]
    assert sorted(order) == list(STUDENTS)
    assert [one.student for one in desk_of(writer).answers()] == order
    other_seeds = set()
    for number in range(5):
        (writer.course.private / "seed").write_bytes(bytes([number]) * 32)
        other_seeds.add(tuple(one.student for one in desk_of(writer).answers()))
    assert len(other_seeds) > 1
    assert STUDENTS not in other_seeds | {tuple(order)}


def test_a_question_has_its_text_and_the_reference(writer: GradebookWriter) -> None:
    (question,) = questions(writer.course, NAME)
    assert (question.name, question.most) == (QUESTION, 2.0)
    assert question.asked.startswith("## 9. Explain softmax")
    assert "1 point for what softmax does" in question.reference
    assert "SOLUTION" not in question.reference
    assert question.is_blank("**Your answer**\n\nYOUR ANSWER HERE")
    assert not question.is_blank(ANSWER)


def test_an_answer_is_shown_as_it_was_handed_in(marking: Marking) -> None:
    assert marking.text(of(marking, "ada")).source == ANSWER


def test_a_mark_is_formgraders(marking: Marking, writer: GradebookWriter) -> None:
    one = of(marking, "ada")
    assert (one.points, one.waits, one.comment) == (None, True, "")
    assert marking.mark(one.id, one.version, 1.5, " Good. ") == [one.id]
    assert standing(writer, "ada") == (1.5, False, "Good.")
    now = of(marking, "ada")
    assert (now.points, now.waits, now.comment) == (1.5, False, "Good.")
    marking.mark(one.id, now.version, None, "")
    assert standing(writer, "ada") == (None, True, None)


def test_a_mark_given_here_stands_when_it_is_graded_again(
    marking: Marking, writer: GradebookWriter
) -> None:
    one = of(marking, "ada")
    marking.mark(one.id, one.version, 1.0, "Good.")
    grade(writer, "ada")
    assert standing(writer, "ada") == (1.0, False, "Good.")
    hand_in(writer.course, "ada", OTHER)
    grade(writer, "ada")
    again = of(marking, "ada")
    assert (again.points, again.waits, again.earlier) == (1.0, True, True)
    assert marking.text(again).source == OTHER


@pytest.mark.parametrize("what", ["points", "comment", "answer"])
def test_what_has_changed_meanwhile_is_not_overwritten(
    what: str, marking: Marking, writer: GradebookWriter
) -> None:
    one = of(marking, "ada")
    change: dict[str, Callable[[], object]] = {
        "points": lambda: mark(writer, "ada", 0.5),
        "comment": lambda: mark(writer, "ada", None, "Hm."),
        "answer": lambda: (hand_in(writer.course, "ada", OTHER), grade(writer, "ada")),
    }
    change[what]()
    before = standing(writer, "ada")
    with pytest.raises(ChangedError):
        marking.mark(one.id, one.version, 2.0, "")
    assert standing(writer, "ada") == before


def test_of_two_marks_at_the_same_time_one_is_told(
    writer: GradebookWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is a mark compared and given in one step, also beside a program that knows no lock of ours?"""
    desks = [desk_of(writer) for _ in range(4)]
    one = of(desks[0], "ada")
    outcomes: list[str] = []
    start = threading.Barrier(len(desks))

    def give(number: int) -> None:
        start.wait()
        try:
            desks[number].mark(one.id, one.version, float(number) / 2, "")
            outcomes.append("saved")
        except ChangedError:
            outcomes.append("told")

    threads = [threading.Thread(target=give, args=(number,)) for number in range(len(desks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["saved", "told", "told", "told"]


def test_nobody_else_writes_between_comparing_and_giving(
    marking: Marking, writer: GradebookWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = of(marking, "ada")
    tried: list[str] = []
    give = Marking._give

    def meanwhile(self: Marking, *words: object) -> None:
        with sqlite3.connect(writer.course.root / "gradebook.db", timeout=0.1) as other:
            try:
                other.execute("UPDATE grade SET manual_score = 0.25")
            except sqlite3.OperationalError as error:
                tried.append(str(error))
        give(self, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(Marking, "_give", meanwhile)
    marking.mark(one.id, one.version, 1.0, "")
    assert tried == ["database is locked"]
    assert standing(writer, "ada")[0] == 1.0


def test_the_same_answers_get_the_same_mark_where_that_is_asked_for(
    marking: Marking, writer: GradebookWriter
) -> None:
    one = of(marking, "ada")
    marked = marking.mark(one.id, one.version, 1.0, "Good.", alike=True)
    assert sorted(marked) == sorted([one.id, of(marking, "bob").id])
    assert standing(writer, "bob") == (1.0, False, "Good.")
    assert standing(writer, "cyd") == (None, True, None)
    mark(writer, "bob", 2.0)
    now = of(marking, "ada")
    assert marking.mark(one.id, now.version, 0.5, "", alike=True) == [one.id]
    assert standing(writer, "bob")[0] == 2.0


def test_blank_answers_that_wait_get_no_points(marking: Marking, writer: GradebookWriter) -> None:
    for student, answer in (("cyd", "**Your answer**\n"), ("dan", "# Answer\n\n"), ("eve", " ")):
        hand_in(writer.course, student, answer)
    grade(writer, "cyd", "dan", "eve")
    mark(writer, "eve", 0.5)
    marked = marking.mark_blank()
    assert sorted(marked) == sorted(of(marking, student).id for student in ("cyd", "dan"))
    assert standing(writer, "cyd")[:2] == (0.0, False)
    assert standing(writer, "eve")[:2] == (0.5, False)
    assert marking.mark_blank() == []


def test_a_file_that_cannot_be_read_is_said_and_can_be_marked(
    marking: Marking, writer: GradebookWriter
) -> None:
    mark(writer, "ada", 1.0)
    (writer.course.submitted / "ada" / NAME / f"{NAME}.ipynb").write_text("x")
    grade(writer, "ada")
    one = of(marking, "ada")
    assert marking.text(one).problem == UNREADABLE
    assert one.earlier
    marking.mark(one.id, one.version, 0.0, "")
    grade(writer, "ada")
    assert standing(writer, "ada")[:2] == (0.0, False)


def test_an_answer_without_its_notebook_is_not_marked(
    marking: Marking, writer: GradebookWriter
) -> None:
    shutil.rmtree(writer.course.root / "autograded" / "ada")
    one = of(marking, "ada")
    assert marking.text(one).problem == LOST
    with pytest.raises(CourseError, match="Grade it again"):
        marking.mark(one.id, one.version, 1.0, "")


def test_an_answer_that_is_being_graded_is_not_marked(
    marking: Marking, writer: GradebookWriter
) -> None:
    """Grading has entered the new answer, and has not written its notebook yet."""
    kept = KeptMarks(writer.course, NAME, "ada")
    kept.stands(QUESTION, "another", False, True)
    kept.save()
    one = of(marking, "ada")
    with pytest.raises(ChangedError, match="is being graded again"):
        marking.mark(one.id, one.version, 1.0, "")


def test_what_an_earlier_version_graded_is_marked_and_stands(
    marking: Marking, writer: GradebookWriter
) -> None:
    path = writer.course.root / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text())
    notebook["metadata"]["autograder"] = {"answers": {QUESTION: "what a student wrote here"}}
    path.chmod(0o644)
    path.write_text(json.dumps(notebook))
    KeptMarks(writer.course, NAME, "ada").path.unlink()
    one = of(marking, "ada")
    marking.mark(one.id, one.version, 1.0, "")
    grade(writer, "ada")
    assert standing(writer, "ada")[:2] == (1.0, False)


def test_a_task_has_its_answer_in_the_cells_below(tmp_path: Path) -> None:
    asks = {"nbgrader": {"grade_id": "plot", "task": True}}
    next_one = {"nbgrader": {"grade_id": "x", "solution": True}}
    cells = [
        nbformat.v4.new_markdown_cell("Plot it.", metadata=asks),
        nbformat.v4.new_markdown_cell("As the plot shows"),
        nbformat.v4.new_code_cell("plot()"),
        nbformat.v4.new_code_cell("x", metadata=next_one),
        nbformat.v4.new_markdown_cell("not mine"),
    ]
    path = tmp_path / "x.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    found = module.read_text(path, Question("plot", 1.0, "", "", task=True))
    assert found.source == "As the plot shows\n\n```python\nplot()\n```"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"cells": [1], "metadata": {}}', "\x00"])
def test_a_damaged_notebook_has_no_answer(content: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(content)
    assert module.read_text(path, Question("q", 1.0, "", "")).problem == LOST
