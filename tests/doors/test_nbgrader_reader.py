"""`nbgrader autograde` grades everything that `autograder grade` grades, with the same points."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import json
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import nbformat
import pytest
from broken_notebooks import BROKEN_NOTEBOOKS, BrokenNotebook
from corpus_grading import part_of
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback

from autograder.assignment.notebook import Submission, grade_id
from autograder.course import shortened
from autograder.course.attempts import Told, keep_attempt
from autograder.course.classroom import choose_notebook, enter, grade_class, grade_one
from autograder.course.directory import Course, make_course
from autograder.course.gradebook import GradebookWriter, working_in
from autograder.course.report_files import load_reports
from autograder.course.which_counts import BEST, set_counting, settle
from autograder.doors import nbgrader_reader
from autograder.grading.values import Grading, Setting
from autograder.report.results import FLAGGED, GRADED, CheckResult, Report, TaskResult

NAME = "mnist_sgd"
# One in eight; the reader is the same for both ways, and `assignment/test_notebook.py` has it read all.
CASES = part_of(list(enumerate(BROKEN_NOTEBOOKS.values())), 8)


def by_name(submission: Submission, setting: Setting, student: str = "") -> Grading:
    """Grade a submission by the functions that it defines, without running any of them."""
    code = "\n".join(cell.source for cell in submission.cells)
    tasks = []
    for task in setting.rubric.tasks:
        if not task.automatic:
            tasks.append(TaskResult(task.name, None, task.max_points))
            continue
        done = f"def {task.name}(" in code and "NotImplementedError" not in code
        points = task.max_points if done else 0.5
        check = CheckResult("check", done, points, task.max_points, "" if done else "not there")
        tasks.append(TaskResult(task.name, points, task.max_points, (check,)))
    report = Report(
        assignment=NAME, student=student, status=FLAGGED if submission.repairs else GRADED,
        flags=submission.repairs, remarks=submission.remarks, dataset="mnist_5k", isolation="none",
        max_score=setting.rubric.max_score, tasks=tuple(tasks),
    )  # fmt: skip
    return Grading(report, submission.notebook, {}, {})


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("both") / "course")


@pytest.fixture(scope="module")
def writer(course: Course) -> GradebookWriter:
    found = GradebookWriter(course)
    found.prepare(course.rubric(NAME))
    return found


@pytest.fixture(autouse=True)
def no_student_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and writing down is what this is about."""
    monkeypatch.setattr("autograder.grading.one.grade_submission", by_name)
    monkeypatch.setattr("autograder.course.classroom.grade_submission", by_name)
    monkeypatch.setattr("autograder.sandbox.isolation.require_sandbox", lambda *words: "")


