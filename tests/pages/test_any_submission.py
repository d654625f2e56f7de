"""Whatever is handed in is refused with a reason, or ends on a page, in time in proportion to its size.

AUTOGRADER_FUZZ_EXAMPLES=10000 makes the search longer.
"""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.assignment.notebook import prepare
from autograder.assignment.rubric import Rubric
from autograder.assignment.tidy import NotebookError
from autograder.doors.nbgrader_plugin import CleanMarkdown
from autograder.grading.opening import open_notebook
from autograder.pages.feedback_page import FeedbackExporter

REFERENCE = Path(__file__).parents[2] / "solutions" / "mnist_sgd" / "mnist_sgd.ipynb"
# Of one submission, in this process: what takes long has a process with limits of its own.
SECONDS = 5.0
# A page has the frame, and of each character no more than a few.
FRAME, MOST_A_BYTE = 200_000, 30
FRAGMENTS = (
    "#", "# T\n", "*", "**", "_", "`", "```\n", "```python\n", "|a|b|\n|-|-|\n", ">", "- ", "1. ",
    "\n\n", " ", "\t", "\\", "\\(", "$", "$$", "\\begin{align}", "[", "](", "![", "](attachment:a.png)",
    "](//a.invalid)", "<", ">", "&", "&#0;", "<b>", "</div>", "<!--", "<script>", "<img src=x>",
    "{{ a }}", "{% b %}", "]]>", "%%bash\n", "%time ", "!ls\n", "a = 1\n", "def f(:\n",
    "'''", '"""', "\x00",
    "\x1b[31m", "\ud800", "\u202e", "é", "e\u0301", "漢", "🙂", "0" * 50, "x" * 200, "\r\n",
    "BEGIN SOLUTION", 'check("build_model")\n',
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join)
ODD: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
# What of a cell is another: its key, with what.
PARTS = st.one_of(
    st.tuples(st.just("source"), TEXTS | st.lists(TEXTS, max_size=3)),
    st.tuples(st.sampled_from(("metadata", "attachments", "outputs", "cell_type", "id")), ODD),
    st.tuples(
        st.just("attachments"),
        st.dictionaries(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=2), max_size=2),
    ),
)
CHANGES = st.lists(st.tuples(st.integers(0, 200), PARTS), max_size=8)


@settings(
    max_examples=int(os.environ.get("AUTOGRADER_FUZZ_EXAMPLES", "15")),
    deadline=None,
    # To find the smallest one takes minutes.
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=CHANGES, flips=st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=2))
def test_bytes_become_a_page_or_a_reason(
    changes: list[tuple[int, tuple[str, Any]]],
    flips: list[tuple[int, int]],
    rubrics: dict[str, Rubric],
    releases: dict[str, NotebookNode],
) -> None:
    data = json.loads(REFERENCE.read_bytes())
    for place, (key, value) in changes:
        data["cells"][place % len(data["cells"])][key] = value
    content = bytearray(json.dumps(data).encode())
    for place, byte in flips:
        content[place % len(content)] = byte
    began = time.process_time()
    try:
        notebook, repairs = open_notebook(bytes(content), "mnist_sgd.ipynb")
        submission = prepare(notebook, rubrics["mnist_sgd"], releases["mnist_sgd"], repairs)
    except NotebookError as error:
        assert "mnist_sgd.ipynb" in str(error)
        return
    for cell in submission.notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.update(score=0.0, waits=False)
    about = {"notebook": "x", "student": "ada", "score": 1.0, "max_score": 4.0, "late_penalty": 0}
    cleaned, _ = CleanMarkdown().preprocess(submission.notebook, {})
    page, _ = FeedbackExporter().from_notebook_node(cleaned, {"nbgrader": about})
    assert time.process_time() - began < SECONDS
    assert len(page) < FRAME + MOST_A_BYTE * len(content)
    sources = re.findall(r"<(?:script|img|link|iframe)\b[^>]*?\b(?:src|href)=\"([^\"]*)", page)
    assert all("mathjax" in one or one.startswith("data:") for one in sources), sources
