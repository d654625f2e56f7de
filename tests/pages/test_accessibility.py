"""Every page that the kit makes: axe-core finds nothing, and nothing is cut off on a phone.

`PAGES` says how each page is made; a page that is added there is looked at in light and dark, on a
phone and on a desktop.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from browser import DESKTOP, PHONE, open_browser, open_page, violations

from autograder.assignment.rubric import Rubric, find_rubric, load_rubric
from autograder.course.absent import NOT_TAKEN, Absent
from autograder.course.directory import make_course
from autograder.course.excerpts import Example
from autograder.course.gradebook import GradebookWriter, working_in
from autograder.course.likeness import alike, work_of
from autograder.course.run_changes import Changes, changes_between
from autograder.course.runs import run_of
from autograder.grading.values import Grading
from autograder.pages import class_report, similarity
from autograder.report import render
from autograder.report.results import CheckResult, Report, TaskResult

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ASSIGNMENT = "mnist_sgd"
LONG = "x" * 200
# The colours that Jupyter and VS Code put around an output.
AROUND = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Output</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root { color-scheme: light dark; } body { background: #fff; color: #212121; }
@media (prefers-color-scheme: dark) { body { background: #1e1e1e; color: #d4d4d4; } }
</style></head><body><main><h1>Output</h1>%s</main></body></html>"""


def a_rubric() -> Rubric:
    return load_rubric(find_rubric(ASSIGNMENT))


def a_check(name: str, points: float, state: str) -> CheckResult:
    """Return a check that passed, failed, or was not reached."""
    if state != "failed":
        return CheckResult(name, state == "passed", points if state == "passed" else 0.0, points)
    return CheckResult(
        name, False, 0.0, points, True, "divides_by_256", "normalize_images divides by 256",
        f"values from 0 to 1, {LONG}", f"another one {LONG}", "There are 256 grey levels.",
    )  # fmt: skip


def a_report(student: str, wrong: int, status: str = "graded") -> Report:
    """Return a report in which the second check of the first tasks failed, and ends the task."""
    tasks = []
    for number, task in enumerate(a_rubric().tasks):
        if not task.automatic:
            tasks.append(TaskResult(task.name, None, task.max_points))
            continue
        states = ("passed", "failed", "open", "open") if number < wrong else ("passed",) * 9
        checks = tuple(
            a_check(name, points, states[min(place, len(states) - 1)])
            for place, (name, points) in enumerate(task.points.items())
        )
        total = sum(check.points for check in checks)
        tasks.append(TaskResult(task.name, total, task.max_points, checks))
    return Report(
        assignment=ASSIGNMENT, student=student, status=status,
        flags=("it tried to write outside of its folder",) if status == "flagged" else (),
        remarks=(), dataset="mnist_5k", isolation="bubblewrap", max_score=20.0, tasks=tuple(tasks),
        accuracy=None if wrong > 5 else 0.93 - wrong / 50,
        reason="the machine ran out of memory" if status == "ungraded" else "",
    )  # fmt: skip


