"""One notebook for each student of the roster: their own variant of an assignment.

In: a course with a released assignment that has variants. Out: a folder for each student, in the form
of nbgrader's other folders, and a table of who has which.

    per-student/<student>/<assignment>/<assignment>.ipynb   and what else is handed out with it
    per-student/<assignment>.csv                            which variant each student has

All of it is the same again on a second run.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.assignment.placeholders import (
    NAMED,
    PLACEHOLDER,
    contract_of,
    dead_ends,
    for_variant,
    templates,
)
from autograder.assignment.variants import values_of
from autograder.course.directory import Course, CourseError
from autograder.course.drawn import GROUP, Draw, Unit
from autograder.course.handed_out import note_handed_out
from autograder.course.roster import load_roster
from autograder.course.tables import harmless, written

FOLDER = "per-student"


@dataclasses.dataclass(frozen=True)
class Handout:
    """A student's own notebook.

    Attributes:
        student: The student's id.
        group: The group whose variant it is, or "".
        variant: The name of the variant.
        content: The notebook.
        token: What it says of its variant.
    """

    student: str
    group: str
    variant: str
    content: bytes
    token: str = ""


def handouts(course: Course, assignment: str) -> list[Handout]:
    """Return the notebook of each student on the roster, in the order of their ids.

    Raises:
        CourseError: The assignment has no variants, is not released as it stands, or nobody is on the
            roster.
        RubricError: Its rubric is wrong.
    """
    course.check_name(assignment)
    draw = Draw(course, assignment)
    if not draw.base.variants:
        raise CourseError(
            f"{assignment} has no variants, so that everybody gets the notebook in "
            f"{course.release / assignment}. What is drawn for each student stands in [variants] in "
            f"{draw.path}."
        )
    release = demand_released(course, assignment, draw)
    people = sorted((one for one in draw.roster.people if one.listed), key=lambda one: one.id)
    if not people:
        raise CourseError(
            f"nobody is on the roster of {course.root}, so that nothing can be drawn for anybody. Add "
            "them with `autograder roster add FILE`."
        )
    found = []
    made: dict[Unit, bytes] = {}
    for person in people:
        unit = draw.units(person.id)[0]
        name = draw.name(unit)
        if unit not in made:
            contract = contract_of(draw.path, draw.rubric(name))
            made[unit] = _bytes_of(for_variant(release, contract, draw.token(unit)))
        group = person.group if unit[0] == GROUP else ""
        found.append(Handout(person.id, group, name, made[unit], draw.token(unit)))
    return found


def demand_released(course: Course, assignment: str, draw: Draw) -> NotebookNode:
    """Return the notebook as nbgrader has released it, with what its placeholders were.

    Raises:
        CourseError: It is not there, or is that of another source or rubric.
    """
    path = course.release / assignment / f"{assignment}.ipynb"
    again = f"Run `nbgrader generate_assignment {assignment} --force` in {course.root}"
    if not path.is_file():
        raise CourseError(f"{assignment} has not been released. {again}, and then this again.")
    release = nbformat.read(path, as_version=4)
    source = nbformat.read(course.source / assignment / path.name, as_version=4)
    if not any(PLACEHOLDER.search(cell.source) for cell in source.cells):
        raise CourseError(
            f"{path.name} in {course.source / assignment} has no placeholders, so that all variants "
            f"would read alike. Run `autograder verify {assignment}`."
        )
    if not any(templates(release)):
        raise CourseError(f"{path} was made without placeholders. {again}, and then this again.")
    contract = contract_of(draw.path, draw.base)
    for _, template in templates(release):
        for dead in dead_ends(template, contract):
            raise CourseError(f"{path}: {dead} leads to no key of the rubric. {again}.")
    base = for_variant(release, contract)
    if [cell.source for cell in base.cells] != [cell.source for cell in release.cells]:
        raise CourseError(f"{path} was made with another rubric. {again}, and then this again.")
    if not any(NAMED in template for _, template in templates(release)):
        raise CourseError(
            f'{path}: no cell has `Checker("{assignment}", variant="{NAMED}")`, so that checks would '
            "not know the student's variant."
        )
    return release


def _bytes_of(notebook: NotebookNode) -> bytes:
    """Return a notebook as it is written to a file, with nbgrader's checksums of its cells."""
    from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

    for cell in notebook.cells:
        if is_grade(cell) or is_solution(cell) or is_locked(cell):
            cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()


def write_handouts(course: Course, assignment: str, every: list[Handout]) -> Path:
    """Write the notebooks into the course, a folder a student; return the table of who has which.

    Whose they are is noted first, so that they stay theirs.

    Raises:
        CourseError: A folder cannot be written.
    """
    given = [(one.student, one.token) for one in every]
    note_handed_out(course, assignment, given, load_roster(course).people)
    root = course.root / FOLDER
    beside = files_beside(course, assignment)
    try:
        for one in every:
            folder = root / one.student / assignment
            shutil.rmtree(folder, ignore_errors=True)
            for name, content in {**beside, f"{assignment}.ipynb": one.content}.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        table = root / f"{assignment}.csv"
        table.write_text(table_of(course, assignment, every), encoding="utf-8", newline="")
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be written: {error.strerror}.") from error
    return table


def files_beside(course: Course, assignment: str) -> Mapping[str, bytes]:
    """Return what is handed out with the notebook, by its name beside it."""
    folder = course.release / assignment
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith((".", "__")) for part in path.parts[-2:])
    }


def table_of(course: Course, assignment: str, every: list[Handout]) -> str:
    """Return the table of who has which variant: a column for each key that is drawn."""
    choices = course.rubric(assignment).variants
    rows = []
    for one in every:
        values = values_of(choices, one.variant) or {}
        who = map(harmless, (one.student, one.group))
        rows.append([*who, *(str(values[choice.key]) for choice in choices)])
    return written(("id", "group", *(choice.key for choice in choices)), rows)
