"""A course's own checks are tried on wrong work, before a student's stops them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from small_class import change

from autograder.course.directory import Course, make_course
from autograder.course.verify import disagreements, wrong_with_reference
from autograder.course.wrong_work import wrong_with_checks

NAME = "nearest_mean"
RUBRIC = """\
assignment = "nearest_mean"
title = "Which mean is nearest"

[model]
input_shape = [28, 28]
units = [10]
activations = ["softmax"]

[training]
optimizer = "SGD"
loss = "sparse_categorical_crossentropy"
epochs = 3

[tasks.nearest]
kind = "own"
points = {one_label_each = 1, mostly_right = 1}
[tasks.nearest.calls]
several = [{draw = "unseen", count = 200}]

[tasks.fitted]
kind = "own"
points = {three_epochs = 1, one_layer = 1}
[tasks.fitted.calls]
few = [{draw = "images", count = 40}, {draw = "labels", count = 40}]
"""
CHECKS = {
    "nearest": """\
import numpy as np
import pytest

from autograder.judge.checks.support import fail, numbers, value_of


@pytest.mark.gate
def test_one_label_each(calls, labels):
    for call, right in labels.items():
        if numbers(value_of(calls[call])).shape != right.shape:
            fail("wrong_count", expected=len(right))


def test_mostly_right(calls, labels):
    for call, right in labels.items():
        share = np.mean(numbers(value_of(calls[call])).array == right)
        if share < 0.6:
            fail("mostly_wrong", found=f"{share:.0%}")
""",
    "fitted": """\
from autograder.judge.checks.support import fail, logs_in, value_of, weights_in


def test_three_epochs(calls):
    pair = value_of(calls["few"])
    if pair["kind"].text != "sequence" or pair["length"].integer != 2:
        fail("no_pair")
    if len(logs_in(pair["items"].nodes()[1]).get("loss", ())) != 3:
        fail("other_epochs")


def test_one_layer(calls):
    pair = value_of(calls["few"])
    if pair["kind"].text != "sequence" or pair["length"].integer != 2:
        fail("no_pair")
    if [one.shape for one in weights_in(pair["items"].nodes()[0])] != [(784, 10), (10,)]:
        fail("other_layers")
""",
}
WORDS = """\
[nearest.wrong_count]
problem = "not one label for each image"
expected = "{expected} labels"
hint = "How many images are there?"
[nearest.mostly_wrong]
problem = "most labels are wrong"
found = "{found} are right"
hint = "Show some images whose labels are wrong."
[fitted.no_pair]
problem = "it does not return two things"
hint = "Return the model and its history."
[fitted.other_epochs]
problem = "it trains for another number of epochs"
hint = "Count them in the history."
[fitted.other_layers]
problem = "the model has other layers"
hint = "Count its weights."
"""
CELLS = {
    "setup": """\
import numpy as np

from autograder import Checker, quietly

with quietly():
    import keras

check = Checker("nearest_mean")
(x_train, y_train), (x_test, y_test) = check.load_data()
""",
    "nearest": """\
def nearest(images):
    ### BEGIN SOLUTION
    flat = x_train.reshape(len(x_train), -1).astype("float32")
    means = np.array([flat[y_train == digit].mean(axis=0) for digit in range(10)])
    apart = images.reshape(len(images), -1)[:, np.newaxis].astype("float32") - means
    return (apart**2).sum(axis=2).argmin(axis=1)
    ### END SOLUTION
""",
    "fitted": """\
