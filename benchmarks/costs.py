"""What a submission costs by its parts, at this commit and at an earlier one.

In: the builds. Out: plain numbers: processor time of the process that leads a class, and of everything
but training; memory of workers; evidence on the disk; and how long a first look takes.
"""

from __future__ import annotations

import datetime
import re
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

import nbformat

from benchmarks.builds import Build
from benchmarks.measure import MEBIBYTE, run
from benchmarks.systems import ASSIGNMENTS, SUMMARY, Kit, hand_in

Numbers = dict[str, float]
# What trains, in both assignments: without it only cells, figures and judging are left.
TRAINING = ("train_with_sgd", "train_with_adam")
# Runs the command as its program does, and says what its own process took.
LED = """
import resource, sys
from autograder.cli import main
sys.argv = ["autograder", "grade", *sys.argv[1:]]
try:
    status = main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print("\\nprocessor of its own:", used.ru_utime + used.ru_stime)
sys.exit(status)
"""
OWN = re.compile(r"^processor of its own: ([\d.]+)$", re.MULTILINE)
TRIED = re.compile(
    r"^(try_|full_training|show_curves|show_predictions|show_confusions|show_mistakes)"
)
# The cells that a student waits for, in a kernel that goes on from one to the next: the first check of
# a session, one without training, one with, and the accuracy.
LOOKS = {
    "the first check": "check_normalize_images",
    "without training": "check_flatten_images",
    "with training": "check_train_with_sgd",
    "accuracy": "check_test_accuracy",
}


def parent(builds: Sequence[Build], sizes: Sequence[int] = (2, 12)) -> Numbers:
    """Processor seconds of the leading process for one more submission whose evidence is there.

    A class is graded once, to have its evidence and its verdicts; then it is graded again with an empty
    gradebook, so that no student code runs and nothing is judged.
    """
    found: Numbers = {}
    for build in builds:
        for assignment in ASSIGNMENTS:
            spent = []
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                root = Path(folder) / "recorded"
                system = Kit(build)
                root.mkdir()
                system.prepare(root, assignment, range(max(sizes)), None)
                system.grade(root, assignment, None)
                for size in sizes:
                    again = Path(folder) / f"class-{size}"
                    again.mkdir()
                    system.prepare(again, assignment, (), None)
                    _take_over(root, again, assignment, size)
                    spent.append(_led(build, again, assignment))
            each = max(sizes) - min(sizes)
            found[f"{build.name} {assignment}"] = (spent[-1] - spent[0]) / each
    return found


def _led(build: Build, course: Path, assignment: str) -> float:
    """Grade a class; return the processor seconds of the leading process alone."""
    spent = run(
        build.bin / "python", "-c", LED, assignment, folder=course, environment=build.environment()
    )
    found = OWN.search(spent.said)
    assert found, spent.said
    return float(found[1])


def _take_over(recorded: Path, course: Path, assignment: str, size: int) -> None:
    """Give a course the seed, the evidence and some of the submissions of another one."""
    shutil.rmtree(course / ".autograder", ignore_errors=True)
    shutil.copytree(recorded / ".autograder", course / ".autograder")
    for folder in sorted((recorded / "submitted").iterdir())[:size]:
        shutil.copytree(folder, course / "submitted" / folder.name)


def apart(builds: Sequence[Build], sizes: Sequence[int] = (1, 5)) -> Numbers:
    """Processor seconds of one more submission that trains nothing: cells, figures, judging."""
    found: Numbers = {}
    for assignment in ASSIGNMENTS:
        for build in builds:
            spent = []
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                for size in sizes:
                    root = Path(folder) / str(size)
                    system = Kit(build, workers=1)
                    root.mkdir()
                    system.prepare(root, assignment, (), None)
                    hand_in(build, root, assignment, range(size), without=TRAINING)
                    spent.append(system.grade(root, assignment, None).processor)
            found[f"{build.name} {assignment}"] = (spent[-1] - spent[0]) / (sizes[-1] - sizes[0])
    return found


def memory(builds: Sequence[Build], students: int = 4, workers: int = 2) -> Numbers:
    """Proportional set size of a class at its highest, and evidence on the disk.

    Of all processes together, and of a worker: the largest that a process of the class has forked.
    """
    found: Numbers = {"students": students, "workers": workers}
    for assignment in ASSIGNMENTS:
        for build in builds:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                root = Path(folder) / "class"
                root.mkdir()
                system = Kit(build, workers=workers)
                system.prepare(root, assignment, range(students), None)
                spent = system.grade(root, assignment, None, memory=True)
                kept = (root / ".autograder" / "evidence").rglob("*")
                size = sum(path.stat().st_size for path in kept if path.is_file())
            found[f"{build.name} {assignment} MiB of memory"] = spent.peak_mib
            found[f"{build.name} {assignment} MiB of a worker"] = spent.largest_mib
            found[f"{build.name} {assignment} MiB of evidence"] = size / MEBIBYTE / students
    return found


def look(builds: Sequence[Build], pairs: int = 3) -> Numbers:
    """Seconds until there is feedback: `autograder check` in a terminal, and cells in a kernel."""
    found: dict[str, list[float]] = {}
    assignment = ASSIGNMENTS[0]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        for _ in range(pairs):
            for build in builds:
                path = _reference(build, assignment)
                nbformat.write(nbformat.read(path, as_version=4), folder / path.name)
                spent = run(
                    build.bin / "autograder", "check", path.name, folder=folder,
                    environment=build.environment(),
                )  # fmt: skip
                found.setdefault(f"{build.name} autograder check", []).append(spent.wall)
                cells = _waited_for(build, folder, assignment, {*LOOKS.values()})
                for words, cell in LOOKS.items():
                    found.setdefault(f"{build.name} {words}", []).append(cells[cell])
                cells = _waited_for(build, folder, assignment, SUMMARY)
                found.setdefault(f"{build.name} check.all()", []).append(*cells.values())
    return {name: statistics.median(times) for name, times in found.items()}


def _reference(build: Build, assignment: str) -> Path:
    return build.root / "solutions" / assignment / f"{assignment}.ipynb"


def _waited_for(
    build: Build, folder: Path, assignment: str, checks: AbstractSet[str]
) -> dict[str, float]:
    """Run the reference's functions and some of its checks in a kernel; return the seconds of these."""
    notebook = nbformat.read(_reference(build, assignment), as_version=4)
    notebook.cells = [
        cell for cell in notebook.cells if cell.cell_type == "code" and _is_run(_name(cell), checks)
    ]
    nbformat.write(notebook, folder / "before.ipynb")
    run(
        build.bin / "jupyter", "nbconvert", "--to", "notebook", "--execute", "before.ipynb",
        "--output", "after.ipynb", folder=folder, environment=build.environment(),
    )  # fmt: skip
    after = nbformat.read(folder / "after.ipynb", as_version=4)
    return {_name(cell): _seconds(cell) for cell in after.cells if _name(cell) in checks}


def _name(cell: nbformat.NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _is_run(name: str, checks: AbstractSet[str]) -> bool:
    """Whether a cell is one of these checks, or neither a check nor a trial."""
    is_check = name.startswith("check_") or name in SUMMARY
    return name in checks if is_check else not TRIED.match(name)


def _seconds(cell: nbformat.NotebookNode) -> float:
    """Return for how long the kernel was busy with a cell, by the times that Jupyter notes."""
    busy, idle = (
        datetime.datetime.fromisoformat(cell.metadata.execution[f"iopub.status.{state}"])
        for state in ("busy", "idle")
    )
    return (idle - busy).total_seconds()
