"""What student code prints, raises, draws and writes is shown everywhere, and runs nowhere."""

from __future__ import annotations

import csv
import html
import re
import subprocess
import sys
from pathlib import Path

import in_process
import nbformat
import pytest
from browser import FLAGS, chromium
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader.api import Gradebook

from autograder.assignment.samples import Sample, build
from autograder.course.directory import make_course, put_tools_on_path
from autograder.course.tables import harmless
from autograder.doors import cli
from autograder.doors.nbgrader_plugin import CleanMarkdown

ROOT = Path(__file__).resolve().parents[2]
# Whatever runs in the page leaves a mark on it; a click that follows a link would do so, too.
ACT = "document.documentElement.setAttribute('data-ran','yes')"
QUOTED = ACT.replace("'", "&#39;")
PARTS = {
    "script": f"<script>{ACT}</script>",
    "image": f'<img src="x" onerror="{ACT}">',
    "drawing": f'<svg onload="{ACT}"></svg>',
    "frame": f'<iframe srcdoc="<script>parent.{QUOTED}</script>"></iframe>',
    "toggle": f'<details open ontoggle="{ACT}"><summary>x</summary></details>',
}  # fmt: skip
MARKUP = "".join(PARTS.values()) + f'<a href="javascript:{ACT}">link</a>'
ESCAPES = "\x1b]0;owned\x07\x1b[31mred\x1b[2J\x9b1m\x08\x7f"
PAYLOAD = f"{ESCAPES}</pre></div>{MARKUP}"
CELLS = (
    ("before", "normalize_images", f"print({PAYLOAD!r})"),
    ("before", "normalize_images", f"import sys\nsys.stderr.write({PAYLOAD!r})"),
    ("before", "normalize_images", f"raise RuntimeError({PAYLOAD!r})"),
    (
        "before", "normalize_images",
        "from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display\n"
        f"display(HTML({PAYLOAD!r}), Markdown({PAYLOAD!r}), Latex({PAYLOAD!r}))\n"
        f"display(Javascript({ACT!r}))\n"
        f"display({{'image/svg+xml': {MARKUP!r}, 'text/plain': {PAYLOAD!r}}}, raw=True)\n"
        f"display({{'image/png': {PAYLOAD!r}, 'text/plain': 'x'}}, raw=True)",
    ),
    (
        "", "normalize_images",
        f"def normalize_images(images):\n    raise ValueError({PAYLOAD!r})",
    ),
    (
        "", "flatten_images",
        f"class Odd:\n    def __repr__(self):\n        return {PAYLOAD!r}\n"
        f"Odd.__name__ = Odd.__qualname__ = {MARKUP!r}\n"
        "def flatten_images(images):\n    return Odd()",
    ),
    (
        "", "show_digits",
        "def show_digits(images, labels):\n    figure, axes = plt.subplots(1, 10)\n"
        f"    for one in axes:\n        one.set_title({PAYLOAD!r})\n    return figure",
    ),
    # The other tasks take time and are not what this is about.
    ("", "build_model", f"def build_model():\n    return {PAYLOAD!r}"),
    ("", "train_with_sgd", f"def train_with_sgd(model, images, labels, epochs=20):\n"
     f"    raise type({MARKUP!r}, (Exception,), {{}})({PAYLOAD!r})"),
)  # fmt: skip


def hostile_notebook() -> nbformat.NotebookNode:
    """Return a submission that puts hostile text wherever a student can put any."""
    reference = nbformat.read(ROOT / "solutions/mnist_sgd/mnist_sgd.ipynb", as_version=4)
    notebook = build(Sample("hostile", {"assignment": "mnist_sgd"}, CELLS), reference)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "explain_softmax":
            cell.source = MARKUP
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "full_training":
            cell.source = ""
    notebook.cells.append(nbformat.v4.new_markdown_cell(f"[x](javascript:{ACT}) {MARKUP}"))
    notebook.cells.append(nbformat.v4.new_raw_cell(MARKUP, metadata={"format": "text/html"}))
    output = nbformat.v4.new_output("display_data", data={"text/html": MARKUP})
    notebook.cells.append(nbformat.v4.new_code_cell("1", outputs=[output]))
    return notebook


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A course in which the hostile submission was graded, and what the terminal showed."""
    course = make_course(tmp_path_factory.mktemp("course") / "course").root
    folder = course / "submitted" / "mallory" / "mnist_sgd"
    folder.mkdir(parents=True)
    nbformat.write(hostile_notebook(), folder / "mnist_sgd.ipynb")
    done = in_process.autograder("grade", "mnist_sgd", "--without-isolation", folder=course)
    shown = done.stdout + done.stderr
    assert done.returncode == 0, shown
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", "mnist_sgd"],
        cwd=course, capture_output=True, check=True,
    )  # fmt: skip
    return course, shown


def ran(page: Path, profile: Path) -> bool:
    """Whether anything of the payload runs when a browser opens a page."""
    done = subprocess.run(
        [chromium(), "--headless", *FLAGS, "--virtual-time-budget=8000",
         f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    start = re.search(r"<html[^>]*>", done.stdout)
    assert start, done.stderr[-2000:]
    return "data-ran" in start[0]


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_the_payload_runs_where_nobody_cleans_it(part: str, tmp_path: Path) -> None:
    """Would the test below see it, if something ran?"""
    page = tmp_path / "page.html"
    page.write_text(f"<html><body>{part}</body></html>", encoding="utf-8")
    assert ran(page, tmp_path / "profile")


def test_a_feedback_page_with_hostile_output_runs_nothing(
    graded: tuple[Path, str], tmp_path: Path
) -> None:
    page = graded[0] / "feedback" / "mallory" / "mnist_sgd" / "mnist_sgd.html"
    text = page.read_text(encoding="utf-8")
    assert "data-ran" in text, "the hostile text is not shown at all"
    assert not ran(page, tmp_path / "profile")


def test_a_feedback_page_holds_no_element_of_the_students(graded: tuple[Path, str]) -> None:
    page = graded[0] / "feedback" / "mallory" / "mnist_sgd" / "mnist_sgd.html"
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*=\s*[\"']?[^\"'>]*data-ran", text)
    assert not re.search(r"<(?:script|style)[^>]*>[^<]*data-ran", text)


def test_no_output_in_the_graded_notebook_can_run(graded: tuple[Path, str]) -> None:
    path = graded[0] / "autograded" / "mallory" / "mnist_sgd" / "mnist_sgd.ipynb"
    notebook = nbformat.read(path, as_version=4)
    kinds = {
        kind
        for cell in notebook.cells
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade")
        for output in cell.outputs
        for kind in output.get("data", {})
    }
    assert kinds <= {"text/plain", "image/png", "image/jpeg"}


def test_no_escape_sequence_reaches_the_terminal(
    graded: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is what `grade` and `check` print free of control characters?"""
    notebook = tmp_path / "mnist_sgd.ipynb"
    nbformat.write(hostile_notebook(), notebook)
    cli.main(["check", str(notebook)])
    captured = capsys.readouterr()
    for shown in (graded[1], captured.out, captured.err):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
    assert "owned" in captured.out, "the hostile text is not shown at all"


