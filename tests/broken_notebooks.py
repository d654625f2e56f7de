"""Broken submissions: what students, editors, sync tools and learning platforms make of a notebook.

In:  the reference submission, a parsed notebook (nbformat 4) with every task solved.
Out: the bytes of one broken notebook, or the files of a broken submission by name, and what the
     grader must make of them.

Every builder works for both assignments. It leaves the reference as it is.
"""

from __future__ import annotations

import copy
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode

from autograder.course.classroom import Handed, choose_notebook

Notebook = dict[str, Any]
Cell = dict[str, Any]
Files = dict[str, bytes]
Build = Callable[[Notebook], "bytes | Files"]
Expects = Literal["full", "loses", "unreadable"]

EVERY_TASK = ("*",)
"""Stands for all tasks of the assignment in `BrokenNotebook.tasks`."""

LARGE_OUTPUT_BYTES = 50 * 1000 * 1000
"""Size of the outputs that a runaway loop leaves in a notebook."""


@dataclass(frozen=True)
class BrokenNotebook:
    """One way in which a submission can be broken.

    Attributes:
        name: Short identifier, unique in this module.
        about: What happened to the notebook, in one line.
        build: Takes the reference and returns the broken notebook's bytes, to be saved under the
            assignment's right name; or all files of the submission by name. A name may contain
            folders, separated by "/".
        expects: "full": everything can be repaired, so full marks, with or without a flag.
            "loses": `tasks` lose points, all other tasks keep theirs. "unreadable": no score can
            come from it, so 0 points and the status "flagged".
        tasks: The tasks that lose points where `expects` is "loses".
    """

    name: str
    about: str
    build: Build
    expects: Expects
    tasks: tuple[str, ...] = ()


BROKEN_NOTEBOOKS: dict[str, BrokenNotebook] = {}
"""All cases by name, in the order of this module."""


def _case(expects: Expects, tasks: tuple[str, ...] = ()) -> Callable[[Build], Build]:
    """Registers a builder under its own name; its docstring says what happened to the notebook."""

    def register(build: Build) -> Build:
        about = (build.__doc__ or "").rstrip(".")
        BROKEN_NOTEBOOKS[build.__name__] = BrokenNotebook(
            build.__name__, about, build, expects, tasks
        )
        return build

    return register


def assignment_of(notebook: Notebook) -> str:
    """Returns the name of a notebook's assignment, read from `Checker("…")` in its set-up cell.

    Raises:
        ValueError: If no cell makes a `Checker`.
    """
    for cell in notebook["cells"]:
        found = re.search(r"""Checker\(["'](\w+)["']""", _source(cell))
        if found:
            return found[1]
    raise ValueError('no cell of the reference calls Checker("<assignment>")')


def _dump(notebook: Any) -> bytes:
    """Returns a notebook as Jupyter saves it: UTF-8, one space of indent, a newline at the end."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _source(cell: Cell) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _marks(cell: Cell) -> dict[str, Any]:
    """Returns a cell's nbgrader metadata, or an empty dictionary."""
    marks: dict[str, Any] = cell.get("metadata", {}).get("nbgrader", {})
    return marks


def _index(notebook: Notebook, grade_id: str) -> int:
    """Returns the position of the cell with a grade_id; raises ValueError if there is none."""
    for position, cell in enumerate(notebook["cells"]):
        if _marks(cell).get("grade_id") == grade_id:
            return position
    raise ValueError(f"the reference has no cell with the grade_id {grade_id!r}")


def _is_check(cell: Cell) -> bool:
    return str(_marks(cell).get("grade_id", "")).startswith("check_")


def _is_solution(cell: Cell) -> bool:
    return cell["cell_type"] == "code" and bool(_marks(cell).get("solution"))


