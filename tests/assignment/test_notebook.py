"""Submitted notebooks in every state: repaired and said so, or refused by what they are."""

import copy
import json
import os
import re
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from broken_notebooks import (
    BROKEN_NOTEBOOKS,
    EVERY_TASK,
    NOTHING_TO_REPAIR,
    BrokenNotebook,
    handed_in,
)
from conftest import ASSIGNMENTS, DENSE_ASSIGNMENTS
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.assignment.notebook import (
    Submission,
    assignment_of,
    grade_id,
    parse_notebook,
    prepare,
    release_notebook,
)
from autograder.assignment.rubric import Rubric, packaged_assignments
from autograder.assignment.tidy import MAX_CELLS, NotebookError
from autograder.course.classroom import Handed

SECONDS = 5.0
FUZZ = settings(
    max_examples=int(os.environ.get("AUTOGRADER_FUZZ_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read(handed: Handed, rubric: Rubric, release: NotebookNode) -> Submission:
    """Read the chosen notebook as grading does."""
    if handed.file is None:
        raise NotebookError("; ".join(handed.notes))
    began = time.process_time()
    notebook, repairs = parse_notebook(handed.file.read_bytes(), handed.file.name)
    submission = prepare(notebook, rubric, release, repairs)
    assert time.process_time() - began < SECONDS
    return submission


def functions(submission: Submission) -> set[str]:
    """Return the names of the functions that the cells to run define."""
    sources = "\n".join(cell.source for cell in submission.cells)
    return set(re.findall(r"^def (\w+)\(", sources, flags=re.MULTILINE))


def stubs(rubric: Rubric) -> set[str]:
    return {task.name for task in rubric.automatic_tasks if task.kind != "test_accuracy"}


def cases(*expects: str) -> list[Any]:
    return [
        pytest.param(case, id=case.name)
        for case in BROKEN_NOTEBOOKS.values()
        if case.expects in expects
    ]


@pytest.fixture(params=DENSE_ASSIGNMENTS)
def assignment(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def reference(assignment: str, solutions: dict[str, NotebookNode]) -> NotebookNode:
    return solutions[assignment]


# --- Broken submissions --------------------------------------------------------------------------


def test_there_are_enough_ways_to_break_a_notebook() -> None:
    assert len(BROKEN_NOTEBOOKS) >= 25
    assert set(BROKEN_NOTEBOOKS) >= NOTHING_TO_REPAIR


@pytest.mark.parametrize("case", cases("unreadable"))
def test_what_is_not_a_notebook_is_refused_by_what_it_is(
    case: BrokenNotebook,
    assignment: str,
    reference: NotebookNode,
    rubrics: dict[str, Rubric],
    releases: dict[str, NotebookNode],
    tmp_path: Path,
) -> None:
    handed = handed_in(case, reference, assignment, tmp_path)
    with pytest.raises(NotebookError) as caught:
        read(handed, rubrics[assignment], releases[assignment])
    message = str(caught.value)
    assert re.search(r"is not a notebook: |there is no notebook, but |cells", message)
    assert "\n" not in message
    assert len(message) < 200


@pytest.mark.parametrize("case", cases("full", "loses"))
def test_a_broken_notebook_is_read_with_all_work_that_is_left_in_it(
    case: BrokenNotebook,
    assignment: str,
    reference: NotebookNode,
    rubrics: dict[str, Rubric],
    releases: dict[str, NotebookNode],
    tmp_path: Path,
) -> None:
    rubric, release = rubrics[assignment], releases[assignment]
    handed = handed_in(case, reference, assignment, tmp_path)
    submission = read(handed, rubric, release)
    found = functions(submission)
    if case.tasks != EVERY_TASK:
        assert found >= stubs(rubric) - set(case.tasks)
    if case.expects == "full":
        assert found >= stubs(rubric)
    assert (submission.repairs or handed.notes) or case.name in NOTHING_TO_REPAIR
    assert_gradable(submission, rubric)


def assert_gradable(submission: Submission, rubric: Rubric) -> None:
    """Check that a prepared notebook can be written, run and given points."""
    text = nbformat.writes(submission.notebook)
    text.encode("utf-8")
    nbformat.validate(submission.notebook)
    # What comes before the first task has to run first, too.
    assert submission.cells == tuple(sorted(submission.cells, key=lambda cell: cell.index))
    checks = {task.check_cell for task in rubric.automatic_tasks}
    cells = submission.notebook.cells
    run = {grade_id(cells[cell.index]) for cell in submission.cells}
    assert not run & checks
    assert not run & set(rubric.not_executed)
    assert all(cell.source == cells[cell.index].source for cell in submission.cells)
    identities = [grade_id(cell) for cell in cells if grade_id(cell)]
    assert len(identities) == len(set(identities))
    assert checks <= set(identities)
    for cell in cells:
        if grade_id(cell) in checks:
            assert cell.cell_type == "code"
        if cell.cell_type == "code":
            assert cell.outputs == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("utf_16", "the file is encoded as utf-16"),
        ("utf_8_byte_order_mark", "the file is encoded as utf-8 with a mark"),
        ("windows_code_page", "bytes that are not UTF-8 were replaced"),
        ("null_bytes_in_a_solution", "null bytes were taken out of cell"),
        ("lone_surrogates", "characters that are not text were replaced in cell"),
        ("notebook_format_3", "an old notebook format was converted"),
        ("cell_metadata_stripped", "the cell check_build_model had lost its id"),
        ("cells_not_objects", "cell 1 is not a cell and was left out"),
        ("sources_of_wrong_types", "is not a text and was left out"),
        ("check_cells_deleted", "the cell check_build_model is missing and was put back"),
        ("check_cells_duplicated", "there is more than one cell with the id check_build_model"),
        ("check_cells_to_markdown", "the cell check_build_model had become a Markdown cell"),
        ("solution_cell_to_markdown", "the cell normalize_images had become a Markdown cell"),
        ("wrong_file_name", "the file is called homework3_final.ipynb"),
        ("two_notebooks", "there is more than one notebook: also Untitled.ipynb"),
    ],
)
def test_a_repair_is_named(
    name: str,
    said: str,
    rubrics: dict[str, Rubric],
    solutions: dict[str, NotebookNode],
    releases: dict[str, NotebookNode],
    tmp_path: Path,
) -> None:
    handed = handed_in(BROKEN_NOTEBOOKS[name], solutions["mnist_sgd"], "mnist_sgd", tmp_path)
    submission = read(handed, rubrics["mnist_sgd"], releases["mnist_sgd"])
    assert any(said in repair for repair in (*submission.repairs, *handed.notes))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_reference_needs_no_repair(
    name: str,
    solutions: dict[str, NotebookNode],
    rubrics: dict[str, Rubric],
    releases: dict[str, NotebookNode],
) -> None:
    notebook, repairs = parse_notebook(nbformat.writes(solutions[name]).encode(), "x.ipynb")
    submission = prepare(notebook, rubrics[name], releases[name], repairs)
    assert (submission.repairs, submission.remarks) == ((), ())
    assert functions(submission) >= stubs(rubrics[name])
    assert_gradable(submission, rubrics[name])


@pytest.mark.parametrize("case", cases("full"))
def test_a_broken_notebook_is_read_without_the_release_at_hand(
    case: BrokenNotebook, solutions: dict[str, NotebookNode], rubrics: dict[str, Rubric]
) -> None:
    built = case.build(json.loads(nbformat.writes(solutions["mnist_adam"])))
    if isinstance(built, bytes) and len(built) < 10**7:
        notebook, repairs = parse_notebook(built, "x.ipynb")
        prepare(notebook, rubrics["mnist_adam"], None, repairs)


# --- Cells that come with the assignment ---------------------------------------------------------


def prepared(notebook: NotebookNode, rubric: Rubric, release: NotebookNode) -> Submission:
    content = nbformat.writes(notebook).encode()
    tidy, repairs = parse_notebook(content, "mnist_sgd.ipynb")
    return prepare(tidy, rubric, release, repairs)


def test_a_change_to_a_cell_of_the_assignment_does_not_count_and_gets_a_remark(
    rubrics: dict[str, Rubric],
    solutions: dict[str, NotebookNode],
    releases: dict[str, NotebookNode],
) -> None:
    notebook = copy.deepcopy(solutions["mnist_sgd"])
    (setup,) = [cell for cell in notebook.cells if grade_id(cell) == "setup"]
    setup.source = "check = print"
    submission = prepared(notebook, rubrics["mnist_sgd"], releases["mnist_sgd"])
    assert submission.remarks == (
        "The cell setup comes with the assignment; your changes to it do not count.",
    )
    assert "check = print" not in {cell.source for cell in submission.cells}
    assert any('check = Checker("mnist_sgd")' in cell.source for cell in submission.cells)


def test_cells_for_the_student_alone_are_not_run(
    rubrics: dict[str, Rubric],
    solutions: dict[str, NotebookNode],
    releases: dict[str, NotebookNode],
) -> None:
    stripped = copy.deepcopy(solutions["mnist_sgd"])
    for cell in stripped.cells:
        cell.metadata = {}
    for notebook in (solutions["mnist_sgd"], stripped):
        submission = prepared(notebook, rubrics["mnist_sgd"], releases["mnist_sgd"])
        assert not any("ProgressBar" in cell.source for cell in submission.cells)


# --- Which assignment it is ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_assignment_is_known_by_metadata_by_its_checker_or_by_its_file_name(
    name: str, solutions: dict[str, NotebookNode]
) -> None:
    notebook = copy.deepcopy(solutions[name])
    assert assignment_of(notebook, "homework.ipynb") == name
    notebook.metadata = nbformat.from_dict({"autograder": {"assignment": 3}})
    assert assignment_of(notebook, "homework.ipynb") == name
    other = next(one for one in ASSIGNMENTS if one != name)
    asked = f'Checker("{other}")'
    said = f'# as in the last one: {asked}\n"""{asked}\\"""" + \'{asked}\''
    notebook.cells.insert(0, nbformat.v4.new_code_cell(said))
    assert assignment_of(notebook, "homework.ipynb") == name
    notebook.cells = []
    assert assignment_of(notebook, f"{name}.ipynb") == name
    with pytest.raises(NotebookError, match="mnist_adam, mnist_cnn, mnist_sgd"):
        assignment_of(notebook, "homework.ipynb")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_release_of_a_course_is_preferred_to_the_kits(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(), folder / f"{name}.ipynb")
    own = release_notebook(name, (tmp_path,))
    kits = release_notebook(name)
    assert own is not None and kits is not None
    assert own.cells == []
    assert len(kits.cells) > 20
    assert release_notebook("mnist_gan") is None
    assert name in packaged_assignments()


# --- Anything at all -----------------------------------------------------------------------------

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10))
WORDS = [
    "cells",
    "cell_type",
    "metadata",
    "nbgrader",
    "grade_id",
    "source",
    "id",
    "worksheets",
    "nbformat",
    "outputs",
    "input",
    "kernelspec",
]
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)
    ),
    max_leaves=25,
)
MARKS = st.fixed_dictionaries(
    {
        "grade_id": st.one_of(
            st.sampled_from(["setup", "build_model", "check_build_model"]), SCALARS
        )
    },
    optional={"locked": SCALARS, "grade": SCALARS, "solution": SCALARS, "points": SCALARS},
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.one_of(st.sampled_from(["code", "markdown", "raw"]), ANYTHING),
        "source": st.one_of(st.sampled_from(["x = 1", 'check("build_model")']), ANYTHING),
        "metadata": st.one_of(st.fixed_dictionaries({"nbgrader": MARKS}), ANYTHING),
        "id": ANYTHING,
        "outputs": ANYTHING,
    },
)
NOTEBOOKS = st.fixed_dictionaries(
    {"cells": st.lists(st.one_of(CELLS, CELLS, ANYTHING), max_size=6)},
    optional={"metadata": ANYTHING, "nbformat": ANYTHING, "nbformat_minor": ANYTHING},
)
OLD = st.fixed_dictionaries(
    {"worksheets": st.one_of(ANYTHING, st.lists(NOTEBOOKS, max_size=2))},
    optional={"nbformat": st.one_of(st.integers(0, 5), ANYTHING), "metadata": ANYTHING},
)


