"""What a function may do with a model that it is given, and what counts as changing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.judge import reference
from autograder.judge.checks.support import Failure, demand_same_model
from autograder.judge.evidence import read_task
from autograder.probe.compiled import compile_for_evaluation
from autograder.probe.given_models import reference_model
from autograder.probe.model_state import as_given, record_state
from autograder.probe.value_recorder import Recorder

keras: Any = None

UNITS, ACTIVATIONS = (12, 10), ("relu", "softmax")
GENERATOR = np.random.default_rng(5)
WEIGHTS = reference.random_weights(16, UNITS, GENERATOR)
IMAGES = GENERATOR.random((6, 4, 4)).astype("float32")
LABELS = np.arange(6)
INPUTS = {f"weights_{place}": one for place, one in enumerate(WEIGHTS)}


@pytest.fixture(scope="module", autouse=True)
def with_keras() -> None:
    """Import Keras, which takes seconds, and not in each process that collects this file."""
    global keras
    keras = pytest.importorskip("keras")


def found_after(function: Callable[[Any], None], folder: Path) -> str:
    """Return what the judge finds changed in a model after a function had it."""
    model = reference_model((4, 4), UNITS, ACTIVATIONS, WEIGHTS, dropout=0.1)
    compile_for_evaluation(model, 0.01)
    given = as_given(model)
    function(model)
    recorder = Recorder(folder, "task")
    recorder.write({"calls": {"one": {"model": record_state(recorder, model, given, IMAGES[:4])}}})
    call = read_task(folder, "task", 10**7)["calls"]["one"]
    outputs = reference.predict(WEIGHTS, ACTIVATIONS, IMAGES)
    try:
        demand_same_model(call, {**INPUTS, "learning_rate": np.array([0.01])}, outputs)
    except Failure as failure:
        assert failure.cause == "changes_model"
        return str(failure.fields["found"])
    return ""


def again(model: Any, loss: Any = "sparse_categorical_crossentropy", metrics: Any = None) -> None:
    """Compile a model again with the optimizer that it has."""
    model.compile(optimizer=model.optimizer, loss=loss, metrics=metrics or ["accuracy"])


def shows_a_part(model: Any) -> None:
    """Use a layer of a model in another model."""
    keras.Sequential([keras.Input((4, 4)), *model.layers[:-1]]).predict(IMAGES, verbose=0)


def measures_without_dropout(model: Any) -> None:
    """Change a setting, and put it back."""
    rate, model.layers[1].rate = model.layers[1].rate, 0
    model.evaluate(IMAGES, LABELS, verbose=0)
    model.layers[1].rate = rate


LEFT_AS_IT_WAS: list[Callable[[Any], Any]] = [
    lambda model: model.predict(IMAGES, verbose=0),
    lambda model: model.evaluate(IMAGES, LABELS, verbose=0),
    lambda model: model.test_on_batch(IMAGES, LABELS),
    lambda model: model(IMAGES, training=True),
    lambda model: model.summary(print_fn=str),
    lambda model: keras.models.clone_model(model).set_weights(model.get_weights()),
    lambda model: again(model),
    lambda model: again(model, keras.losses.SparseCategoricalCrossentropy()),
    shows_a_part,
    measures_without_dropout,
]


@pytest.mark.parametrize("function", LEFT_AS_IT_WAS)
def test_a_model_that_is_used_is_not_changed(
    function: Callable[[Any], Any], tmp_path: Path
) -> None:
    assert found_after(function, tmp_path) == ""


def other_method(part: Any, name: str) -> None:
    """Replace a method of a model or a layer."""
    setattr(part, name, getattr(part, name).__func__.__get__(part))


CHANGES: list[tuple[str, Callable[[Any], Any]]] = [
    ("other weights", lambda model: model.set_weights([2 * one for one in model.get_weights()])),
    ("4 layers before, now 3", lambda model: model.pop()),
    ("4 layers before, now 5", lambda model: model.add(keras.layers.Dropout(0.5))),
    (
        "the Dropout layer's rate is another one",
        lambda model: setattr(model.layers[1], "rate", 0.0),
    ),
    (
        "the Dense layer's activation is another one",
        lambda model: setattr(model.layers[-1], "activation", keras.activations.sigmoid),
    ),
    (
        "the Dense layer's activation is another one",
        lambda model: setattr(model.layers[2], "activation", lambda values: values),
    ),
    (
        "the Dense layer's kernel_regularizer is another one",
        lambda model: setattr(model.layers[2], "kernel_regularizer", keras.regularizers.L2(1.0)),
    ),
    (
        "the Dropout layer's call is another one",
        lambda model: other_method(model.layers[1], "call"),
    ),
    ("the model's predict is another one", lambda model: other_method(model, "predict")),
    (
        "arrays of weights that can be trained: 4 before, now 2",
        lambda model: setattr(model.layers[2], "trainable", False),
    ),
    (
        "arrays of weights that can be trained: 4 before, now 3",
        lambda model: setattr(model.weights[0], "trainable", False),
    ),
    ("it is compiled with another loss", lambda model: again(model, "mse")),
    (
        "it is compiled with another loss",
        lambda model: again(model, keras.losses.SparseCategoricalCrossentropy(from_logits=True)),
    ),
    (
        "it is compiled with other metrics",
        lambda model: again(model, metrics=["sparse_top_k_categorical_accuracy"]),
    ),
    (
        "it is compiled with other metrics",
        lambda model: again(
            model, metrics=[keras.metrics.SparseTopKCategoricalAccuracy(k=2, name="accuracy")]
        ),
    ),
    (
        "it is compiled again, with another optimizer",
        lambda model: model.compile(
            keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"]
        ),
    ),
    (
        "the optimizer's learning_rate is another one",
        lambda model: setattr(model.optimizer, "learning_rate", 0.5),
    ),
    (
        "the optimizer's momentum is another one",
        lambda model: setattr(model.optimizer, "momentum", 0.9),
    ),
]


@pytest.mark.parametrize(("found", "function"), CHANGES)
def test_what_is_changed_is_said(
    found: str, function: Callable[[Any], Any], tmp_path: Path
) -> None:
    assert found_after(function, tmp_path) == found


def test_what_was_counted_so_far_goes_on(tmp_path: Path) -> None:
    model = reference_model((4, 4), UNITS, ACTIVATIONS, WEIGHTS)
    compile_for_evaluation(model, 0.01)
    first = model.test_on_batch(IMAGES, LABELS)
    record_state(Recorder(tmp_path, "task"), model, as_given(model), IMAGES[:4])
    second = model.test_on_batch(IMAGES, LABELS)
    np.testing.assert_allclose(second, first, rtol=1e-5)
