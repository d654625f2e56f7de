"""Read and validate a rubric: every number and name of an assignment that a course may change.

In: a TOML file. Out: a frozen `Rubric`. A wrong rubric is a `RubricError` that names the file and
the key, what was expected there and what was found.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import itertools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RUBRICS = Path(__file__).parent / "rubrics"
CHECKS = Path(__file__).parent / "checks"
WRITTEN = "written"
OPTIMIZERS = ("SGD", "Adam")
ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "selu", "softplus", "linear", "softmax")


class RubricError(ValueError):
    """A rubric that cannot be used; the message names the key and what to change."""


@dataclasses.dataclass(frozen=True)
class Task:
    """One task: a stubbed function, or a written answer, and what it is worth.

    Attributes:
        name: The function's name, which is also its nbgrader grade_id.
        kind: What sort of task it is: the name of a check module, or "written".
        points: Points of each check, in the order in which the checks run. A check that the
            rubric leaves out does not run, unless the ones after it depend on it.
        max_points: Most points for the task.
    """

    name: str
    kind: str
    points: Mapping[str, float]
    max_points: float

    @property
    def automatic(self) -> bool:
        """Whether the grader, not a person, marks this task."""
        return self.kind != WRITTEN

    @property
    def check_cell(self) -> str:
        """The grade_id of the notebook cell that holds this task's points."""
        return f"check_{self.name}" if self.automatic else self.name


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a submission may use. Seconds are wall clock unless the name says cpu."""

    cell_seconds: float
    call_seconds: float
    training_seconds: float
    submission_seconds: float
    cpu_seconds: float
    memory_mib: int
    processes: int
    disk_mib: int
    output_mib: int
    evidence_mib: int
    notebook_mib: int


@dataclasses.dataclass(frozen=True)
class Rubric:
    """A validated rubric.

    Attributes:
        assignment: The assignment's name.
        title: A title for reports.
        not_executed: grade_ids of cells that grading does not run.
        input_shape: Shape of one image, without the batch axis.
        units: Width of each dense layer; the last is the number of classes.
        activations: Activation of each dense layer.
        optimizer: "SGD" or "Adam".
        loss: Name of the loss; only sparse categorical cross-entropy is known.
        epochs: Epochs that training runs for by default.
        validation_split: Fraction of the training images to hold out, 0 for none required.
        minimum_accuracy: Lowest test accuracy with full points, by data set name.
        limits: What a submission may use.
        tasks: The tasks in the order of the notebook.
    """

    assignment: str
    title: str
    not_executed: tuple[str, ...]
    input_shape: tuple[int, ...]
    units: tuple[int, ...]
    activations: tuple[str, ...]
    optimizer: str
    loss: str
    epochs: int
    validation_split: float
    minimum_accuracy: Mapping[str, float]
    limits: Limits
    tasks: tuple[Task, ...]

    def task(self, name: str) -> Task:
        """Return the task called `name`.

        Raises:
            KeyError: There is no such task; the message lists those that exist.
        """
        for task in self.tasks:
            if task.name == name:
                return task
        known = ", ".join(task.name for task in self.automatic_tasks)
        raise KeyError(f"{self.assignment} has no task {name!r}. Its tasks are: {known}.")

    def task_of_kind(self, kind: str) -> Task | None:
        """Return the first task of a kind, or None."""
        return next((task for task in self.tasks if task.kind == kind), None)

    @property
    def automatic_tasks(self) -> tuple[Task, ...]:
        """The tasks that the grader marks."""
        return tuple(task for task in self.tasks if task.automatic)

    @property
    def max_score(self) -> float:
        """Most points over the automatic tasks."""
        return sum(task.max_points for task in self.automatic_tasks)

    @property
    def pixels(self) -> int:
        """Number of pixels of one image."""
        return functools.reduce(lambda product, size: product * size, self.input_shape, 1)

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases of the contract's model."""
        widths = (self.pixels, *self.units)
        return sum((fan_in + 1) * fan_out for fan_in, fan_out in itertools.pairwise(widths))


