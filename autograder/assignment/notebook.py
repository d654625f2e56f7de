"""Read a submitted notebook, whatever state it is in, and say which of its cells grading runs.

In: the bytes of a file. Out: a `Submission`: the notebook with repairs made, the code cells to run,
and what was repaired. Only what cannot be read as a notebook at all is a `NotebookError`.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id

from autograder.assignment.places import KIT, PACKAGE
from autograder.assignment.rubric import Rubric, packaged_assignments
from autograder.assignment.skipped import cells_not_run

CHECK_CALL = re.compile(r"""^\s*check\s*\(\s*["'](\w+)["']\s*\)\s*;?\s*$""")
MARKS = (
    "grade_id",
    "grade",
    "solution",
    "task",
    "locked",
    "points",
    "schema_version",
    "checksum",
    "cell_type",
    "remove",
)
MAX_CELLS = 10_000
MAX_REPAIRS = 20
# Opening brackets in a file: each may become a value that takes far more memory than its text.
MAX_BRACKETS = 2_000_000
MAX_OLD_CHARACTERS = 4_000_000
MAX_PICTURE = 4_000_000


class NotebookError(ValueError):
    """A file that is not a notebook, or not one of this assignment."""


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
    """

    notebook: NotebookNode
    cells: tuple[CodeCell, ...]
    repairs: tuple[str, ...]
    remarks: tuple[str, ...]


def parse_notebook(content: bytes, name: str) -> tuple[NotebookNode, list[str]]:
    """Parse a notebook file; return it as nbformat 4 without outputs, with the repairs made.

    Raises:
        NotebookError: The content is not a notebook. The message says what it is instead.
    """
    repairs: list[str] = []
    text = _decode(content, name, repairs)
    if text.count("{") + text.count("[") > MAX_BRACKETS:
        raise NotebookError(f"{name} is not a notebook: it holds too many values.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = (
            "is nested too deeply" if isinstance(error, RecursionError) else "is not valid JSON"
        )
        raise NotebookError(f"{name} is not a notebook: it {reason}.") from error
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise NotebookError(f"{name} is not a notebook: it has no cells.")
    try:
        if "worksheets" in data:
            if len(text) > MAX_OLD_CHARACTERS:
                raise NotebookError(f"{name} has an old notebook format and is too large for it.")
            repairs.append("an old notebook format was converted")
            data = nbformat.convert(nbformat.from_dict(data), 4)
        return _tidy(data, repairs), repairs
    except NotebookError:
        raise
    except Exception as error:
        raise NotebookError(f"{name} is not a notebook: {type(error).__name__}.") from error


def _decode(content: bytes, name: str, repairs: list[str]) -> str:
    if not content.strip():
        raise NotebookError(f"{name} is not a notebook: it is empty.")
    if content[:4] == b"PK\x03\x04":
        raise NotebookError(f"{name} is not a notebook: it is a zip archive.")
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            repairs.append(f"the file is encoded as {encoding.replace('-sig', ' with a mark')}")
            break
    else:
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        repairs.append("bytes that are not UTF-8 were replaced")
        return content.decode("utf-8", errors="replace")


def _new_cell(kind: object, source: str) -> NotebookNode:
    """Return a cell in nbformat's form.

    nbformat's own functions also validate each one, which takes seconds for a class.
    """
    kind = kind if kind in ("code", "raw") else "markdown"
    output: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return NotebookNode(
        id=generate_corpus_id(),
        cell_type=kind,
        metadata=NotebookNode(),
        source=source,
        **output,
    )


def _tidy(data: Mapping[str, Any], repairs: list[str]) -> NotebookNode:
    """Return a well-formed nbformat 4.5 notebook with the same cells, without outputs."""
    cells = data.get("cells")
    if not isinstance(cells, list):
        raise NotebookError("the file is not a notebook: its cells are not a list.")
    if len(cells) > MAX_CELLS:
        raise NotebookError(f"the notebook has more than {MAX_CELLS} cells.")
    metadata = data.get("metadata")
    own = metadata.get("autograder") if isinstance(metadata, dict) else None
    name = own.get("assignment") if isinstance(own, dict) else None
    tidy = nbformat.v4.new_notebook()
    if isinstance(name, str):
        tidy.metadata["autograder"] = {"assignment": _without_surrogates(name)}
    tidy.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    seen: set[str] = set()
    for place, cell in enumerate(cells):
        if not isinstance(cell, dict):
            repairs.append(f"cell {place + 1} is not a cell and was left out")
            continue
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if not isinstance(source, str):
            repairs.append(f"the source of cell {place + 1} is not a text and was left out")
            source = ""
        source = source.replace("\r\n", "\n")
        if "\x00" in source:
            repairs.append(f"null bytes were taken out of cell {place + 1}")
            source = source.replace("\x00", "")
        if _without_surrogates(source) != source:
            repairs.append(f"characters that are not text were replaced in cell {place + 1}")
            source = _without_surrogates(source)
        new = _new_cell(cell.get("cell_type"), source)
        if new.cell_type == "markdown":
            _keep_pictures(new, cell.get("attachments"))
        # Of a cell's metadata only nbgrader's counts; the rest may be of any form.
        marks = _marks(cell.get("metadata"))
        if marks is not None:
            new.metadata["nbgrader"] = nbformat.from_dict(marks)
        identity = cell.get("id")
        usable = isinstance(identity, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", identity)
        if usable and identity not in seen:
            new.id = identity
        seen.add(new.id)
        tidy.cells.append(new)
    return tidy


def _keep_pictures(cell: NotebookNode, attachments: object) -> None:
    """Keep the pictures that were pasted into a cell; a link to one that is not there becomes text."""
    kept: dict[str, dict[str, str]] = {}
    if isinstance(attachments, dict):
        for name, bundle in attachments.items():
            pictures = {
                kind: bundle[kind]
                for kind in ("image/png", "image/jpeg")
                if isinstance(bundle, dict)
                and isinstance(bundle.get(kind), str)
                and len(bundle[kind]) <= MAX_PICTURE
                and re.fullmatch(r"[A-Za-z0-9+/=\s]*", bundle[kind])
            }
            if pictures and re.fullmatch(r"[\w. -]{1,200}", name, re.ASCII):
                kept[name] = pictures
    if kept:
        cell.attachments = nbformat.from_dict(kept)

    def link(found: re.Match[str]) -> str:
        return found[0] if unquote(found[1]) in kept else "(a picture that is missing)"

    cell.source = re.sub(r"\(\s*<?attachment:([^)>\s]*)[^)]*\)", link, cell.source)


def _marks(metadata: object) -> dict[str, Any] | None:
    """Return nbgrader's part of a cell's metadata, or None where it cannot be used."""
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(marks, dict):
        return None
    identity = marks.get("grade_id")
    known = (str, bool, int, float, type(None))
    if not isinstance(identity, str) or not re.fullmatch(r"[\w .-]{1,100}", identity, re.ASCII):
        return None
    return {
        key: _without_surrogates(value) if isinstance(value, str) else value
        for key, value in marks.items()
        if key in MARKS and isinstance(value, known)
    }


def _without_surrogates(text: str) -> str:
    """Return text that can be written as UTF-8: halves of characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


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
    named = re.findall(
        r"""Checker\(\s*["'](\w+)["']""",
        "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"),
    )
    for candidate in (*named, Path(name).stem):
        if candidate in known:
            return str(candidate)
    raise NotebookError(
        f"{name} does not belong to an assignment that is known here: {', '.join(known)}."
    )


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
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata and grade_id(cell) not in known:
            repairs.append(f"the cell {grade_id(cell) or '?'} belongs to another assignment")
            del cell.metadata["nbgrader"]


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
    for task in rubric.automatic_tasks:
        if task.check_cell in present:
            continue
        for cell in notebook.cells:
            call = CHECK_CALL.match(cell.source)
            if call and call[1] == task.name and not grade_id(cell):
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
