#!/usr/bin/env bash
# A check cell that ends in a NumPy number gives full points, however small the number is.
#
# Guess: nbgrader takes the value of a check cell's last line as the points, as its documentation on partial
# credit says, so that `points * np.mean(passed)` gives half the points where half of the cases passed.
# Is: nbgrader reads the text of the value. Since NumPy 2 that is `np.float64(1.0)`, which is no number, and
# what is no number counts as full points, with a warning in the log. So does `nan`, and so does a negative
# number. A sum that is above the maximum by a rounding error is no full mark but an exception.
# Versions: nbgrader 0.9.6, NumPy 2.4.6
# Source: `get_partial_grade` in `nbgrader/utils.py`; NumPy 2.0.0 release notes, NEP 51 on the representation
# of scalars.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6 numpy==2.4.6

venv/bin/python - <<'END'
import numpy as np
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade


def points(value, maximum=2):
    shown = new_output("execute_result", data={"text/plain": repr(value)}, execution_count=1)
    cell = new_code_cell("...", outputs=[shown])
    cell.metadata.nbgrader = {"grade": True, "solution": False, "grade_id": "a", "points": maximum}
    return determine_grade(cell)[0]


half = 2 * np.mean([True, False])
for value, seen in ((float(half), 1.0), (half, 2.0), (np.nan, 2.0), (-1.0, 2.0)):
    print(f"{value!r} of 2 points: {points(value)}")
    assert points(value) == seen, f"{value!r} counts differently now"
try:
    points(0.1 + 0.2, maximum=0.3)
except ValueError as error:
    print(f"{0.1 + 0.2} of 0.3 points: {error}")
else:
    raise AssertionError("a rounding error is forgiven now")
END