def cleaned(cell: nbformat.NotebookNode) -> str:
    """Return the text of a cell as it is in the graded notebook."""
    notebook, _ = CleanMarkdown().preprocess(nbformat.v4.new_notebook(cells=[cell]), {})
    return notebook.cells[0].source


@pytest.mark.parametrize(
    "link",
    ["[x](javascript:alert(1))", "[x](JavaScript:alert(1))", "[x](java&#115;cript:alert(1))",
     "[x](javascript&colon;alert(1))", "[x](javascript\\:alert(1))", "[x]\n\n[x]: javascript:alert(1)",
     "<javascript:alert(1)>", "[x](vbscript:x)", "[x](data:text/html,x)", "[x](<java\tscript:x>)",
     "[x](&#1;javascript:x)", '<a href="javascript:x">x</a>', "[x](file:///etc/passwd)",
     "[a](http://x) [x](javascript:alert(1))"],
)  # fmt: skip
def test_a_link_that_is_a_script_leads_nowhere(link: str) -> None:
    cell = nbformat.v4.new_markdown_cell(f"My *answer*. {link}")
    page = markdown2html_mistune(cleaned(cell))
    for target in re.findall(r"href=[\"']?([^\"'>]*)", page):
        assert html.unescape(target).startswith("http://x")


@pytest.mark.parametrize(
    "text",
    ["Ratio 3:1, see [Keras](https://keras.io) and [below](#recap).", "`a: b`, $p < q$",
     "[mail](mailto:ada@b.org)", "[file](notes/a.md) [x](?a=1:2)", "a: b\n\n- c: d"],
)  # fmt: skip
def test_harmless_markdown_keeps_its_links(text: str) -> None:
    cell = nbformat.v4.new_markdown_cell(text)
    assert html.unescape(cleaned(cell)) == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "=cmd|' /C calc'!A0",
     "\0=1", "＝1"],
)  # fmt: skip
def test_a_value_that_begins_a_formula_is_made_text(text: str) -> None:
    assert str(harmless(text)).startswith("'")


@pytest.mark.parametrize(
    "text", ["Eve;=1+1", "Eve\t=1", "Eve|@x", ";;-2", "a; =1", "a\n=1", "a\r\n=1"]
)
def test_no_separator_of_another_locale_begins_a_formula_within_a_value(text: str) -> None:
    assert not set(str(harmless(text))) & set(";\t|\r\n")


@pytest.mark.parametrize("value", [-0.5, 3, None, "ada", "o'neill", "a=b", "2026-11-24", "a@b.org"])
def test_other_values_stay_as_they_are(value: object) -> None:
    assert harmless(value) == value


def test_exported_grades_hold_no_formula_and_no_broken_row(tmp_path: Path) -> None:
    """Do names with formulas, commas, quotes and line ends come back as one cell each?

    A spreadsheet that separates at another sign begins a row behind a line end, quotes or not.
    """
    course = make_course(tmp_path / "course").root
    names = ['=HYPERLINK("http://x","y")', 'Lovelace, "Ada"', "+1\n+2", "@x", "Ünal", "-2"]
    put_tools_on_path()
    with Gradebook(f"sqlite:///{course}/gradebook.db", "course") as gradebook:
        gradebook.add_assignment("mnist_sgd")
        for number, name in enumerate(names):
            gradebook.add_student(f"s{number}", first_name=name, last_name=name, email=name)
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"],
        cwd=course, capture_output=True, check=True,
    )  # fmt: skip
    with open(course / "grades.csv", encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["student_id"])
    assert [row["student_id"] for row in rows] == [f"s{number}" for number in range(len(names))]
    for row, name in zip(rows, [one.replace("\n", " ") for one in names], strict=True):
        assert row["first_name"] in (name, f"'{name}")
        assert row["first_name"][0] not in "=+-@"
        assert float(row["score"]) == 0.0
