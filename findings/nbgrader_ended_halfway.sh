#!/usr/bin/env bash
# `generate_assignment` that is ended halfway leaves an assignment that looks entered and cannot be graded.
#
# Guess: nbgrader enters an assignment into its gradebook as a whole, so that after Ctrl-C, a full disk or a
# machine that is switched off it is there with all cells, or not at all.
# Is: each cell is a commit of its own: first all grades, then all solutions, and the texts of cells at the
# end. In between, the gradebook has the assignment, its notebook and its points, as formgrader shows them; but
# each `autograde` ends with an error that names a cell, and not `generate_assignment`. And once one was tried,
# there is a submission, so that `generate_assignment` refuses to enter the cells that are missing: the
# assignment has to be removed from the gradebook first. No release is written.
# Versions: nbgrader 0.9.6
# Source: `SaveCells._create_notebook` in `nbgrader/preprocessors/savecells.py`, and the commit in each
# `update_or_create_…` of `nbgrader/api.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6

PATH="$PWD/venv/bin:$PATH" venv/bin/python - 2>/dev/null <<'PYTHON'
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config


def cell(name, source, **kind):
    marks = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "grade_id": name, **kind}
    return new_code_cell(source, metadata={"nbgrader": marks})


notebook = new_notebook(cells=[
    cell("one", "### BEGIN SOLUTION\none = 1\n### END SOLUTION", solution=True),
    cell("check", "assert one == 1", grade=True, locked=True, points=1),
])
for place in ("source/ps1", "submitted/ada/ps1"):
    Path(place).mkdir(parents=True)
    nbformat.write(notebook, f"{place}/p.ipynb")
config = Config()
config.CourseDirectory.root = str(Path.cwd())
api = NbGraderAPI(config=config)
enter, entered = Gradebook.update_or_create_source_cell, []


def interrupted(self, name, *words, **more):
    if entered:
        raise KeyboardInterrupt
    entered.append(name)
    return enter(self, name, *words, **more)


Gradebook.update_or_create_source_cell = interrupted
try:
    api.generate_assignment("ps1")
except BaseException as error:
    print("generate_assignment ends with", type(error).__name__)
Gradebook.update_or_create_source_cell = enter
with Gradebook("sqlite:///gradebook.db") as gradebook:
    (known,) = gradebook.find_assignment("ps1").notebooks
    seen = known.max_score, len(known.grade_cells), len(known.solution_cells), len(known.source_cells)
print("points, grades, solutions and texts of cells:", seen, "- release:", Path("release/ps1/p.ipynb").exists())
assert seen == (1, 1, 1, 1), "cells are entered together now"
graded = api.autograde("ps1", "ada")
said = graded["error"] + graded["log"]
print("autograde:", graded["success"], "- names generate_assignment:", "generate_assignment" in said)
assert not graded["success"], "autograde works now"
again = api.generate_assignment("ps1", force=True)
print("generate_assignment again:", again["success"], "- there are submissions:", "submissions" in again["log"])
assert not again["success"], "generate_assignment repairs it now"
PYTHON
