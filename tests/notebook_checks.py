"""Run notebooks and their own checks, as a student does: `check("<task>")` in the notebook's kernel.

In: for each notebook its path, its assignment and the tasks to check. Out: the points of each task.
TensorFlow is imported once; each notebook is run to its end in a fork, by the shell that a kernel
has, and its tasks are checked there. `autograder grade` and the other ways are nowhere involved.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).parent
CHECK = re.compile(r"check(\.all)?\(.*\)")
Wanted = tuple[str, str, tuple[str, ...]]


def points_in_notebooks(
    every: Sequence[Wanted], workers: int = 2, python: str = sys.executable
) -> list[dict[str, float]]:
    """Return the points of each notebook's tasks by its own checks.

    Args:
        every: Path, assignment and tasks of each notebook.
        workers: How many to run at a time.
        python: Runs them; that of another environment has other versions of the packages.
    """
    environment = {**os.environ, "MNIST_OFFLINE": "1", "MPLBACKEND": "Agg"}
    done = subprocess.run(
        [python, __file__, str(workers)], input=json.dumps(every), cwd=TESTS,
        env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: list[dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _run(path: str, assignment: str, tasks: Sequence[str], target: Path) -> None:
    """Run a notebook in this process and write the points of its tasks."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    from autograder import Checker

    class Shell(InteractiveShell):
        """The shell of a kernel, as far as `%matplotlib inline` needs it."""

        def enable_gui(self, gui: str | None = None) -> None:
            """There is no window to draw into."""

    notebook = nbformat.read(path, as_version=4)
    shell = Shell.instance()
    for cell in notebook.cells:
        if cell.cell_type == "code" and not CHECK.fullmatch(cell.source.strip()):
            shell.run_cell(cell.source, store_history=True)
    check = shell.user_ns.get("check")
    if not isinstance(check, Checker):
        check = Checker(assignment)
    points = {task: float(repr(check(task))) for task in tasks}
    target.write_text(json.dumps(points), encoding="utf-8")


def _serve(every: Sequence[Wanted], workers: int) -> list[dict[str, float]]:
    """Run each notebook in a fork of its own, several at a time."""
    from autograder.sandbox.zygote import warm_up

    warm_up()
    with tempfile.TemporaryDirectory(prefix="notebooks-") as folder:
        targets = [Path(folder) / f"{number}.json" for number in range(len(every))]
        running = 0
        for number, (path, assignment, tasks) in enumerate(every):
            if running == workers:
                os.wait()
                running -= 1
            scratch = Path(folder) / str(number)
            scratch.mkdir()
            if os.fork() == 0:
                with contextlib.suppress(BaseException):
                    os.dup2(os.open(Path(folder) / "log", os.O_CREAT | os.O_WRONLY), 1)
                    os.dup2(1, 2)
                    os.chdir(scratch)
                    # As in a kernel: modules that a cell has written can be imported.
                    sys.path.insert(0, "")
                    _run(path, assignment, tasks, targets[number])
                os._exit(0)
            running += 1
        for _ in range(running):
            os.wait()
        return [
            json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
            for target in targets
        ]


if __name__ == "__main__":
    print("\n" + json.dumps(_serve(json.load(sys.stdin), int(sys.argv[1]))))
