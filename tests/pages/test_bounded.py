"""A student's text is set within bounds, and no page with it loads anything from elsewhere."""

from __future__ import annotations

import contextlib
import copy
import http.server
import threading
import time
from collections import defaultdict
from collections.abc import Iterator

import nbformat
import pytest
from browser import open_browser, open_page
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.doors.nbgrader_plugin import CleanMarkdown, configure
from autograder.pages import bounded
from autograder.pages.feedback_page import FeedbackExporter
from autograder.sandbox.limited import Bounds

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
# Short enough to be set at all, and long enough to take its time in one reader or another.
SLOW = {
    "spaces": " " * 19_000 + "x",
    "backslashes": "\\" * 19_000,
    "quotes": "'" * 9_000 + '"' * 9_000,
    "stars": "*a **b " * 2_700,
    "underscores": "_" * 19_000 + "a",
    "brackets": "[" * 19_000 + ":",
    "links": "[a](" * 4_700,
    "images": "![](<" * 3_800,
    "tags": "<a " * 6_000,
    "comments": "<!--" * 4_700,
    "entities": "&#" * 9_000,
    "backticks": "".join("`" * one + "a" for one in range(190)),
    "tables": "|a" * 9_000 + "\n" + "|-" * 100,
    "fences": "```html\n" + "<a b='" * 3_000,
    "formulas": "$$a" * 60 + "b" * 18_000,
    "digits": "1" * 19_000,
    "dots": "1." * 9_000,
    "new lines": "\n \n" * 6_000,
    "quoted": ">" * 9_000,
    "lists": "".join(" " * one + "- a\n" for one in range(190)),
}
SECONDS = 5.0


def page(*cells: NotebookNode) -> str:
    """Return a feedback page with cells as they are, as if nobody had cleaned them."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    about = {"notebook": "x", "student": "ada", "score": 1.0, "max_score": 4.0, "late_penalty": 0}
    html, _ = FeedbackExporter().from_notebook_node(notebook, {"nbgrader": about})
    return html


def clean(*cells: NotebookNode) -> list[NotebookNode]:
    """Return cells as they are in a graded notebook."""
    notebook = nbformat.v4.new_notebook(cells=copy.deepcopy(list(cells)))
    cleaned: list[NotebookNode] = CleanMarkdown().preprocess(notebook, {})[0].cells
    return cleaned


def test_a_page_is_made_in_time_whatever_is_in_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """A uniform run in a code cell held up the highlighter for minutes."""
    monkeypatch.setattr(bounded, "BOUNDS", Bounds(0.3, 1024))
    monkeypatch.setattr(bounded, "PAGE_SECONDS", 2.0)
    began = time.process_time()
    cells = []
    for text in SLOW.values():
        cells += [nbformat.v4.new_code_cell(text), nbformat.v4.new_markdown_cell(text)]
    cells.append(nbformat.v4.new_code_cell(SLOW["quotes"] * 50))
    made = page(*clean(*cells))
    assert time.process_time() - began < SECONDS
    assert made.count('class="cell"') == len(cells)


def test_what_takes_too_long_is_shown_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "BOUNDS", Bounds(0.001))
    text = "unlike_any_other = '<b>&amp;'"
    made = page(nbformat.v4.new_code_cell(text), nbformat.v4.new_markdown_cell(text))
    shown = "unlike_any_other = '&lt;b&gt;&amp;amp;'"
    assert made.count(f"<pre>{shown}</pre>") == 2
    assert bounded.clean_text(text, False, bounded.Budget()).startswith("<pre>")


def test_cells_that_each_take_their_time_do_not_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = bounded.Budget()
    monkeypatch.setattr(bounded, "_known", lambda order: (bounded.PAGE_SECONDS / 2, "<p>"))
    made = [budget.spend("markdown", "a") for _ in range(4)]
    assert made == ["<p>", "<p>", None, None]


def test_code_in_a_student_s_language_has_its_colours() -> None:
    made = page(nbformat.v4.new_code_cell("def f(x):\n    return x + 1  # one more"))
    assert '<span class="k">def</span>' in made
    assert '<span class="c1"># one more</span>' in made


ELSEWHERE = (
    "![a picture]({address}/1)",
    "![a picture](<{address}/2> 'title')",
    "![a picture][there]\n\n[there]: {address}/3",
    "![there]\n\n[there]: {address}/4",
    "[![a picture]({address}/5)](notes.md)",
    '<img src="{address}/6">',
    '<p style="background: url({address}/7)">x</p>',
    "<style>body {{ background: url({address}/8) }}</style>",
    '<svg><image href="{address}/9" xlink:href="{address}/9"/></svg>',
    '<link rel="stylesheet" href="{address}/10">',
    '<link rel="prefetch" href="{address}/11"><meta http-equiv="refresh" content="0; {address}/12">',
    '<iframe src="{address}/13"></iframe><object data="{address}/14"></object>',
    '<video src="{address}/15" poster="{address}/16" autoplay></video>',
    '<base href="{address}/17"><script src="{address}/18"></script>',
    '<form action="{address}/19" id="f"><button autofocus onfocus="f.submit()"></button></form>',
    "| a |\n|---|\n| ![x]({address}/20) |",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
)  # fmt: skip


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_picture_from_elsewhere_becomes_its_text(text: str) -> None:
    text = text.format(address="http://127.0.0.1:9")
    (cell,) = clean(nbformat.v4.new_markdown_cell(text))
    made = page(cell)
    assert "<img" not in made
    for title in ("a picture", "there"):
        if f"![{title}]" in text:
            assert title in made


def test_a_picture_of_the_students_own_stays() -> None:
    text = "Look: ![mine](attachment:mine.png)"
    cell = nbformat.v4.new_markdown_cell(text, attachments={"mine.png": {"image/png": PNG}})
    (kept,) = clean(cell)
    assert kept.source == text
    assert f'<img alt="mine" src="data:image/png;base64,{PNG}"/>' in page(kept)


def test_beside_a_picture_from_elsewhere_the_students_own_stays() -> None:
    text = "![mine](attachment:mine.png) ![theirs](http://127.0.0.1:9/x.png)"
    cell = nbformat.v4.new_markdown_cell(text, attachments={"mine.png": {"image/png": PNG}})
    (kept,) = clean(cell)
    assert kept.source == "![mine](attachment:mine.png) [theirs](http://127.0.0.1:9/x.png)"


@contextlib.contextmanager
def listener(pages: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Serve pages on this machine; give the address, and what else was asked for."""
    heard: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in pages:
                heard.append(self.path)
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *words: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
    finally:
        server.shutdown()
        server.server_close()


