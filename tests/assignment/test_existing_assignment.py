"""The example of an assignment that existed before: one function that builds, compiles and trains."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.assignment.model_tables import EarlyStopping
from autograder.assignment.rubric import RubricError, load_rubric
from autograder.assignment.samples import Sample, build
from autograder.course.directory import Course, make_course
from autograder.course.verify import disagreements
from autograder.course.wrong_work import wrong_with_checks
from autograder.grading.one import grade
from autograder.grading.public import public_setting
from autograder.probe.adapters import build_part, train_part
from autograder.report.results import Report, TaskResult
from autograder.sandbox.starting import Starter

NAME = "until_99_percent"
EXAMPLE = Path(__file__).parents[2] / "examples" / NAME / "source" / NAME
MOST_LINES = 150
# The accuracy takes a whole training, and is looked at in one submission.
WHOLE = "another style"
PARTS = ("reshape_and_normalize", "build_model", "train_model")
EVERY = (*PARTS, "test_accuracy")
STUB = "def {}:\n    raise NotImplementedError()"

RIGHT = """\
def train_mnist(images, labels):
    class Until(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            {callback}

    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(images, labels, epochs=10, callbacks=[Until()], verbose=0)
    return history
"""
CALLBACK = """\
if logs["accuracy"] > 0.99:
                print("reached 99 %")
                self.model.stop_training = True"""


def trains(*changes: tuple[str, str], callback: str = CALLBACK) -> dict[str, str]:
    """Return the cell of the second function, changed."""
    source = RIGHT.format(callback=callback)
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new)
    return {"train_mnist": source}


# What differs, and for each task that loses by it the cause's problem, in part.
SUBMISSIONS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "another style": (
        {
            **trains(
                ("keras.Sequential([", "(layers := ["),
                ("    ])\n", "    ]) and keras.Sequential(layers)\n"),
            ),
            "reshape_and_normalize": "def reshape_and_normalize(images):\n"
            "    return np.expand_dims(images, -1).astype('float32') / 255",
        },
        {},
    ),
    "no callback": (
        trains(("callbacks=[Until()], ", "")),
        {"train_model": "goes on although accuracy has reached 0.99"},
    ),
    "in percent": (
        trains(callback=CALLBACK.replace("0.99", "99")),
        {"train_model": "goes on although accuracy has reached 0.99"},
    ),
    "95 percent": (
        trains(callback=CALLBACK.replace("0.99", "0.95")),
        {"train_model": "ends before accuracy has reached 0.99"},
    ),
    "another quantity": (
        trains(callback=CALLBACK.replace('logs["accuracy"] > 0.99', 'logs["loss"] < 0.3')),
        {"train_model": "goes on although accuracy has reached 0.99"},
    ),
    "a name of old": (
        trains(callback=CALLBACK.replace("accuracy", "acc")),
        {"train_model": "nothing under this name"},
    ),
    "256 units and SGD": (
        trains(("Dense(512", "Dense(256"), ('"adam"', '"sgd"')),
        {"build_model": "another width", "train_model": "wrong optimizer"},
    ),
    "returns the model": (
        trains(("return history", "return model")),
        {"train_model": "returns the model"},
    ),
    "no channel, by 256": (
        {"reshape_and_normalize": "def reshape_and_normalize(images):\n    return images / 256"},
        {"reshape_and_normalize": "no axis for the channels"},
    ),
    "a model for all": (
        trains(
            ("def train_mnist(images, labels):\n", "kept = []\ndef train_mnist(images, labels):\n"),
            ("    model.compile", "    kept.append(model)\n    model = kept[0]\n    model.compile"),
        ),
        {"build_model": "same model"},
    ),
    "blank": (
        {
            "reshape_and_normalize": STUB.format("reshape_and_normalize(images)"),
            "train_mnist": STUB.format("train_mnist(images, labels)"),
        },
        dict.fromkeys(PARTS, "not attempted"),
    ),
}


@pytest.fixture(scope="module")
def graded(warm: Starter) -> Callable[[str], Report]:
    """Returns a function that grades a submission."""
    path = EXAMPLE / f"{NAME}.toml"
    setting = dataclasses.replace(
        public_setting("mnist_sgd"),
        rubric=load_rubric(path),
        rubric_path=path,
        release=None,
        start=warm,
    )
    reference = nbformat.read(EXAMPLE / f"{NAME}.ipynb", as_version=4)

    def report(name: str) -> Report:
        cells = tuple(("", target, source) for target, source in SUBMISSIONS[name][0].items())
        notebook = build(Sample(name, {"assignment": NAME}, cells), reference)
        content, tasks = nbformat.writes(notebook).encode(), EVERY if name == WHOLE else PARTS
        return grade(content, f"{NAME}.ipynb", setting, tasks=tasks).report

    return report


def lost(report: Report) -> dict[str, TaskResult]:
    return {task.name: task for task in report.tasks if task.points != task.max_points}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_kit_s_own_checks_judge_each_part(name: str, graded: Callable[[str], Report]) -> None:
    report, wanted = graded(name), SUBMISSIONS[name][1]
    assert report.score is not None and report.flags == ()
    assert set(lost(report)) == set(wanted)
    for task, problem in wanted.items():
        found = lost(report)[task]
        assert any(problem in one.problem for one in found.failures), found.failures


def test_notebook_and_rubric_are_short() -> None:
    notebook = nbformat.read(EXAMPLE / f"{NAME}.ipynb", as_version=4)
    lines = sum(len(cell.source.splitlines()) for cell in notebook.cells)
    lines += len((EXAMPLE / f"{NAME}.toml").read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES
    assert not (EXAMPLE.parents[1] / "checks").exists()


# --- The parts of a function ------------------------------------------------------------------------


def dense(width: int = 4) -> Any:
    import keras

    layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(width, "softmax")]
    return keras.Sequential(layers)


def compiled(width: int = 4) -> Any:
    model = dense(width)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def fits(model: Any, images: np.ndarray, labels: np.ndarray, epochs: int = 3) -> Any:
    return model.fit(images, labels, epochs=epochs, verbose=0)


def does_everything(labels: np.ndarray, epochs: int, images: np.ndarray) -> Any:
    model = compiled()
    return model, fits(model, images, labels, epochs)


def by_hand(images: np.ndarray, labels: np.ndarray) -> Any:
    model = compiled()
    model.train_on_batch(images, labels)
    return model


def catches_everything(images: np.ndarray, labels: np.ndarray) -> Any:
    try:
        return fits(compiled(), images, labels)
    except BaseException:
        return None


IMAGES, LABELS = np.random.default_rng(1).random((40, 28, 28), "float32"), np.arange(40) % 4


@pytest.mark.parametrize(
    ("function", "takes"),
    [
        ("does_everything", ("labels", "epochs", "images")),
        ("by_hand", ("images", "labels")),
        ("catches_everything", ("images", "labels")),
    ],
)
def test_a_function_gives_the_model_that_it_builds(function: str, takes: tuple[str, ...]) -> None:
    built = build_part(function, *takes, classes=4)()
    assert [one.shape for one in built.get_weights()] == [(784, 4), (4,)]


@pytest.mark.parametrize("takes", [("labels", "epochs", "images")])
def test_a_model_is_trained_in_the_place_of_another(takes: tuple[str, ...]) -> None:
    given, before = dense(), [*map(np.array, dense().get_weights())]
    given.set_weights(before)
    model, history = train_part("does_everything", *takes)(given, IMAGES, LABELS, epochs=2)
    assert history.model is given and len(history.epoch) == 2
    assert given.optimizer.iterations == 4
    assert not np.array_equal(given.get_weights()[0], before[0])
    # Where both are alike, the function goes on with a trained one.
    assert np.array_equal(model.get_weights()[0], given.get_weights()[0])
    assert (
        train_part("does_everything", *takes, gives_history=True)(given, IMAGES, LABELS, 1).model
        is given
    )


def test_epochs_that_are_not_passed_are_the_function_s_own() -> None:
    train = train_part("fits", "model", "images", "labels", "epochs", compiled_by="compiled")
    given = dense()
    history = train(given, IMAGES, LABELS)
    assert history.model is given and len(history.epoch) == 3
    assert type(given.optimizer).__name__ == "SGD"


def test_keras_is_afterwards_as_it_was() -> None:
    import keras

    before = keras.Model.fit, keras.Model.compile
    build_part("does_everything", "labels", "epochs", "images")()
    train_part("does_everything", "labels", "epochs", "images")(dense(), IMAGES, LABELS, 1)
    assert (keras.Model.fit, keras.Model.compile) == before
    assert not {"fit", "compile"} & vars(keras.Model).keys() - vars(keras.Model).keys()


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ValueError, match="images, labels, epochs here, not 'pixels'"):
        build_part("compiled", "pixels")
    with pytest.raises(NameError, match="name 'absent' is not defined"):
        build_part("absent")()


# --- Rubrics ----------------------------------------------------------------------------------------


STOPPING = "training.early_stopping"
WRONG = {
    "percent": (
        ("reaches = 0.99", "reaches = 99"),
        f"{STOPPING}.reaches: expected a number from 0 to 1",
    ),
    "both rules": (
        ("reaches = 0.99", "reaches = 0.99, patience = 2"),
        f"{STOPPING}.patience: there is no such key",
    ),
    "nothing held out": (
        ('"accuracy", reaches', '"val_loss", reaches'),
        f"{STOPPING}.monitor: expected loss or accuracy",
    ),
    "another shape": (
        ("[28, 28, 1]", "[32, 32, 1]"),
        "model.input_shape: expected MNIST's, [28, 28] or [28, 28, 1]",
    ),
    "colours": (
        ("[28, 28, 1]", "[28, 28, 3]"),
        "model.input_shape: expected rows and columns of grey images",
    ),
    "a check's name": (
        ("right_loss", "right_los"),
        "tasks.train_model.points.right_los: there is no such key",
    ),
    "a part is missing": (
        ('kind = "model"\npoints', 'kind = "written"\nmax_points = 1\n#'),
        "tasks.test_accuracy.kind: expected tasks of the kinds normalize, model, train",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_rubric_names_the_key(tmp_path: Path, what: str) -> None:
    (old, new), said = WRONG[what]
    text = (EXAMPLE / f"{NAME}.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{NAME}.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RubricError) as error:
        load_rubric(path)
    assert said in str(error.value)


def test_what_ends_a_training_is_read() -> None:
    rubric = load_rubric(EXAMPLE / f"{NAME}.toml")
    assert rubric.early_stopping == EarlyStopping("accuracy", reaches=0.99)
    assert rubric.limits.memory_mib == 4096 and rubric.validation_split == 0


# --- In a course ------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with the example."""
    course = make_course(tmp_path / "course")
    shutil.copytree(EXAMPLE.parents[1], course.root, dirs_exist_ok=True)
    return course


def test_verify_finds_nothing_amiss(course: Course) -> None:
    assert disagreements(course, NAME) == []
    assert wrong_with_checks(course, NAME) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"grade_id": "check_build_model"', '"grade_id": "check_built_model"',
         "tasks.build_model: there is no cell check_build_model"),
        ("train_model = train_part", "train = train_part",
         "tasks.train_model: there is no cell train_model with the stub, nor a read-only cell"),
        ('"grade_id": "reshape_and_normalize"', '"grade_id": "reshape"',
         "tasks.reshape_and_normalize: there is no cell reshape_and_normalize with the stub"),
        ('"points": 3', '"points": 2', "the cell check_build_model has 2 points"),
    ],
)  # fmt: skip
def test_a_name_that_was_copied_wrong_is_found(
    course: Course, old: str, new: str, said: str
) -> None:
    path = course.source / NAME / f"{NAME}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in line for line in disagreements(course, NAME))
