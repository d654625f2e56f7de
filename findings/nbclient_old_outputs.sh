#!/usr/bin/env bash
# After a run, cells that were not run still show what they printed once.
#
# Guess: a notebook that nbclient (or `jupyter nbconvert --execute`) has run holds outputs of this run and no
# others, so that no output means that nothing was printed, and an output that it was.
# Is: outputs are emptied one cell at a time, when it is run. A code cell without text, or with only blank
# lines, is passed over, and so is one with the tag `skip-execution`: their old outputs and execution counts
# stay, beside those of the new run. The preprocessor `ClearOutputPreprocessor` before the run removes them.
# Versions: nbclient 0.11.0, ipykernel 7.4.0
# Source: the start of `async_execute_cell` in `nbclient/client.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check nbclient==0.11.0 ipykernel==7.4.0

PATH="$PWD/venv/bin:$PATH" venv/bin/python - 2>/dev/null <<'END'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output


def cell(source, **metadata):
    old = new_output("stream", text="old\n")
    return new_code_cell(source, outputs=[old], execution_count=9, metadata=metadata)


cells = [cell("print('new')"), cell(""), cell(" \n"), cell("print('new')", tags=["skip-execution"])]
NotebookClient(new_notebook(cells=cells), kernel_name="python3", timeout=60).execute()
seen = [(one.execution_count, *(output.text for output in one.outputs)) for one in cells]
print("run, empty, blank, skipped:", seen)
assert seen == [(1, "new\n"), (9, "old\n"), (9, "old\n"), (9, "old\n")], "old outputs are removed now"
END
