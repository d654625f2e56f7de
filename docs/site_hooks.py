"""What mkdocs does to a page while it builds the site.

In: a page as it stands in docs/, what is kept of the demo, and the theme's HTML. Out: the page without
what the site cannot have, links to files of the kit that lie outside of docs/, and with names that the
theme leaves out; and the pages of the demo, as the kit makes them today.
"""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from autograder.demo import showcase

LEADS_OUT = re.compile(r"\[(?P<text>[^\]]+)\]\(\.\./[^)]+\)")
SEARCH = 'data-md-component="search" role="dialog"'


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the demo, so that they are seen without a demo."""
    for name, text in showcase.pages(Path(config.docs_dir) / "demo"):
        files.append(File.generated(config, f"demo/{name}.html", content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write the name of a file in place of a link that leads out of the site."""
    return LEADS_OUT.sub(lambda link: f"`{link['text'].strip('`')}`", markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Let the empty corner of a table be no heading: a screen reader has nothing to say for it."""
    return re.sub(r"<th([^>]*)></th>", r"<td\1></td>", html)


def on_post_page(output: str, **_: Any) -> str:
    """Name the search for screen readers."""
    return output.replace(SEARCH, f'{SEARCH} aria-label="Search"')
