"""The built documentation: no warning, no request to the network, nothing that axe-core finds."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, open_browser, open_page, violations

from autograder.demo import showcase

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
SOURCES = sorted(page.stem for page in (ROOT / "docs").glob("*.md"))
DEMO = [f"demo/{name}" for name in showcase.NAMES]
LOOKED_AT = [*SOURCES, *DEMO]
# Attributes with which a page loads something, but for the href of a link that a reader follows.
LOADS = {"src", "srcset", "href", "poster", "data", "action"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a link that leads nowhere or a page without a place ends the build."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


class Loaded(HTMLParser):
    """Collects what a page loads by itself, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in LOADS and value:
                (self.links if tag == "a" else self.loads).append(value)


def read(page: Path) -> Loaded:
    found = Loaded()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def test_every_page_is_in_the_site(site: Path) -> None:
    built = {page.stem for page in site.glob("*.html")} - {"404"}
    assert built == set(SOURCES)
    navigation = read(site / "index.html").links
    for name in SOURCES:
        assert f"{name}.html" in navigation, "name it in mkdocs.yml under nav"


def test_the_pages_of_the_demo_are_in_the_site_and_reached_by_the_tour(site: Path) -> None:
    assert {page.stem for page in (site / "demo").iterdir()} == set(showcase.NAMES)
    tour = read(site / "tour.html").links
    for name in DEMO:
        assert f"{name}.html" in tour
    report = read(site / "demo" / "class-report.html").links
    for student in showcase.STUDENTS:
        assert f"../demo/{student}.html" in report


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        elsewhere = [one for one in read(page).loads if re.match(r"([a-z]+:)?//", one)]
        assert not elsewhere, page.name
        assert "@import" not in page.read_text(encoding="utf-8")
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", text), style.name


def test_what_pages_load_and_link_to_is_in_the_site(site: Path) -> None:
    for page in site.rglob("*.html"):
        if page.stem == "404":
            # This page is shown at any address, so its paths begin at the root.
            continue
        found = read(page)
        for target in found.loads + found.links:
            path = target.partition("#")[0]
            if path and not re.match(r"[a-z]+:", path):
                assert (page.parent / path).exists(), (page.name, target)


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served; from the disk a part of its scripts does not start."""
    handler = functools.partial(QuietHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and keeps no log."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as started:
        yield started


# Pages with colours that others have not; a light and a dark one of those that are made of Markdown.
COLOURED = {*DEMO, "design", "grader-report", "index", "student-guide", "tour"}
# Rows of a table beyond these are like those before them, and would take most of the time.
MANY_ROWS = 12
STILL = "*, ::before, ::after { transition: none !important; animation: none !important }"
FEWER_ROWS = f"""for (const row of document.querySelectorAll("tbody tr:nth-child(n+{MANY_ROWS + 1})"))
    row.remove()"""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_finds_nothing(name: str, address: str, browser: Browser) -> None:
    """Every page on a phone and on a desktop; in dark and in light by turns, for one style has both."""
    even = LOOKED_AT.index(name) % 2 == 0
    widths = (DESKTOP, PHONE) if even else (PHONE, DESKTOP)
    with open_page(browser, widths[0], dark=even) as page:
        # It makes an index of the whole site for the search, which nobody uses here.
        page.route("**/javascripts/workers/**", lambda route: route.abort())
        page.goto(f"{address}/{name}.html")
        # What fades or slides to its place has other colours on its way.
        page.add_style_tag(content=STILL)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            # What stays too wide ends the test.
            page.wait_for_function(
                "width => document.documentElement.scrollWidth <= width", arg=width, timeout=5000
            )
        page.evaluate(FEWER_ROWS)
        assert violations(page, contrast=name in COLOURED) == []
