"""Lines and comments for marking: kept in the course, edited by hand, and found again in comments."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assignment.toml import RubricError
from autograder.course.directory import Course
from autograder.course.mark_scheme import Line, Scheme, checked, load_schemes, save_scheme

NAME, QUESTION = "mnist_sgd", "explain_softmax"
SCHEME = Scheme(
    0.5,
    (Line('adds up to "1"', 1.0), Line("a \\ slip", -0.25), Line("≥ 0: fine", 0.0)),
    ("Why?", "Two\n\nparagraphs, and `code`."),
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert load_schemes(course, NAME) == {}
    save_scheme(course, NAME, QUESTION, SCHEME)
    save_scheme(course, NAME, "another question", Scheme(comments=("x",)))
    assert load_schemes(course, NAME) == {
        QUESTION: SCHEME, "another question": Scheme(comments=("x",)),
    }  # fmt: skip
    assert [path.name for path in (tmp_path / "marking").iterdir()] == [f"{NAME}.toml"]


def test_the_file_is_as_the_guide_shows_it(tmp_path: Path) -> None:
    guide = Path(__file__).resolve().parents[2] / "docs" / "instructor-guide.md"
    text = guide.read_text(encoding="utf-8")
    shown = text.partition("```toml\n[explain_softmax]")[2].partition("```")[0]
    course = Course(tmp_path)
    (tmp_path / "marking").mkdir()
    path = tmp_path / "marking" / f"{NAME}.toml"
    path.write_text(f"[explain_softmax]{shown}", encoding="utf-8")
    (scheme,) = load_schemes(course, NAME).values()
    assert scheme.lines
    assert scheme.comments
    save_scheme(course, NAME, QUESTION, scheme)
    written = path.read_text(encoding="utf-8")
    assert written.partition(f"[{QUESTION}]")[2] == shown


@given(
    st.lists(st.tuples(st.text(), st.integers(-4000, 4000)), max_size=5),
    st.lists(st.text(), max_size=3),
)
def test_any_text_comes_back_or_is_refused(
    lines: list[tuple[str, int]], comments: list[str]
) -> None:
    import tempfile

    scheme = Scheme(0, tuple(Line(text, points / 4) for text, points in lines), tuple(comments))
    with tempfile.TemporaryDirectory() as folder:
        try:
            save_scheme(Course(Path(folder)), NAME, QUESTION, scheme)
        except RubricError:
            return
        assert load_schemes(Course(Path(folder)), NAME) == {QUESTION: checked(scheme)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "is not TOML"),
        ("[q]\nbegin = 1", "q.begin: there is no such key"),
        ("[q]\nstart = -1", "q.start: expected a number from 0 to 1000, found -1"),
        ("[q]\nstart = true", "q.start: expected a number"),
        ("[q]\ncomments = [1]", "q.comments: expected a list of texts"),
        ("[q]\nlines = 1", "q.lines: expected tables"),
        ("[[q.lines]]\ntext = 'x'", "q.lines.points: expected a number"),
        ("[[q.lines]]\ntext = ''\npoints = 1", "q.lines.text: expected a text"),
        ("[[q.lines]]\ntext = ' '\npoints = 1", "q: a line has no text"),
        ("[[q.lines]]\ntext = 'x'\npoints = 1\n" * 2, "q: two lines have the same text"),
        ("q = 1", "q: expected a table"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "marking").mkdir()
    (tmp_path / "marking" / f"{NAME}.toml").write_text(text)
    with pytest.raises(RubricError, match=rf"{NAME}\.toml") as error:
        load_schemes(Course(tmp_path), NAME)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("ticked", "points"),
    [((), 0.5), (('adds up to "1"',), 1.5), (("a \\ slip",), 0.25), (("unknown",), 0.5)],
)
def test_the_ticked_lines_add_up(ticked: tuple[str, ...], points: float) -> None:
    assert SCHEME.points(ticked, 2.0) == points


def test_the_sum_stays_within_the_points_there_are() -> None:
    scheme = Scheme(0, (Line("more", 5.0), Line("less", -9.0)))
    assert scheme.points(("more",), 2.0) == 2.0
    assert scheme.points(("more", "less"), 2.0) == 0.0


def test_a_comment_says_which_lines_were_ticked() -> None:
    comment = SCHEME.said(("a \\ slip", 'adds up to "1"', "≥ 0: fine"), " Why?\n\nSo. ")
    assert comment == ('- adds up to "1" (+1)\n- a \\ slip (−0.25)\n- ≥ 0: fine (0)\n\nWhy?\n\nSo.')
    assert SCHEME.read(comment) == (
        ('adds up to "1"', "a \\ slip", "≥ 0: fine"), "Why?\n\nSo.",
    )  # fmt: skip


def test_a_line_that_has_changed_stays_in_the_comment_as_it_was() -> None:
    comment = SCHEME.said(('adds up to "1"', "a \\ slip"), "So.")
    later = Scheme(0, (Line('adds up to "1"', 2.0), Line("a \\ slip", -0.25)))
    assert later.read(comment) == ((), comment)


@pytest.mark.parametrize("comment", ["", "- x (+1)", "Words.\n- a \\ slip (−0.25)"])
def test_other_comments_are_words(comment: str) -> None:
    assert SCHEME.read(comment) == ((), comment)
