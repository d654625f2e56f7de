"""Run each epoch of a training as one compiled call, on Keras's own batches in Keras's own order.

In: a model and what `fit` was asked for. Out: what to ask Keras's `fit` for instead. Keras still does
all that happens between epochs, and takes an epoch for a single batch: the steps of the epoch, each of
them Keras's own, run over arrays in memory in one loop of TensorFlow's (`loops`). Only arrays in memory
are trained on in this way; everything else is Keras's.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
import tensorflow as tf
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils
from keras.src.trainers.data_adapters.array_data_adapter import can_convert_arrays

from autograder.probe.arrays import Arrays, arrays_of
from autograder.probe.loops import Loop, loop_for
from autograder.probe.recipes import TEST, TRAIN


class Logs(dict[str, Any]):
    """The results of a model's metrics at the end of an epoch, which need not be asked for again."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """What Keras is to be asked for, so that an epoch is one batch to it.

    Attributes:
        asked: Arguments by name.
        steps: How many steps there are in all.
    """

    asked: Mapping[str, Any]
    steps: int


def training_of(model: Any, asked: Mapping[str, Any]) -> Plan | None:
    """Return how to train a model by whole epochs; None where that cannot be done.

    Args:
        model: The model, compiled.
        asked: The arguments of `fit` by name, all of them.
    """
    x, y, weights = (asked[name] for name in ("x", "y", "sample_weight"))
    held_out, share = asked["validation_data"], asked["validation_split"]
    if not can_convert_arrays((x, y, weights)):
        return None
    if share and held_out is None:
        try:
            (x, y, weights), held_out = array_slicing.train_validation_split(
                (x, y, weights), validation_split=share
            )
        except Exception:
            # Keras says what is wrong with them.
            return None
    training = arrays_of(
        (x, y, weights), asked["batch_size"], shuffle=asked["shuffle"],
        class_weight=asked["class_weight"],
    )  # fmt: skip
    validation = None
    if training is not None and held_out is not None:
        size = asked["validation_batch_size"] or asked["batch_size"]
        validation = arrays_of(data_adapter_utils.unpack_x_y_sample_weight(held_out), size)
    if training is None or (validation is None) != (held_out is None):
        return None
    changed = {
        "x": training, "y": None, "sample_weight": None, "class_weight": None,
        "batch_size": None, "validation_batch_size": None, "shuffle": False,
        "validation_split": 0.0, "validation_data": validation,
        "callbacks": _callbacks(model, asked, asked["epochs"], training.steps, add_history=True),
    }  # fmt: skip
    epochs = max(0, asked["epochs"] - asked["initial_epoch"])
    return Plan({**asked, **changed}, epochs * training.steps)


def evaluation_of(model: Any, asked: Mapping[str, Any]) -> Plan | None:
    """Return how to evaluate a model, or let it predict, by one batch; None where that cannot be.

    Args:
        model: The model.
        asked: The arguments of `evaluate` or `predict` by name, all of them.
    """
    labels = {name: None for name in ("y", "sample_weight") if name in asked}
    given = tuple(asked.get(name) for name in ("x", "y", "sample_weight"))
    arrays = arrays_of(given, asked["batch_size"], shuffle=False)
    if arrays is None:
        return None
    callbacks = _callbacks(model, asked, 1, arrays.steps)
    changed = {"x": arrays, **labels, "batch_size": None, "callbacks": callbacks}
    return Plan({**asked, **changed}, arrays.steps)


def _callbacks(
    model: Any, asked: Mapping[str, Any], epochs: int, steps: int, **options: Any
) -> Any:
    """Return the callbacks as Keras would make them, told of the true number of steps."""
    verbose = asked["verbose"]
    return keras.callbacks.CallbackList(
        asked["callbacks"], add_progbar=verbose != 0, verbose=verbose, epochs=epochs, steps=steps,
        model=model, **options,
    )  # fmt: skip


@contextlib.contextmanager
def whole_epochs(model: Any, steps: int) -> Iterator[None]:
    """Let a model train on and evaluate `Arrays` in the block, and all else as Keras does.

    Args:
        model: The model.
        steps: How many steps there will be in all.
    """
    names = ("train_function", "test_function", "predict_function")
    before = [getattr(model, name) for name in names]
    model.train_function = _function(model, TRAIN, steps)
    model.test_function = _function(model, TEST, steps)
    read = model._get_metrics_result_or_logs
    model._get_metrics_result_or_logs = lambda logs: logs if isinstance(logs, Logs) else read(logs)
    try:
        yield
    finally:
        # A callback may have trained the model in between, which took it away already.
        with contextlib.suppress(AttributeError):
            del model._get_metrics_result_or_logs
        for name, function in zip(names, before):
            setattr(model, name, function)


@contextlib.contextmanager
def predicting(model: Any) -> Iterator[None]:
    """Let a model predict for `Arrays` in the block, one batch after another without compiling."""
    before = model.predict_function

    def function(data: Any) -> Any:
        (arrays,) = data
        batches = arrays.batches(arrays.rows())
        outputs = [model.distribute_strategy.run(model.predict_step, (one,)) for one in batches]
        return tf.concat(outputs, 0)

    model.predict_function = function
    try:
        yield
    finally:
        model.predict_function = before


def _function(model: Any, use: str, steps: int) -> Callable[[Any], Any]:
    """Return what Keras calls with an iterator for each batch, which may be a whole epoch."""
    step = model.train_step if use == TRAIN else model.test_step
    own: list[Any] = []
    loops: dict[int, Loop | None] = {}
    names: list[str] = []

    def keras_own(iterator: Any) -> Any:
        if not own:
            own.append(model._make_function(step))
        return own[0](iterator)

    def function(iterator: Any) -> Any:
        if isinstance(iterator, (tf.data.Iterator, tf.distribute.DistributedIterator)):
            return keras_own(iterator)
        first = next(iterator)
        if not isinstance(first, Arrays):
            return keras_own(itertools.chain([first], iterator))
        if id(first) not in loops:
            loops[id(first)] = loop_for(model, step, use, steps, first)
        loop, rows = loops[id(first)], first.rows()
        if loop is not None:
            results = loop(first, rows)
            if not names or len(results) != len(names):
                logs = model.get_metrics_result()
                names[:] = list(logs)
                return logs
            return Logs(zip(names, results))
        logs = {}
        for batch in first.batches(rows):
            logs = keras_own(iter([batch]))
        return logs

    return function
