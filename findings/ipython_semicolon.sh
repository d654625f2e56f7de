#!/usr/bin/env bash
# A semicolon at the end of a cell throws its value away.
#
# Guess: the semicolon hides the value, as the documentation says, and nothing else: `_` and `Out` have it, as
# they have every other.
# Is: the hook that shows a value returns before it is entered anywhere. `_` keeps the value of an earlier cell,
# `Out` has no entry for this one, and a program that runs the cell finds no result. A comment behind the
# semicolon changes nothing; a semicolon at the end of such a comment does not count.
# Versions: IPython 9.18.1
# Source: `DisplayHook.__call__` and `quiet` in `IPython/core/displayhook.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check ipython==9.18.1

IPYTHONDIR="$PWD" venv/bin/python - <<'END'
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()


def run(cell):
    result = shell.run_cell(cell, store_history=True).result
    return result, shell.user_ns["_"], sorted(shell.user_ns["Out"])


seen = {cell: run(cell) for cell in ("1", "2;", "3;  # hidden", "4  # shown;")}
for cell, (result, last, entries) in seen.items():
    print(f"{cell!r}: result {result}, _ is {last}, Out has {entries}")
assert seen["1"] == (1, 1, [1])
assert seen["2;"] == seen["3;  # hidden"] == (None, 1, [1]), "the hidden value is kept now"
assert seen["4  # shown;"] == (4, 4, [1, 4])
END
