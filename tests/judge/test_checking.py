"""The judge on perfect, destroyed and mutated evidence.

Perfect evidence gets full points, destroyed evidence gets none for the checks that read it, and no
evidence whatever is a fault of the grader: a fault would leave the submission without a grade.

AUTOGRADER_FUZZ_SECONDS=600 makes the search longer, AUTOGRADER_FUZZ_SEED starts it elsewhere.
"""

import copy
import dataclasses
import itertools
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import synthetic

from autograder.assignment.architecture import dense_layers
from autograder.assignment.rubric import RUBRICS, Rubric, find_rubric, load_rubric
from autograder.assignment.task_tables import Task
from autograder.data import Dataset
from autograder.judge import checking
from autograder.judge.ask import judge
from autograder.judge.case import Case
from autograder.judge.evidence import Node
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs
from autograder.judge.request import Request, Verdict, together, verdict_to_json
from autograder.report import render

FUZZ_SECONDS = float(os.environ.get("AUTOGRADER_FUZZ_SECONDS", "0"))
FUZZ_SEED = int(os.environ.get("AUTOGRADER_FUZZ_SEED", "0"))
CASES_OF_A_TASK = 10
SECONDS_OF_A_CASE = 20
# Of some thousand pairs of a place and a number; with FUZZ_SECONDS all of them have their turn.
NUMBERS_OF_A_TASK = 8 if FUZZ_SECONDS < 60 else 10_000
WIDTHS = {"mnist_sgd": "units = [300, 100, 10]", "mnist_adam": "units = [128, 32, 10]"}
# With these layers both assignments have the same such tasks: what is tried many times is tried in one.
IN_BOTH = ("normalize", "model", "evaluate")
# Of a contract with convolutions, the tasks of which there is perfect evidence.
LAYERED = "mnist_cnn"
NOT_MADE = ("model", "train", "test_accuracy")
FUZZED = (*sorted(WIDTHS), LAYERED)
# Of some thousand pairs of a place and a kind of numbers, besides truth values in each place.
DTYPES = ("int8", "uint8", "uint64", "int64", "float16", ">f8", "longdouble")
DTYPES_OF_A_PLACE = 1 if FUZZ_SECONDS < 60 else len(DTYPES)
GROUPS_OF_A_SLOW_TASK = 3 if FUZZ_SECONDS < 60 else 1000


@pytest.fixture(scope="module", autouse=True)
def plugins_as_before() -> Iterator[None]:
    """Keep the judge's switch for pytest's plugins to itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        yield


class Bench:
    """A rubric with small layers, its inputs, and perfect evidence of each task."""

    def __init__(self, path: Path, dataset: Dataset, without: tuple[str, ...] = ()) -> None:
        self.path = path
        self.rubric: Rubric = load_rubric(path)
        self.dataset = dataset
        self.tasks = [one for one in self.rubric.automatic_tasks if one.kind not in without]
        self.inputs = {
            task.name: draw_inputs(self.rubric, task, dataset, PUBLIC_SEED) for task in self.tasks
        }
        self.records = {
            task.name: synthetic.perfect(self.rubric, task, self.inputs[task.name], dataset)
            for task in self.tasks
        }

    @property
    def own_tasks(self) -> list[Task]:
        """The tasks that the first assignment does not have as well."""
        both = IN_BOTH if self.rubric.assignment == "mnist_adam" else ()
        return [task for task in self.tasks if task.kind not in both]

    def case(self, task: str, record: Any) -> Case:
        request = Request(Path("nowhere"), self.path, PUBLIC_SEED, "mnist_5k", (task,))
        found = self.rubric.task(task)
        case = Given(request, self.rubric.as_seen_by(found), found, self.dataset)
        case.node, case.inputs = Node(record, task), self.inputs[task]
        return case


class Given(Case):
    """A case whose evidence is in memory alone."""

    def forget(self) -> None:
        """Keep it."""


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> dict[str, Bench]:
    """The assignments, those with dense layers with so small ones that a case takes milliseconds."""
    folder = tmp_path_factory.mktemp("rubrics")
    found = {}
    for name, widths in WIDTHS.items():
        text = (RUBRICS / f"{name}.toml").read_text(encoding="utf-8")
        path = folder / f"{name}.toml"
        path.write_text(text.replace(widths, "units = [14, 12, 10]"), encoding="utf-8")
        found[name] = Bench(path, dataset)
    return {**found, LAYERED: Bench(find_rubric(LAYERED), dataset, NOT_MADE)}


def verdicts(cases: list[Case]) -> list[Verdict]:
    """Run the checks over cases in this process, as the judge's own process does."""
    checking.run_checks(cases)
    return [together(checking.verdicts_on([case])) for case in cases]