@FUZZ
@given(data=st.one_of(NOTEBOOKS, NOTEBOOKS, OLD, ANYTHING))
@example(data={"cells": [{"cell_type": [], "metadata": {"nbgrader": {"grade_id": []}}}]})
@example(data={"cells": [], "metadata": {"autograder": {"assignment": []}}})
@example(data={"cells": [], "metadata": {"language_info": 3, "kernelspec": None, "authors": 1}})
@example(data={"cells": [{"cell_type": "code", "metadata": {"tags": 3, "name": 7}}]})
@example(data={"cells": [{"cell_type": "code", "metadata": {"a\ud800": "\ud800"}}]})
def test_any_json_is_a_notebook_or_refused(
    data: Any, rubrics: dict[str, Rubric], releases: dict[str, NotebookNode]
) -> None:
    try:
        notebook, repairs = parse_notebook(json.dumps(data).encode(), "x.ipynb")
    except NotebookError:
        return
    submission = prepare(notebook, rubrics["mnist_sgd"], releases["mnist_sgd"], repairs)
    nbformat.writes(submission.notebook).encode("utf-8")
    nbformat.validate(submission.notebook)
    try:
        assert assignment_of(submission.notebook, "x.ipynb") in ASSIGNMENTS
    except NotebookError:
        return


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=120))
@example(content=b"\xff\xfe\x00")
@example(content=b"{\x00\x00")
@example(content=b"\x00")
@example(content=b"{" * 3)
def test_any_bytes_are_a_notebook_or_refused(content: bytes) -> None:
    with pytest.raises(NotebookError):
        parse_notebook(content, "x.ipynb")


def test_too_many_cells_are_refused_with_the_limit() -> None:
    cells = [{"cell_type": "code", "source": ""}] * (MAX_CELLS + 1)
    with pytest.raises(NotebookError, match=f"more than {MAX_CELLS} cells"):
        parse_notebook(json.dumps({"cells": cells}).encode(), "x.ipynb")
