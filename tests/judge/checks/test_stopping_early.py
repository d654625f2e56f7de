"""Trainings that are to end early: when they end, by which quantity, and whose weights they leave."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from synthetic import array

from autograder.assignment.model_tables import EarlyStopping
from autograder.assignment.rubric import Rubric
from autograder.data import embedded_dataset
from autograder.judge.checks.stopping_early import Rule, best_epoch, end_of, ends_so
from autograder.judge.checks.support import Failure
from autograder.judge.checks.test_train import test_stops_early as stops_early
from autograder.judge.checks.training import updates_left
from autograder.judge.evidence import Node
from autograder.judge.inputs import STOPPING_RUNS, draw_inputs
from autograder.probe import given_models
from autograder.probe.kinds import _trainings_that_end
from autograder.probe.speed import faster_training
from autograder.probe.tasks import Caller
from autograder.probe.training_trace import mark_of
from autograder.probe.value_recorder import Recorder
from autograder.probe.work import Work

WANTED = EarlyStopping("val_loss", 3, restore_best_weights=True)


@pytest.fixture(autouse=True, scope="module")
def trained_as_in_a_probe() -> Iterator[None]:
    """Train as a probe does: epochs as one call, compiled once for all models that are alike."""
    with faster_training():
        yield


@pytest.fixture(autouse=True)
def drawn_once() -> None:
    """Have Keras draw the same weights, orders and dropouts in each run of a test."""
    import keras

    keras.utils.set_random_seed(7)


@pytest.fixture
def rubric(rubrics: dict[str, Rubric]) -> Rubric:
    return dataclasses.replace(rubrics["mnist_adam"], early_stopping=WANTED)


def train(split: float = 0.2, **stopping: Any) -> Any:
    """Return a function that trains, and ends early with a callback of these arguments if any."""

    def function(model: Any, images: np.ndarray, labels: np.ndarray, epochs: int = 25) -> Any:
        import keras

        callbacks = [keras.callbacks.EarlyStopping(**stopping)] if stopping else []
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model.fit(
            images, labels, epochs=epochs, validation_split=split, verbose=0, callbacks=callbacks
        )

    return function


def cause(function: Any, rubric: Rubric, tmp_path: Any) -> str:
    """Return the cause of a failure of the check of a function, or nothing."""
    from autograder.judge.evidence import read_task

    task = rubric.task("train_with_adam")
    inputs = draw_inputs(rubric, task, embedded_dataset(), b"1")
    recorder = Recorder(tmp_path, task.name)
    caller = Caller({task.name: function}, recorder, 120)
    settings = {
        "input_shape": rubric.input_shape,
        "units": rubric.units,
        "activations": rubric.activations,
    }
    tools = {"reference_model": given_models.reference_model}
    work = Work(caller, recorder, task.name, inputs, settings, caller, tools)
    recorder.write({"calls": _trainings_that_end(work)})
    calls = read_task(tmp_path, task.name, 2**26)["calls"]
    try:
        stops_early(calls, inputs, rubric)
    except Failure as failure:
        return failure.cause
    return ""


RIGHT = {"monitor": "val_loss", "patience": 3, "restore_best_weights": True}


@pytest.mark.parametrize(
    ("stopping", "expected"),
    [
        (RIGHT, ""),
        ({**RIGHT, "verbose": 0, "mode": "min"}, ""),
        ({}, "never_stops"),
        ({**RIGHT, "monitor": "loss"}, "watches_another"),
        ({**RIGHT, "mode": "max"}, "takes_worse_for_better"),
        ({**RIGHT, "min_delta": 0.01}, "ignores_small_steps"),
        ({**RIGHT, "min_delta": 0.05}, "ignores_small_steps"),
        ({**RIGHT, "monitor": "val_accuracy"}, "watches_another"),
        ({**RIGHT, "patience": 2}, "wrong_patience"),
        ({**RIGHT, "patience": 5}, "wrong_patience"),
        ({**RIGHT, "restore_best_weights": False}, "keeps_last_weights"),
        ({**RIGHT, "min_delta": 1e-3}, ""),
    ],
)
def test_a_way_to_end_a_training_is_told(
    rubric: Rubric, tmp_path: Any, stopping: dict[str, Any], expected: str
) -> None:
    assert cause(train(**stopping), rubric, tmp_path) == expected


@pytest.mark.parametrize(("most", "expected"), [(20, "stops_sometimes"), (0, "")])
def test_a_training_that_ends_only_with_many_epochs_is_told(
    rubric: Rubric, tmp_path: Any, most: int, expected: str
) -> None:
    def function(model: Any, images: np.ndarray, labels: np.ndarray, epochs: int = 20) -> Any:
        stopping = RIGHT if epochs > most else {}
        return train(**stopping)(model, images, labels, epochs)

    assert cause(function, rubric, tmp_path) == expected


def test_weights_of_an_epoch_beside_the_best_are_told(rubric: Rubric, tmp_path: Any) -> None:
    import keras

    class Early(keras.callbacks.EarlyStopping):
        """Keeps the weights at the beginning of the best epoch."""

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.before = self.model.get_weights()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            best = self.best_epoch
            super().on_epoch_end(epoch, logs)
            if self.best_epoch != best or epoch == 0:
                self.kept = self.before

        def on_train_end(self, logs: Any = None) -> None:
            if self.stopped_epoch:
                self.model.set_weights(self.kept)

    def function(model: Any, images: np.ndarray, labels: np.ndarray, epochs: int = 20) -> Any:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        callbacks = [Early("val_loss", patience=3)]
        return model.fit(
            images, labels, epochs=epochs, validation_split=0.2, verbose=0, callbacks=callbacks
        )

    assert cause(function, rubric, tmp_path) == "restores_another_epoch"


def test_weights_that_come_back_are_told_where_the_last_are_wanted(
    rubric: Rubric, tmp_path: Any
) -> None:
    wanted = dataclasses.replace(WANTED, restore_best_weights=False)
    rubric = dataclasses.replace(rubric, early_stopping=wanted)
    assert cause(train(**RIGHT), rubric, tmp_path) == "restores_weights"


def test_a_training_that_watches_its_own_loss_ends_where_that_is_wanted(
    rubric: Rubric, tmp_path: Any
) -> None:
    rubric = dataclasses.replace(
        rubric, early_stopping=EarlyStopping("loss", 3, True), validation_split=0.0
    )
    stopping = {**RIGHT, "monitor": "loss"}
    assert cause(train(0.0, **stopping), rubric, tmp_path) == ""
    assert cause(train(0.0), rubric, tmp_path) == "never_stops"


def test_without_a_validation_another_check_says_why(rubric: Rubric, tmp_path: Any) -> None:
    assert cause(train(0.0, **RIGHT), rubric, tmp_path) == "blocked"


def test_no_history_is_blocked(rubric: Rubric) -> None:
    record = {"outcome": "returned", "history": {"kind": "none", "type": "NoneType"}}
    calls = Node(dict.fromkeys(STOPPING_RUNS, record), "calls")
    with pytest.raises(Failure, match="blocked"):
        stops_early(calls, {}, rubric)


# --- Whose weights come back ----------------------------------------------------------------------


def left_by(epoch: int, averages: bool = False) -> int:
    """Return after how many updates the weights of an epoch were, of three with four steps each."""
    generator = np.random.default_rng(3)
    moments = [[generator.normal(size=(5, 4)), generator.normal(size=4)] for _ in range(13)]
    zeros, path = np.zeros(12), np.array([mark_of(one) for one in moments], "float32")
    record = {
        "outcome": "returned",
        "history": {"kind": "history", "logs": {"loss": array(np.array([3.0, 2, 1]))}},
        "weights": [array(one) for one in moments[4 * epoch]],
        "optimizer": {"iterations": 12, "config": {"use_ema": averages}},
        "steps": {
            "iterations": array(np.arange(12)),
            "learning_rates": array(zeros),
            "path": array(path),
        },
    }
    return updates_left(Node({"repeated": record}, "calls"), "repeated")


@pytest.mark.parametrize("epoch", [1, 2, 3])
def test_steps_lead_to_the_weights_that_came_back(epoch: int) -> None:
    """Whether they may come back, and the training end, is not asked here."""
    assert left_by(epoch) == 4 * epoch


def test_weights_of_no_epoch_are_taken_for_the_last() -> None:
    assert left_by(0) == 12


def test_a_mean_of_weights_is_of_no_epoch() -> None:
    assert left_by(1, averages=True) == 12


# --- As Keras ends them --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", ["val_loss", "val_accuracy"])
def test_the_end_is_that_of_keras(name: str, seed: int) -> None:
    import keras

    generator = np.random.default_rng(seed)
    values, patience = generator.integers(0, 6, 30) / 4, int(generator.integers(0, 5))
    callback = keras.callbacks.EarlyStopping(
        name, patience=patience, mode="max" if "acc" in name else "min"
    )
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    callback.set_model(model)
    callback.on_train_begin()
    model.stop_training, ended = False, None
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {name: value})
        if model.stop_training:
            ended = epoch + 1
            break
    assert end_of(name, values, Rule(patience)) == ended
    if ended:
        assert best_epoch(name, values[:ended]) == callback.best_epoch


def test_which_epochs_count_makes_a_difference() -> None:
    values = [5.0, 6, 4, 3.5, 4.5, 4, 5, 3]
    assert end_of("val_loss", values, Rule(2)) == 6
    assert end_of("val_loss", values, Rule(2, in_all=True)) == 5
    assert end_of("val_loss", values, Rule(2, least=1.0)) == 3
    assert end_of("val_loss", values, Rule(2, reverse=True)) == 4
    assert end_of("val_accuracy", values, Rule(2)) == 4


def test_all_trainings_must_have_ended_so() -> None:
    first, second = {"loss": np.array([3.0, 1, 2, 2])}, {"loss": np.array([1.0, 2, 2])}
    assert ends_so([first, second], [4, 3], [9, 9], "loss", Rule(2))
    assert not ends_so([first, second], [4, 3], [9, 9], "loss", Rule(3))
    assert not ends_so([first, second], [4, 3], [9, 9], "val_loss", 2)