# --- Perfect evidence ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(WIDTHS))
def test_perfect_evidence_gets_full_points(name: str, tmp_path: Path, dataset: Dataset) -> None:
    path = find_rubric(name)
    bench = Bench(path, dataset)
    for task, record in bench.records.items():
        synthetic.write(record, task, tmp_path)
    tasks = tuple(task.name for task in bench.rubric.automatic_tasks)
    (verdict,) = map(together, judge([Request(tmp_path, path, PUBLIC_SEED, "mnist_5k", tasks)]))
    assert [task.name for task in verdict.tasks] == list(tasks)
    assert [(one.name, one.message) for task in verdict.tasks for one in task.failures] == []
    assert sum(task.points or 0 for task in verdict.tasks) == bench.rubric.max_score
    assert (verdict.flags, verdict.faults) == ((), ())
    assert verdict.accuracy is not None
    assert 0.92 < verdict.accuracy < 0.97


def test_a_hidden_seed_marks_every_check_as_hidden(tmp_path: Path, dataset: Dataset) -> None:
    path, seed = find_rubric("mnist_sgd"), b"secret"
    rubric = load_rubric(path)
    task = rubric.task("flatten_images")
    inputs = draw_inputs(rubric, task, dataset, seed)
    synthetic.write(synthetic.perfect(rubric, task, inputs, dataset), task.name, tmp_path)
    (verdict,) = map(
        together, judge([Request(tmp_path, path, seed, "mnist_5k", (task.name,), {}, True)])
    )
    assert verdict.tasks[0].points == task.max_points
    assert all(check.hidden for check in verdict.tasks[0].checks)


def test_evidence_for_another_seed_gets_nothing_for_values(
    tmp_path: Path, dataset: Dataset
) -> None:
    path = find_rubric("mnist_sgd")
    rubric = load_rubric(path)
    task = rubric.task("normalize_images")
    inputs = draw_inputs(rubric, task, dataset, b"another")
    synthetic.write(synthetic.perfect(rubric, task, inputs, dataset), task.name, tmp_path)
    (verdict,) = map(
        together, judge([Request(tmp_path, path, PUBLIC_SEED, "mnist_5k", (task.name,))])
    )
    passed = {check.name for check in verdict.tasks[0].checks if check.passed and check.max_points}
    assert not passed


def test_missing_evidence_gets_no_points_a_message_and_a_flag(tmp_path: Path) -> None:
    path = find_rubric("mnist_sgd")
    tasks = tuple(task.name for task in load_rubric(path).automatic_tasks)
    (verdict,) = map(together, judge([Request(tmp_path, path, PUBLIC_SEED, "mnist_5k", tasks)]))
    assert verdict.faults == ()
    for task in verdict.tasks:
        assert task.points == 0
        assert [check.mistake for check in task.failures] == [None]
        assert task.failures[0].problem == "what the function left behind cannot be judged"
        flag = f"{task.name}: evidence cannot be read ({task.name}.json cannot be opened)"
        assert flag in verdict.flags


def test_a_task_that_was_stopped_gets_no_points_and_says_why(tmp_path: Path) -> None:
    path = find_rubric("mnist_sgd")
    reason = "it used more than 4096 MiB of memory"
    lost = {"train_with_sgd": reason}
    request = Request(tmp_path, path, PUBLIC_SEED, "mnist_5k", ("train_with_sgd",), lost)
    (verdict,) = map(together, judge([request]))
    (task,) = verdict.tasks
    assert task.points == 0
    assert [check.problem for check in task.failures] == [f"stopped: {reason}"]
    assert verdict.flags == (f"train_with_sgd: {reason}",)


def test_submissions_are_judged_apart_from_each_other(benches: dict[str, Bench]) -> None:
    bench = benches["mnist_sgd"]
    good = bench.case("flatten_images", bench.records["flatten_images"])
    bad = bench.case("flatten_images", {"calls": 3})
    again = bench.case("flatten_images", bench.records["flatten_images"])
    points = [verdict.tasks[0].points for verdict in verdicts([good, bad, again])]
    assert points == [2.0, 0.0, 2.0]


# --- What students may do --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "flag"),
    [
        ({"outcome": "timed_out", "seconds": 240}, "was still running after 240 seconds"),
        ({"outcome": "raised", "error": {"type": "MemoryError", "message": "", "line": None}},
         "more memory than it may"),
    ],
)  # fmt: skip
def test_a_limit_that_is_hit_in_the_last_check_is_named(
    call: dict[str, Any], flag: str, benches: dict[str, Bench]
) -> None:
    bench = benches["mnist_sgd"]
    record = copy.deepcopy(bench.records["test_accuracy"])
    record["calls"]["train"] = call
    (verdict,) = verdicts([bench.case("test_accuracy", record)])
    assert flag in verdict.flags[0]
    assert verdict.tasks[0].points == 0.0


def test_a_model_that_was_never_compiled_is_no_broken_evidence(benches: dict[str, Bench]) -> None:
    bench = benches["mnist_sgd"]
    record = copy.deepcopy(bench.records["train_with_sgd"])
    for run in ("repeated", "blocks", "digits"):
        del record["calls"][run]["optimizer"]
    (verdict,) = verdicts([bench.case("train_with_sgd", record)])
    passed = {check.name for check in verdict.tasks[0].checks if check.passed}
    assert "uses_the_data" in passed
    assert "right_optimizer" not in passed
    assert (verdict.flags, verdict.faults) == ((), ())


