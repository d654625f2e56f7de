"""Build a submission from the reference notebook and a short text with the cells that differ.

The text is Python with header comments and cell marks:

    # assignment: mnist_sgd
    # about: divides by 256 instead of 255
    # %% normalize_images
    def normalize_images(images):
        return images / 256

`# %% <grade_id>` replaces a cell's source, `# %% before <grade_id>` and `# %% after <grade_id>` add a
cell next to it, `# %% end` adds one at the end. The demo's class and the tests' corpora are such files.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

HEADER = re.compile(r"^#\s*([a-z_]+):\s*(.*)$")
MARK = re.compile(r"^# %%\s*(?:(before|after)\s+)?(\w+)\s*$")


@dataclasses.dataclass(frozen=True)
class Sample:
    """A submission in short.

    Attributes:
        name: The file's name without its ending.
        headers: What the header comments say.
        cells: Where each cell goes ("", "before", "after"), the grade_id, and its source.
    """

    name: str
    headers: dict[str, str]
    cells: tuple[tuple[str, str, str], ...]

    @property
    def assignment(self) -> str:
        """The assignment's name."""
        return self.headers["assignment"]

    def words(self, header: str) -> frozenset[str]:
        """Return the words of a header, such as the names of tasks."""
        return frozenset(self.headers.get(header, "").split())


def read_sample(path: Path) -> Sample:
    """Read a sample.

    Raises:
        ValueError: It names no assignment.
    """
    headers: dict[str, str] = {}
    cells: list[tuple[str, str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        mark = MARK.match(line)
        if mark:
            cells.append((mark[1] or "", mark[2], []))
        elif cells:
            cells[-1][2].append(line)
        elif header := HEADER.match(line):
            headers[header[1]] = header[2].strip()
    if "assignment" not in headers:
        raise ValueError(f"{path} names no assignment: it needs a line '# assignment: …'.")
    return Sample(
        path.stem,
        headers,
        tuple((place, target, "\n".join(source).strip("\n")) for place, target, source in cells),
    )


def build(sample: Sample, reference: NotebookNode) -> NotebookNode:
    """Return the reference notebook with the sample's cells put in.

    Raises:
        ValueError: The sample names a cell that the reference does not have.
    """
    notebook = nbformat.from_dict(reference)
    notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
    for place, target, source in sample.cells:
        if target == "end" and not place:
            notebook.cells.append(nbformat.v4.new_code_cell(source))
            continue
        position = next(
            (
                i
                for i, cell in enumerate(notebook.cells)
                if cell.metadata.get("nbgrader", {}).get("grade_id") == target
            ),
            None,
        )
        if position is None:
            raise ValueError(f"{sample.name}: the reference has no cell {target!r}.")
        if not place:
            notebook.cells[position].source = source
        else:
            offset = 0 if place == "before" else 1
            notebook.cells.insert(position + offset, nbformat.v4.new_code_cell(source))
    return notebook
