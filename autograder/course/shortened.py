"""What of a notebook nbgrader records and shows: all, within bounds that nobody reaches by working.

In: a submitted notebook. Out: the same, or one that begins with a note and has no more unmarked cells
than anybody writes. For each cell nbgrader, nbconvert and nbformat take milliseconds, several times,
and all the others wait for that. Grading runs and judges every cell, whatever is shown.
"""

from __future__ import annotations

import json

import nbformat
from nbformat import NotebookNode

from autograder.assignment.notebook import grade_id

# Cells without a mark of the assignment's, and characters of these with their pictures.
MOST_CELLS, MOST_CHARACTERS = 1_000, 10_000_000


def shortened(notebook: NotebookNode) -> tuple[NotebookNode, str]:
    """Return a notebook within bounds, and what a person should know of it; "" if it is as it was."""
    kept = []
    cells, characters = MOST_CELLS, MOST_CHARACTERS
    for cell in notebook.cells:
        if not grade_id(cell):
            cells -= 1
            characters -= len(cell.source) + len(json.dumps(cell.get("attachments") or {}))
            if cells < 0 or characters < 0:
                continue
        kept.append(cell)
    left_out = len(notebook.cells) - len(kept)
    if not left_out:
        return notebook, ""
    note = (
        f"{left_out} of {len(notebook.cells)} cells are not shown: beside the assignment's own, a page "
        f"has {MOST_CELLS:,} cells and {MOST_CHARACTERS:,} characters"
    )
    first = nbformat.v4.new_markdown_cell(f"{note}. All code was graded.")
    return NotebookNode({**notebook, "cells": [first, *kept]}), note
