"""Read and validate a rubric: every number and name of an assignment that a course may change.

In: a TOML file. Out: a frozen `Rubric`. A wrong rubric is a `RubricError` that names the file and
the key, what was expected there and what was found.
"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.architecture import Layer, Shape, dense_layers, shapes_along
from autograder.assignment.calls import OwnData, read_data
from autograder.assignment.model_tables import (
    EarlyStopping,
    network_shape,
    read_early_stopping,
    read_model,
)
from autograder.assignment.own_texts import own_texts, words_alone
from autograder.assignment.task_tables import (
    OWN,
    Task,
    demand_filters,
    demand_what_checks_look_at,
    read_tasks,
)
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

# Of the kit's own assignments the one that a course begins with.
FIRST = "mnist_sgd"
# Rows and columns of its images.
MNIST_SHAPE = (28, 28)
RUBRICS = Path(__file__).parent / "rubrics"
OPTIMIZERS = ("SGD", "Adam")
# The hidden layer of the dense model that a function is given where the contract's has others, too.
STAND_IN_UNITS = 32


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a submission may use. Seconds are wall clock unless the name says cpu."""

    cell_seconds: float = 60
    call_seconds: float = 60
    training_seconds: float = 900
    submission_seconds: float = 1800
    cpu_seconds: float = 3600
    memory_mib: int = 4096
    processes: int = 128
    disk_mib: int = 256
    output_mib: int = 16
    evidence_mib: int = 64
    notebook_mib: int = 64


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
        skipped: tuple[str, ...] = ()
        if "notebook" in data:
            notebook = self.table(data, "notebook", ("not_executed",))
            skipped = self.texts(notebook, "notebook.not_executed")
        shape, layers = read_model(self, data)
        keys = ("optimizer", "loss", "epochs", "validation_split", "early_stopping")
        training = self.table(data, "training", keys)
        loss = ("sparse_categorical_crossentropy",)
        own = read_data(self, data)
        split = 0.0
        if "validation_split" in training:
            split = self.number(training, "training.validation_split", 0, 0.9)
        if len(shape) != 2 and shape[2:] != (1,):
            raise self.fail("model.input_shape", "rows and columns of grey images", list(shape))
        if own is None and shape[:2] != MNIST_SHAPE:
            raise self.fail("model.input_shape", "MNIST's, [28, 28] or [28, 28, 1]", list(shape))
        tasks = read_tasks(self, data, self.checks)
        stopping = read_early_stopping(self, training, split)
        demand_filters(self, tasks, layers)
        demand_what_checks_look_at(self, tasks, layers, stopping)
        return Rubric(
            assignment=assignment,
            title=self.text(data, "title"),
            not_executed=skipped,
            input_shape=shape,
            layers=layers,
            optimizer=self.text(training, "training.optimizer", OPTIMIZERS),
            loss=self.text(training, "training.loss", loss),
            epochs=int(self.number(training, "training.epochs", 1, 10_000, integer=True)),
            validation_split=split,
            minimum_accuracy=self.accuracy(
                data, (own.name,) if own else ("mnist", "mnist_5k"), tasks
            ),
            limits=self.limits(data),
            tasks=tasks,
            early_stopping=stopping,
            data=own,
        )

    def accuracy(
        self, data: dict[str, Any], names: tuple[str, ...], tasks: tuple[Task, ...]
    ) -> dict[str, float]:
        if "accuracy" not in data and not any(task.kind == "test_accuracy" for task in tasks):
            return {}
        table = self.table(data, "accuracy", names)
        minimum = {}
        for name in names:
            entry = self.table(table, f"accuracy.{name}", ("minimum", "measured"))
            minimum[name] = self.number(entry, f"accuracy.{name}.minimum", 0, 1)
        return minimum

    def limits(self, data: dict[str, Any]) -> Limits:
        if "limits" not in data:
            return Limits()
        fields = dataclasses.fields(Limits)
        table = self.table(data, "limits", tuple(field.name for field in fields))
        values: dict[str, Any] = {}
        for field in fields:
            integer = field.type == "int"
            key = f"limits.{field.name}"
            values[field.name] = self.number(table, key, 1, 10_000_000, integer=integer)
        return Limits(**values)
