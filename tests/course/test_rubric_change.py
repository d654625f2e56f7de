"""A course changes its rubric: the checks follow, and a command says what in the notebooks does not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import nbformat
from minimums import with_minimum

from autograder.assignment.rubric import load_rubric
from autograder.assignment.samples import Sample, build
from autograder.course.directory import make_course
from autograder.course.verify import disagreements, set_points
from autograder.grading.one import grade
from autograder.sandbox.starting import Starter

MODEL = """\
def build_model():
    return keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="tanh"),
        keras.layers.Dense(10, activation="softmax"),
    ])
"""
TRAIN = """\
def train_with_sgd(model, images, labels, epochs=4):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.1, verbose=0)
"""


def test_architecture_optimizer_epochs_points_and_thresholds_come_from_the_rubric(
    tmp_path: Path, warm: Starter
) -> None:
    course = make_course(tmp_path / "course")
    path = course.source / "mnist_sgd" / "mnist_sgd.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("units = [300, 100, 10]", "units = [64, 10]"),
        ('activations = ["relu", "relu", "softmax"]', 'activations = ["tanh", "softmax"]'),
        ('optimizer = "SGD"', 'optimizer = "Adam"'),
        ("epochs = 20", "epochs = 4"),
        ("validation_split = 0.0", "validation_split = 0.1"),
        ("loss_falls = 0.5", "loss_falls = 0.5\nvalidation_split = 1.0"),
        ("reaches_minimum = 2.0", "reaches_minimum = 5.0"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(with_minimum(text, 0.8), encoding="utf-8")

    found = "\n".join(disagreements(course, "mnist_sgd"))
    for key in ("check_test_accuracy", "check_train_with_sgd", "training.epochs",
                "training.optimizer", "model.units (64)", "number of parameters"):  # fmt: skip
        assert key in found, key

    reference = nbformat.read(course.source / "mnist_sgd" / "mnist_sgd.ipynb", as_version=4)
    changed = Sample("changed", {"assignment": "mnist_sgd"},
                     (("", "build_model", MODEL), ("", "train_with_sgd", TRAIN)))  # fmt: skip
    tasks = ("build_model", "train_with_sgd", "test_accuracy")
    setting = dataclasses.replace(course.setting("mnist_sgd"), start=warm)
    assert load_rubric(path).max_score == 24
    content = nbformat.writes(build(changed, reference)).encode()
    report = grade(content, "mnist_sgd.ipynb", setting, tasks=tasks).report
    assert report.score == 4 + 5 + 5, report.failures
    old = grade(nbformat.writes(reference).encode(), "mnist_sgd.ipynb", setting, tasks=tasks).report
    assert {check.mistake for check in old.failures} >= {
        "extra_layer", "wrong_activation", "wrong_optimizer", "wrong_default_epochs",
        "no_validation",
    }  # fmt: skip


def test_the_points_of_the_rubric_are_set_in_the_notebook(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    notebook = course.source / "mnist_sgd" / "mnist_sgd.ipynb"
    before = notebook.read_bytes()
    assert set_points(course, "mnist_sgd") == []
    assert notebook.read_bytes() == before
    rubric = course.source / "mnist_sgd" / "mnist_sgd.toml"
    text = rubric.read_text(encoding="utf-8")
    assert "reaches_minimum = 2.0" in text
    rubric.write_text(text.replace("reaches_minimum = 2.0", "reaches_minimum = 2.5"))
    assert disagreements(course, "mnist_sgd")
    assert set_points(course, "mnist_sgd") == [
        "mnist_sgd.ipynb: check_test_accuracy has 2.5 points now"
    ]
    assert disagreements(course, "mnist_sgd") == []
