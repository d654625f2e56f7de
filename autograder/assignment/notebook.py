"""Read a submitted notebook, whatever state it is in, and say which of its cells grading runs.

In: the bytes of a file. Out: a `Submission`: the notebook with repairs made, the code cells to run,
and what was repaired. Only what cannot be read as a notebook at all is a `NotebookError`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id

from autograder.assignment.misplaced import misplaced_answers
from autograder.assignment.places import KIT, PACKAGE
from autograder.assignment.rubric import Rubric, packaged_assignments
from autograder.assignment.skipped import cells_not_run
from autograder.assignment.tidy import NotebookError, TidyNotebook, tidy
from autograder.assignment.variants import Drawn

# A checker that is made, with its name; and what begins or ends a comment or a text.
TOKENS = re.compile(
    r"""\\.|Checker\(\s*["'](\w+)["']|\"{3}|'{3}|["'\#\n]""",
    re.DOTALL,
)

MAX_REPAIRS = 20
# As many cells of another assignment are named one by one.
FEW_CELLS = 2


@dataclasses.dataclass(frozen=True)
class CodeCell:
    """A cell to run: its position in the notebook, and its source."""

    index: int
    source: str


@dataclasses.dataclass(frozen=True)
class Submission:
    """A notebook, ready to be graded.

    Attributes:
        notebook: The notebook, repaired, without outputs.
        cells: The code cells that grading runs.
        repairs: What had to be repaired; a person should know.
        remarks: What the student may want to know.
        digest: The digest of the file; "" where there is none.
        drawn: The variant by which it is judged; None where everybody has the same.
    """

    notebook: NotebookNode
    cells: tuple[CodeCell, ...]
    repairs: tuple[str, ...]
    remarks: tuple[str, ...]
    digest: str = ""
    drawn: Drawn | None = None


def parse_notebook(content: bytes, name: str) -> tuple[NotebookNode, list[str]]:
    """Parse a notebook file here and now, without limits: see `sandbox.limited` for strangers' files.

    Returns:
        The notebook as nbformat 4 without outputs, and the repairs made.

    Raises:
        NotebookError: The content is not a notebook. The message says what it is instead.
    """
    return as_notebook(tidy(content, name))


def as_notebook(data: TidyNotebook) -> tuple[NotebookNode, list[str]]:
    """Return plain data in nbformat's form, version 4.5, and the repairs made."""
    notebook = nbformat.v4.new_notebook()
    if data.assignment:
        variant = {"variant": data.variant} if data.variant else {}
        notebook.metadata["autograder"] = {"assignment": data.assignment, **variant}
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for cell in data.cells:
        new = _new_cell(cell.kind, cell.source)
        if cell.pictures:
            new.attachments = nbformat.from_dict(cell.pictures)
        if cell.marks is not None:
            new.metadata["nbgrader"] = nbformat.from_dict(cell.marks)
        if cell.identity:
            new.id = cell.identity
        notebook.cells.append(new)
    return notebook, list(data.repairs)


def _new_cell(kind: str, source: str) -> NotebookNode:
    """Return a cell in nbformat's form.

    nbformat's own functions also validate each one, which takes seconds for a class.
    """
    output: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return NotebookNode(
        id=generate_corpus_id(),
        cell_type=kind,
        metadata=NotebookNode(),
        source=source,
        **output,
    )


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's nbgrader id, or an empty text."""
    found = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return found if isinstance(found, str) else ""


def assignment_of(notebook: NotebookNode, name: str, known: tuple[str, ...] = ()) -> str:
    """Return the assignment that a notebook belongs to: by its metadata, its cells, or its name.

    Raises:
        NotebookError: It does not belong to a known assignment.
    """
    known = known or packaged_assignments()
    own = notebook.metadata.get("autograder")
    if isinstance(own, dict) and own.get("assignment") in known:
        return str(own["assignment"])
    for candidate in (*_assignments_named(notebook), Path(name).stem):
        if candidate in known:
            return str(candidate)
    raise NotebookError(
        f"{name} does not belong to an assignment that is known here: {', '.join(known)}."
    )


def _assignments_named(notebook: NotebookNode) -> list[str]:
    """Return the assignments that a notebook's cells ask for checks of, in their order.

    What a comment or a text says is nothing that is asked for.
    """
    sources = (cell.source for cell in notebook.cells if cell.cell_type == "code")
    return [name for source in sources for name in _checkers_in(source)]


def _checkers_in(source: str) -> Iterator[str]:
    """Yield the names of the checkers that code makes, in time in proportion to its length."""
    inside = ""
    for match in TOKENS.finditer(source):
        token = match[0]
        if not inside:
            if match[1]:
                yield match[1]
            elif token[0] in "\"'#":
                inside = token
        elif token == "\n":
            # What has three quotes goes on.
            inside = inside if len(inside) > 1 else ""
        elif token == inside or (len(inside) == 1 and inside != "#" and token[0] == inside):
            inside = ""


def release_notebook(assignment: str, folders: tuple[Path, ...] = ()) -> NotebookNode | None:
    """Return the notebook as it was handed out, if it is at hand."""
    places = [*folders, PACKAGE / "assignment" / "released", KIT / "assignment"]
    for folder in places:
        path = folder / assignment / f"{assignment}.ipynb"
        if path.is_file():
            return nbformat.read(path, as_version=4)
    return None


def prepare(
    notebook: NotebookNode, rubric: Rubric, release: NotebookNode | None, repairs: list[str]
) -> Submission:
    """Repair a notebook and choose the cells to run.

    The cells that come with the assignment (set-up, try-it and check cells) are put back as they
    were handed out; everything else stays as the student left it.

    Args:
        notebook: A tidy notebook, which is changed in place.
        rubric: The assignment's rubric.
        release: The notebook as it was handed out, or None if that is not at hand.
        repairs: What has been repaired so far.
    """
    repairs = list(repairs)
    remarks: list[str] = []
    _drop_repeated_ids(notebook, repairs)
    if release is not None:
        _drop_unknown_ids(notebook, release, repairs)
        _restore(notebook, release, rubric, repairs, remarks)
    _mark_check_cells(notebook, rubric, repairs)
    repairs += misplaced_answers(notebook, release, rubric)
    provided = (
        {}
        if release is None
        else {
            cell.source.strip(): grade_id(cell)
            for cell in release.cells
            if cell.cell_type == "code"
        }
    )
    cells = []
    checks = {task.check_cell for task in rubric.automatic_tasks}
    not_run = cells_not_run(release, rubric)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        identity = grade_id(cell) or provided.get(cell.source.strip(), "")
        if identity in checks or identity in not_run:
            continue
        cells.append(CodeCell(index, cell.source))
    if len(repairs) > MAX_REPAIRS:
        repairs[MAX_REPAIRS:] = [f"and {len(repairs) - MAX_REPAIRS} more repairs"]
    return Submission(notebook, tuple(cells), tuple(repairs), tuple(remarks))


def _drop_repeated_ids(notebook: NotebookNode, repairs: list[str]) -> None:
    seen: set[str] = set()
    for cell in notebook.cells:
        identity = grade_id(cell)
        if identity and identity in seen:
            del cell.metadata["nbgrader"]
            repairs.append(f"there is more than one cell with the id {identity}")
        seen.add(identity)


def _drop_unknown_ids(notebook: NotebookNode, release: NotebookNode, repairs: list[str]) -> None:
    """Take nbgrader's marks off cells of other assignments, at which nbgrader would give up."""
    known = {grade_id(cell) for cell in release.cells}
    names = []
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata and grade_id(cell) not in known:
            names.append(grade_id(cell) or "?")
            del cell.metadata["nbgrader"]
    if len(names) > FEW_CELLS:
        shown = ", ".join(names[:FEW_CELLS])
        of = _other_assignment(notebook, release)
        repairs.append(
            f"{len(names)} cells belong to another assignment{of}: {shown} and "
            f"{len(names) - FEW_CELLS} more"
        )
    else:
        repairs += [f"the cell {name} belongs to another assignment" for name in names]


def _other_assignment(notebook: NotebookNode, release: NotebookNode) -> str:
    """Return in words which other assignment the cells of a notebook name, or nothing."""
    own = release.metadata.get("autograder", {}).get("assignment", "")
    named = _assignments_named(notebook)
    others = list(dict.fromkeys(name for name in named if name != own))
    return f", {others[0]}" if others else ""


def _restore(
    notebook: NotebookNode,
    release: NotebookNode,
    rubric: Rubric,
    repairs: list[str],
    remarks: list[str],
) -> None:
    """Put the cells that come with the assignment back as they were handed out."""
    present = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    sources = {cell.source.strip() for cell in notebook.cells}
    place = 0
    for original in release.cells:
        identity = grade_id(original)
        if not identity:
            continue
        settings = original.metadata["nbgrader"]
        found = present.get(identity)
        if found is None:
            locked_code = original.cell_type == "code" and settings.get("locked")
            if locked_code and original.source.strip() not in sources:
                notebook.cells.insert(place, nbformat.from_dict(original))
                place += 1
                if identity in rubric.not_executed:
                    # Nothing depends on it, so that nobody need look.
                    remarks.append(f"The cell {identity} was missing and was put back.")
                else:
                    repairs.append(f"the cell {identity} is missing and was put back")
            continue
        place = _position(notebook, found) + 1
        if found.cell_type != original.cell_type:
            repairs.append(f"the cell {identity} had become {_a(found.cell_type)} cell")
            position = _position(notebook, found)
            found = nbformat.from_dict({**original, "source": found.source})
            notebook.cells[position] = found
        found.metadata["nbgrader"] = nbformat.from_dict(dict(settings))
        if settings.get("locked") and found.source.strip() != original.source.strip():
            found.source = original.source
            if original.cell_type == "code":
                remarks.append(
                    f"The cell {identity} comes with the assignment; your changes to it "
                    "do not count."
                )


def _position(notebook: NotebookNode, cell: NotebookNode) -> int:
    return next(place for place, one in enumerate(notebook.cells) if one is cell)


def _a(kind: str) -> str:
    return {"code": "a code", "markdown": "a Markdown"}.get(kind, "another")


def _mark_check_cells(notebook: NotebookNode, rubric: Rubric, repairs: list[str]) -> None:
    """Give check cells that have lost their metadata their ids back."""
    present = {grade_id(cell) for cell in notebook.cells}
    calls = [(cell, checked_by(cell.source)) for cell in notebook.cells if not grade_id(cell)]
    for task in rubric.automatic_tasks:
        if task.check_cell in present:
            continue
        for cell, name in calls:
            if name == task.name:
                cell.metadata["nbgrader"] = nbformat.from_dict(
                    {
                        "grade": True,
                        "solution": False,
                        "task": False,
                        "locked": True,
                        "schema_version": 3,
                        "grade_id": task.check_cell,
                        "cell_type": "code",
                        "points": task.max_points,
                        "checksum": None,
                    }
                )
                repairs.append(f"the cell {task.check_cell} had lost its id")
                break


def checked_by(source: str) -> str:
    """Return the task that a cell checks if `check("<task>")` is all that is in it; "" otherwise."""
    if not source.lstrip().startswith("check"):
        return ""
    call = source.strip().removesuffix(";").rstrip().removeprefix("check").lstrip()
    inside = call[1:-1].strip()
    quotes, name = inside[:1] + inside[-1:], inside[1:-1]
    fits = (
        call[:1] + call[-1:] == "()"
        and len(quotes) == 2
        and set(quotes) <= {"'", '"'}
        and name.replace("_", "x").isalnum()
    )
    return name if fits else ""
