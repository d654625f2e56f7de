"""formgrader in a browser: release, grade, mark by hand and write feedback by its buttons.

A course made by `autograder init` stands behind a real JupyterLab; Chromium does the clicking.
"""

from __future__ import annotations

import contextlib
import dataclasses
import html
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from browser import open_browser, open_page
from small_class import ASSIGNMENT, ENVIRONMENT, gradebook

from autograder.assignment.samples import Sample, build
from autograder.course.directory import Course, make_course
from autograder.course.drawn import cached_setting
from autograder.course.report_files import load_reports
from autograder.platforms.grade_files import grades
from autograder.report import render
from autograder.report.results import Report

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SECONDS = 120
ANSWER = "Softmax turns the ten numbers into probabilities."
COMMENT = "Good. And why is their sum **1**?"
CELLS = (
    ("", "normalize_images", "def normalize_images(images):\n    return images / 256"),
    ("", "explain_softmax", ANSWER),
)


@dataclasses.dataclass(frozen=True)
class Seen:
    """What formgrader showed, and what it left behind.

    Attributes:
        course: The course.
        generated: The title of the message after the notebook for students was generated.
        before, graded, marked: Ada's line in the list of submissions before she was graded, after
            that, and after her written answer was marked.
        other: Bob's line, who was not graded.
        message: What was said about grading Ada.
        average: Her assignment's line in the list of assignments with their averages.
        auto, manual: What the gradebook held after grading, and after marking.
        written: The title of the message after feedback was generated.
        unmarked: Who waited for a mark by hand after grading, and after marking.
    """

    course: Course
    generated: str
    before: str
    graded: str
    marked: str
    other: str
    message: str
    average: str
    auto: list[tuple[object, ...]]
    manual: list[tuple[object, ...]]
    written: str
    unmarked: tuple[list[str], list[str]]

    @property
    def page(self) -> str:
        """Ada's feedback page."""
        path = self.course.root / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html"
        return path.read_text(encoding="utf-8")

    @property
    def report(self) -> Report:
        """Ada's report, which only the kit's own grading writes."""
        (report,) = load_reports(self.course, ASSIGNMENT)
        return report


@contextlib.contextmanager
def jupyter(course: Course, state: Path) -> Iterator[str]:
    """Run JupyterLab in a course; give its address, with the token in it."""
    environment = dict(ENVIRONMENT)
    for name in ("config", "data", "runtime"):
        environment[f"JUPYTER_{name.upper()}_DIR"] = str(state / name)
    log = state / "log"
    with open(log, "wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.port=0"],
            cwd=course.root, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            about = started(server, state / "runtime", log)
            yield f"http://127.0.0.1:{about['port']}/%s?token={about['token']}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def started(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> dict[str, object]:
    """Wait until a server has written down where it is; return that."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):
                about: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
                return about
        time.sleep(0.1)
    pytest.fail(f"Jupyter does not start: {log.read_text(encoding='utf-8')[-2000:]}")


def dismissed(page: Page) -> tuple[str, str]:
    """Close the message that comes up; return its title and its text."""
    message = page.locator(".modal.in")
    message.wait_for()
    said = message.locator(".modal-title").inner_text(), message.locator(".modal-body").inner_text()
    message.locator(".modal-header .close").click()
    page.locator(".modal").wait_for(state="detached")
    return said


def line(page: Page, text: str) -> Locator:
    """Return the line of formgrader's table that holds a text."""
    row = page.locator("#main-table tr", has_text=text)
    row.wait_for()
    return row