def some_changes() -> Changes:
    """Return what a run changed for those of the class report, for every reason."""
    first = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.timezone.utc)
    before = run_of([a_report(f"student{n}", n % 8) for n in range(60)], a_rubric(), None, first)
    later = [a_report(f"student{n}", (n * 3 + n // 8) % 8) for n in range(1, 60)]
    later += [a_report(f"long-{LONG}", 3), a_report("grace", 3, "ungraded")]
    after = run_of(later, a_rubric(), None, first + datetime.timedelta(days=1))
    return changes_between(before, dataclasses.replace(after, kit="other", packages="other"))


def class_report_page(folder: Path, anonymous: bool = False) -> Path:
    path = folder / f"class-{anonymous}.html"
    reports = [a_report(f"student{number}", number % 8) for number in range(60)]
    reports += [a_report(f"long-{LONG}", 3, "flagged"), a_report("grace", 3, "ungraded")]
    links = {"student1": "feedback/student1/mnist_sgd/mnist_sgd.html"}
    words = "3 days after 2026-11-02 23:59 (Europe/Berlin), 20 % taken off"
    late = class_report.LateWork(True, ((f"late-{LONG}", words, 4.4),), ("grace", LONG))
    groups = () if anonymous else (("student1", f"long-{LONG}"),)
    similar = "" if anonymous else "mnist_sgd-similarity.html"
    missing = (Absent("zoe"), Absent("", NOT_TAKEN, (f"{LONG}.zip",)))
    code = f"def normalize_images(images):\n    return images / 256.{LONG}"
    examples = {("normalize_images", "divides_by_256"): (Example(code, 9), Example(code[:60], 2))}
    text = class_report.page(
        reports, a_rubric(), anonymous, links, 90, late, groups, similar, missing,
        {"student1": f"Ada {LONG}", "zoe": "Zoë"}, examples, some_changes(),
    )  # fmt: skip
    path.write_text(text, encoding="utf-8")
    return path


def anonymous_class_report(folder: Path) -> Path:
    return class_report_page(folder, anonymous=True)


def a_picture() -> str:
    """Return a picture that is wider than a phone."""
    from matplotlib.figure import Figure

    file = io.BytesIO()
    Figure(figsize=(12, 2)).savefig(file, format="png")
    return base64.b64encode(file.getvalue()).decode()


def feedback(folder: Path) -> Path:
    """Have nbgrader write the feedback page of a graded notebook, with a comment on an answer."""
    from nbgrader.api import Gradebook
    from nbgrader.converters import GenerateFeedback

    course = make_course(folder / "course")
    writer = GradebookWriter(course)
    writer.prepare(a_rubric())
    notebook = nbformat.read(course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": f"Epoch 1 {LONG}\n"},
        {"output_type": "display_data", "data": {"image/png": a_picture()}},
    ]
    record: dict[str, Any] = {"outputs": outputs, "error": {"type": "ValueError", "message": LONG}}
    cells = {}
    for number, cell in enumerate(notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "show_digits":
            cell.source = (
                f'def show_digits(images, labels):\n    return "{LONG}", f"{{1:g}}" # {LONG}'
            )
            cells[number] = record
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "explain_softmax":
            cell.source = f"# Softmax\n\n|a|b|\n|-|-|\n|{LONG}|$z_i$|\n\n[link](https://keras.io)"
    writer.record(Grading(a_report("ada", 3), notebook, cells, {}))
    with Gradebook(writer.directory.db_url, writer.directory.course_id) as gradebook:
        comment = gradebook.find_comment("explain_softmax", ASSIGNMENT, ASSIGNMENT, "ada")
        comment.manual_comment = "Good, *and* why?"
        gradebook.db.commit()
    writer.directory.assignment_id, writer.directory.student_id = ASSIGNMENT, "ada"
    with working_in(course.root):
        GenerateFeedback(coursedir=writer.directory, config=writer.config).start()
    return course.root / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html"


def similar(folder: Path) -> Path:
    """Show three submissions that are alike, with lines that are wider than a phone."""
    path = folder / "similar.html"
    code = "".join(f"def f{n}(a):\n    return a.mean_{n}({n}).sum_{n}(axis=a[{n}:])\n" * 3
                   for n in range(9))  # fmt: skip
    works = [work_of(name, [code, f"x = '{LONG}'"]) for name in ("ada", "bob", f"long-{LONG}")]
    pairs = alike(works)
    assert len(pairs) == 3
    path.write_text(similarity.page(ASSIGNMENT, pairs), encoding="utf-8")
    return path


def checks(folder: Path) -> Path:
    """Show what `check(...)` and `check.all()` show in a notebook."""
    path = folder / "checks.html"
    report = a_report("ada", 3)
    shown = [render.task_html(task, render.PUBLIC_NOTE) for task in report.tasks if task.checks]
    shown.append(render.summary_html(report.tasks, render.PUBLIC_NOTE))
    path.write_text(AROUND % "".join(shown), encoding="utf-8")
    return path


PAGES: dict[str, Callable[[Path], Path]] = {
    "class report": class_report_page,
    "anonymous class report": anonymous_class_report,
    "feedback": feedback,
    "checks in a notebook": checks,
    "similar submissions": similar,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages, by name."""
    return {name: make(tmp_path_factory.mktemp("page")) for name, make in PAGES.items()}


@pytest.fixture(scope="module")
def browser(made: dict[str, Path]) -> Iterator[Browser]:
    with open_browser() as started:
        yield started


def test_a_fault_would_be_found(browser: Browser) -> None:
    with open_page(browser) as page:
        page.set_content("<main><h1>x</h1><p style='color:#bbb'>pale</p><img src='x'></main>")
        found = {one.partition(":")[0] for one in violations(page)}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    name: str, width: int, dark: bool, made: dict[str, Path], browser: Browser
) -> None:
    with open_page(browser, width, dark) as page:
        page.goto(made[name].as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Contrast takes most of the time, and no colour depends on the width, nor anything but colours
        # on light and dark.
        if width == DESKTOP or not dark:
            assert violations(page, contrast=width == DESKTOP) == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_code_scrolls_or_wraps_as_the_reader_likes(
    width: int, made: dict[str, Path], browser: Browser
) -> None:
    """Does the switch work from the keyboard, and can the keyboard reach what scrolls then?"""
    wide = "[...document.querySelectorAll('.scrolls')].filter(one => one.scrollWidth > one.clientWidth)"
    with open_page(browser, width) as page:
        page.goto(made["feedback"].as_uri())
        assert page.evaluate(f"{wide}.length") == 0, "long lines wrap"
        page.get_by_label("Long lines of code scroll").focus()
        page.keyboard.press("Space")
        assert page.evaluate(f"{wide}.length") > 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page, contrast=False) == []
        page.emulate_media(media="print")
        assert page.evaluate(f"{wide}.length") == 0, "print cuts nothing off"


def test_feedback_begins_with_the_causes(made: dict[str, Path], browser: Browser) -> None:
    """Do the causes come from grading itself, lead to the verdict, and open their hints by keyboard?"""
    with open_page(browser, PHONE) as page:
        page.goto(made["feedback"].as_uri())
        causes = page.locator(".causes > li")
        assert causes.count() == 3
        assert "divides by 256" in causes.first.inner_text()
        assert "There are 256 grey levels." not in causes.first.inner_text()
        causes.first.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert "There are 256 grey levels." in causes.first.inner_text()
        target = causes.first.locator("a").first.get_attribute("href")
        assert "divides by 256" in page.locator(str(target)).inner_text()


@pytest.mark.parametrize("name", ["class report", "feedback"])
def test_a_page_prints_dark_on_white_even_for_a_reader_in_the_dark(
    name: str, made: dict[str, Path], browser: Browser
) -> None:
    with open_page(browser, dark=True) as page:
        page.goto(made[name].as_uri())
        page.emulate_media(media="print", color_scheme="dark")
        style = page.evaluate(
            "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
        )
        assert style == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_the_table_of_students_is_sorted_from_the_keyboard(
    made: dict[str, Path], browser: Browser
) -> None:
    with open_page(browser) as page:
        page.goto(made["class report"].as_uri())
        rows = page.locator("#students tbody tr")
        page.get_by_role("button", name="points").focus()
        page.keyboard.press("Enter")
        header = page.locator("#students th", has_text="points")
        assert header.get_attribute("aria-sort") == "ascending"
        first = [rows.nth(place).inner_text().split()[0] for place in range(3)]
        assert first == ["zoe", "not", "grace"], "without work first, then without a grade"
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == "descending"
        assert rows.first.inner_text().split()[:2] == ["student56", "20"]


def shown_rows(page: Page) -> list[str]:
    """Return the ids, or what stands for them, of the lines of the table that are shown."""
    rows = page.locator("#students tbody tr:visible")
    return [text.split()[0] for text in rows.all_inner_texts()]


def test_a_cause_shows_its_students_in_the_table_with_one_key(
    made: dict[str, Path], browser: Browser
) -> None:
    with open_page(browser) as page:
        page.goto(made["class report"].as_uri())
        every = len(shown_rows(page))
        assert every == 64
        cause = page.locator("tr", has_text="predict_digits: ").get_by_role("button")
        assert cause.inner_text() == "Show only these 7 in the table"
        cause.focus()
        page.keyboard.press("Enter")
        assert shown_rows(page) == [f"student{n}" for n in range(7, 60, 8)]
        assert page.locator("#count").inner_text() == "7 of 64 lines are shown."
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Students"
        assert page.get_by_label("Cause").evaluate("one => one.value") == "7"
        # A link to a line that is not shown shows it.
        page.locator("summary", has_text="By 54 students").click()
        page.get_by_role("link", name="student9", exact=True).first.click()
        assert page.url.endswith("#s10")
        assert page.locator("#s10").is_visible()
        assert len(shown_rows(page)) == every


def test_the_table_of_students_is_filtered_from_the_keyboard(
    made: dict[str, Path], browser: Browser
) -> None:
    def typed(name: str, text: str) -> list[str]:
        """Return what is shown after typing into a field, and then all again."""
        field = page.get_by_label(name, exact=True)
        field.focus()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        found = shown_rows(page)
        page.get_by_role("button", name="Show all").focus()
        page.keyboard.press("Enter")
        return found

    with open_page(browser) as page:
        page.goto(made["class report"].as_uri())
        every = shown_rows(page)
        assert typed("Id or name", "STUDENT5") == [
            "student5",
            *(f"student{n}" for n in range(50, 60)),
        ]
        assert typed("Id or name", "ada xx") == ["student1"], "by the name"
        assert typed("Id or name", "zoe") == ["zoe"], "of whom there is no work"
        assert typed("Points from", "20") == [f"student{n}" for n in range(0, 60, 8)]
        assert typed("Points to", "6") == [f"student{n}" for n in range(7, 60, 8)]
        assert typed("Lost points in", "predict") == [f"student{n}" for n in range(7, 60, 8)]
        assert typed("Status", "ung") == ["grace"]
        assert typed("Status", "without") == ["zoe", "not"]
        assert typed("Flag", "it tried") == [f"long-{LONG}"]
        assert typed("Cause", "predict") == [f"student{n}" for n in range(7, 60, 8)]
        assert shown_rows(page) == every


def test_the_page_is_whole_without_a_script(made: dict[str, Path], browser: Browser) -> None:
    with open_page(browser, scripts=False) as page:
        page.goto(made["class report"].as_uri())
        assert len(shown_rows(page)) == 64
        assert not page.locator("#filter").is_visible()
        assert page.locator(".to-rows:visible").count() == 0
        page.locator("summary", has_text="By 54 students").click()
        page.get_by_role("link", name="student1", exact=True).first.click()
        assert page.url.endswith("#s2")
        page.locator("summary", has_text="What they wrote").click()
        assert "return images / 256." in page.locator("pre:visible").first.inner_text()


def test_an_anonymous_page_is_filtered_without_saying_who_did_what(
    made: dict[str, Path], browser: Browser
) -> None:
    with open_page(browser) as page:
        page.goto(made["anonymous class report"].as_uri())
        page.get_by_label("Points from").fill("20")
        assert page.locator("#count").inner_text() == "8 of 62 lines are shown."
        assert page.get_by_label("Cause").count() == 0
