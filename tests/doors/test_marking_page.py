"""Written answers are marked in Chromium by the keyboard alone; what is typed is not lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, open_browser, open_page, violations
from marked_class import (
    ANSWER,
    NAME,
    QUESTION,
    grade,
    hand_in,
    mark,
    no_code_runs,
    prepared,
    served,
    standing,
)

from autograder.course.directory import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.mark_scheme import Line, Scheme, load_schemes, save_scheme
from autograder.doors.marking_server import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


LONG = "x" * 200
RAN = "document.documentElement.dataset.ran = 1"
HOSTILE = (
    f"<script>{RAN}</script><img src=x onerror='{RAN}'><svg onload='{RAN}'></svg> "
    f"<a href='javascript:{RAN}'>a</a><form><input id=points name=desk></form> {LONG}"
)
ANSWERS = {
    "ada": ANSWER, "bob": ANSWER, "cyd": "**Your answer**\n\n", "dan": "# Your answer\n",
    "eve": HOSTILE,
}  # fmt: skip
SCHEME = Scheme(0, (Line("positive, adds up to 1", 1.0), Line("exactly one class", 0.5)), ("Why?",))
SECONDS = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course, writer = prepared(tmp_path_factory.mktemp("made") / "course")
    with pytest.MonkeyPatch.context() as patch:
        no_code_runs(patch)
        for student, answer in ANSWERS.items():
            hand_in(course, student, answer)
        grade(writer, *ANSWERS)
    return course


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    return Course(shutil.copytree(made.root, tmp_path / "course"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as started:
        yield started


@contextmanager
def marking(
    browser: Browser, desk: Desk, width: int = DESKTOP, dark: bool = False
) -> Iterator[Page]:
    """Open the page as the command does."""
    with open_page(browser, width, dark) as page:
        page.set_default_timeout(1000 * SECONDS)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(desk.address)
        page.locator("#list button").first.wait_for()
        yield page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def said(page: Page, text: str) -> None:
    """Wait until the page says something, where a screen reader reads it out."""
    page.locator("#said", has_text=text).wait_for()


def to(page: Page, desk: Desk, student: str) -> None:
    """Go to a student's answer, by keys."""
    order = [one.student for one in desk.markings[QUESTION].answers()]
    now = int(page.locator("#place").inner_text().split()[1])
    steps = order.index(student) + 1 - now
    for number in range(abs(steps)):
        press(page, "j" if steps > 0 else "k")
        there = now + (number + 1) * (1 if steps > 0 else -1)
        page.locator("#place", has_text=f"Answer {there} of").wait_for()
    if steps:
        page.locator("#place:focus").wait_for()


def test_a_class_is_marked_by_keys_alone(course: Course, browser: Browser) -> None:
    """Lines, points, a comment, the same answer twice and blank answers, without a pointer."""
    writer = GradebookWriter(course)
    save_scheme(course, NAME, QUESTION, SCHEME)
    with served(course) as desk, marking(browser, desk) as page:
        assert page.locator("#progress").inner_text() == "0 of 5 have points"
        to(page, desk, "ada")
        press(page, "a", "1")
        said(page, "Saved: 1 of 2 points for 2 answers.")
        assert standing(writer, "ada") == (1.0, False, "- positive, adds up to 1 (+1)")
        assert standing(writer, "bob") == standing(writer, "ada")
        press(page, "2")
        said(page, "Saved: 1.5 of 2 points for answer")
        press(page, "c")
        page.keyboard.type("And *why*?")
        press(page, "Escape")
        said(page, "Saved: 1.5 of 2 points for answer")
        page.locator("#place:focus").wait_for()
        press(page, "b")
        said(page, "Saved: 0 points for 2 blank answers.")
        to(page, desk, "eve")
        press(page, "p")
        page.keyboard.type("0,5")
        press(page, "ArrowUp", "Enter")
        said(page, "All answers are marked.")
        assert page.locator("#progress").inner_text() == "5 of 5 have points, 2 of these are blank"
        assert page.evaluate("document.documentElement.dataset.ran") is None
    lines = "- positive, adds up to 1 (+1)\n- exactly one class (+0.5)"
    assert standing(writer, "ada") == (1.5, False, f"{lines}\n\nAnd *why*?")
    assert standing(writer, "bob")[0] == 1.0
    assert standing(writer, "cyd")[:2] == standing(writer, "dan")[:2] == (0.0, False)
    assert standing(writer, "eve") == (1.0, False, None)


def test_lines_and_comments_are_made_and_used_by_keys(course: Course, browser: Browser) -> None:
    writer = GradebookWriter(course)
    with served(course) as desk, marking(browser, desk) as page:
        to(page, desk, "eve")
        press(page, "e", "Enter")
        page.keyboard.type("a slip")
        press(page, "Tab")
        page.keyboard.type("-0.5")
        page.get_by_label("Points to begin with").focus()
        press(page, "Control+A")
        page.keyboard.type("2")
        press(page, "Enter")
        said(page, "Saved: the lines and comments.")
        press(page, "1")
        said(page, "Saved: 1.5 of 2 points for answer")
        press(page, "c")
        page.keyboard.type("Read it again.")
        page.get_by_role("button", name="Keep this comment").focus()
        press(page, "Enter")
        said(page, "Saved: the lines and comments.")
        to(page, desk, "ada")
        press(page, "i", "Enter")
        said(page, "Saved: no mark for answer")
        assert page.locator("#words").input_value() == "Read it again."
    scheme = Scheme(2.0, (Line("a slip", -0.5),), ("Read it again.",))
    assert load_schemes(course, NAME) == {QUESTION: scheme}
    assert standing(writer, "eve") == (1.5, False, "- a slip (−0.5)\n\nRead it again.")
    assert standing(writer, "ada") == (None, True, "Read it again.")