def _new_code_cell(source: str, cell_id: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def _stub(source: str) -> str:
    """Returns a solution cell's source with the body of its function not yet written."""
    signature = re.search(r"^def [^\n]*:", source, flags=re.MULTILINE)
    if signature is None:
        raise ValueError("a solution cell of the reference does not define a function")
    return f"{signature[0]}\n    raise NotImplementedError\n"


# --- Files that are not a notebook ---------------------------------------------------------------


@_case("unreadable")
def not_json(reference: Notebook) -> bytes:
    """An essay saved under the notebook's name."""
    return b"My solution is in the other file. Sorry!\n"


@_case("unreadable")
def truncated(reference: Notebook) -> bytes:
    """The upload broke off in the middle of the file."""
    data = _dump(reference)
    return data[: len(data) // 2]


@_case("unreadable")
def empty(reference: Notebook) -> bytes:
    """A file of no bytes."""
    return b""


@_case("unreadable")
def only_whitespace(reference: Notebook) -> bytes:
    """A file of spaces and line ends."""
    return b" \r\n\t\n" * 10


@_case("unreadable")
def only_null_bytes(reference: Notebook) -> bytes:
    """A file of null bytes, as a power failure leaves it."""
    return bytes(len(_dump(reference)))


@_case("unreadable")
def another_json_value(reference: Notebook) -> bytes:
    """JSON, but a list of numbers."""
    return b"[1, 2, 3]\n"


@_case("unreadable")
def json_null(reference: Notebook) -> bytes:
    """JSON, but only `null`."""
    return b"null\n"


@_case("unreadable")
def another_json_object(reference: Notebook) -> bytes:
    """JSON, but the settings of an editor."""
    return _dump({"editor.fontSize": 14, "files.autoSave": "off"})


@_case("unreadable")
def deeply_nested(reference: Notebook) -> bytes:
    """JSON that is nested 100,000 deep."""
    return b"[" * 100_000 + b"]" * 100_000


@_case("unreadable")
def deeply_nested_metadata(reference: Notebook) -> bytes:
    """A notebook whose metadata is nested 100,000 deep."""
    marker = "METADATA"
    text = _dump({**reference, "metadata": marker}).decode()
    return text.replace(f'"{marker}"', '{"a": ' * 100_000 + "1" + "}" * 100_000, 1).encode()


@_case("unreadable")
def trailing_comma(reference: Notebook) -> bytes:
    """A comma too many, from editing the file by hand."""
    return _dump(reference).rstrip().removesuffix(b"}") + b",}\n"


@_case("unreadable")
def merge_conflict(reference: Notebook) -> bytes:
    """A merge left conflict markers in the file."""
    lines = _dump(reference).split(b"\n")
    middle = len(lines) // 2
    conflict = [b"<<<<<<< HEAD", lines[middle], b"=======", lines[middle], b">>>>>>> homework"]
    return b"\n".join([*lines[:middle], *conflict, *lines[middle + 1 :]])


@_case("unreadable")
def git_lfs_pointer(reference: Notebook) -> bytes:
    """A Git LFS pointer in place of the file that it points to."""
    return (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 48213\n"
    )


@_case("unreadable")
def html_page(reference: Notebook) -> bytes:
    """The login page of the learning platform, saved as the notebook."""
    return b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Log in</body></html>\n"


def _zip_archive(reference: Notebook) -> bytes:
    """Returns a zip archive that holds the reference under its right name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{assignment_of(reference)}.ipynb", _dump(reference))
    return stream.getvalue()


@_case("unreadable")
def zip_named_as_notebook(reference: Notebook) -> bytes:
    """A zip archive under the notebook's name."""
    return _zip_archive(reference)


@_case("unreadable")
def zip_file(reference: Notebook) -> Files:
    """A zip archive in place of the notebook."""
    return {f"{assignment_of(reference)}.zip": _zip_archive(reference)}


def _script(reference: Notebook) -> bytes:
    """Returns all code of a notebook as a Python script."""
    sources = [_source(cell) for cell in reference["cells"] if cell["cell_type"] == "code"]
    return "\n\n".join(sources).encode()


@_case("unreadable")
def python_script(reference: Notebook) -> Files:
    """The notebook was exported as a Python script."""
    return {f"{assignment_of(reference)}.py": _script(reference)}


@_case("unreadable")
def script_named_as_notebook(reference: Notebook) -> bytes:
    """A Python script under the notebook's name."""
    return _script(reference)


@_case("unreadable")
def nothing_but_a_picture(reference: Notebook) -> Files:
    """A folder without any notebook."""
    return {"screenshot.png": b"\x89PNG\r\n\x1a\n" + bytes(100)}


# --- Encodings and line ends ---------------------------------------------------------------------


@_case("full")
def utf_16(reference: Notebook) -> bytes:
    """Saved as UTF-16 with a byte order mark."""
    return b"\xff\xfe" + _dump(reference).decode().encode("utf-16-le")


@_case("full")
def utf_16_big_endian(reference: Notebook) -> bytes:
    """Saved as big-endian UTF-16 with a byte order mark."""
    return b"\xfe\xff" + _dump(reference).decode().encode("utf-16-be")


@_case("full")
def utf_8_byte_order_mark(reference: Notebook) -> bytes:
    """Saved as UTF-8 with a byte order mark."""
    return b"\xef\xbb\xbf" + _dump(reference)


@_case("full")
def windows_code_page(reference: Notebook) -> bytes:
    """Saved in the Windows code page, with umlauts in a comment."""
    notebook = copy.deepcopy(reference)
    notebook["cells"].append(_new_code_cell("# Für später: größere Bilder prüfen", "umlauts"))
    # Whatever the code page lacks is written as a JSON escape.
    text = json.dumps(notebook, indent=1, ensure_ascii=False)
    return "".join(
        character if _in_code_page(character) else json.dumps(character)[1:-1] for character in text
    ).encode("cp1252")


def _in_code_page(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@_case("full")
def windows_line_ends(reference: Notebook) -> bytes:
    """The file has Windows line ends."""
    return _dump(reference).replace(b"\n", b"\r\n")


@_case("full")
def windows_line_ends_in_sources(reference: Notebook) -> bytes:
    """The cells' sources have Windows line ends."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        cell["source"] = _source(cell).replace("\n", "\r\n").splitlines(keepends=True)
    return _dump(notebook)


@_case("full")
def lone_surrogates(reference: Notebook) -> bytes:
    """An emoji cut in half by an editor, in a scratch cell and a title."""
    notebook = copy.deepcopy(reference)
    notebook["cells"].append(_new_code_cell("# done \ud83d", "half-an-emoji"))
    notebook["metadata"]["title"] = "\ude00"
    return json.dumps(notebook, indent=1).encode("ascii")


@_case("full")
def null_bytes_in_a_scratch_cell(reference: Notebook) -> bytes:
    """Null bytes in a scratch cell."""
    notebook = copy.deepcopy(reference)
    notebook["cells"].append(_new_code_cell("print('x')\x00\x00", "nulls"))
    return _dump(notebook)


@_case("full")
def null_bytes_in_a_solution(reference: Notebook) -> bytes:
    """Null bytes in the middle of a solution."""
    notebook = copy.deepcopy(reference)
    cell = notebook["cells"][_index(notebook, "normalize_images")]
    cell["source"] = _source(cell).replace("return", "ret\x00urn")
    return _dump(notebook)


# --- Format and metadata -------------------------------------------------------------------------


@_case("full")
def notebook_format_3(reference: Notebook) -> bytes:
    """Saved by an old editor in notebook format 3."""
    cells: list[Cell] = []
    for cell in copy.deepcopy(reference["cells"]):
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            old.update(
                collapsed=False, input=_source(cell), language="python", outputs=[], prompt_number=1
            )
        else:
            old["source"] = _source(cell)
        cells.append(old)
    return _dump(
        {
            "metadata": {"name": assignment_of(reference)},
            "nbformat": 3,
            "nbformat_minor": 0,
            "worksheets": [{"cells": cells, "metadata": {}}],
        }
    )


@_case("full")
def later_format(reference: Notebook) -> bytes:
    """A later minor version of the format, with fields that nobody knows yet."""
    notebook = copy.deepcopy(reference)
    notebook["nbformat_minor"] = 99
    notebook["signature"] = {"kind": "unknown"}
    for cell in notebook["cells"]:
        cell["visibility"] = "folded"
    return _dump(notebook)


@_case("full")
def format_missing(reference: Notebook) -> bytes:
    """The fields nbformat and nbformat_minor are missing."""
    notebook = copy.deepcopy(reference)
    del notebook["nbformat"], notebook["nbformat_minor"]
    return _dump(notebook)


@_case("full")
def other_kernel(reference: Notebook) -> bytes:
    """The kernel of another machine's environment."""
    notebook = copy.deepcopy(reference)
    notebook["metadata"]["kernelspec"] = {
        "display_name": "tf-gpu (Python 3.7)",
        "language": "python",
        "name": "conda-env-tf-gpu-py",
    }
    return _dump(notebook)


@_case("full")
def other_language(reference: Notebook) -> bytes:
    """The kernel of another language."""
    notebook = copy.deepcopy(reference)
    notebook["metadata"] = {
        "kernelspec": {"display_name": "R", "language": "R", "name": "ir"},
        "language_info": {"name": "R", "file_extension": ".r"},
    }
    return _dump(notebook)


@_case("full")
def notebook_metadata_stripped(reference: Notebook) -> bytes:
    """The notebook's own metadata is empty."""
    return _dump({**reference, "metadata": {}})


@_case("full")
def notebook_metadata_missing(reference: Notebook) -> bytes:
    """The notebook has no metadata field."""
    notebook = copy.deepcopy(reference)
    del notebook["metadata"]
    return _dump(notebook)


@_case("full")
def cell_metadata_stripped(reference: Notebook) -> bytes:
    """An online editor stripped the metadata of all cells."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return _dump(notebook)


@_case("full")
def cell_metadata_missing(reference: Notebook) -> bytes:
    """Metadata and ids of all cells are missing altogether."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        cell.pop("metadata", None)
        cell.pop("id", None)
    return _dump(notebook)


@_case("full")
def cell_metadata_of_wrong_types(reference: Notebook) -> bytes:
    """Nbgrader's metadata has values of wrong types."""
    notebook = copy.deepcopy(reference)
    wrong: list[Any] = ["yes", None, 7, [], {"grade_id": 3, "points": "two"}]
    for position, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"nbgrader": wrong[position % len(wrong)]}
    return _dump(notebook)


@_case("full")
def cell_metadata_no_object(reference: Notebook) -> bytes:
    """Metadata of a cell is null or a list."""
    notebook = copy.deepcopy(reference)
    for position, cell in enumerate(notebook["cells"]):
        cell["metadata"] = None if position % 2 else []
    return _dump(notebook)


@_case("full")
def points_edited(reference: Notebook) -> bytes:
    """Each check cell's metadata promises a hundred points."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        if _is_check(cell):
            cell["metadata"]["nbgrader"]["points"] = 100
    return _dump(notebook)


@_case("full")
def solutions_marked_as_locked(reference: Notebook) -> bytes:
    """The solution cells are marked as locked and as no solutions."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        if _is_solution(cell):
            cell["metadata"]["nbgrader"].update(solution=False, locked=True)
    return _dump(notebook)


@_case("full")
def grade_ids_swapped(reference: Notebook) -> bytes:
    """Two solution cells have each other's metadata."""
    notebook = copy.deepcopy(reference)
    cells = notebook["cells"]
    first = cells[_index(notebook, "normalize_images")]
    second = cells[_index(notebook, "build_model")]
    first["metadata"], second["metadata"] = second["metadata"], first["metadata"]
    return _dump(notebook)


@_case("full")
def ids_missing(reference: Notebook) -> bytes:
    """No cell has an id."""
    notebook = copy.deepcopy(reference)
    notebook["nbformat_minor"] = 5
    for cell in notebook["cells"]:
        cell.pop("id", None)
    return _dump(notebook)


@_case("full")
def ids_double(reference: Notebook) -> bytes:
    """All cells have the same id."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        cell["id"] = "same"
    return _dump(notebook)


@_case("full")
def ids_invalid(reference: Notebook) -> bytes:
    """Ids that the format forbids: numbers, spaces, 500 letters."""
    notebook = copy.deepcopy(reference)
    wrong: list[Any] = [7, "a cell", "x" * 500, "", None]
    for position, cell in enumerate(notebook["cells"]):
        cell["id"] = wrong[position % len(wrong)]
    return _dump(notebook)


@_case("full")
def not_a_number(reference: Notebook) -> bytes:
    """NaN and Infinity, which JSON does not have, in metadata and outputs."""
    notebook = copy.deepcopy(reference)
    notebook["metadata"]["zoom"] = float("nan")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            data = {"application/json": {"loss": float("nan"), "limit": float("-inf")}}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    return _dump(notebook)


# --- Cells ---------------------------------------------------------------------------------------


@_case("loses", EVERY_TASK)
def no_cells(reference: Notebook) -> bytes:
    """All cells were deleted."""
    return _dump({**reference, "cells": []})


@_case("unreadable")
def cells_missing(reference: Notebook) -> bytes:
    """The field `cells` is missing."""
    notebook = copy.deepcopy(reference)
    del notebook["cells"]
    return _dump(notebook)


@_case("unreadable")
def cells_not_a_list(reference: Notebook) -> bytes:
    """`cells` is a text."""
    return _dump({**reference, "cells": "see above"})


@_case("full")
def cells_not_objects(reference: Notebook) -> bytes:
    """Among the cells are null, a text, a number and an empty object."""
    strays: list[Any] = [None, "a cell", 7, {}, [], {"cell_type": "code"}, {"source": "x = 1"}]
    return _dump({**reference, "cells": [*strays, *reference["cells"], *strays]})


@_case("full")
def unknown_cell_type(reference: Notebook) -> bytes:
    """A cell of a type that nobody knows."""
    notebook = copy.deepcopy(reference)
    for kind in ("sql", "heading", "", None, 3):
        notebook["cells"].append({"cell_type": kind, "metadata": {}, "source": "SELECT 1"})
    return _dump(notebook)


@_case("full")
def sources_as_lists(reference: Notebook) -> bytes:
    """Each source is a list of lines."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        cell["source"] = _source(cell).splitlines(keepends=True)
    return _dump(notebook)


@_case("full")
def sources_of_wrong_types(reference: Notebook) -> bytes:
    """Scratch cells whose source is null, a number, an object or missing."""
    notebook = copy.deepcopy(reference)
    wrong: list[Any] = [None, 7, {"text": "x = 1"}, True, [None, 7, "x = 1\n"]]
    for position, source in enumerate(wrong):
        cell = _new_code_cell("", f"wrong-source-{position}")
        cell["source"] = source
        notebook["cells"].append(cell)
    sourceless = _new_code_cell("", "sourceless")
    del sourceless["source"]
    notebook["cells"].append(sourceless)
    return _dump(notebook)


@_case("loses", ("normalize_images", "test_accuracy"))
def solution_source_null(reference: Notebook) -> bytes:
    """A solution cell's source is null."""
    notebook = copy.deepcopy(reference)
    notebook["cells"][_index(notebook, "normalize_images")]["source"] = None
    return _dump(notebook)


@_case("loses", ("build_model", "test_accuracy"))
def solution_source_number(reference: Notebook) -> bytes:
    """A solution cell's source is a number."""
    notebook = copy.deepcopy(reference)
    notebook["cells"][_index(notebook, "build_model")]["source"] = 266_610
    return _dump(notebook)


@_case("full")
def thousands_of_empty_cells(reference: Notebook) -> bytes:
    """5000 empty cells after the work."""
    blanks = [_new_code_cell("", f"blank-{number}") for number in range(5000)]
    return _dump({**reference, "cells": [*reference["cells"], *blanks]})


@_case("full")
def check_cells_edited(reference: Notebook) -> bytes:
    """Each check cell was edited to print full points."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        if _is_check(cell):
            cell["source"] = "print('100 points')"
    return _dump(notebook)


@_case("full")
def check_cells_deleted(reference: Notebook) -> bytes:
    """All check cells were deleted."""
    cells = [cell for cell in reference["cells"] if not _is_check(cell)]
    return _dump({**reference, "cells": cells})


@_case("full")
def check_cells_duplicated(reference: Notebook) -> bytes:
    """Each check cell stands there twice."""
    cells: list[Cell] = []
    for cell in reference["cells"]:
        cells.extend([cell, copy.deepcopy(cell)] if _is_check(cell) else [cell])
    return _dump({**reference, "cells": cells})


@_case("full")
def check_cells_reordered(reference: Notebook) -> bytes:
    """All check cells stand at the end, in reverse order."""
    checks = [cell for cell in reference["cells"] if _is_check(cell)]
    others = [cell for cell in reference["cells"] if not _is_check(cell)]
    return _dump({**reference, "cells": [*others, *reversed(checks)]})


@_case("full")
def check_cells_before_solutions(reference: Notebook) -> bytes:
    """Each check cell stands before the work that it checks."""
    notebook = copy.deepcopy(reference)
    cells = notebook["cells"]
    for check in [cell for cell in cells if _is_check(cell)]:
        task = _marks(check)["grade_id"].removeprefix("check_")
        try:
            solution = _index(notebook, task)
        except ValueError:
            # A task without a cell of its own, such as the test accuracy.
            continue
        cells.remove(check)
        cells.insert(solution, check)
    return _dump(notebook)


@_case("full")
def check_cells_to_markdown(reference: Notebook) -> bytes:
    """The check cells were turned to Markdown."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        if _is_check(cell):
            _retype(cell, "markdown")
    return _dump(notebook)


def _retype(cell: Cell, cell_type: str) -> None:
    """Turns a code cell to another type, as the notebook editor does."""
    cell["cell_type"] = cell_type
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


@_case("full")
def solution_cell_split(reference: Notebook) -> bytes:
    """A solution cell was split; the function stands in the half without metadata."""
    notebook = copy.deepcopy(reference)
    position = _index(notebook, "normalize_images")
    cell = notebook["cells"][position]
    function = _new_code_cell(_source(cell), "second-half")
    cell["source"] = "# First the largest grey level.\nLARGEST_GREY_LEVEL = 255\n"
    notebook["cells"].insert(position + 1, function)
    return _dump(notebook)


@_case("full")
def solution_cell_split_with_metadata(reference: Notebook) -> bytes:
    """A solution cell was split; both halves have its metadata."""
    notebook = copy.deepcopy(reference)
    position = _index(notebook, "build_model")
    cell = notebook["cells"][position]
    function = {**copy.deepcopy(cell), "id": "second-half"}
    cell["source"] = "# First the number of classes.\nCLASSES = 10\n"
    notebook["cells"].insert(position + 1, function)
    return _dump(notebook)


@_case("full")
def solution_cell_duplicated(reference: Notebook) -> bytes:
    """A solution cell stands there twice."""
    notebook = copy.deepcopy(reference)
    position = _index(notebook, "normalize_images")
    notebook["cells"].insert(position, copy.deepcopy(notebook["cells"][position]))
    return _dump(notebook)


@_case("full")
def solution_cells_merged(reference: Notebook) -> bytes:
    """Two solution cells were merged into the first one."""
    notebook = copy.deepcopy(reference)
    first = notebook["cells"][_index(notebook, "normalize_images")]
    second = notebook["cells"].pop(_index(notebook, "build_model"))
    first["source"] = f"{_source(first)}\n\n{_source(second)}"
    return _dump(notebook)


@_case("full")
def all_solutions_in_one_cell(reference: Notebook) -> bytes:
    """All solution cells were merged into one without metadata."""
    cells = reference["cells"]
    solutions = [cell for cell in cells if _is_solution(cell)]
    merged = _new_code_cell("\n\n".join(map(_source, solutions)), "all-solutions")
    where = cells.index(solutions[0])
    others = [cell for cell in cells if not _is_solution(cell)]
    return _dump({**reference, "cells": [*others[:where], merged, *others[where:]]})


@_case("full")
def solution_cell_to_markdown(reference: Notebook) -> bytes:
    """A solution cell was turned to Markdown."""
    notebook = copy.deepcopy(reference)
    _retype(notebook["cells"][_index(notebook, "normalize_images")], "markdown")
    return _dump(notebook)


@_case("full")
def solution_cell_to_raw(reference: Notebook) -> bytes:
    """A solution cell was turned to a raw cell."""
    notebook = copy.deepcopy(reference)
    _retype(notebook["cells"][_index(notebook, "build_model")], "raw")
    return _dump(notebook)


@_case("loses", ("normalize_images", "test_accuracy"))
def solution_cell_deleted(reference: Notebook) -> bytes:
    """A solution cell was deleted."""
    notebook = copy.deepcopy(reference)
    del notebook["cells"][_index(notebook, "normalize_images")]
    return _dump(notebook)


@_case("full")
def solutions_retyped_below_stubs(reference: Notebook) -> bytes:
    """Solutions were written in new cells below stubs that were left empty."""
    cells: list[Cell] = []
    for number, cell in enumerate(copy.deepcopy(reference["cells"])):
        if _is_solution(cell):
            retyped = _new_code_cell(_source(cell), f"retyped-{number}")
            cell["source"] = _stub(_source(cell))
            cells.extend([cell, retyped])
        else:
            cells.append(cell)
    return _dump({**reference, "cells": cells})


@_case("full")
def solutions_retyped(reference: Notebook) -> bytes:
    """Solution cells were deleted and typed again, without their metadata."""
    notebook = copy.deepcopy(reference)
    for number, cell in enumerate(notebook["cells"]):
        if _is_solution(cell):
            notebook["cells"][number] = _new_code_cell(_source(cell), f"retyped-{number}")
    return _dump(notebook)


@_case("full")
def written_answer_deleted(reference: Notebook) -> bytes:
    """The written answer's cell was deleted."""
    cells = [
        cell
        for cell in reference["cells"]
        if not str(_marks(cell).get("grade_id", "")).startswith("explain_")
    ]
    return _dump({**reference, "cells": cells})


# --- Outputs -------------------------------------------------------------------------------------


@_case("full")
def fifty_megabytes_of_outputs(reference: Notebook) -> bytes:
    """50 MB of printed lines in one output."""
    notebook = copy.deepcopy(reference)
    line = "Epoch 1/20: loss 2.3026\n"
    text = line * (LARGE_OUTPUT_BYTES // len(line))
    scratch = _new_code_cell("print('Epoch 1/20')", "runaway")
    scratch["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    notebook["cells"].append(scratch)
    return _dump(notebook)


@_case("full")
def thousands_of_outputs(reference: Notebook) -> bytes:
    """20,000 small outputs in one cell."""
    notebook = copy.deepcopy(reference)
    scratch = _new_code_cell("print('.')", "dots")
    scratch["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["."]} for _ in range(20_000)
    ]
    notebook["cells"].append(scratch)
    return _dump(notebook)


@_case("full")
def outputs_of_wrong_types(reference: Notebook) -> bytes:
    """Outputs and execution counts of wrong types."""
    notebook = copy.deepcopy(reference)
    wrong: list[Any] = [None, "2.0", {"text": "2.0"}, [None], [{"output_type": "hologram"}], 7]
    for position, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["outputs"] = wrong[position % len(wrong)]
            cell["execution_count"] = "three"
    return _dump(notebook)


@_case("full")
def outputs_missing(reference: Notebook) -> bytes:
    """Code cells without the fields outputs and execution_count."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    return _dump(notebook)


# --- Names and files -----------------------------------------------------------------------------


@_case("full")
def wrong_file_name(reference: Notebook) -> Files:
    """The notebook has another name."""
    return {"homework3_final.ipynb": _dump(reference)}


@_case("full")
def name_of_a_second_download(reference: Notebook) -> Files:
    """The name that a browser gives to a second download."""
    return {f"{assignment_of(reference)} (1).ipynb": _dump(reference)}


@_case("full")
def name_in_capitals(reference: Notebook) -> Files:
    """The name is in capitals, its ending too."""
    return {f"{assignment_of(reference).upper()}.IPYNB": _dump(reference)}


@_case("full")
def name_with_spaces_and_unicode(reference: Notebook) -> Files:
    """Spaces, accents, an emoji and Chinese in the name."""
    return {"Zoë’s homework – 手写数字 🎉 .ipynb": _dump(reference)}


@_case("full")
def name_like_an_option(reference: Notebook) -> Files:
    """A name that begins like an option of a command."""
    return {"--help; echo $(date) & 'x'.ipynb": _dump(reference)}


@_case("full")
def two_notebooks(reference: Notebook) -> Files:
    """The rightly named notebook and an unfinished one beside it."""
    return {
        f"{assignment_of(reference)}.ipynb": _dump(reference),
        "Untitled.ipynb": _dump(_unfinished(reference)),
    }


def _unfinished(reference: Notebook) -> Notebook:
    """Returns the reference with all its solutions taken out."""
    notebook = copy.deepcopy(reference)
    for cell in notebook["cells"]:
        if _is_solution(cell):
            cell["source"] = _stub(_source(cell))
    return notebook


@_case("full")
def two_notebooks_one_unreadable(reference: Notebook) -> Files:
    """The rightly named notebook and a broken one beside it."""
    return {
        f"{assignment_of(reference)}.ipynb": _dump(reference),
        f"{assignment_of(reference)}-Copy1.ipynb": b'{"cells": [',
    }


@_case("full")
def checkpoint_beside_notebook(reference: Notebook) -> Files:
    """An automatic checkpoint of an earlier state lies in a hidden folder."""
    name = assignment_of(reference)
    return {
        f"{name}.ipynb": _dump(reference),
        f".ipynb_checkpoints/{name}-checkpoint.ipynb": _dump(_unfinished(reference)),
    }


@_case("full")
def notebook_in_a_folder(reference: Notebook) -> Files:
    """The notebook lies in a folder of the assignment's name."""
    name = assignment_of(reference)
    return {f"{name}/{name}.ipynb": _dump(reference)}


@_case("full")
def modules_beside_notebook(reference: Notebook) -> Files:
    """Files beside the notebook have the names of modules that it imports."""
    shadow = b'raise ImportError("this is not the real module")\n'
    return {
        f"{assignment_of(reference)}.ipynb": _dump(reference),
        "numpy.py": shadow,
        "keras.py": shadow,
        "autograder.py": shadow,
        "conftest.py": shadow,
    }


# Nothing in these has to be repaired: what is odd about them is read as it is, or lies in what
# grading leaves out anyway.
NOTHING_TO_REPAIR = {
    "windows_line_ends",
    "windows_line_ends_in_sources",
    "later_format",
    "format_missing",
    "other_kernel",
    "other_language",
    "notebook_metadata_stripped",
    "notebook_metadata_missing",
    "points_edited",
    "solutions_marked_as_locked",
    "ids_missing",
    "ids_double",
    "ids_invalid",
    "not_a_number",
    "unknown_cell_type",
    "sources_as_lists",
    "thousands_of_empty_cells",
    "check_cells_edited",
    "check_cells_reordered",
    "check_cells_before_solutions",
    "solution_cell_split",
    "solution_cells_merged",
    "all_solutions_in_one_cell",
    "solutions_retyped_below_stubs",
    "solutions_retyped",
    "solution_cell_deleted",
    "written_answer_deleted",
    "grade_ids_swapped",
    "fifty_megabytes_of_outputs",
    "thousands_of_outputs",
    "outputs_of_wrong_types",
    "outputs_missing",
    "checkpoint_beside_notebook",
    "notebook_in_a_folder",
    "modules_beside_notebook",
}


def handed_in(case: BrokenNotebook, reference: NotebookNode, name: str, root: Path) -> Handed:
    """Write what a broken submission consists of, and choose the notebook as grading does."""
    built = case.build(json.loads(nbformat.writes(reference)))
    files = built if isinstance(built, dict) else {f"{name}.ipynb": built}
    folder = root / "ada" / name
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return choose_notebook(folder, name, folder.parent.name)
