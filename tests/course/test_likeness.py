"""Submissions that are alike: copies in disguise are found, common work and others' are not."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import measure_similarity
import nbformat
import pytest
from corpus_grading import samples
from disguise import disguise

from autograder.course import fingerprints, likeness
from autograder.course.directory import Course, make_course
from autograder.course.likeness import LEAST_SHARE, alike, alike_in, groups, work_of
from autograder.grading import opening
from autograder.pages.similarity import MOST_LINES, MOST_SHOWN, page, write_similarity
from autograder.sandbox.limited import Bounds, LimitError, run_limited

SCRIPT = "<script>alert(1)</script>\x1b[31m"
NAMES = ("sgd_subclassed_net", "sgd_lookup_and_mosaic", "sgd_einsum_and_strides")


@pytest.fixture(scope="module")
def sources() -> dict[str, tuple[str, ...]]:
    every = measure_similarity.alternatives("mnist_sgd")
    return {name: every[name] for name in NAMES}


@pytest.mark.parametrize("assignment", measure_similarity.ASSIGNMENTS)
def test_copies_are_found_and_nothing_else(assignment: str) -> None:
    """On the whole corpus, as the documentation has it."""
    found = measure_similarity.measure(assignment)
    assert found.strangers == ()
    assert found.highest < LEAST_SHARE - 0.05
    assert found.found >= 0.96 * (found.works - found.near)
    guide = (measure_similarity.ROOT / "docs/instructor-guide.md").read_text(encoding="utf-8")
    assert measure_similarity.table([found]).splitlines()[-1] in guide


def test_a_group_is_found_in_a_class_of_any_size(sources: dict[str, tuple[str, ...]]) -> None:
    common = measure_similarity.given("mnist_sgd")
    mosaic = sources["sgd_lookup_and_mosaic"]
    works = [work_of("ada", mosaic), work_of("bob", disguise(mosaic, 1))]
    assert len(alike(works, common)) == 1
    works += [
        work_of("cyd", disguise(mosaic, 2)),
        work_of("dan", sources["sgd_einsum_and_strides"]),
    ]
    assert groups(alike(works, common)) == [["ada", "bob", "cyd"]]


def test_what_most_of_the_class_has_says_nothing(sources: dict[str, tuple[str, ...]]) -> None:
    works = [work_of(f"s{n}", sources["sgd_subclassed_net"]) for n in range(12)]
    assert alike(works) == []
    given = [work_of("", sources["sgd_subclassed_net"])]
    assert alike(works[:2], given) == []
    assert len(alike(works[:2])) == 1


def test_hostile_submissions_cost_no_time(sources: dict[str, tuple[str, ...]]) -> None:
    mosaic = sources["sgd_lookup_and_mosaic"]
    start = time.process_time()
    huge = [work_of(f"s{n}", [*mosaic, *["f(a=g(b=[" * 9999] * 9999]) for n in range(2)]
    assert len(alike(huge)) == 1
    assert time.process_time() - start < 20


def test_blank_lines_cost_no_time_and_stay_where_they_are() -> None:
    """Pygments took time as the square of their number: minutes for a page."""
    start = time.process_time()
    fingerprints.prints_of(["\n \n" * 6_600, "\n" * 20_000])
    assert time.process_time() - start < 2
    code = "def f(images):\n\n    \n    return images.reshape(len(images), -1)\n"
    assert max(last for _, _, last in fingerprints.prints_of([code]).values()) == 3


def test_what_students_wrote_is_read_with_limits(
    course: Course, sources: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever nobody gets done with is like nobody, and the others are compared."""
    asked: list[str] = []
    cyds = fingerprints.only_code(sources["sgd_subclassed_net"][0])

    def limited(function: str, text: bytes, bounds: Bounds) -> bytes:
        asked.append(function)
        if function == likeness.WORK and cyds in json.loads(text):
            raise LimitError("it takes too long")
        return run_limited(function, text, bounds)

    monkeypatch.setattr(likeness, "run_limited", limited)
    monkeypatch.setattr(opening, "run_limited", limited)
    written = likeness.written_in(course, "mnist_sgd")
    (pair,) = alike_in(course, "mnist_sgd", written)
    assert likeness.gaps_in(written)[likeness.SLOW] == ["cyd"]
    assert {pair.first.student, pair.second.student} == {"ada", "bob"}
    # Four notebooks, and a file that is none; what was handed out, and the reference.
    assert asked.count(likeness.WORK) == 4
    assert asked.count("autograder.assignment.tidy:answer") == 7


@pytest.mark.parametrize(
    "answer", [b"{}x", b"[[1, 0, 0]]", b"[[1, 2, 0, 0]]", b"[[1, 0, 0, 9]]", b'[["1", 0, 0, 0]]']
)
def test_a_fingerprint_that_stands_nowhere_is_none(answer: bytes) -> None:
    with pytest.raises(ValueError):
        fingerprints.from_answer(answer, ["a = 1", "b = 2"])


def test_who_wrote_nothing_of_their_own_is_like_nobody() -> None:
    assert alike([]) == []
    assert (
        alike([work_of("ada", []), work_of("bob", ["", "x = 1"]), work_of("cyd", ["x = 1"])]) == []
    )