def test_a_mark_from_another_window_is_shown_and_not_overwritten(
    course: Course, browser: Browser
) -> None:
    writer = GradebookWriter(course)
    with served(course) as desk, marking(browser, desk) as page:
        to(page, desk, "eve")
        mark(writer, "eve", 2.0, "from formgrader")
        press(page, "z")
        page.locator("#conflict", has_text="There it has 2 points and the comment").wait_for()
        assert "yours: 0 points" in page.locator("#conflict").inner_text()
        assert standing(writer, "eve") == (2.0, False, "from formgrader")
        page.locator("#keep-theirs:focus").wait_for()
        press(page, "Enter")
        page.locator("#conflict").wait_for(state="hidden")
        assert page.locator("#points").input_value() == "2"
        assert page.locator("#words").input_value() == "from formgrader"
        mark(writer, "eve", 1.0)
        press(page, "z")
        page.locator("#conflict", has_text="There it has 1 points").wait_for()
        page.locator("#keep-theirs:focus").wait_for()
        press(page, "Tab", "Enter")
        said(page, "Saved: 0 of 2 points for answer")
    assert standing(writer, "eve")[:2] == (0.0, False)


def test_lines_from_another_window_are_shown_and_none_is_lost(
    course: Course, browser: Browser
) -> None:
    writer = GradebookWriter(course)
    save_scheme(course, NAME, QUESTION, SCHEME)
    with served(course) as desk, marking(browser, desk) as page:
        to(page, desk, "eve")
        press(page, "1")
        said(page, "Saved: 1 of 2 points for answer")
        save_scheme(course, NAME, QUESTION, Scheme(0, (Line("another line", 2.0),)))
        press(page, "2")
        page.locator("#trouble", has_text="the lines were changed meanwhile").wait_for()
        assert standing(writer, "eve")[2] == "- positive, adds up to 1 (+1)"
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        page.locator("#lines", has_text="another line").wait_for()
        to(page, desk, "eve")
        assert page.locator("#words").input_value() == "- positive, adds up to 1 (+1)"


def test_wrong_points_are_named_and_nothing_is_saved(course: Course, browser: Browser) -> None:
    with served(course) as desk, marking(browser, desk) as page:
        press(page, "p")
        page.keyboard.type("3")
        press(page, "Enter")
        said(page, "Not saved: expected points from 0 to 2.")
        assert page.locator("#points").get_attribute("aria-invalid") == "true"
        assert page.locator("#progress").inner_text() == "0 of 5 have points"


def test_names_and_the_filter_are_switched_by_keys(course: Course, browser: Browser) -> None:
    with served(course) as desk, marking(browser, desk) as page:
        assert "ada" not in page.content()
        press(page, "n")
        page.locator("#list", has_text="ada").wait_for()
        press(page, "n")
        page.locator("#list", has_text="Answer 1").wait_for()
        press(page, "f")
        said(page, "Saved: 2 of 2 points for answer")
        press(page, "j", "l")
        page.locator("#list li:nth-child(5)").wait_for(state="detached")
        assert page.locator("#list button").count() == 4


def test_keys_can_be_switched_off(course: Course, browser: Browser) -> None:
    with served(course) as desk, marking(browser, desk) as page:
        press(page, "?")
        page.get_by_label("Letters and digits are keys").focus()
        press(page, "Space", "Escape", "f", "z", "n")
        assert page.locator("#points").input_value() == ""
        assert not page.locator("#names").is_checked()


def test_what_was_typed_is_not_lost_without_the_program(course: Course, browser: Browser) -> None:
    with served(course) as desk, marking(browser, desk) as page:
        page.route("**/api/mark", lambda route: route.abort())
        press(page, "c")
        page.keyboard.type("Kept?")
        press(page, "Escape", "j")
        page.locator("#trouble", has_text="does not answer").wait_for()
        assert page.locator("#words").input_value() == "Kept?"


def test_a_page_without_its_key_says_what_to_do(course: Course, browser: Browser) -> None:
    with served(course) as desk, marking(browser, desk) as page:
        other = page.context.new_page()
        other.goto(desk.origin)
        other.locator(
            "#trouble", has_text="Open the address that the command has printed."
        ).wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_axe_finds_nothing(width: int, dark: bool, course: Course, browser: Browser) -> None:
    save_scheme(course, NAME, QUESTION, Scheme(0, (Line(LONG, 1.0),), (LONG,)))
    with served(course) as desk, marking(browser, desk, width, dark) as page:
        to(page, desk, "eve")
        page.locator("#text", has_text="xxx").wait_for()
        press(page, "1", "e")
        said(page, "Saved")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        press(page, "Escape", "?")
        page.locator("#help").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
