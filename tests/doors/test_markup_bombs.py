"""What a student writes between the code cells never stops or delays the class."""

from __future__ import annotations

import datetime
import html
import os
import time
from pathlib import Path

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader.api import Gradebook

from autograder.assignment.notebook import parse_notebook, prepare
from autograder.assignment.tidy import NotebookError
from autograder.course.classroom import find_submissions
from autograder.course.directory import Course, make_course
from autograder.course.gradebook import GradebookWriter
from autograder.doors.nbgrader_plugin import CleanMarkdown
from autograder.grading.public import public_setting
from autograder.grading.reporting import unreadable
from autograder.grading.values import Grading
from autograder.report.printable import as_typed
from autograder.sandbox.folders import remove

ROOT = Path(__file__).resolve().parents[2]
PICTURE = "iVBORw0KGgo="
BOMBS = {
    "formulas": ":" + r"\begin{a}" * 4000,
    "formulas in paragraphs": ":\n\n" + "\\begin{a}\n\n" * 3000,
    "attributes": "<a " + " ".join(f"a{i}=b" for i in range(20_000)) + ">",
    "emphasis": "*a **b " * 50_000,
    "brackets": "[" * 60_000 + ":",
    "quotes": ">" * 5_000 + "a:",
}
SECONDS = 5


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("markup") / "course")


def cleaned(*sources: str) -> list[str]:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(source) for source in sources]
    )
    return [cell.source for cell in CleanMarkdown().preprocess(notebook, {})[0].cells]


@pytest.mark.parametrize("name", BOMBS)
def test_markup_that_takes_long_to_read_is_shown_as_it_was_typed(name: str) -> None:
    began = time.process_time()
    (source,) = cleaned(BOMBS[name])
    markdown2html_mistune(source)
    assert time.process_time() - began < SECONDS


def test_many_cells_below_the_limit_are_bounded_together() -> None:
    began = time.process_time()
    found = cleaned(*["a:" + r"$b$" * 60 + "c" * 15_000] * 200)
    assert time.process_time() - began < SECONDS
    assert found[0].startswith("a:")
    assert found[-1].startswith("<pre>")


def test_what_is_shown_as_typed_can_mean_nothing_else() -> None:
    shown = markdown2html_mistune(as_typed(r"$x$ \(y\) <b> ![a](attachment:b)"))
    assert "<b>" not in shown
    assert "$" not in shown
    assert html.unescape(shown).strip() == r"<pre>$x$ \(y\) <b> ![a](attachment:b)</pre>"


def submission(course: Course, *extra: nbformat.NotebookNode) -> Grading:
    """Return a made-up grading of the reference with more cells."""
    setting = public_setting("mnist_sgd")
    notebook = nbformat.read(ROOT / "solutions/mnist_sgd/mnist_sgd.ipynb", as_version=4)
    notebook.cells += extra
    read, repairs = parse_notebook(nbformat.writes(notebook).encode(), "mnist_sgd.ipynb")
    prepared = prepare(read, setting.rubric, course.setting("mnist_sgd").release, repairs)
    return Grading(unreadable(setting, "ada", "made up"), prepared.notebook, {}, {})


@pytest.mark.parametrize(
    ("source", "attachments"),
    [
        ("![image.png](attachment:image.png)", {"image.png": {"image/png": PICTURE}}),
        ("![image.png](attachment:image.png)", {}),
        ("![x](<attachment:a b.svg>) [y](attachment:z)", {"a b.svg": {"image/svg+xml": "<svg/>"}}),
        (BOMBS["attributes"], {}),
    ],
    ids=["a pasted picture", "a picture that is missing", "other attachments", "a bomb"],
)
def test_the_gradebook_takes_any_text(course: Course, source: str, attachments: dict) -> None:
    cell = nbformat.v4.new_markdown_cell(source, attachments=attachments)
    gradebook = GradebookWriter(course)
    gradebook.prepare(public_setting("mnist_sgd").rubric)
    report = gradebook.record(submission(course, cell))
    assert report.flags == ("made up",)
    written = course.root / "autograded/ada/mnist_sgd/mnist_sgd.ipynb"
    kept = nbformat.read(written, as_version=4).cells[-1]
    assert ("attachments" in kept) == (attachments == {"image.png": {"image/png": PICTURE}})


@pytest.mark.parametrize("content", [b"garbage", b"\xff\xfe\x00", b"9" * 100_000])
def test_a_time_that_cannot_be_read_costs_nothing_but_a_look(
    course: Course, tmp_path: Path, content: bytes
) -> None:
    timestamp = tmp_path / "timestamp.txt"
    timestamp.write_bytes(content)
    gradebook = GradebookWriter(course)
    gradebook.prepare(public_setting("mnist_sgd").rubric)
    report = gradebook.record(submission(course), timestamp)
    assert report.flags == ("made up", "the time of the submission cannot be read")


@pytest.mark.parametrize("content", ["2026-11-02 23:59:01 +0100", "2026-11-02T22:59:01Z"])
def test_nbgrader_is_told_the_moment_whatever_it_would_read(
    course: Course, tmp_path: Path, content: str
) -> None:
    timestamp = tmp_path / "timestamp.txt"
    timestamp.write_text(content)
    writer = GradebookWriter(course)
    writer.prepare(public_setting("mnist_sgd").rubric)
    assert writer.record(submission(course), timestamp).flags == ("made up",)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        told = gradebook.find_submission("mnist_sgd", "ada").timestamp
    assert told == datetime.datetime(2026, 11, 2, 22, 59, 1)


def test_what_nbgrader_refuses_is_recorded_without_the_students_text(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is a cell at which something fails that nobody thought of no way to stay without a grade?"""
    clean = CleanMarkdown.preprocess

    def fail(self: CleanMarkdown, notebook: nbformat.NotebookNode, *rest: object) -> object:
        if "unthinkable" in [cell.source for cell in notebook.cells]:
            raise RuntimeError("no such thing")
        return clean(self, notebook, *rest)

    monkeypatch.setattr(CleanMarkdown, "preprocess", fail)
    gradebook = GradebookWriter(course)
    gradebook.prepare(public_setting("mnist_sgd").rubric)
    cell = nbformat.v4.new_markdown_cell("unthinkable")
    report = gradebook.record(submission(course, cell))
    assert report.flags[-1] == "the grade was recorded without the student's own text and outputs"


def test_files_of_an_old_format_and_of_many_values_are_bounded() -> None:
    old = b'{"nbformat":3,"nbformat_minor":0,"metadata":{},"worksheets":[' + b"{}," * 2_000_000
    many = b'{"cells":[' + b"[]," * 3_000_000 + b"1]}"
    for content in (old + b"1]}", many):
        began = time.process_time()
        with pytest.raises(NotebookError, match=r"too large|too many"):
            parse_notebook(content, "x.ipynb")
        assert time.process_time() - began < SECONDS


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_deep_and_closed_folders_of_one_student_leave_the_class(course: Course) -> None:
    deep = course.submitted / "eve" / "mnist_adam"
    deep.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(), deep / "mnist_adam.ipynb")
    here = os.open(deep, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    closed = deep / "closed"
    closed.mkdir()
    closed.chmod(0o444)
    try:
        (handed,) = find_submissions(course, "mnist_adam")
        assert handed.file == deep / "mnist_adam.ipynb"
    finally:
        # pytest cannot remove so deep a folder itself.
        remove(deep)
