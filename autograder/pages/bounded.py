"""Clean and set the text of a student's cells within bounds; what exceeds them stays as it was typed.

In: the text of a cell. Out: clean text, or HTML for a page. The work is done by `typesetting` in a
process with limits. `FILTERS` stand in for nbconvert's own, in feedback pages and in formgrader.
"""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from autograder.report.printable import MAX_SHOWN, as_typed, plain
from autograder.sandbox.limited import Bounds, LimitError, run_limited

WORK = "autograder.pages.typesetting:work"
BOUNDS = Bounds(seconds=1.0, memory_mib=1024, most_bytes=32 * 2**20)
# Processor time for all cells of a notebook or page; those that are left then are shown as typed.
PAGE_SECONDS = 4.0
# Characters and formulas of a cell, and characters of a notebook, beyond which text stays as typed.
MAX_MARKDOWN, MAX_FORMULAS, MAX_MARKUP, MAX_CODE = 20_000, 200, 300_000, 200_000
# Characters of a piece of work whose result is remembered.
MAX_KNOWN = 20_000
# Where a page keeps what is left of its time, among the resources of its template.
LEFT = "autograder_seconds_left"


class Budget:
    """What is left of the time and the characters of a notebook."""

    def __init__(self) -> None:
        self.seconds = PAGE_SECONDS
        self.characters = MAX_MARKUP

    def spend(self, kind: str, source: str, **more: Any) -> str | None:
        """Return what the process with limits makes of a text, or None where that is too much."""
        if self.seconds <= 0:
            return None
        order = json.dumps({"kind": kind, "source": source, **more})
        try:
            spent, made = (_known if len(order) <= MAX_KNOWN else _done)(order)
        except LimitError:
            spent, made = BOUNDS.seconds, None
        self.seconds -= spent
        return made


def _done(order: str) -> tuple[float, str]:
    """Return the time and the result of a piece of work.

    Raises:
        LimitError: It takes too much.
    """
    spent, _, made = run_limited(WORK, order.encode(), BOUNDS).partition(b"\n")
    return float(spent), made.decode("utf-8")


# Most cells are the same for a whole class.
_known = functools.lru_cache(maxsize=1024)(_done)


def simple(text: str) -> bool:
    """Whether a text is as short, and has as few formulas, as what people write between their cells."""
    return len(text) <= MAX_MARKDOWN and text.count("\\begin") + text.count("$") <= MAX_FORMULAS


def clean_text(source: str, raw: bool, budget: Budget) -> str:
    """Return the text of a Markdown or raw cell without what a browser might run or load."""
    clean = None
    if len(source) <= budget.characters and simple(source):
        clean = budget.spend("clean", source, raw=raw)
    budget.characters -= len(source)
    return as_typed(source) if clean is None else clean


def _budget(context: Context) -> Budget:
    """Return the budget of the page that is being made."""
    resources = context.get("resources")
    budget = resources.get(LEFT) if isinstance(resources, Mapping) else None
    if budget is None:
        budget = Budget()
        if isinstance(resources, dict):
            resources[LEFT] = budget
    return budget


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Return Markdown as HTML; too much of it, as it was typed."""
    cell = context.get("cell") or {}
    made = None
    if simple(source):
        attachments = cell.get("attachments") or {}
        made = _budget(context).spend("markdown", source, attachments=attachments)
    return as_typed(source) if made is None else made


@pass_context
def highlight_code(
    context: Context, source: str, language: str = "", metadata: Mapping[str, Any] | None = None
) -> str:
    """Return code as HTML with its words in colours; too much of it, in one colour."""
    language = language or str((metadata or {}).get("magics_language", ""))
    made = None
    if len(source) <= MAX_CODE:
        made = _budget(context).spend("code", source or " ", language=language)
    if made is not None:
        return made
    left = "\n…" if len(source) > MAX_SHOWN else ""
    return f'<div class="highlight"><pre>{html.escape(source[:MAX_SHOWN])}{left}</pre></div>'


def answer_html(source: str, attachments: Mapping[str, Any], code: bool = False) -> str:
    """Return an answer as HTML of text, links and its own pictures; code and too much, as typed.

    Args:
        source: The answer: Markdown, or code.
        attachments: The pictures that were pasted into it.
        code: Whether it is code.
    """
    made = None
    if not code and simple(source):
        made = Budget().spend("answer", source, attachments=attachments)
    if made is not None:
        return made
    left = "\n…" if len(source) > MAX_SHOWN else ""
    return f"<pre>{html.escape(plain(source[:MAX_SHOWN]))}{left}</pre>"


def as_it_is(page: str) -> str:
    """Stand in for `strip_files_prefix`, which mends links of notebooks that nobody has any more."""
    return page


FILTERS = {
    "highlight_code": "autograder.pages.bounded.highlight_code",
    "markdown2html": "autograder.pages.bounded.markdown2html",
    "strip_files_prefix": "autograder.pages.bounded.as_it_is",
}