@functools.cache
def checks_of_kind(kind: str) -> tuple[str, ...]:
    """Return the names of a kind's checks in the order in which they run.

    The names are read from the source of `checks/test_<kind>.py`, so that they stand in one place.
    """
    path = CHECKS / f"test_{kind}.py"
    if not path.is_file():
        return ()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return tuple(name.removeprefix("test_") for name in functions if name.startswith("test_"))


def kinds() -> tuple[str, ...]:
    """Return the kinds of task that there are checks for."""
    return tuple(sorted(path.stem.removeprefix("test_") for path in CHECKS.glob("test_*.py")))


def packaged_assignments() -> tuple[str, ...]:
    """Return the names of the assignments whose rubrics come with the package."""
    return tuple(sorted(path.stem for path in RUBRICS.glob("*.toml")))


def find_rubric(assignment: str, folders: tuple[Path, ...] = ()) -> Path:
    """Return the path of an assignment's rubric: in the first folder that has one, or the package's.

    Raises:
        RubricError: No folder has it; the message lists the assignments that are known.
    """
    for folder in (*folders, RUBRICS):
        path = folder / f"{assignment}.toml"
        if path.is_file():
            return path
    known = ", ".join(packaged_assignments())
    raise RubricError(
        f"no rubric for an assignment called {assignment!r}. Known assignments: {known}."
    )


