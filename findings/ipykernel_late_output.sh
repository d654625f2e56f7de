#!/usr/bin/env bash
# What a task of asyncio prints late is lost; what a thread prints late is put into another cell.
#
# Guess: when a cell has started something that prints while a later cell runs, both ways of starting it end
# alike: the text is in the later cell's outputs, or in those of the cell that started it.
# Is: ipykernel keeps which cell is running in a context variable. A task has a copy of its cell's context, so
# its text is sent as an output of that cell, which nbclient has finished with and no longer listens for: the
# text is nowhere in the notebook, and nothing says so. A thread has no such context, and its text becomes an
# output of the cell that happens to run.
# Versions: ipykernel 7.4.0, nbclient 0.11.0
# Source: `OutStream.parent_header` in `ipykernel/iostream.py`; `_async_poll_output_msg` in
# `nbclient/client.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check ipykernel==7.4.0 nbclient==0.11.0

PATH="$PWD/venv/bin:$PATH" venv/bin/python - 2>/dev/null <<'END'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

TASK = """
import asyncio
async def late():
    await asyncio.sleep(1)
    print("from the task")
task = asyncio.create_task(late())
"""
THREAD = """
import threading, time
def late():
    time.sleep(1)
    print("from the thread")
threading.Thread(target=late).start()
"""


def texts(start, wait):
    notebook = new_notebook(cells=[new_code_cell(start), new_code_cell(wait)])
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    return ["".join(one.get("text", "") for one in cell.outputs) for cell in notebook.cells]


task = texts(TASK, "await asyncio.sleep(3)\nprint('done:', task.done())")
thread = texts(THREAD, "time.sleep(3)")
print(f"the outputs of both cells: {task} and {thread}")
assert task == ["", "done: True\n"], "the task's text is somewhere now"
assert thread == ["", "from the thread\n"], "the thread's text is elsewhere now"
END
