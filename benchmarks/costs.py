"""What a submission costs by its parts, at this commit and at an earlier one.

In: the builds. Out: plain numbers: processor time of the process that leads a class, and of everything
but training; memory of workers; evidence on the disk; and how long a first look takes.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat

from benchmarks.builds import Build
from benchmarks.measure import MEBIBYTE, Spent, run
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
# The checks that a student looks at, by what they cost.
LOOKS = {
    "without training": ("normalize_images",),
    "with training": ("train_with_sgd",),
    "accuracy": ("test_accuracy",),
    "check.all()": (SUMMARY,),
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
    """Seconds until there is feedback: `autograder check`, and checks in a kernel.

    The latter are the time of a notebook that ends with the check, less that of one without it.
    """
    found: dict[str, list[float]] = {}
    assignment = ASSIGNMENTS[0]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        for _ in range(pairs):
            for build in builds:
                whole = _notebook(build, assignment, None)
                nbformat.write(whole, folder / f"{assignment}.ipynb")
                spent = run(
                    build.bin / "autograder", "check", f"{assignment}.ipynb", folder=folder,
                    environment=build.environment(),
                )  # fmt: skip
                found.setdefault(f"{build.name} autograder check", []).append(spent.wall)
                bare = _executed(build, folder, assignment, ()).wall
                for words, checks in LOOKS.items():
                    wall = _executed(build, folder, assignment, checks).wall
                    found.setdefault(f"{build.name} {words}", []).append(wall - bare)
    return {name: statistics.median(times) for name, times in found.items()}


def _notebook(build: Build, assignment: str, checks: Sequence[str] | None) -> nbformat.NotebookNode:
    """Return the reference; with checks, all of it but trials, and of the checks these."""
    path = build.root / "solutions" / assignment / f"{assignment}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    if checks is None:
        return notebook
    kept = []
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        wanted = name.removeprefix("check_") in checks
        if cell.cell_type == "code" and not TRIED.match(name):
            is_check = name.startswith("check_") or name == SUMMARY
            if not is_check or wanted:
                kept.append(cell)
    notebook.cells = kept
    return notebook


def _executed(build: Build, folder: Path, assignment: str, checks: Sequence[str]) -> Spent:
    """Run a notebook in a kernel of its own."""
    path = folder / f"{assignment}.ipynb"
    nbformat.write(_notebook(build, assignment, checks), path)
    return run(
        build.bin / "jupyter", "nbconvert", "--to", "notebook", "--execute", "--stdout", path.name,
        folder=folder, environment=build.environment(),
    )  # fmt: skip
