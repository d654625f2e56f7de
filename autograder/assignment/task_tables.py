"""The tasks of a rubric: what each is worth, by which checks, and what the contract must have for them.

In: the table `tasks` of a parsed rubric, and the modules of checks, which are read and not run. Out:
frozen tasks. A wrong value is an error that names the key.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.architecture import Layer
from autograder.assignment.calls import Calls, read_calls
from autograder.assignment.model_tables import EarlyStopping
from autograder.assignment.own_texts import words_alone
from autograder.assignment.parsed import parsed
from autograder.assignment.places import PACKAGE
from autograder.assignment.toml import Reader, RubricError

# Kinds of task whose functions a check calls beside its own.
NEEDED = {"test_accuracy": ("normalize", "model", "train")}
# Kinds of task that are about the first convolution of the contract's model.
WITH_FILTERS = ("show_filters", "show_feature_maps")
CHECKS = PACKAGE / "judge" / "checks"
WRITTEN, OWN = "written", "own"


@dataclasses.dataclass(frozen=True)
class Task:
    """One task: a stubbed function, or a written answer, and what it is worth.

    Attributes:
        name: The function's name, which is also its nbgrader grade_id.
        kind: What sort of task it is: the name of a check module, "own" for a task that has checks
            of its own, or "written".
        points: Points of each check, in the order in which the checks run. A check that the
            rubric leaves out does not run, unless the ones after it depend on it.
        max_points: Most points for the task.
        calls: The calls that the probe makes, for an own task.
        checks: The file with the checks of an own task; None where they are not at hand, as with a
            student who has not got them.
    """

    name: str
    kind: str
    points: Mapping[str, float]
    max_points: float
    calls: Calls = ()
    checks: Path | None = None

    @staticmethod
    def total(points: Iterable[float]) -> float:
        """Return the sum of the points of checks without the rounding errors of adding them.

        What is earned and what is the most are added in this one way: nbgrader refuses a submission
        whose cell has more than the most, by however little.
        """
        return round(sum(points), 6)

    @property
    def automatic(self) -> bool:
        """Whether the grader marks this task here."""
        return self.kind != WRITTEN and (self.kind != OWN or self.checks is not None)

    @property
    def checks_file(self) -> Path:
        """The file with the task's checks."""
        return self.checks or CHECKS / f"test_{self.kind}.py"

    @property
    def marked_by(self) -> str:
        """Who marks a task that is not marked here."""
        return "a person" if self.kind == WRITTEN else "the course, with checks of its own"

    @property
    def check_cell(self) -> str:
        """The grade_id of the notebook cell that holds this task's points."""
        return self.name if self.kind == WRITTEN else f"check_{self.name}"


def checks_of_kind(kind: str) -> tuple[str, ...]:
    """Return the names of a packaged kind's checks in the order in which they run."""
    path = CHECKS / f"test_{kind}.py"
    return checks_in(path) if path.is_file() else ()