def load_rubric(path: Path) -> Rubric:
    """Read and validate a rubric.

    Raises:
        RubricError: The file is missing, is not TOML, or a key in it is wrong.
    """
    try:
        with open(path, "rb") as file:
            data = tomllib.load(file)
    except OSError as error:
        raise RubricError(f"cannot read the rubric {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RubricError(f"the rubric {path} is not valid TOML: {error}.") from error
    return _Reader(path).rubric(data)


class _Reader:
    """Turns a parsed TOML document into a `Rubric`, naming the key of anything wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, key: str, expected: str, found: Any) -> RubricError:
        shown = "nothing" if found is None else repr(found)
        return RubricError(f"{self.path}: {key}: expected {expected}, found {shown}.")

    def table(
        self, parent: Mapping[str, Any], key: str, allowed: tuple[str, ...]
    ) -> dict[str, Any]:
        value = parent.get(key.rpartition(".")[2])
        if not isinstance(value, dict):
            raise self.fail(key, "a table", value)
        self.only(value, key, allowed)
        return value

    def only(self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> None:
        for name in table:
            if name not in allowed:
                place = f"{key}.{name}" if key else name
                raise RubricError(
                    f"{self.path}: {place}: there is no such key. "
                    f"Keys that may stand here: {', '.join(allowed)}."
                )

    def text(self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...] = ()) -> str:
        value = table.get(key.rpartition(".")[2])
        if not isinstance(value, str) or not value or (allowed and value not in allowed):
            raise self.fail(key, f"one of {', '.join(allowed)}" if allowed else "a text", value)
        return value

    def number(
        self, table: Mapping[str, Any], key: str, low: float, high: float, integer: bool = False
    ) -> float:
        value = table.get(key.rpartition(".")[2])
        kind = (int,) if integer else (int, float)
        if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
            noun = "a whole number" if integer else "a number"
            raise self.fail(key, f"{noun} from {low:g} to {high:g}", value)
        return value

    def texts(
        self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        value = table.get(key.rpartition(".")[2])
        if not isinstance(value, list):
            raise self.fail(key, "a list of texts", value)
        for item in value:
            if not isinstance(item, str) or (allowed and item not in allowed):
                raise self.fail(key, f"a list of {', '.join(allowed) or 'texts'}", value)
        return tuple(value)

    def sizes(self, table: Mapping[str, Any], key: str) -> tuple[int, ...]:
        value = table.get(key.rpartition(".")[2])
        right = (
            isinstance(value, list)
            and value
            and all(
                isinstance(size, int) and not isinstance(size, bool) and 0 < size <= 100_000
                for size in value
            )
        )
        if not right:
            raise self.fail(key, "a list of whole numbers above 0", value)
        assert isinstance(value, list)
        return tuple(value)

    def rubric(self, data: dict[str, Any]) -> Rubric:
        sections = ("notebook", "model", "training", "accuracy", "limits", "tasks")
        self.only(data, "", ("assignment", "title", *sections))
        assignment = self.text(data, "assignment")
        if assignment != self.path.stem:
            raise self.fail("assignment", f"the file's own name, {self.path.stem!r}", assignment)
        notebook = self.table(data, "notebook", ("not_executed",))
        model = self.table(data, "model", ("input_shape", "units", "activations"))
        units = self.sizes(model, "model.units")
        activations = self.texts(model, "model.activations", ACTIVATIONS)
        if len(activations) != len(units):
            raise self.fail(
                "model.activations", f"{len(units)} of them, as in model.units", list(activations)
            )
        if "softmax" in activations[:-1]:
            raise self.fail(
                "model.activations", "softmax nowhere but at the end", list(activations)
            )
        if activations[-1] != "softmax":
            raise self.fail("model.activations", "softmax as the last", activations[-1])
        training = self.table(data, "training", ("optimizer", "loss", "epochs", "validation_split"))
        loss = ("sparse_categorical_crossentropy",)
        return Rubric(
            assignment=assignment,
            title=self.text(data, "title"),
            not_executed=self.texts(notebook, "notebook.not_executed"),
            input_shape=self.sizes(model, "model.input_shape"),
            units=units,
            activations=activations,
            optimizer=self.text(training, "training.optimizer", OPTIMIZERS),
            loss=self.text(training, "training.loss", loss),
            epochs=int(self.number(training, "training.epochs", 1, 10_000, integer=True)),
            validation_split=self.number(training, "training.validation_split", 0, 0.9),
            minimum_accuracy=self.accuracy(data),
            limits=self.limits(data),
            tasks=self.tasks(data),
        )

    def accuracy(self, data: dict[str, Any]) -> dict[str, float]:
        table = self.table(data, "accuracy", ("mnist", "mnist_5k"))
        minimum = {}
        for name in ("mnist", "mnist_5k"):
            entry = self.table(table, f"accuracy.{name}", ("minimum", "measured"))
            minimum[name] = self.number(entry, f"accuracy.{name}.minimum", 0, 1)
        return minimum

    def limits(self, data: dict[str, Any]) -> Limits:
        fields = dataclasses.fields(Limits)
        table = self.table(data, "limits", tuple(field.name for field in fields))
        values: dict[str, Any] = {}
        for field in fields:
            integer = field.type == "int"
            key = f"limits.{field.name}"
            values[field.name] = self.number(table, key, 1, 10_000_000, integer=integer)
        return Limits(**values)

    def tasks(self, data: dict[str, Any]) -> tuple[Task, ...]:
        table = data.get("tasks")
        if not isinstance(table, dict) or not table:
            raise self.fail("tasks", "a table for each task", table)
        return tuple(self.task(table, name) for name in table)

    def task(self, tasks: dict[str, Any], name: str) -> Task:
        key = f"tasks.{name}"
        if not name.isidentifier():
            raise self.fail(key, "a name that can be a function's", name)
        entry = self.table(tasks, key, ("kind", "points", "max_points"))
        kind = self.text(entry, f"{key}.kind", (*kinds(), WRITTEN))
        if kind == WRITTEN:
            most = self.number(entry, f"{key}.max_points", 0, 1000)
            return Task(name=name, kind=kind, points={}, max_points=most)
        if "max_points" in entry:
            raise self.fail(
                f"{key}.max_points",
                "no such key: the checks' points add up to it",
                entry["max_points"],
            )
        checks = checks_of_kind(kind)
        table = self.table(entry, f"{key}.points", checks)
        points = {
            check: self.number(table, f"{key}.points.{check}", 0, 1000)
            for check in checks
            if check in table
        }
        if not points:
            raise self.fail(f"{key}.points", f"points for any of {', '.join(checks)}", points)
        return Task(name=name, kind=kind, points=points, max_points=sum(points.values()))