def fitted(images, labels):
    ### BEGIN SOLUTION
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(),
                              keras.layers.Dense(10, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model, model.fit(images / 255, labels, epochs=3, verbose=0)
    ### END SOLUTION
""",
}


def cell(name: str, source: str, **marks: object) -> nbformat.NotebookNode:
    usual = {"grade": False, "locked": True, "solution": False, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {"grade_id": name, **usual, **marks}})


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with an assignment that has tasks of its own alone."""
    course = make_course(tmp_path / "course")
    cells = [cell("setup", CELLS["setup"])]
    for task in CHECKS:
        cells.append(cell(task, CELLS[task], locked=False, solution=True))
        cells.append(cell(f"check_{task}", f'check("{task}")', grade=True, points=2))
    source, checks = course.source / NAME, course.root / "checks" / NAME
    source.mkdir(parents=True)
    checks.mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=cells, metadata={"autograder": {"assignment": NAME}}),
        source / f"{NAME}.ipynb",
    )
    (source / f"{NAME}.toml").write_text(RUBRIC, encoding="utf-8")
    (checks / "feedback.toml").write_text(WORDS, encoding="utf-8")
    for task, text in CHECKS.items():
        (checks / f"test_{task}.py").write_text(text, encoding="utf-8")
    return course


def test_checks_that_hold_are_told_so(course: Course) -> None:
    """Are unseen images, a model and a history all that such checks need?"""
    assert disagreements(course, NAME) == []
    assert wrong_with_reference(course, NAME) == []
    assert wrong_with_checks(course, NAME) == []


def test_what_stops_at_wrong_work_is_found_beforehand(course: Course) -> None:
    folder = f"checks/{NAME}"
    change(course, f"{folder}/test_nearest.py", ("expected=len(right)", "expected=calls.leng"))
    change(course, f"{folder}/test_fitted.py", ('fail("no_pair")', "return"))
    change(course, f"{folder}/feedback.toml", ("{found} are right", "{share} are right"))
    assert disagreements(course, NAME) == []
    lines = wrong_with_checks(course, NAME)
    for said in (
        "nearest.one_label_each: AttributeError",
        "no text for 'mostly_wrong'",
        "2 points for fitted, all that there are",
    ):
        assert any(said in line for line in lines), (said, lines)


@pytest.mark.parametrize(
    ("file", "change_", "said"),
    [
        (f"checks/{NAME}/feedback.toml", ("[fitted.other_layers]", "[fitted.otherlayers]"),
         "test_fitted.py: fail('other_layers') in line 17 has no text"),
        (f"source/{NAME}/{NAME}.ipynb", ('"solution": true', '"solution": false'),
         "the cell nearest is not marked as an autograded answer"),
        (f"source/{NAME}/{NAME}.ipynb", ('"grade_id": "fitted"', '"grade_id": "fit"'),
         "tasks.fitted: there is no cell fitted with the stub"),
        (f"source/{NAME}/{NAME}.ipynb", ('"grade_id": "check_fitted"', '"grade_id": "check_fit"'),
         "tasks.fitted: there is no cell check_fitted"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_without_grading(
    course: Course, file: str, change_: tuple[str, str], said: str
) -> None:
    change(course, file, change_)
    assert any(said in line for line in disagreements(course, NAME))


def test_a_solution_that_would_be_handed_out_is_told(course: Course) -> None:
    path = course.source / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for one in notebook.cells:
        if one.metadata.nbgrader.grade_id == "nearest":
            del one.metadata["nbgrader"]
    nbformat.write(notebook, path)
    lines = disagreements(course, NAME)
    assert any("cell 2 has a solution, but is not marked as an answer" in line for line in lines)
    for one in notebook.cells:
        one.source = one.source.replace("    ### BEGIN SOLUTION\n", "").replace(
            "    ### END SOLUTION", ""
        )
    nbformat.write(notebook, path)
    lines = disagreements(course, NAME)
    assert any(
        "cell 2 makes nearest, but is not marked as an autograded answer" in line for line in lines
    )


def test_a_check_that_asks_for_what_there_is_not_is_named(course: Course) -> None:
    change(course, f"checks/{NAME}/test_nearest.py", ("(calls, labels)", "(calls, label)"))
    (line,) = wrong_with_reference(course, NAME)
    assert "nearest.one_label_each: there is nothing called 'label' to ask for" in line


def test_a_module_that_is_not_there_is_named(course: Course) -> None:
    change(course, f"checks/{NAME}/test_fitted.py", ("import fail,", "import fial,"))
    (line,) = wrong_with_reference(course, NAME)
    assert "fial" in line