def test_a_browser_that_shows_the_page_asks_for_nothing() -> None:
    """Neither where the text was cleaned, nor where the browser's own policy is all there is."""
    pages: dict[str, str] = {"/favicon.ico": ""}
    with listener(pages) as (address, heard), open_browser() as browser:
        sources = [text.format(address=address) for text in ELSEWHERE]
        cells = [nbformat.v4.new_markdown_cell(source) for source in sources]
        pages["/cleaned"] = page(*clean(*cells))
        # A policy cannot keep a page from sending its reader on, which only clean text does.
        unclean = page(*(cell for cell in cells if "refresh" not in cell.source))
        pages["/unclean"] = unclean
        pages["/open"] = unclean.replace('http-equiv="Content-Security-Policy"', "")
        assert "Content-Security-Policy" not in pages["/open"]
        found = {}
        for name in ("/cleaned", "/unclean", "/open"):
            with open_page(browser) as tab:
                tab.goto(address + name)
                tab.wait_for_timeout(1000)
            found[name] = list(heard)
        assert found["/unclean"] == []
        # Would the listener hear it?
        assert found["/open"]


def test_formulas_may_load_mathjax_and_nothing_else() -> None:
    made = page(nbformat.v4.new_markdown_cell("$x$"))
    (policy,) = [line for line in made.splitlines() if "Content-Security-Policy" in line]
    assert "default-src 'none'" in policy
    assert "img-src data:;" in policy
    assert policy.count("https://") == 3
    assert policy.count("https://cdnjs.cloudflare.com") == 3


def test_formgrader_sets_text_within_the_same_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its page is nbgrader's own; the filters are those of the course's configuration."""
    config = Config()
    configure(config)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    monkeypatch.setattr(bounded, "MAX_CODE", 30)
    cells = [
        nbformat.v4.new_markdown_cell("![a picture](http://127.0.0.1:9/x.png)"),
        nbformat.v4.new_code_cell("def f(x):\n    return x"),
        nbformat.v4.new_code_cell("def g(x):\n    return x + 1  # longer than that"),
    ]
    for cell in cells:
        cell.metadata["nbgrader"] = {"grade": False, "solution": False, "task": False}
    about = defaultdict(str, {"nbgrader": {}, "metadata": {"path": ""}, "index": 0, "total": 1})
    made, _ = HTMLExporter(config=config).from_notebook_node(
        nbformat.v4.new_notebook(cells=cells), about
    )
    assert "x.png" not in made
    assert "a picture" in made
    assert '<span class="nf">f</span>' in made
    assert "<pre>def g(x):\n    return x + 1  # longer than that</pre>" in made
