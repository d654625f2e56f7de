"""What mkdocs does to a page while it builds the site.

In: a page as it stands in docs/, and the theme's HTML. Out: the page without what the site cannot have,
links to files of the kit that lie outside of docs/, and with names that the theme leaves out.
"""

import re
from typing import Any

LEADS_OUT = re.compile(r"\[(?P<text>[^\]]+)\]\(\.\./[^)]+\)")
SEARCH = 'data-md-component="search" role="dialog"'


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write the name of a file in place of a link that leads out of the site."""
    return LEADS_OUT.sub(lambda link: f"`{link['text'].strip('`')}`", markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Let the empty corner of a table be no heading: a screen reader has nothing to say for it."""
    return re.sub(r"<th([^>]*)></th>", r"<td\1></td>", html)


def on_post_page(output: str, **_: Any) -> str:
    """Name the search for screen readers."""
    return output.replace(SEARCH, f'{SEARCH} aria-label="Search"')
