"""One line below a check cell that says what is being checked, while it takes longer than a moment."""

from __future__ import annotations

import html
import time
from typing import Any

from autograder.assignment.task_tables import Task

# What checks of other kinds take is hardly noticed.
DOES = {
    "train": "your function trains a few small networks",
    "test_accuracy": "your functions train the network, then it sees new images",
}


class SignsOfLife:
    """A line of output that is written anew for each task of a block; a terminal shows a line for each.

    Where no shell is there to show it, nothing is shown.

    Args:
        tasks: What is to be checked.
    """

    def __init__(self, tasks: list[Task]) -> None:
        slow = any(task.kind in DOES for task in tasks)
        self.tasks = tasks if slow or len(tasks) > 1 else []
        self.began = time.monotonic()
        self.handle: Any = None

    def say(self, task: Task) -> None:
        """Say that a task is checked now."""
        if task not in self.tasks:
            return
        text = f"Checking {task.name}"
        if len(self.tasks) > 1:
            text += f" ({self.tasks.index(task) + 1} of {len(self.tasks)})"
        if task.kind in DOES:
            text += f": {DOES[task.kind]}, which takes some seconds"
        self._show(f"{text} …")

    def __enter__(self) -> SignsOfLife:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        """Say how long it took, and whether it came to its end."""
        if self.handle is not None:
            seconds = max(1, round(time.monotonic() - self.began))
            self._show(f"{'Checked in' if kind is None else 'Stopped after'} {seconds} s.")

    def _show(self, text: str) -> None:
        try:
            from IPython import get_ipython
            from IPython.display import display
        except ImportError:
            return
        if get_ipython() is None:
            return
        shown = {
            "text/plain": text,
            "text/html": f'<div role="status" style="font-size:13px">{html.escape(text)}</div>',
        }
        if self.handle is None:
            self.handle = display(shown, raw=True, display_id=True)
        else:
            self.handle.update(shown, raw=True)