def test_a_digit_beyond_the_last_class_is_a_wrong_answer(
    benches: dict[str, Bench], dataset: Dataset
) -> None:
    layers = dense_layers((14, 12, 3), ("relu", "relu", "softmax"))
    rubric = dataclasses.replace(benches["mnist_adam"].rubric, layers=layers)
    small = dataclasses.replace(dataset, y_train=dataset.y_train % 3)
    task = rubric.task("predict_digit")
    inputs = draw_inputs(rubric, task, small, PUBLIC_SEED)
    record = synthetic.predict_one(rubric, inputs, small)
    for call in record.values():
        call["value"]["items"] = [synthetic.number_value(5), synthetic.number_value(0.4)]
    request = Request(Path("nowhere"), Path("nowhere"), PUBLIC_SEED, "mnist_5k", (task.name,))
    case = Given(request, rubric, task, small)
    case.node, case.inputs = Node({"calls": record}, task.name), inputs
    (verdict,) = verdicts([case])
    assert verdict.faults == ()
    assert "confidence" not in {one.name for one in verdict.tasks[0].checks if one.passed}


# --- Destroyed evidence --------------------------------------------------------------------------

# What each check reads: once any of it is destroyed, the check has nothing to give points for.
READS: dict[str, dict[str, list[str]]] = {
    "normalize": {
        "floating_point": ["batch.value.array", "single.value.array", "batch.outcome"],
        "scales_to_unit_interval": [
            "batch.value.array",
            "batch.later",
            "batch.later.value.array",
            "single.value.array",
            "other.value",
            "turned.value.array",
            "large.value.least",
            "large.value.greatest",
        ],
        "leaves_input_unchanged": [
            "batch.argument_after",
            "single.argument_after",
            "batch",
            "large.argument_after",
            "large.greatest_after",
        ],
    },
    "flatten": {
        **{
            name: ["raw.value.array", "scaled.value.array", "raw.value.kind", "scaled.outcome"]
            for name in ("one_row_per_image", "keeps_dtype")
        },
        "row_major": [
            "raw.value.array",
            "raw.later.value",
            "other.value.array",
            "scaled.outcome",
            "turned.value",
            "large.value.least",
            "large.value.greatest",
            "large",
        ],
    },
    "model": {
        "maps_images_to_classes": ["build.value.outputs", "build.value.kind", "build.outcome"],
        "layer_widths": ["build.value.weights", "build.value.weights.2"],
        "hidden_activations": ["build.value.weights", "build.value.outputs"],
        "output_probabilities": ["build.value.outputs"],
        "nothing_else": [
            "build.value.outputs_in_training",
            "build.value.outputs_of_batches",
            "build.value.outputs_of_batches.3",
            "build.value.weights.0",
            "build.value.trainable_count",
            "build.again",
            "build.again.value.kind",
        ],
    },
    "train": {
        "returns_history": ["repeated.history", "digits.history.kind", "blocks.outcome"],
        "trains_the_model": ["repeated.weights", "blocks.weights.0", "digits.weights.5"],
        "right_loss": ["digits.evaluated", "digits.evaluated.loss"],
        "right_optimizer": [
            "repeated.optimizer",
            "repeated.steps.iterations",
            "repeated.steps.learning_rates",
            "repeated.optimizer.iterations",
            "repeated.weights.0",
            "long.optimizer",
            "long",
        ],
        "records_accuracy": ["digits.evaluated.metrics", "digits.evaluated.metrics.accuracy"],
        "epochs_asked_for": [
            "repeated.history.epochs",
            "digits.history.epochs",
            "repeated.optimizer.iterations",
            "digits.optimizer.iterations",
            "digits.steps.images",
            "long.history",
            "long.steps.images",
            "long.steps",
        ],
        "uses_the_data": ["blocks.weights.0", "blocks.weights", "blocks.outcome"],
        "validation_split": [
            "blocks.weights.0",
            "blocks.history.logs.val_loss",
            "large.steps.images",
        ],
        "loss_falls": ["digits.weights", "digits.weights.3"],
    },
    "evaluate": {
        "returns_number": ["first.value.number", "second.value", "first.value.kind"],
        "accuracy_of_the_model": [
            "first.value.number",
            "second.value",
            "third.outcome",
            "large.value.number",
            "large",
            "moved.value.number",
            "moved",
        ],
        "leaves_model_unchanged": [
            "first.model.weights",
            "second.model.weights.4",
            "second.model.outputs",
            "first.model.compiled.loss",
            "second.model.compiled_as_before",
            "large.model.learning_rate",
            "third",
        ],
    },
    "predict_labels": {
        **{
            name: ["batch.value.array", "other.value", "batch.outcome", "batch"]
            for name in ("one_label_per_image", "integer_labels")
        },
        "most_probable_class": [
            "other.value.array",
            "batch.later",
            "batch.model.outputs",
            "batch.model.compiled.metrics",
            "single.value",
            "batch",
            "large.value.array",
            "large",
            "moved.value.array",
            "moved",
        ],
    },
    "predict_one": {
        "returns_pair": ["image_0.value.items", "image_5", "image_3.value.length"],
        "most_probable_digit": [
            "image_0.value.items.0",
            "image_5.value.items.0.number",
            "moved.value.items.0.number",
        ],
        "confidence": ["image_0.value.items.1", "image_5.value.items.1.number"],
    },
    "show_images": {
        "ten_images": ["figure.value.axes", "figure.value.axes.3", "figure.value.kind"],
        "right_images": [
            "figure.value.axes",
            "figure.value.axes.9.images.0.pixels",
            "figure.same_figure",
        ],
        "labels_as_titles": ["figure.value.axes", "figure.value.axes.9.title"],
    },
    "plot_history": {
        "training_curves": [
            "figure.value.axes",
            "figure.value.axes.0.lines.0.y",
            "figure.value.axes.1.lines.0.x",
            "figure.same_figure",
        ],
        "validation_curves": [
            "figure.value.axes",
            "figure.value.axes.0.lines.1.x",
            "figure.value.axes.1.lines.1.y",
        ],
        "labelled": ["figure.value.axes", "figure.value.axes.0.xlabel"],
    },
    "test_accuracy": {
        "reaches_minimum": ["predict", "predict.outputs", "train.outcome", "normalize", "build"]
    },
}
# These look at an array's shape or dtype alone, which NaN leaves as it is.
BLIND_TO_NAN = {
    "floating_point",
    "one_row_per_image",
    "one_label_per_image",
    "maps_images_to_classes",
    "layer_widths",
    "ten_images",
}
GONE = object()


