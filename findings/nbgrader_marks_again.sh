#!/usr/bin/env bash
# A written answer that was marked waits for a mark again once its unchanged file is graded again.
#
# Guess: `nbgrader autograde --force` on a file that has not changed leaves what a person has given as it is: the
# answer is the same, so that it is still marked, as formgrader showed before.
# Is: the points and the comment stay, but the answer counts as not marked, for every student, so that a person
# has to confirm all marks of a class after each run. Nothing compares the answer with the one that was marked.
# Versions: nbgrader 0.9.6, nbclient 0.11.0, ipykernel 7.4.0
# Source: `_add_score` in `nbgrader/preprocessors/saveautogrades.py`, which asks for a review wherever there has
# been a mark.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6 nbclient==0.11.0 ipykernel==7.4.0

mkdir -p course/source/one course/submitted/ada/one
cat > course/nbgrader_config.py <<'END'
c = get_config()
c.CourseDirectory.course_id = "course"
END
cd course
export PATH="$folder/venv/bin:$PATH" PYTHONWARNINGS=ignore
python - <<'END'
import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

cell = new_markdown_cell("What is a neuron?")
cell.metadata.nbgrader = {
    "grade": True, "solution": True, "locked": False, "task": False, "grade_id": "neuron",
    "points": 2, "schema_version": 3, "cell_type": "markdown",
}
notebook = new_notebook(cells=[cell])
nbformat.write(notebook, "source/one/one.ipynb")
END
nbgrader generate_assignment one --log-level=ERROR
python - <<'END'
import nbformat

notebook = nbformat.read("release/one/one.ipynb", as_version=4)
notebook.cells[0].source = "A sum of what comes in, and a bend."
nbformat.write(notebook, "submitted/ada/one/one.ipynb")
END
nbgrader autograde one --log-level=ERROR

look() {
  python - "$1" <<'END'
import sys
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db", "course") as gradebook:
    grade = gradebook.find_grade("neuron", "one", "one", "ada")
    if sys.argv[1] == "mark":
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    print(f"{grade.score} points, waits for a mark: {grade.needs_manual_grade}")
END
}
test "$(look mark)" = "1.5 points, waits for a mark: False"
cp submitted/ada/one/one.ipynb before.ipynb
nbgrader autograde one --force --log-level=ERROR
cmp submitted/ada/one/one.ipynb before.ipynb
found=$(look again)
echo "the same file, graded again: $found"
test "$found" = "1.5 points, waits for a mark: True" || { echo "a mark stands now" >&2; exit 1; }
