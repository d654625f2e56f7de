#!/usr/bin/env bash
# `interrupt_on_timeout` does not go on with the next cell.
#
# Guess: with `interrupt_on_timeout=True` a notebook goes on after a cell that takes too long, as the setting's
# own help says: "continue executing other cells rather than throwing an error and stopping".
# Is: the interrupt is a KeyboardInterrupt in the cell, and so an error like any other: nbclient stops there
# with `CellExecutionError`, which does not say that there was a timeout. It goes on only if errors are allowed
# as well, by `allow_errors`, `allow_error_names` or the tag `raises-exception`.
# Versions: nbclient 0.11.0, ipykernel 7.4.0
# Source: the help of `interrupt_on_timeout` in `nbclient/client.py`, and `_check_raise_for_error` there.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check nbclient==0.11.0 ipykernel==7.4.0

PATH="$PWD/venv/bin:$PATH" venv/bin/python - 2>/dev/null <<'END'
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook


def run(**settings):
    cells = [new_code_cell("import time\ntime.sleep(60)"), new_code_cell("print('after')")]
    notebook = new_notebook(cells=cells)
    try:
        NotebookClient(notebook, kernel_name="python3", timeout=2, interrupt_on_timeout=True, **settings).execute()
    except CellExecutionError as error:
        return type(error).__name__, error.ename, len(cells[1].outputs)
    return "no error", cells[0].outputs[0].ename, len(cells[1].outputs)


alone, allowed = run(), run(allow_error_names=["KeyboardInterrupt"])
print(f"alone: {alone}; with KeyboardInterrupt allowed: {allowed}")
assert alone == ("CellExecutionError", "KeyboardInterrupt", 0), "the setting alone goes on now"
assert allowed == ("no error", "KeyboardInterrupt", 1)
END