def destroyed(value: Any) -> list[Any]:
    """Return what a value may become when it is destroyed."""
    forms: list[Any] = [GONE, None, [], {"kind": "odd", "npy": 0}]
    if isinstance(value, dict) and isinstance(value.get("values"), np.ndarray):
        values = value["values"]
        forms += [
            synthetic.array(np.full(values.shape, np.nan)),
            synthetic.array(np.zeros(0)),
            synthetic.array(np.zeros((0, *values.shape))),
            synthetic.array(np.float64(1)),
            {key: item for key, item in value.items() if key != "values"},
        ]
    return forms


def is_nan(form: Any) -> bool:
    values = form.get("values") if isinstance(form, dict) else None
    return isinstance(values, np.ndarray) and values.size > 0 and bool(np.isnan(values).all())


def at(record: Any, path: list[str]) -> tuple[Any, Any]:
    """Return the container of the value at a path, and its key there."""
    *before, last = path
    for key in before:
        record = record[int(key)] if isinstance(record, list) else record[key]
    return record, int(last) if isinstance(record, list) else last


def put(container: Any, key: Any, value: Any) -> None:
    if value is GONE:
        del container[key]
    else:
        container[key] = value


def test_the_table_of_what_checks_read_is_complete(benches: dict[str, Bench]) -> None:
    known = {
        (task.kind, check)
        for name in WIDTHS
        for task in benches[name].rubric.automatic_tasks
        for check in task.points
    }
    assert {(kind, check) for kind, checks in READS.items() for check in checks} == known


def test_what_is_tried_in_one_assignment_only_is_the_same_in_both(
    benches: dict[str, Bench],
) -> None:
    first, second = (
        {
            task.kind: (task.points, benches[name].rubric.units, benches[name].rubric.activations)
            for task in benches[name].rubric.automatic_tasks
            if task.kind in IN_BOTH
        }
        for name in WIDTHS
    )
    assert first == second
    assert set(first) == set(IN_BOTH)


@pytest.mark.parametrize("name", sorted(WIDTHS))
def test_destroyed_evidence_gives_no_points(name: str, benches: dict[str, Bench]) -> None:
    bench = benches[name]
    cases, said = [], []
    for task in bench.own_tasks:
        paths: dict[str, list[str]] = {}
        for check in task.points:
            for path in READS[task.kind][check]:
                paths.setdefault(path, []).append(check)
        for path, checks in paths.items():
            intact = bench.records[task.name]
            container, key = at(intact["calls"], path.split("."))
            for form in destroyed(container[key]):
                record = copy.deepcopy(intact)
                put(*at(record["calls"], path.split(".")), form)
                cases.append(bench.case(task.name, record))
                said.append((f"{task.name}: {path} becomes {form!r}", checks, form))
    wrong = []
    for verdict, (what, checks, form) in zip(verdicts(cases), said, strict=True):
        passed = {check.name for check in verdict.tasks[0].checks if check.points}
        wrong += [f"{what}: fault {fault}" for fault in verdict.faults]
        wrong += [
            f"{what}: {check} keeps its points"
            for check in checks
            if check in passed and not (is_nan(form) and check in BLIND_TO_NAN)
        ]
    assert not wrong, "\n".join(wrong)