def grades(writer: GradebookWriter, student: str) -> dict[str, tuple[float | None, bool]]:
    """Return what the gradebook says of each cell: its points, and whether a person has to look."""
    with Gradebook(writer.directory.db_url, writer.directory.course_id) as gradebook:
        submission = gradebook.find_submission(NAME, student)
        return {
            grade.name: (grade.auto_score, grade.needs_manual_grade)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def hand_in(course: Course, student: str, files: dict[str, bytes]) -> Path:
    folder = course.submitted / student / NAME
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def both_ways(course: Course, writer: GradebookWriter, student: str) -> list[Any]:
    """Return grades and report of a student by `autograder grade`, then by `nbgrader autograde`."""
    setting = course.setting(NAME)
    folder = course.submitted / student / NAME
    handed = choose_notebook(folder, NAME, student)
    report = enter(writer, handed, grade_one(handed, setting), setting)
    assert report.score is not None, report.reason
    found = [(grades(writer, student), report)]
    writer._run(Autograde, NAME, student, force=True, create_student=True)
    (report,) = [one for one in load_reports(course, NAME) if one.student == student]
    return [*found, (grades(writer, student), report)]


@pytest.mark.parametrize(("place", "case"), CASES, ids=[case.name for _, case in CASES])
def test_a_broken_notebook_has_the_same_points_both_ways(
    place: int,
    case: BrokenNotebook,
    course: Course,
    writer: GradebookWriter,
    solutions: dict[str, NotebookNode],
) -> None:
    built = case.build(json.loads(nbformat.writes(solutions[NAME])))
    student = f"student{place}"
    hand_in(course, student, built if isinstance(built, dict) else {f"{NAME}.ipynb": built})
    ours, nbgraders = both_ways(course, writer, student)
    assert nbgraders[0] == ours[0]
    assert nbgraders[1].score == ours[1].score
    assert (nbgraders[1].status, nbgraders[1].flags) == (ours[1].status, ours[1].flags)


def test_marks_of_another_version_do_not_stop_the_class(
    course: Course, writer: GradebookWriter, solutions: dict[str, NotebookNode]
) -> None:
    for student, version in (("new", 99), ("old", 0), ("none", None)):
        notebook = json.loads(nbformat.writes(solutions[NAME]))
        for cell in notebook["cells"]:
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"]["schema_version"] = version
        hand_in(course, student, {f"{NAME}.ipynb": json.dumps(notebook).encode()})
        ours, nbgraders = both_ways(course, writer, student)
        assert nbgraders[0] == ours[0]


def test_whom_nbgrader_enters_has_the_name_of_the_roster(
    course: Course, writer: GradebookWriter, solutions: dict[str, NotebookNode]
) -> None:
    """Or the id where no roster has one, or it cannot be read: never "None, None" in formgrader."""
    roster = course.root / "roster.csv"
    content = nbformat.writes(solutions[NAME]).encode()
    found = {}
    for student, table in (
        ("hedy", "id,name,last_name,email\nhedy,Hedy Lamarr,Lamarr,hedy@example.org\n"),
        ("annie", "id,name\nhedy,Hedy\n"), ("maria", "name\nMaria\n"),
    ):  # fmt: skip
        roster.write_text(table, encoding="utf-8")
        hand_in(course, student, {f"{NAME}.ipynb": content})
        writer._run(Autograde, NAME, student, force=True, create_student=True)
        with Gradebook(writer.directory.db_url, writer.directory.course_id) as gradebook:
            one = gradebook.find_student(student)
            found[student] = (one.last_name, one.first_name, one.email)
    roster.unlink()
    assert found == {
        "hedy": ("Lamarr", "Hedy", "hedy@example.org"), "annie": ("annie", "", None),
        "maria": ("maria", "", None),
    }  # fmt: skip


def test_what_cannot_be_read_says_so_in_the_graded_notebook(
    course: Course, writer: GradebookWriter
) -> None:
    hand_in(course, "garbled", {f"{NAME}.ipynb": b"<html>"})
    ours, nbgraders = both_ways(course, writer, "garbled")
    assert nbgraders[0] == ours[0]
    assert {points for points, _ in nbgraders[0].values()} == {0.0}
    written = course.root / "autograded" / "garbled" / NAME / f"{NAME}.ipynb"
    first = nbformat.read(written, as_version=4).cells[0]
    assert "mnist_sgd.ipynb is not a notebook: it is not valid JSON." in first.source


def test_a_course_with_a_reader_of_its_own_is_graded_as_before(
    course: Course, solutions: dict[str, NotebookNode]
) -> None:
    own = GradebookWriter(course)
    own.prepare(course.rubric(NAME))
    own.config = own.config.copy()
    own.config.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"
    hand_in(course, "own", {f"{NAME}.ipynb": nbformat.writes(solutions[NAME]).encode()})
    own._run(Autograde, NAME, "own", force=True, create_student=True)
    points = [points for points, waits in grades(own, "own").values() if not waits]
    assert sum(filter(None, points)) > 0


def test_the_report_is_the_only_thing_that_is_kept_of_a_reading(
    course: Course, writer: GradebookWriter, solutions: dict[str, NotebookNode]
) -> None:
    from autograder.doors.nbgrader_reader import READ

    hand_in(course, "once", {"other.IPYNB": nbformat.writes(solutions[NAME]).encode()})
    both_ways(course, writer, "once")
    assert READ == {}
    (report,) = [one for one in load_reports(course, NAME) if one.student == "once"]
    assert dataclasses.replace(report).flags == ("the file is called other.IPYNB",)


def attempt(course: Course, student: str, content: bytes, *members: str) -> None:
    """Keep an attempt, as it is kept when it is collected, and let the last one lie in the course."""
    told = Told("gradescope", group="Team" if members else "", members=members)
    keep_attempt(course, NAME, student, {f"{NAME}.ipynb": content}, told)
    settle(course, NAME, student)


def test_the_best_attempt_counts_and_a_group_is_graded_once(
    tmp_path: Path, solutions: dict[str, NotebookNode], releases: dict[str, NotebookNode],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """As with `autograder grade`: the same attempt, the same digests, and each file is run once."""
    right, blank = (nbformat.writes(one[NAME]).encode() for one in (solutions, releases))
    graded: list[str] = []

    def counted(submission: Submission, setting: Setting, student: str = "") -> Grading:
        graded.append(student)
        return by_name(submission, setting, student)

    monkeypatch.setattr("autograder.course.classroom.grade_submission", counted)
    monkeypatch.setattr("autograder.grading.one.grade_submission", counted)
    found = {}
    for way in ("grade", "autograde"):
        course = make_course(tmp_path / way)
        set_counting(course, BEST)
        writer = GradebookWriter(course)
        writer.prepare(course.rubric(NAME))
        for content in (blank, right, blank + b" "):
            attempt(course, "ada", content)
        for student in ("bob", "cyd"):
            attempt(course, student, right + b"\n", "bob", "cyd")
        attempt(course, "dan", blank)
        setting = dataclasses.replace(course.setting(NAME), store=None)
        graded.clear()
        if way == "grade":
            with monkeypatch.context() as patched:
                patched.setattr("autograder.course.classroom.here", lambda *both: nullcontext(both))
                grade_class(course, NAME, setting, workers=1)
        else:
            writer._run(Autograde, NAME, "*", force=True, create_student=True)
        students = ("ada", "bob", "cyd", "dan")
        assert (course.submitted / "ada" / NAME / f"{NAME}.ipynb").read_bytes() == right
        found[way] = (
            [grades(writer, one) for one in students],
            [(one.student, one.score, one.digest) for one in load_reports(course, NAME)],
        )
        assert sorted(graded) == ["ada", "ada", "ada", "bob", "dan"]
    assert found["grade"] == found["autograde"]


TIMES: dict[str, tuple[Callable[[Path, Path], object], datetime.datetime | None]] = {
    "nbgraders": (
        lambda path, secret: path.write_text("2026-11-02 22:59:01.5 UTC"),
        datetime.datetime(2026, 11, 2, 22, 59, 1, 500000),
    ),
    "offset": (
        lambda path, secret: path.write_text("2026-11-02 23:59 +01:00"),
        datetime.datetime(2026, 11, 2, 22, 59),
    ),
    "words": (lambda path, secret: path.write_text("yesterday"), None),
    "digits": (lambda path, secret: path.write_text("1" * 5_000_000), None),
    "folder": (lambda path, secret: path.mkdir(), None),
    "link": (lambda path, secret: path.symlink_to(secret), None),
}
if sys.platform != "win32":
    TIMES["pipe"] = (lambda path, secret: os.mkfifo(path), None)


@pytest.mark.parametrize("kind", TIMES)
def test_a_time_of_hand_in_of_any_kind_leaves_the_grade(
    kind: str, course: Course, writer: GradebookWriter, releases: dict[str, NotebookNode],
    tmp_path: Path,
) -> None:  # fmt: skip
    """Without limits, one pipe or a long line of digits keeps the class waiting."""
    write, expected = TIMES[kind]
    secret = tmp_path / "secret.txt"
    secret.write_text("2026-01-01 00:00:00 UTC")
    student = f"time-{kind}"
    folder = hand_in(course, student, {f"{NAME}.ipynb": nbformat.writes(releases[NAME]).encode()})
    write(folder / "timestamp.txt", secret)
    ours, nbgraders = both_ways(course, writer, student)
    assert nbgraders[0] == ours[0]
    unknown = "the time of the submission cannot be read"
    assert (unknown in nbgraders[1].flags) == (unknown in ours[1].flags) == (expected is None)
    directory = writer.directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        assert gradebook.find_submission(NAME, student).timestamp == expected
    api = NbGraderAPI(directory)
    assert api.get_submitted_timestamp(NAME, student) == expected
    # nbgrader compares the times where it is not told to grade again.
    writer._run(Autograde, NAME, student, force=False, create_student=True)


def test_a_notebook_without_end_is_recorded_within_bounds(
    course: Course, writer: GradebookWriter, solutions: dict[str, NotebookNode],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Ten thousand cells kept recording and feedback of the others back for minutes."""
    monkeypatch.setattr(shortened, "MOST_CELLS", 30)
    monkeypatch.setattr(shortened, "MOST_CHARACTERS", 100_000)
    reference = {one for one, _ in grades_of_cells(solutions[NAME])}
    for student, sources in (("cells", ["x"] * 90), ("words", ["word " * 19_000] * 3)):
        notebook = copy.deepcopy(solutions[NAME])
        notebook.cells[1:1] = [nbformat.v4.new_markdown_cell(one) for one in sources]
        hand_in(course, student, {f"{NAME}.ipynb": nbformat.writes(notebook).encode()})
        ours, nbgraders = both_ways(course, writer, student)
        assert nbgraders[0] == ours[0]
        assert nbgraders[1].flags == ours[1].flags
        assert any(
            "cells are not shown: beside the assignment's own" in one for one in ours[1].flags
        )
        # Every cell was graded.
        assert ours[1].score is not None and ours[1].score > 15
        recorded = nbformat.read(
            course.root / "autograded" / student / NAME / f"{NAME}.ipynb", as_version=4
        )
        assert "are not shown" in recorded.cells[0].source
        assert len(recorded.cells) < len(notebook.cells)
        assert {one for one, _ in grades_of_cells(recorded)} == reference


def grades_of_cells(notebook: NotebookNode) -> list[tuple[str, NotebookNode]]:
    """Return the cells that are marked, with their ids."""
    return [(grade_id(cell), cell) for cell in notebook.cells if grade_id(cell)]


def test_no_link_of_a_student_is_followed(
    course: Course, writer: GradebookWriter, releases: dict[str, NotebookNode], tmp_path: Path
) -> None:
    """What they lead to, such as the instructor's own files, was copied into the feedback."""
    released = nbformat.writes(releases[NAME]).encode()
    private = tmp_path / "private.txt"
    private.write_text("PRIVATE")
    folder = hand_in(course, "linker", {f"{NAME}.ipynb": released, "[a]/own.txt": b"their own"})
    for name in ("notes.txt", "extra.html", "[a]/more.txt", f"{NAME}.toml"):
        (folder / name).symlink_to(private)
    writer._run(Autograde, NAME, "linker", force=True, create_student=True)
    (course.root / "autograded" / "linker" / NAME).chmod(0o755)
    (course.root / "autograded" / "linker" / NAME / "later.txt").symlink_to(private)
    writer._run(GenerateFeedback, NAME, "linker", force=True)
    for step in ("autograded", "feedback"):
        copied = [one for one in (course.root / step / "linker").rglob("*") if one.is_file()]
        assert any(one.name == "own.txt" for one in copied)
        assert not [
            one for one in copied if not one.is_symlink() and one.read_bytes() == b"PRIVATE"
        ]


def test_links_of_the_instructors_own_are_handed_out(course: Course, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("1,2")
    link = course.source / NAME / "data.csv"
    link.symlink_to(tmp_path / "data.csv")
    with working_in(course.root):
        assert str(link) in nbgrader_reader.find_files(str(course.source / NAME))
    link.unlink()