def checks_in(path: Path) -> tuple[str, ...]:
    """Return the names of the checks in a file in the order in which they run.

    They are read from its source, so that they stand in one place, and nothing in it runs here.

    Raises:
        RubricError: The file cannot be read, or is not Python.
    """
    try:
        return _checks_in(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise RubricError(f"the checks in {path} cannot be read: {error}.") from error


@functools.cache
def _checks_in(path: Path, _changed: int) -> tuple[str, ...]:
    """Return the same; a file that has changed is read again."""
    try:
        tree = parsed(path.read_text(encoding="utf-8"))
    except (ValueError, SyntaxError) as error:
        raise RubricError(f"the checks in {path} cannot be read: {error}.") from error
    functions = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return tuple(name.removeprefix("test_") for name in functions if name.startswith("test_"))


@functools.cache
def kinds() -> tuple[str, ...]:
    """Return the kinds of task that there are checks for."""
    return tuple(sorted(path.stem.removeprefix("test_") for path in CHECKS.glob("test_*.py")))


def read_tasks(reader: Reader, data: Mapping[str, Any], folder: Path | None) -> tuple[Task, ...]:
    """Return the tasks of a rubric, in their order.

    Args:
        reader: Reads values.
        data: The parsed rubric.
        folder: The folder with the checks of own tasks, or with a course's words alone, if at hand.

    Raises:
        RubricError: A value is wrong, or a task needs another one.
    """
    table = data.get("tasks")
    if not isinstance(table, dict) or not table:
        raise reader.fail("tasks", "a table for each task", table)
    tasks = tuple(_task(reader, table, name, folder) for name in table)
    kinds_there = {task.kind for task in tasks}
    for task in tasks:
        missing = [kind for kind in NEEDED.get(task.kind, ()) if kind not in kinds_there]
        if missing:
            raise reader.fail(
                f"tasks.{task.name}.kind",
                f"tasks of the kinds {', '.join(NEEDED[task.kind])}, whose functions this check calls",
                f"none of the kind {missing[0]}",
            )
    return tasks


def _task(reader: Reader, tasks: Mapping[str, Any], name: str, checks_folder: Path | None) -> Task:
    key = f"tasks.{name}"
    if not name.isidentifier():
        raise reader.fail(key, "a name that can be a function's", name)
    entry = reader.table(tasks, key, ("kind", "points", "max_points", "calls"))
    kind = reader.text(entry, f"{key}.kind", (*kinds(), OWN, WRITTEN))
    if "calls" in entry and kind != OWN:
        raise reader.fail(f"{key}.calls", 'no such key: only kind "own" has calls', "calls")
    if kind == WRITTEN:
        most = reader.number(entry, f"{key}.max_points", 0, 1000)
        return Task(name=name, kind=kind, points={}, max_points=most)
    if "max_points" in entry:
        raise reader.fail(
            f"{key}.max_points",
            "no such key: the checks' points add up to it",
            entry["max_points"],
        )
    calls = read_calls(reader, entry, f"{key}.calls") if kind == OWN else ()
    folder = checks_folder if kind == OWN else None
    at_hand = folder is not None and not words_alone(folder)
    file = folder / f"test_{name}.py" if folder and at_hand else None
    if file is not None and not file.is_file():
        raise reader.fail(key, f"its checks in {file}", None)
    # Without the file, the points say which checks there are.
    known = entry.get("points") if kind == OWN and file is None else None
    checks = tuple(known) if isinstance(known, dict) else _checks_of(kind, file)
    table = reader.table(entry, f"{key}.points", checks)
    points = {
        check: reader.number(table, f"{key}.points.{check}", 0, 1000)
        for check in checks
        if check in table
    }
    if not points:
        raise reader.fail(f"{key}.points", f"points for any of {', '.join(checks)}", points)
    return Task(name, kind, points, Task.total(points.values()), calls, file)


def _checks_of(kind: str, file: Path | None) -> tuple[str, ...]:
    return checks_of_kind(kind) if file is None else checks_in(file)


def demand_filters(reader: Reader, tasks: tuple[Task, ...], layers: tuple[Layer, ...]) -> None:
    """Check that there are filters to be shown, where a task shows some.

    Raises:
        RubricError: There are none, or they are no pictures.
    """
    first = next((one for one in layers if one.type == "conv2d"), None)
    for task in tasks:
        if task.kind in WITH_FILTERS and (first is None or min(first.window.size) < 2):
            raise reader.fail(
                f"tasks.{task.name}.kind",
                "a conv2d in model.layers, whose first kernels have 2 rows and columns or more",
                "none" if first is None else list(first.window.size),
            )


def demand_what_checks_look_at(
    reader: Reader,
    tasks: tuple[Task, ...],
    layers: tuple[Layer, ...],
    stopping: EarlyStopping | None,
) -> None:
    """Refuse points for what the contract does not ask for: everybody would have them."""
    types = {layer.type for layer in layers}
    needed = {
        ("train", "stops_early"): ("training.early_stopping", stopping is not None),
        ("model", "dropout"): ("a dropout in model.layers", "dropout" in types),
        ("model", "windows"): (
            "layers other than dense ones in model.layers",
            bool(types - {"dense", "flatten", "dropout", "activation", "batch_normalization"}),
        ),
    }
    for task in tasks:
        for check in task.points:
            what, there = needed.get((task.kind, check), ("", True))
            if not there:
                key = f"tasks.{task.name}.points.{check}"
                raise reader.fail(key, f"points for it beside {what} only", task.points[check])
