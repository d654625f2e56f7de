"""Read and validate a rubric: every number and name of an assignment that a course may change.

In: a TOML file. Out: a frozen `Rubric`. A wrong rubric is a `RubricError` that names the file and
the key, what was expected there and what was found.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.architecture import Layer, Shape, dense_layers, shapes_along
from autograder.assignment.calls import Calls, OwnData, read_calls, read_data
from autograder.assignment.model_tables import (
    EarlyStopping,
    network_shape,
    read_early_stopping,
    read_model,
)
from autograder.assignment.own_texts import own_texts, words_alone
from autograder.assignment.parsed import parsed
from autograder.assignment.places import PACKAGE
from autograder.assignment.toml import Reader
from autograder.assignment.toml import RubricError as RubricError
from autograder.assignment.variants import (
    TABLE,
    Choice,
    base_values,
    name_of,
    place_of,
    read_choices,
    text_of,
    values_of,
    with_values,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Kinds of task whose functions a check calls beside its own.
NEEDED = {"test_accuracy": ("normalize", "model", "train")}
# Kinds of task that are about the first convolution of the contract's model.
WITH_FILTERS = ("show_filters", "show_feature_maps")
# Of the kit's own assignments the one that a course begins with.
FIRST = "mnist_sgd"
RUBRICS = Path(__file__).parent / "rubrics"
CHECKS = PACKAGE / "judge" / "checks"
WRITTEN, OWN = "written", "own"
OPTIMIZERS = ("SGD", "Adam")
# The hidden layer of the dense model that a function is given where the contract's has others, too.
STAND_IN_UNITS = 32


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
        layers: The layers of the contract's model.
        optimizer: "SGD" or "Adam".
        loss: Name of the loss; only sparse categorical cross-entropy is known.
        epochs: Epochs that training runs for by default.
        validation_split: Fraction of the training images to hold out, 0 for none required.
        minimum_accuracy: Lowest test accuracy with full points, by data set name.
        limits: What a submission may use.
        tasks: The tasks in the order of the notebook.
        early_stopping: When a training ends before its epochs are over, or None for never.
        data: The assignment's own data set, or None for MNIST.
        variants: What is drawn for each student.
        variant: The name of the variant that this is; "" where nothing is drawn.
    """

    assignment: str
    title: str
    not_executed: tuple[str, ...]
    input_shape: Shape
    layers: tuple[Layer, ...]
    optimizer: str
    loss: str
    epochs: int
    validation_split: float
    minimum_accuracy: Mapping[str, float]
    limits: Limits
    tasks: tuple[Task, ...]
    early_stopping: EarlyStopping | None = None
    data: OwnData | None = None
    variants: tuple[Choice, ...] = ()
    variant: str = ""

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

    def as_seen_by(self, task: Task) -> Rubric:
        """Return the rubric as the checks of a task see it: what they cannot depend on is not there.

        No check sees points, and only those on the accuracy see thresholds and other tasks. So it is
        certain which verdicts stand when these change. A course's own checks see everything.
        """
        if task.kind == OWN:
            return self
        # What a variant is called is of no account: its values are all there.
        this = dataclasses.replace(self, variants=(), variant="")
        tasks = tuple(
            dataclasses.replace(one, points=dict.fromkeys(one.points, 0.0), max_points=0.0)
            for one in self.tasks
        )
        if task.kind == "test_accuracy":
            return dataclasses.replace(this, tasks=tasks)
        alone = tuple(one for one in tasks if one.name == task.name)
        return dataclasses.replace(this, tasks=alone, minimum_accuracy={})

    def task_of_kind(self, kind: str) -> Task | None:
        """Return the first task of a kind, or None."""
        return next((task for task in self.tasks if task.kind == kind), None)

    def points_that_differ(self, cells: Mapping[str, float]) -> list[str]:
        """Return where the points of a notebook's cells, by grade_id, are not the rubric's."""
        return [
            f"the cell {task.check_cell} has {cells[task.check_cell]:g} points, "
            f"tasks.{task.name} has {task.max_points:g}"
            for task in self.tasks
            if task.check_cell in cells and abs(cells[task.check_cell] - task.max_points) > 1e-9
        ]

    def demand_points(self, cells: Mapping[str, float]) -> None:
        """Check that the points of a released notebook's cells are the rubric's.

        Raises:
            RubricError: They are not, so that nbgrader would take others than the checks give.
        """
        for problem in self.points_that_differ(cells):
            raise RubricError(
                f"{self.assignment}: {problem}. Give the cell in source/{self.assignment}/"
                f"{self.assignment}.ipynb the points of the rubric, and then run "
                f"nbgrader generate_assignment {self.assignment} --force."
            )

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
        return math.prod(self.input_shape)

    @property
    def image_shape(self) -> Shape:
        """Rows and columns of one image of the data set, which has no axis for channels."""
        return self.input_shape[:2]

    @property
    def network_shape(self) -> Shape:
        """Shape of one image as the first layer of the contract's model takes it."""
        return network_shape(self.layers, self.input_shape)

    @property
    def classes(self) -> int:
        """Number of classes."""
        return self.layers[-1].width

    @property
    def is_dense(self) -> bool:
        """Whether the contract's model flattens its images and has dense layers, and nothing else."""
        return self.layers[0].type == "flatten" and all(
            layer.type == "dense" for layer in self.layers[1:]
        )

    @property
    def given_layers(self) -> tuple[Layer, ...]:
        """Layers of the models that functions are given: the contract's where these are dense.

        Else a small dense network takes its place. What trains, measures or asks a model works with
        any, and of dense layers it can be told which images took part in a training.
        """
        if self.is_dense:
            return self.layers
        return dense_layers((STAND_IN_UNITS, self.classes), ("relu", "softmax"))

    @property
    def units(self) -> tuple[int, ...]:
        """Width of each dense layer of the models that functions are given."""
        return tuple(layer.width for layer in self.given_layers[1:])

    @property
    def activations(self) -> tuple[str, ...]:
        """Activation of each dense layer of the models that functions are given."""
        return tuple(layer.activation for layer in self.given_layers[1:])

    @property
    def layer_parameters(self) -> tuple[int, ...]:
        """Number of weights of each layer of the contract's model that has any, biases included."""
        along = shapes_along(self.layers, self.network_shape)
        shapes = (layer.weight_shapes(got) for layer, got in zip(self.layers, along))
        return tuple(sum(map(math.prod, own)) for own in shapes if own)

    @property
    def parameter_count(self) -> int:
        """Number of weights of the contract's model, biases included."""
        return sum(self.layer_parameters)


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


