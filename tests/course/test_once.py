"""What nbgrader does anew for each notebook is done once in a run, and nothing comes out otherwise."""

from __future__ import annotations

import contextlib
import copy
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.nbgraderformat import MetadataValidator, ValidationError, common

from autograder.course.directory import put_tools_on_path
from autograder.course.once import Gradebooks, marks_checked_by_one_validator, one_commit

PLACE = ("notebook", "homework")
MARKS = {
    "schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False,
    "grade_id": "check", "points": 2.0, "cell_type": "code",
}  # fmt: skip


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A gradebook with an assignment of two checks, one answer, and a student."""
    put_tools_on_path()
    address = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(address) as gradebook:
        gradebook.add_assignment("homework")
        gradebook.add_notebook("notebook", "homework")
        for name in ("one", "two"):
            gradebook.add_grade_cell(name, *PLACE, max_score=2, cell_type="code")
            gradebook.add_source_cell(name, *PLACE, cell_type="code", source=name, locked=True)
        gradebook.add_solution_cell("answer", *PLACE)
        gradebook.add_student("ada")
        gradebook.add_submission("homework", "ada")
    return address


def looked_up(gradebook: Any, cell: str) -> list[object]:
    """Return what the gradebook finds for a cell, or the words with which it finds nothing."""
    found: list[object] = []
    for method, place in (
        (gradebook.find_source_cell, PLACE), (gradebook.find_graded_cell, PLACE),
        (gradebook.find_grade, (*PLACE, "ada")), (gradebook.find_comment, (*PLACE, "ada")),
        (gradebook.find_grade, (*PLACE, "bob")),
    ):  # fmt: skip
        try:
            found.append((type(one := method(cell, *place)).__name__, one.id))
        except MissingEntry as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("cell", ["one", "two", "answer", "nothing"])
def test_what_is_read_together_is_what_is_found_alone(address: str, cell: str) -> None:
    with Gradebook(address) as gradebook:
        alone = looked_up(gradebook, cell)
    gradebooks = Gradebooks()
    for _ in range(2):
        with gradebooks.in_use(cells_stay=True), Gradebook(address) as gradebook:
            assert looked_up(gradebook, cell) == alone
    assert len(gradebooks.engines) == 1


def test_afterwards_nbgrader_is_as_it_was(address: str) -> None:
    before, checked = dict(vars(Gradebook)), common.jsonschema
    with contextlib.suppress(ZeroDivisionError), Gradebooks().in_use(cells_stay=True):
        assert dict(vars(Gradebook)) != before
        raise ZeroDivisionError
    assert dict(vars(Gradebook)) == before
    assert common.jsonschema is checked


def test_a_gradebook_that_is_used_inside_of_another_one_is_its_own(address: str) -> None:
    with Gradebooks().in_use(cells_stay=False):
        with Gradebook(address):
            pass
        with Gradebook(address) as outer:
            student = outer.find_student("ada")
            with Gradebook(address) as inner:
                inner.update_or_create_student("ada", first_name="Ada")
            outer.db.expire_all()
            assert student.first_name == "Ada"


def test_what_a_block_commits_is_written_as_a_whole(address: str) -> None:
    def grade_both(fail: bool) -> None:
        with Gradebook(address) as gradebook, one_commit(gradebook.db):
            for name in ("one", "two"):
                gradebook.find_grade(name, *PLACE, "ada").auto_score = 2.0
                gradebook.db.commit()
            if fail:
                raise ZeroDivisionError

    def scores() -> list[float | None]:
        with Gradebook(address) as gradebook:
            return [gradebook.find_grade(one, *PLACE, "ada").auto_score for one in ("one", "two")]

    with contextlib.suppress(ZeroDivisionError):
        grade_both(fail=True)
    assert scores() == [None, None]
    grade_both(fail=False)
    assert scores() == [2.0, 2.0]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"points": -1},
        {"grade": "yes"},
        {"schema_version": "3"},
        {"grade_id": "a b"},
        {"more": 1},
    ],
)
def test_marks_are_valid_or_wrong_as_before(changed: dict[str, Any]) -> None:
    cell = NotebookNode(
        cell_type="code",
        source="",
        metadata=NotebookNode(nbgrader=NotebookNode({**MARKS, **changed})),
    )

    def said() -> str:
        try:
            MetadataValidator().validate_cell(copy.deepcopy(cell))
        except (ValidationError, TypeError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    before = said()
    with marks_checked_by_one_validator():
        assert [said(), said()] == [before, before]
    assert bool(before) == bool(changed)
