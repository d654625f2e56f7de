"""Clean and set the text of one cell; the work of a process with limits, which `bounded` asks for it.

In: JSON with the kind of work, the text, and what belongs to it. Out: a line with the processor time
that it took, then the text or the HTML. What reads Markdown and HTML and gives code its colours takes
more than linear time for some texts, and nobody knows for which.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import bleach
import bs4
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors.sanitize import SanitizeHTML

from autograder.assignment.tidy import ATTACHMENT
from autograder.report.printable import as_typed

# Links that lead to a page or a mailbox, or have no scheme at all; all others a browser might run.
SAFE_LINK = re.compile(r"(?:https?:|mailto:|[^:]*(?:[/?#]|$))", re.IGNORECASE)
# Pictures that stand in the page itself.
OWN_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,")
# What an answer may hold on a page that can do something: text, and nothing that has a name or a style.
TAGS = (
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
)  # fmt: skip


class _Renderer(IPythonRenderer):
    """Shows the pictures that are in the text itself; of all others the words that stand for them.

    Attributes:
        elsewhere: Whether there was a picture from elsewhere.
        at_hand: Whether the pictures that were pasted into the text are at hand.
    """

    elsewhere = False
    at_hand = True

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a picture, or its words."""
        if not self.at_hand and url.startswith(ATTACHMENT):
            return ""
        if OWN_PICTURE.match(self._embed_image_or_attachment(url)):
            shown: str = super().image(text, url, title)
            return shown
        self.elsewhere = True
        return self.escape_html(text or title or "a picture from elsewhere")


class _Links(HTMLParser):
    """Collects where the links of a page lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the element leads, without the characters that browsers ignore."""
        self.found.extend(
            re.sub(r"[\x00-\x20]", "", value) for name, value in attrs if name == "href" and value
        )


def work(message: bytes) -> bytes:
    """Do what a message asks for.

    Args:
        message: JSON with `kind` ("clean", "markdown", "answer" or "code"), `source`, and more for each
            kind.
    """
    order = json.loads(message)
    works: dict[str, Callable[..., str]] = {
        "clean": cleaned, "markdown": markdown, "answer": answer, "code": code,
    }  # fmt: skip
    done = works[order.pop("kind")](**order)
    return f"{time.process_time():.3f}\n".encode() + done.encode("utf-8", "replace")


def cleaned(source: str, raw: bool) -> str:
    """Return the text of a cell without what a browser might run, or load from elsewhere.

    Args:
        source: The text.
        raw: Whether it is that of a raw cell, which is not Markdown.
    """
    # Text without these holds no HTML, and bleach would change its quotes for nothing.
    if "<" in source or "&" in source:
        source = SanitizeHTML().sanitize_html_tags(source)
    if raw:
        return source
    page, elsewhere = _set(source, None)
    if elsewhere:
        source = _without_pictures(source)
        page, elsewhere = _set(source, None)
    return as_typed(source) if elsewhere or unsafe_links(page) else source


def _without_pictures(source: str) -> str:
    """Return Markdown whose pictures from elsewhere are links, so that nothing is loaded unasked."""
    first, *rest = source.split("![")
    kept = [
        "![" if one.partition("](")[2].lstrip(" <").startswith(ATTACHMENT) else "[" for one in rest
    ]
    return first + "".join(mark + one for mark, one in zip(kept, rest))


def _set(source: str, attachments: dict[str, Any] | None) -> tuple[str, bool]:
    """Return Markdown as HTML, and whether there was a picture from elsewhere.

    Args:
        source: The text.
        attachments: The pictures that were pasted into it; None where they are not at hand.
    """
    renderer = _Renderer(escape=False, attachments=attachments or {}, exclude_anchor_links=True)
    renderer.at_hand = attachments is not None
    page = MarkdownWithMath(renderer=renderer).render(source)
    return page, renderer.elsewhere


def unsafe_links(page: str) -> list[str]:
    """Return the links of a page that a browser might run when they are clicked."""
    parser = _Links()
    parser.feed(page)
    return [link for link in parser.found if not SAFE_LINK.match(link)]


def markdown(source: str, attachments: dict[str, Any]) -> str:
    """Return the Markdown of a cell as HTML that loads nothing from elsewhere."""
    page, _ = _set(source, attachments)
    # nbconvert reads the page again, with these same means.
    return str(bs4.BeautifulSoup(page, "html.parser"))


def answer(source: str, attachments: dict[str, Any]) -> str:
    """Return Markdown as HTML of which nothing but text, links and its own pictures is left."""

    def kept(tag: str, name: str, value: str) -> bool:
        if tag == "img":
            return name == "alt" or (name == "src" and bool(OWN_PICTURE.match(value)))
        return tag == "a" and name == "href" and bool(SAFE_LINK.match(value))

    page: str = bleach.clean(
        markdown(source, attachments), tags=set(TAGS), attributes=kept, strip=True,
        protocols={"http", "https", "mailto", "data"},
    )  # fmt: skip
    return page


def code(source: str, language: str) -> str:
    """Return code as HTML with its words in colours."""
    page: str = Highlight2HTML(pygments_lexer="ipython3")(
        source, metadata={"magics_language": language} if language else None
    )
    return page