def packaged_assignments() -> tuple[str, ...]:
    """Return the names of the assignments whose rubrics come with the package."""
    return tuple(sorted(path.stem for path in RUBRICS.glob("*.toml")))


def known_assignments(folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Return the names of the assignments that have a rubric in a folder or in the package."""
    paths = (path for folder in (*folders, RUBRICS) for path in folder.glob("*.toml"))
    return tuple(sorted({path.stem for path in paths}))


def find_rubric(assignment: str, folders: tuple[Path, ...] = ()) -> Path:
    """Return the path of an assignment's rubric: in the first folder that has one, or the package's.

    Raises:
        RubricError: No folder has it; the message lists the assignments that are known.
    """
    for folder in (*folders, RUBRICS):
        path = folder / f"{assignment}.toml"
        if path.is_file():
            return path
    known = ", ".join(known_assignments(folders))
    raise RubricError(
        f"no rubric for an assignment called {assignment!r}. Known assignments: {known}."
    )


def own_checks(root: Path, assignment: str) -> Path:
    """Return the folder with an assignment's own checks: in a course, or in a student's folder.

    It is not the folder of the source notebook: nbgrader hands out everything in that one.
    """
    return root / "checks" / assignment


def handed_words(assignment: str) -> Path | None:
    """Return the folder with a course's words that its bundle has brought along, if it has."""
    folder = own_checks(RUBRICS, assignment)
    return folder if words_alone(folder) else None


def load_rubric(path: Path, checks: Path | None = None, variant: str = "") -> Rubric:
    """Read and validate a rubric.

    Args:
        path: The rubric.
        checks: Folder with the checks of the assignment's own tasks, or with its words alone, if they
            are at hand.
        variant: The name of a variant, for the rubric as it is for students who have that; the one
            that stands in the file if empty.

    Raises:
        RubricError: The file is missing, is not TOML, or a key in it is wrong; or the own checks do
            not fit it; or it has no such variant.
    """
    own_texts(checks)
    data = read_document(path)
    reader = _Reader(path, checks)
    choices = read_choices(reader, data)
    if variant:
        values = values_of(choices, variant)
        if values is None:
            raise RubricError(f"{path}: {TABLE}: there is no variant {variant!r}.")
        return _of_variant(reader, data, choices, values)
    rubric = _of_variant(reader, data, choices, base_values(choices, data))
    for choice in choices:
        for value in choice.values:
            _demand_fits(reader, data, rubric, choice, value)
    return rubric


def read_document(path: Path) -> dict[str, Any]:
    """Return the parsed document of a rubric, which is not validated.

    Raises:
        RubricError: The file is missing, or is not TOML.
    """
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise RubricError(f"cannot read the rubric {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RubricError(f"the rubric {path} is not valid TOML: {error}.") from error


def _of_variant(
    reader: _Reader, data: dict[str, Any], choices: tuple[Choice, ...], values: dict[str, Any]
) -> Rubric:
    """Return the rubric of a variant."""
    rubric = reader.rubric(with_values(data, values))
    return dataclasses.replace(rubric, variants=choices, variant=name_of(values))


def _demand_fits(
    reader: _Reader, data: dict[str, Any], base: Rubric, choice: Choice, value: Any
) -> None:
    """Check that a value can stand at its key, with all else as it is in the file.

    Raises:
        RubricError: It cannot, or images and classes would be others than those of the data set.
    """
    values = {**base_values(base.variants, data), choice.key: value}
    place = f"{reader.path}: {place_of(choice.key)}: {text_of(value)} cannot stand there"
    try:
        rubric = _of_variant(reader, data, base.variants, values)
    except RubricError as error:
        said = str(error).removeprefix(f"{reader.path}: ")
        raise RubricError(f"{place}: {said}") from error
    if (rubric.input_shape, rubric.units[-1]) != (base.input_shape, base.units[-1]):
        raise RubricError(f"{place}: images and classes are those of the data set.")


class _Reader(Reader):
    """Turns a parsed TOML document into a `Rubric`, naming the key of anything wrong."""

    def __init__(self, path: Path, checks: Path | None) -> None:
        super().__init__(path)
        self.checks = checks

    def rubric(self, data: dict[str, Any]) -> Rubric:
        sections = ("data", "notebook", "model", "training", "accuracy", "limits", "tasks", TABLE)
        self.only(data, "", ("assignment", "title", *sections))
        assignment = self.text(data, "assignment")
        if assignment != self.path.stem:
            raise self.fail("assignment", f"the file's own name, {self.path.stem!r}", assignment)
        notebook = self.table(data, "notebook", ("not_executed",))
        shape, layers = read_model(self, data)
        keys = ("optimizer", "loss", "epochs", "validation_split", "early_stopping")
        training = self.table(data, "training", keys)
        loss = ("sparse_categorical_crossentropy",)
        own = read_data(self, data)
        split = self.number(training, "training.validation_split", 0, 0.9)
        if own is not None and len(shape) != 2 and shape[2:] != (1,):
            raise self.fail("model.input_shape", "rows and columns of grey images", list(shape))
        tasks = self.tasks(data)
        stopping = read_early_stopping(self, training, split)
        self.demand_filters(tasks, layers)
        self.demand_what_checks_look_at(tasks, layers, stopping)
        return Rubric(
            assignment=assignment,
            title=self.text(data, "title"),
            not_executed=self.texts(notebook, "notebook.not_executed"),
            input_shape=shape,
            layers=layers,
            optimizer=self.text(training, "training.optimizer", OPTIMIZERS),
            loss=self.text(training, "training.loss", loss),
            epochs=int(self.number(training, "training.epochs", 1, 10_000, integer=True)),
            validation_split=split,
            minimum_accuracy=self.accuracy(data, (own.name,) if own else ("mnist", "mnist_5k")),
            limits=self.limits(data),
            tasks=tasks,
            early_stopping=stopping,
            data=own,
        )

    def demand_what_checks_look_at(
        self, tasks: tuple[Task, ...], layers: tuple[Layer, ...], stopping: EarlyStopping | None
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
                    raise self.fail(key, f"points for it beside {what} only", task.points[check])

    def accuracy(self, data: dict[str, Any], names: tuple[str, ...]) -> dict[str, float]:
        table = self.table(data, "accuracy", names)
        minimum = {}
        for name in names:
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
        tasks = tuple(self.task(table, name) for name in table)
        kinds_there = {task.kind for task in tasks}
        for task in tasks:
            missing = [kind for kind in NEEDED.get(task.kind, ()) if kind not in kinds_there]
            if missing:
                raise self.fail(
                    f"tasks.{task.name}.kind",
                    f"tasks of the kinds {', '.join(NEEDED[task.kind])}, whose functions this check calls",
                    f"none of the kind {missing[0]}",
                )
        return tasks

    def demand_filters(self, tasks: tuple[Task, ...], layers: tuple[Layer, ...]) -> None:
        """Check that there are filters to be shown, where a task shows some.

        Raises:
            RubricError: There are none, or they are no pictures.
        """
        first = next((one for one in layers if one.type == "conv2d"), None)
        for task in tasks:
            if task.kind in WITH_FILTERS and (first is None or min(first.window.size) < 2):
                raise self.fail(
                    f"tasks.{task.name}.kind",
                    "a conv2d in model.layers, whose first kernels have 2 rows and columns or more",
                    "none" if first is None else list(first.window.size),
                )

    def task(self, tasks: dict[str, Any], name: str) -> Task:
        key = f"tasks.{name}"
        if not name.isidentifier():
            raise self.fail(key, "a name that can be a function's", name)
        entry = self.table(tasks, key, ("kind", "points", "max_points", "calls"))
        kind = self.text(entry, f"{key}.kind", (*kinds(), OWN, WRITTEN))
        if "calls" in entry and kind != OWN:
            raise self.fail(f"{key}.calls", 'no such key: only kind "own" has calls', "calls")
        if kind == WRITTEN:
            most = self.number(entry, f"{key}.max_points", 0, 1000)
            return Task(name=name, kind=kind, points={}, max_points=most)
        if "max_points" in entry:
            raise self.fail(
                f"{key}.max_points",
                "no such key: the checks' points add up to it",
                entry["max_points"],
            )
        calls = read_calls(self, entry, f"{key}.calls") if kind == OWN else ()
        folder = self.checks if kind == OWN else None
        at_hand = folder is not None and not words_alone(folder)
        file = folder / f"test_{name}.py" if folder and at_hand else None
        if file is not None and not file.is_file():
            raise self.fail(key, f"its checks in {file}", None)
        # Without the file, the points say which checks there are.
        known = entry.get("points") if kind == OWN and file is None else None
        checks = tuple(known) if isinstance(known, dict) else self.checks_of(kind, file)
        table = self.table(entry, f"{key}.points", checks)
        points = {
            check: self.number(table, f"{key}.points.{check}", 0, 1000)
            for check in checks
            if check in table
        }
        if not points:
            raise self.fail(f"{key}.points", f"points for any of {', '.join(checks)}", points)
        return Task(name, kind, points, Task.total(points.values()), calls, file)

    @staticmethod
    def checks_of(kind: str, file: Path | None) -> tuple[str, ...]:
        return checks_of_kind(kind) if file is None else checks_in(file)
