"""Headless Chromium for the tests that look at pages: one way to find, start and size it.

The browser is the system's; nothing is downloaded, and no page reaches another host.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
PHONE, DESKTOP = 375, 1280


def chromium() -> str:
    """Return the path of Chromium; without it the test is skipped, and fails in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("chromium is not installed here, and CI has to look at the pages: install it")
    pytest.skip("chromium is not installed")


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium for the length of the block."""
    executable = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def open_page(
    browser: Browser, width: int = DESKTOP, dark: bool = False, scripts: bool = True
) -> Iterator[Page]:
    """Open an empty page of a width in CSS pixels, in a browser profile of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def violations(page: Page, contrast: bool = True) -> list[str]:
    """Return what axe-core finds on a page, all of its rules on, but contrast only if wanted."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"color-contrast": {"enabled": contrast}}
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules})
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