@pytest.fixture
def course(tmp_path: Path, sources: dict[str, tuple[str, ...]], releases) -> Course:  # type: ignore[no-untyped-def]
    """A course in which Bob has Ada's work in disguise, and the others have their own or none."""
    course = make_course(tmp_path / "course")
    released = releases["mnist_sgd"]
    (course.release / "mnist_sgd").mkdir(parents=True)
    nbformat.write(released, course.release / "mnist_sgd" / "mnist_sgd.ipynb")
    mosaic = sources["sgd_lookup_and_mosaic"]
    handed_in = {
        "ada": (*mosaic, f"x = '{SCRIPT}'"), "bob": disguise(mosaic, 3),
        "cyd": sources["sgd_subclassed_net"], "dora": (),
    }  # fmt: skip
    for student, cells in handed_in.items():
        notebook = nbformat.from_dict(released)
        notebook = nbformat.v4.new_notebook(
            cells=[*released.cells, *(nbformat.v4.new_code_cell(source) for source in cells)]
        )
        folder = course.submitted / student / "mnist_sgd"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "mnist_sgd.ipynb")
    (course.submitted / "eve" / "mnist_sgd").mkdir(parents=True)
    (course.submitted / "eve" / "mnist_sgd" / "mnist_sgd.ipynb").write_text("no notebook")
    course.reports.mkdir()
    return course


def test_a_course_s_copies_stand_side_by_side(course: Course) -> None:
    path, pairs = write_similarity(course, "mnist_sgd")
    assert groups(pairs) == [["ada", "bob"]]
    text = path.read_text(encoding="utf-8")
    assert "ada and bob" in text and "cyd" not in text
    assert f"<li>{likeness.UNREAD}: eve</li>" in text
    assert f"<li>{likeness.LITTLE}: dora</li>" in text
    assert text.count("<mark>") >= 2
    assert "That is no\nverdict" in text
    shutil.rmtree(course.submitted)
    assert alike_in(course, "mnist_sgd") == []


FILLERS = {
    "a line of signs before each cell": lambda cells: ["#" * 20_000 + "\n" + one for one in cells],
    "blank lines before each cell": lambda cells: ["\n" * 20_000 + one for one in cells],
    "commands before each cell": lambda cells: ["%time\n" * 5_000 + one for one in cells],
    "cells of comments": lambda cells: [*["#" * 20_000] * 6, *cells],
    "cells of one sign": lambda cells: [*["0"] * 400, *cells],
}


@pytest.mark.parametrize("filler", FILLERS.values(), ids=list(FILLERS))
def test_what_is_no_code_hides_no_copy(
    filler: Callable[[Sequence[str]], list[str]], sources: dict[str, tuple[str, ...]]
) -> None:
    mosaic = sources["sgd_lookup_and_mosaic"]
    (pair,) = alike([work_of("ada", mosaic), work_of("bob", filler(mosaic))])
    assert pair.share == 1.0
    assert not pair.second.gaps
    lines = pair.second.cells[0].split("\n")
    assert any(lines[number].strip() for number in pair.marked(pair.second)[0])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["x = [1, 2, 3, 4, 5]"] * 400, likeness.CUT),
        (["x = [1, 2, 3, 4, 5]\n" * 2_000], likeness.CUT),
        (["exec('def f(images): return images / 255')"], likeness.TEXTS),
        (["import builtins\nbuiltins.eval (TEXT)"], likeness.TEXTS),
        (["exec(a)"], likeness.TEXTS),
        (["%run -i theirs.py"], likeness.TEXTS),
        (["open('own.py', 'w').write(TEXT)"], likeness.TEXTS),
        (["import runpy"], likeness.TEXTS),
        (["__import__('os')"], likeness.TEXTS),
        (["getattr(__builtins__, 'ex' 'ec')(TEXT)"], likeness.TEXTS),
        (["get_ipython().run_line_magic('run', '-i theirs')"], likeness.TEXTS),
        (["get_ipython().ex(TEXT)"], likeness.TEXTS),
        (["import pickle\npickle.loads(DATA)"], likeness.TEXTS),
        (["import base64\nbase64.b64decode(TEXT)"], likeness.TEXTS),
    ],
)
def test_what_was_not_compared_is_named(cells: list[str], said: str) -> None:
    assert work_of("bob", cells).gaps == (said,)
    assert work_of("ada", ["def f(images):\n    return images / 255"]).gaps == ()


@pytest.mark.parametrize("family", ["alternatives", "mistakes"])
def test_ordinary_code_is_not_said_to_stand_in_texts(family: str) -> None:
    every = [source for sample in samples(family) for _, _, source in sample.cells]
    cells = [
        *every,
        "%timeit f(x)",
        "%matplotlib inline",
        "%%time\nmodel.eval()",
        "re.compile('a')",
    ]
    named = [source for source in cells if likeness.TEXTS in work_of("ada", [source]).gaps]
    assert not named


def test_nothing_of_a_student_runs_on_the_page_or_makes_it_large() -> None:
    code = "".join(
        f"def f{n}(a):\n    return a.mean_{n}({n}).sum_{n}(axis=a[{n}:])  # {SCRIPT}\n"
        for n in range(MOST_LINES)
    )
    works = [work_of(f"{SCRIPT}{n}", [code, f"# {'x' * 9999}"]) for n in range(4)]
    pairs = alike(works) * MOST_SHOWN
    text = page("mnist_sgd", pairs)
    assert "<script" not in text and "\x1b" not in text
    assert "&lt;script&gt;" in text
    assert f"{len(pairs) - MOST_SHOWN} more pairs" in text
    assert "more lines." in text
    assert len(text) < MOST_SHOWN * 2 * MOST_LINES * 400