# --- Mutated evidence ----------------------------------------------------------------------------

ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    7,
    2**31,
    2**53,
    -(2**53),
    10**400,
    0.5,
    -0.0,
    1e308,
    float("inf"),
    5e-324,
    "",
    "x" * 500,
    "\ud800\x00\x1b[2J",
    "{task} {0} {",
    "<script>alert(1)</script>",
    "٣ 12345678901234567890",
    [],
    {},
    [[]],
    [None],
    {"kind": "array"},
    {"kind": "none"},
    {"kind": "figure", "type": "x"},
]
WORDS = ["array", "sequence", "integer", "float", "text", "mapping", "model", "axes", "other"]
WORDS += ["returned", "raised", "timed_out", "missing", "not_callable", "not_attempted", "none"]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value of a record, arrays as one value each."""
    if path:
        yield path
    if isinstance(value, dict) and "values" not in value:
        for key, item in value.items():
            yield from places(item, (*path, key))
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from places(item, (*path, place))


def other_array(values: np.ndarray, chance: random.Random) -> dict[str, Any]:
    """Return an array that is not as it was: in its values, its shape or its dtype."""
    with np.errstate(all="ignore"):
        changed = chance.choice(
            [
                lambda: np.full(values.shape, np.nan),
                lambda: np.full(values.shape, np.inf),
                lambda: np.full(values.shape, -1e308),
                lambda: np.zeros_like(values),
                lambda: values.T,
                lambda: values[:0],
                lambda: values[..., :0],
                lambda: values[:1],
                lambda: values[..., :1],
                lambda: values[None],
                lambda: values[..., None],
                lambda: values.reshape(-1),
                lambda: np.zeros((0,) * 8),
                lambda: np.float64(chance.choice([0, 1, np.nan, 1e300])),
                lambda: np.zeros((784, 0)),
                lambda: np.concatenate([values, values]) if values.ndim else values,
                lambda: values.astype(
                    chance.choice(
                        ["bool", "uint8", "int8", "int64", "uint64", "float16", "float64", ">f4"]
                    )
                ),
                lambda: values.astype("longdouble") * np.longdouble("1e4000"),
                lambda: values[::-1] if values.ndim else values,
                lambda: values.astype("float64") + chance.choice([1e-3, 1, 255]),
                lambda: values.astype("float64") * chance.choice([-1, 1e-6, 255, 1e30]),
                lambda: np.random.default_rng(chance.random().__hash__() % 2**32).normal(
                    size=values.shape
                ),
            ]
        )()
    if chance.random() < 0.1:
        return {"dtype": chance.choice(["object", "", 3, "float16"]), "shape": [10**400, -3, "x"]}
    return synthetic.array(changed)


def mutate(record: Any, chance: random.Random) -> str:
    """Change one value of a record; return what was done."""
    every = list(places(record))
    if not every:
        return "nothing is left to change"
    path = chance.choice(every)
    container = record
    for key in path[:-1]:
        container = container[key]
    key, value = path[-1], container[path[-1]]
    form: Any
    if (
        isinstance(value, dict)
        and isinstance(value.get("values"), np.ndarray)
        and chance.random() < 0.8
    ):
        form = other_array(value["values"], chance)
    elif isinstance(value, str) and chance.random() < 0.4:
        form = chance.choice(WORDS)
    elif isinstance(value, (int, float)) and chance.random() < 0.3:
        form = chance.choice([value + 1, -value, value * 1000, str(value), [value]])
    elif isinstance(value, list) and chance.random() < 0.5:
        form = chance.choice([value * 3, value[:1], value[::-1], [*value, None], [value]])
    elif isinstance(value, dict) and chance.random() < 0.5:
        form = dict(value)
        name = chance.choice([*form, "error", "learning_rates", "learning_rate", "number", "\x1b"])
        form[name] = copy.deepcopy(chance.choice([*ODD, *form.values()]))
    elif chance.random() < 0.3:
        form = GONE
    else:
        form = copy.deepcopy(chance.choice(ODD))
    put(container, key, form)
    return f"{'.'.join(map(str, path))} becomes {'nothing' if form is GONE else repr(form)[:200]}"


def batches() -> Iterator[int]:
    """Yield seeds: one, or as many as the time allows."""
    began = time.monotonic()
    seed = FUZZ_SEED
    yield seed
    while time.monotonic() - began < FUZZ_SECONDS / len(FUZZED):
        seed += 1
        yield seed


@pytest.mark.parametrize("name", FUZZED)
def test_no_evidence_is_a_fault_of_the_grader(name: str, benches: dict[str, Bench]) -> None:
    bench = benches[name]
    for seed in batches():
        chance = random.Random(f"{name} {seed}")
        cases, said = [], []
        for task in bench.own_tasks:
            for _ in range(CASES_OF_A_TASK):
                record = copy.deepcopy(bench.records[task.name])
                what = [mutate(record, chance) for _ in range(chance.choice([1, 1, 2, 3]))]
                cases.append(bench.case(task.name, record))
                said.append(f"seed {seed}: {task.name}: {'; '.join(what)}")
        began = time.process_time()
        found = verdicts(cases)
        assert time.process_time() - began < SECONDS_OF_A_CASE * len(bench.inputs)
        for verdict, what in zip(found, said, strict=True):
            assert verdict.faults == (), what
            task_result = verdict.tasks[0]
            assert 0 <= (task_result.points or 0) <= task_result.max_points, what
            assert (task_result.points == task_result.max_points) or task_result.failures, what
            everything = render.task_text(task_result) + render.task_html(task_result)
            everything += "".join(verdict.flags)
            assert everything.encode("utf-8"), what
            assert len(everything) < 40_000, what
            assert "\x1b" not in everything, what
            assert "<script" not in render.task_html(task_result), what
            json.dumps(verdict_to_json(verdict), allow_nan=False)


@pytest.mark.parametrize("what", ["lines", "words", "a title", "legends"])
def test_a_figure_of_more_than_the_probe_records_is_not_looked_at(
    what: str, benches: dict[str, Bench]
) -> None:
    """Can nobody keep the judge busy with words, or with lines to be compared with each other?"""
    bench = benches["mnist_adam"]
    record = copy.deepcopy(bench.records["plot_history"])
    axes = next(find_all(record, "axes"))
    if what == "a title":
        axes[0]["title"] = "perdida " * 100_000
    else:
        axes[0][what] = [*axes[0][what], *(axes[0][what] or ["val"])] * 200
    began = time.process_time()
    (verdict,) = verdicts([bench.case("plot_history", record)])
    assert time.process_time() - began < SECONDS_OF_A_CASE
    assert verdict.faults == ()
    assert verdict.tasks[0].points == 0
    assert "evidence cannot be read" in verdict.flags[0]


@pytest.mark.parametrize(
    ("labels", "cause"),
    [
        (("loss", "val loss", "accuracy", "val accuracy"), ""),
        # What stands beside a metric's name does not take it away.
        (("loss", "val loss", "accuracy (1 - error)", "val accuracy (1 - error)"), ""),
        (("loss", "val loss (of the training images)", "accuracy", "val accuracy"), ""),
        (("loss (accuracy 0.97)", "val loss", "accuracy", "val accuracy"), ""),
        (
            ("loss or accuracy", "val loss or accuracy", "accuracy or loss", "val accuracy or loss"),
            "unlabelled_metric",
        ),
        (
            tuple(f"{order} {metric}" for metric in ("loss", "accuracy")
                  for order in ("train or val", "val or train")),
            "no_legend",
        ),
    ],
)  # fmt: skip
def test_words_for_everything_tell_no_curve_from_another(
    labels: tuple[str, ...], cause: str, benches: dict[str, Bench]
) -> None:
    bench = benches["mnist_adam"]
    record = copy.deepcopy(bench.records["plot_history"])
    every = next(find_all(record, "axes"))
    lines = [line for axes in every for line in axes["lines"]]
    for line, label, color in zip(lines, labels, "rgbk", strict=True):
        line.update(label=label, look={**line["look"], "color": color})
    entries = [{"text": line["label"], "look": line["look"]} for line in lines]
    every[0].update(title="", ylabel="", lines=lines, legends=[{"title": "", "entries": entries}])
    del every[1:]
    (verdict,) = verdicts([bench.case("plot_history", record)])
    assert [one.mistake for one in verdict.tasks[0].failures] == [cause] * bool(cause)


@pytest.mark.parametrize(("strength", "told"), [("0.5 1.5", True), ("1 3", True), ("1 1.5", False)])
def test_paler_or_wider_curves_are_told_from_others_of_their_colour(
    strength: str, told: bool, benches: dict[str, Bench]
) -> None:
    bench = benches["mnist_adam"]
    record = copy.deepcopy(bench.records["plot_history"])
    for axes in next(find_all(record, "axes")):
        first, second = axes["lines"]
        first["look"] = {**first["look"], "color": "b", "strength": "1 1.5"}
        second["look"] = {**first["look"], "strength": strength}
        axes["legends"] = [
            {"title": "", "entries": [{"text": f"of the {name}", "look": line["look"]}
                                      for name, line in (("training", first), ("validation", second))]}
        ]  # fmt: skip
    (verdict,) = verdicts([bench.case("plot_history", record)])
    assert (not verdict.tasks[0].failures) == told


def find_all(value: Any, name: str) -> Iterator[Any]:
    """Yield every value of a record that has a name."""
    if isinstance(value, dict):
        if name in value:
            yield value[name]
        for item in value.values():
            yield from find_all(item, name)


EXTREMES = (1e308, -1e308, 5e-324, 2**53, -(2**53), 0, -0.0, 1e99, -1, 1e-300)


def numeric_places(record: Any) -> list[tuple[Any, ...]]:
    """Return the paths of all numbers and arrays of numbers."""
    found = []
    for path in places(record):
        value = record
        for key in path:
            value = value[key]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if number or (isinstance(value, dict) and isinstance(value.get("values"), np.ndarray)):
            found.append(path)
    return found


def with_number(record: Any, path: tuple[Any, ...], number: float) -> Any:
    """Return a record with a number in one place; an array is full of it."""
    changed = copy.deepcopy(record)
    container = changed
    for key in path[:-1]:
        container = container[key]
    value = container[path[-1]]
    if isinstance(value, dict):
        container[path[-1]] = synthetic.array(np.full(value["values"].shape, float(number)))
    else:
        container[path[-1]] = number
    return changed


@pytest.mark.parametrize("name", FUZZED)
def test_no_number_is_a_fault_of_the_grader(name: str, benches: dict[str, Bench]) -> None:
    """Do numbers at which arithmetic ends cost points only, wherever they stand?"""
    bench = benches[name]
    for task in bench.own_tasks:
        record = bench.records[task.name]
        every = numeric_places(record)
        pairs = [(path, number) for path in every for number in EXTREMES]
        chance = random.Random(f"{name} {task.name} {FUZZ_SEED}")
        given = chance.sample(pairs, min(len(pairs), NUMBERS_OF_A_TASK))
        cases = [bench.case(task.name, with_number(record, *one)) for one in given]
        for verdict, (path, number) in zip(verdicts(cases), given, strict=True):
            assert verdict.faults == (), f"{task.name}.{'.'.join(map(str, path))} is {number}"
            json.dumps(verdict_to_json(verdict), allow_nan=False)


@pytest.mark.parametrize("name", FUZZED)
def test_no_array_without_a_length_is_a_fault_of_the_grader(
    name: str, benches: dict[str, Bench]
) -> None:
    """Is a single number in place of a list, wherever one stands, a failed check and no more?"""
    bench = benches[name]
    for task in bench.own_tasks:
        record = bench.records[task.name]
        arrays = {
            tuple(key for key in path if isinstance(key, str)): path
            for path in numeric_places(record)
        }
        changed = []
        for path in arrays.values():
            other = copy.deepcopy(record)
            container = other
            for key in path[:-1]:
                container = container[key]
            if isinstance(container[path[-1]], dict):
                container[path[-1]] = synthetic.array(np.float32(0.5))
                changed.append((path, bench.case(task.name, other)))
        for verdict, (path, _) in zip(
            verdicts([case for _, case in changed]), changed, strict=True
        ):
            assert verdict.faults == (), f"{task.name}.{'.'.join(map(str, path))}"


def of_dtype(values: np.ndarray, dtype: str, chance: random.Random) -> np.ndarray:
    """Return an array as it is, or of another shape, in a dtype."""
    with np.errstate(all="ignore"):
        forms = [values, values, values, values.T, values[..., None], values[:0], values > 0]
        return np.asarray(chance.choice(forms if values.ndim else forms[:1]).astype(dtype))


@pytest.mark.parametrize("name", FUZZED)
def test_no_dtype_is_a_fault_of_the_grader(name: str, benches: dict[str, Bench]) -> None:
    """Do truth values, whole numbers that overflow and others cost points only, wherever they stand?"""
    bench = benches[name]
    for task in bench.own_tasks:
        record = bench.records[task.name]
        chance = random.Random(f"{name} {task.name} {FUZZ_SEED}")
        arrays: dict[Any, list[tuple[Any, ...]]] = {}
        for path in numeric_places(record):
            container, key = at(record, list(path))
            if isinstance(container[key], dict):
                arrays.setdefault(tuple(one for one in path if isinstance(one, str)), []).append(
                    path
                )
        # In each place, in all places like it, and in the whole record.
        groups = [*([path] for path in map(chance.choice, arrays.values())), *arrays.values()]
        if task.kind in NOT_MADE:
            groups = chance.sample(groups, min(len(groups), GROUPS_OF_A_SLOW_TASK))
        groups.append([path for paths in arrays.values() for path in paths])
        cases, said = [], []
        for paths in groups:
            for dtype in ("bool", *chance.sample(DTYPES, DTYPES_OF_A_PLACE)):
                other = copy.deepcopy(record)
                for path in paths:
                    container, key = at(other, list(path))
                    changed = of_dtype(container[key]["values"], dtype, chance)
                    container[key] = synthetic.array(changed)
                cases.append(bench.case(task.name, other))
                said.append(f"{task.name}.{'.'.join(map(str, paths[0]))} is {dtype}")
        for verdict, what in zip(verdicts(cases), said, strict=True):
            assert verdict.faults == (), what
            json.dumps(verdict_to_json(verdict), allow_nan=False)


@pytest.mark.parametrize(
    ("error", "whose"),
    [
        (OverflowError("math range error"), "student"),
        (ZeroDivisionError("float division by zero"), "student"),
        (FloatingPointError("underflow"), "student"),
        (MemoryError(), "student"),
        (ValueError("cannot convert float NaN to integer"), "student"),
        (np.linalg.LinAlgError("did not converge"), "student"),
        (TypeError("unsupported operand"), "grader"),
        (NameError("name 'x' is not defined"), "grader"),
        (AttributeError("no attribute"), "grader"),
        (KeyError("hidden"), "grader"),
        (AssertionError("plain"), "grader"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_arithmetic_is_the_students_and_a_mistake_in_a_check_the_graders(
    error: Exception, whose: str, benches: dict[str, Bench]
) -> None:
    bench = benches["mnist_sgd"]
    case = bench.case("normalize_images", bench.records["normalize_images"])

    def check() -> None:
        raise error

    result = checking._run_check(case, "values", check)
    assert not result.passed
    if whose == "grader":
        assert type(error).__name__ in case.fault
        return
    assert case.fault == ""
    assert result.problem
    assert case.unreadable.startswith("its numbers cannot be reckoned with")


# --- Cost ------------------------------------------------------------------------------------


def test_a_deep_model_that_nothing_explains_is_judged_in_seconds(
    benches: dict[str, Bench],
) -> None:
    bench = benches["mnist_sgd"]
    record = copy.deepcopy(bench.records["build_model"])
    generator = np.random.default_rng(0)
    sizes = [784, *[20] * 200, 10]
    value = record["calls"]["build"]["value"]
    del value["outputs_with_given"]
    value["weights"] = [
        synthetic.array(one.astype("float32"))
        for pair in itertools.pairwise(sizes)
        for one in (generator.normal(size=pair), generator.normal(size=pair[1]))
    ]
    value["outputs"] = value["outputs_in_training"] = synthetic.array(
        generator.dirichlet(np.ones(10), 16).astype("float32")
    )
    began = time.process_time()
    (verdict,) = verdicts([bench.case("build_model", record)])
    assert time.process_time() - began < SECONDS_OF_A_CASE
    assert verdict.faults == ()


def test_a_training_that_claims_many_steps_is_judged_in_seconds(
    benches: dict[str, Bench],
) -> None:
    bench = benches["mnist_adam"]
    cases = []
    for steps in (1000, 3000, 2**53):
        record = copy.deepcopy(bench.records["train_with_adam"])
        for run in ("repeated", "blocks", "digits"):
            record["calls"][run]["optimizer"]["iterations"] = steps
            rates = synthetic.array(np.full(9, 0.1))
            record["calls"][run]["history"]["logs"]["learning_rate"] = rates
        cases.append(bench.case("train_with_adam", record))
    began = time.process_time()
    assert [verdict.faults for verdict in verdicts(cases)] == [(), (), ()]
    assert time.process_time() - began < SECONDS_OF_A_CASE


@pytest.mark.parametrize("weights", ["none", "without effect"])
def test_a_model_without_a_part_for_its_weights_has_no_points(
    weights: str, benches: dict[str, Bench]
) -> None:
    """The form of its outputs says nothing of a network."""
    bench = benches["mnist_adam"]
    record = copy.deepcopy(bench.records["build_model"])
    value = record["calls"]["build"]["value"]
    outputs = np.tile(np.eye(10, dtype="float32")[3], (len(value["outputs"]["values"]), 1))
    for name in ("outputs", "outputs_in_training", "outputs_with_given"):
        value[name] = synthetic.array(outputs)
    if weights == "none":
        value["weights"] = []
    (verdict,) = verdicts([bench.case("build_model", record)])
    assert not any(check.passed and check.max_points for check in verdict.tasks[0].checks)


def _bar(angle: float) -> np.ndarray:
    """Return a picture of a straight line, which is like many a one."""
    rows, columns = np.mgrid[-13.5:14.5, -13.5:14.5]
    across = columns * np.cos(angle) + rows * np.sin(angle)
    along = rows * np.cos(angle) - columns * np.sin(angle)
    return np.exp(-((across / 1.6) ** 2)) * (np.abs(along) < 10)


@pytest.mark.parametrize(
    ("drawn", "points"),
    [
        (lambda images, dataset: [_bar(0.1) for _ in range(10)], 0),
        (lambda images, dataset: [_bar(0.1 + i / 1e4) for i in range(10)], 0),
        (lambda images, dataset: [_bar(0), *np.zeros((8, 28, 28)), _bar(0.5)], 0),
        # Mistakes keep the points on the form: other images, and what becomes of the pixels.
        (lambda images, dataset: dataset.x_train[:10], 0.5),
        (lambda images, dataset: [*np.zeros((9, 28, 28)), images[3]], 0.5),
        (lambda images, dataset: [image.T[::-1] for image in images[10:20]], 0.5),
        (lambda images, dataset: images[:10] > 127, 0.5),
        (lambda images, dataset: images[5:15] > 0, 0.5),
        (lambda images, dataset: np.kron(images[1:11], np.ones((2, 2))), 0.5),
    ],
)  # fmt: skip
def test_pictures_of_no_image_have_no_points(
    drawn: Any, points: float, benches: dict[str, Bench]
) -> None:
    bench = benches["mnist_sgd"]
    record = copy.deepcopy(bench.records["show_digits"])
    pictures = drawn(bench.inputs["show_digits"]["images"], bench.dataset)
    for axes, picture in zip(record["calls"]["figure"]["value"]["axes"], pictures, strict=True):
        axes["images"][0]["pixels"] = synthetic.array(np.asarray(picture, "float32"))
        axes["title"] = "a digit"
    (verdict,) = verdicts([bench.case("show_digits", record)])
    assert verdict.tasks[0].points == points
    assert (verdict.tasks[0].failures[0].name == "ten_images") == (not points)


def test_a_picture_of_thousands_of_colours_is_no_picture_and_takes_no_time(
    benches: dict[str, Bench],
) -> None:
    bench = benches["mnist_sgd"]
    record = copy.deepcopy(bench.records["show_digits"])
    for axes in record["calls"]["figure"]["value"]["axes"]:
        axes["images"][0]["pixels"] = synthetic.array(np.zeros((28, 28, 3000), "uint8"))
    began = time.monotonic()
    (verdict,) = verdicts([bench.case("show_digits", record)])
    assert time.monotonic() - began < SECONDS_OF_A_CASE
    assert "ten_images" not in {check.name for check in verdict.tasks[0].checks if check.passed}
