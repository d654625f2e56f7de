"""How feedback looks in a notebook: readable on light and dark pages, at any width, for every reader.

The pages have the grounds and text colours that JupyterLab, Notebook 7 and VS Code give to outputs.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from autograder.report import render
from autograder.report.results import CheckResult, TaskResult

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = {
    "jupyter light": "background:#fff;color:rgba(0,0,0,.87)",
    "jupyter dark": "background:#111;color:#fff",
    "vs code light": "background:#fff;color:#3b3b3b",
    "vs code dark": "background:#1e1e1e;color:#ccc",
}
LONG = "Detected at node gradient_tape/sparse_categorical_crossentropy/" + "x" * 200
FAILED = CheckResult(
    "trains_the_model", False, 0.0, 1.0, False, "raises", "it raises InvalidArgumentError",
    "a trained model", LONG, "Read the error from its last line upwards.",
)  # fmt: skip
STUB = CheckResult(
    "returns_history", False, 0.0, 1.0, False, "not_attempted", "not attempted", hint="Begin."
)
TASKS = (
    TaskResult("build_model", 1.0, 1.0, (CheckResult("layer_widths", True, 1.0, 1.0),)),
    TaskResult("train_with_sgd", 0.0, 2.0, (FAILED, CheckResult("right_loss", False, 0.0, 1.0))),
    TaskResult("train_with_adam", 0.0, 1.0, (STUB,)),
    TaskResult("explain_softmax", None, 2.0),
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


def page_of(style: str) -> str:
    shown = [render.task_html(task, render.PUBLIC_NOTE) for task in TASKS[:3]]
    shown.append(render.summary_html(TASKS, render.SUMMARY_NOTE))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outputs</title></head>'
        f'<body style="margin:8px;{style}"><main><h1>Outputs</h1>{"".join(shown)}</main></body></html>'
    )


@pytest.mark.parametrize("name", PAGES)
def test_feedback_is_accessible_and_readable(name: str, browser: Browser) -> None:
    """Contrast is part of what axe looks at: 4.5 to 1."""
    page = browser.new_page()
    page.set_content(page_of(PAGES[name]))
    found = Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()


def test_axe_sees_a_contrast_that_is_too_low(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(page_of("background:#fff;color:#999"))
    found = Axe().run(page)
    page.close()
    assert {one["id"] for one in found.response["violations"]} == {"color-contrast"}


@pytest.mark.parametrize("width", [320, 600, 1400])
def test_nothing_is_wider_than_its_place(width: int, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(page_of(PAGES["jupyter light"]))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.locator("[role=group]")
    for number in range(boxes.count()):
        overhang = boxes.nth(number).evaluate(
            "box => Math.max(...[...box.querySelectorAll('*')].map("
            "one => one.getBoundingClientRect().right)) - box.getBoundingClientRect().right"
        )
        assert overhang <= 0
    page.close()