def mark(page: Page, points: str, comment: str) -> None:
    """Give points and a comment to the written answer on the page for marking by hand."""
    # The fields can be filled in once the page has read from the gradebook what is in them.
    page.locator("#explain_softmax.needs_manual_grade").wait_for()
    page.locator("#explain_softmax-comment[placeholder]").wait_for()
    for field, what in (("#explain_softmax", points), ("#explain_softmax-comment", comment)):
        with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
            page.locator(field).fill(what)
            page.locator(field).blur()


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Seen:
    folder = tmp_path_factory.mktemp("formgrader")
    course = make_course(folder / "course")
    blank = nbformat.read(
        repository / "assignment" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
    for student, cells in (("ada", CELLS), ("bob", ())):
        target = course.submitted / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(build(Sample(student, {"assignment": ASSIGNMENT}, cells), blank), target)
    with (
        open_browser() as browser,
        jupyter(course, folder) as address,
        open_page(browser) as page,
    ):
        page.set_default_timeout(1000 * SECONDS)
        page.goto(address % "formgrader")
        line(page, ASSIGNMENT).locator(".assign a").click()
        generated, _ = dismissed(page)
        line(page, ASSIGNMENT).locator(".num-submissions a").click()
        before = line(page, "ada").inner_text()
        line(page, "ada").locator(".autograde a").click()
        _, message = dismissed(page)
        graded, auto = line(page, "ada").inner_text(), gradebook(course)
        unmarked = grades.unmarked(course, ASSIGNMENT)
        submissions = page.url
        page.get_by_role("link", name="Manual Grading").click()
        page.get_by_role("link", name=ASSIGNMENT, exact=True).click()
        page.wait_for_url(f"**/gradebook/{ASSIGNMENT}")
        page.get_by_role("link", name=ASSIGNMENT, exact=True).click()
        page.get_by_role("link", name="Submission #1").click()
        mark(page, "1.5", COMMENT)
        manual = gradebook(course)
        unmarked_then = grades.unmarked(course, ASSIGNMENT)
        page.goto(submissions)
        marked, other = line(page, "ada").inner_text(), line(page, "bob").inner_text()
        line(page, "ada").locator(".generate-feedback a").click()
        written, _ = dismissed(page)
        page.get_by_role("link", name="Manual Grading").click()
        average = line(page, ASSIGNMENT).inner_text()
    return Seen(
        course, generated, before, graded, marked, other, message, average, auto, manual, written,
        (unmarked, unmarked_then),
    )  # fmt: skip


def test_the_buttons_say_that_they_worked(seen: Seen) -> None:
    assert seen.generated == "Success"
    assert seen.written == "Success"
    assert f"Successfully autograded '{ASSIGNMENT}' for student 'ada'." in seen.message


def test_the_button_grades_one_student_and_asks_for_marks_by_hand(seen: Seen) -> None:
    assert "needs autograding" in seen.before
    assert "needs manual grading" in seen.graded
    assert re.search(r"\b1 / 22\b", seen.graded)
    assert "needs autograding" in seen.other
    assert {student for student, *_ in seen.auto} == {"ada"}


def test_the_button_grades_as_the_kit_does_with_partial_credit(seen: Seen) -> None:
    points = {name: auto for _, name, auto, *_ in seen.auto}
    assert points["check_normalize_images"] == 1.0
    assert points["check_build_model"] == 0.0
    assert seen.report.score == 1.0
    path = seen.course.root / "autograded" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (verdict,) = (
        cell.outputs[0].data["text/html"]
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "check_normalize_images"
    )
    (task,) = (task for task in seen.report.tasks if task.name == "normalize_images")
    assert verdict == render.task_html(task)
    assert "Divided by 256." in verdict


def test_marks_by_hand_count_in_the_totals(seen: Seen) -> None:
    points = {name: (auto, manual, waits) for _, name, auto, manual, _, waits in seen.manual}
    assert points["explain_softmax"] == (None, 1.5, 0)
    assert points["check_normalize_images"] == (1.0, None, 0)
    assert "graded" in seen.marked
    assert "needs" not in seen.marked
    assert re.search(r"\b2.5 / 22\b", seen.marked)
    assert re.search(r"\b2.5 / 22\b", seen.average)


def test_who_waits_for_a_mark_is_known_before_grades_are_exported(seen: Seen) -> None:
    assert seen.unmarked == (["ada"], [])


def test_the_feedback_has_the_points_the_checks_and_the_comment(seen: Seen) -> None:
    assert "<b>2.5</b> of 22 points" in seen.page
    assert "Written answer: 1.5 of 2 points" in seen.page
    assert "And why is their sum <strong>1</strong>?" in seen.page
    assert ANSWER in seen.page
    assert "not marked" not in seen.page
    for task in seen.report.tasks:
        if task.points is not None:
            assert f'aria-label="{task.name}: {render.points_text(task.points)} of' in seen.page
        for check in task.failures:
            assert check.hint in seen.page


def test_the_feedback_holds_nothing_that_is_kept_from_students(
    seen: Seen,
    solutions: dict[str, nbformat.NotebookNode],
    releases: dict[str, nbformat.NotebookNode],
) -> None:
    """Is neither the seed of the hidden inputs in it, nor a line that only the reference has?"""
    seed = seen.course.seed()
    assert seed.hex() not in seen.page
    text = html.unescape(re.sub(r"<[^>]+>", "", seen.page))
    public = {line.strip() for line in lines_of(releases[ASSIGNMENT])}
    secret = {line.strip() for line in lines_of(solutions[ASSIGNMENT])} - public
    assert len(secret) > 20
    assert [line for line in secret if len(line) > 10 and line in text] == []


def lines_of(notebook: nbformat.NotebookNode) -> list[str]:
    """Return all lines of a notebook's code."""
    return [
        line
        for cell in notebook.cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
    ]


def test_a_rubric_that_was_edited_counts_without_a_restart(tmp_path: Path) -> None:
    """Does formgrader, which keeps running, grade by the rubric as it is now?"""
    course = make_course(tmp_path / "course")
    path = course.source / ASSIGNMENT / f"{ASSIGNMENT}.toml"
    before = cached_setting(course.root, ASSIGNMENT)
    assert cached_setting(course.root, ASSIGNMENT) is before
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("epochs = 20", "epochs = 30"), encoding="utf-8")
    assert before.rubric.epochs == 20
    assert cached_setting(course.root, ASSIGNMENT).rubric.epochs == 30
