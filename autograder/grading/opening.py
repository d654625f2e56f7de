"""Open a file that a student handed in: it is read in a process with limits, never in this one.

In: the bytes of a file. Out: a notebook of checked data, or a `NotebookError` that says what is wrong
with it. A file with which that process does not get done costs its own student the points only.
"""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.assignment.notebook import as_notebook
from autograder.assignment.tidy import NotebookError, from_answer
from autograder.sandbox.limited import Bounds, LimitError, run_limited

# Of a notebook of 64 MiB that holds what takes longest, more than twice.
BOUNDS = Bounds(seconds=10.0)


def open_notebook(content: bytes, name: str) -> tuple[NotebookNode, list[str]]:
    """Return the notebook that a file holds, without outputs, and the repairs made.

    Args:
        content: The file's bytes.
        name: Its name, for messages.

    Raises:
        NotebookError: It is not a notebook, or cannot be read within the limits; the message says why.
        OSError: The machine gives the process that reads it no time; the file is not to blame.
    """
    label = name.encode("utf-8", "replace").replace(b"\x00", b"?")
    try:
        answer = run_limited("autograder.assignment.tidy:answer", label + b"\x00" + content, BOUNDS)
    except LimitError as error:
        raise NotebookError(f"{name} cannot be read: {error}. No notebook needs that.") from error
    return as_notebook(from_answer(answer, name))
