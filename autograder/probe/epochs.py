"""Run each epoch of a training as one compiled call, on Keras's own batches in Keras's own order.

In: a model and what `fit` was asked for. Out: what to ask Keras's `fit` for instead. Keras still does
all that happens between epochs, and takes an epoch for a single batch: the steps of the epoch, each of
them Keras's own, run over arrays in memory in one loop of TensorFlow's.

What was compiled for one model is used again for others whose steps are the same (see `recipes`): the
call is given their variables. Only arrays in memory are trained on in this way; everything else is
Keras's.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src import tree
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter, can_convert_arrays
from keras.src.trainers.data_adapters.data_adapter import DataAdapter

from autograder.probe.recipes import TEST, TRAIN, recipe_of, variables_of

# With fewer steps than this in all, running them one by one costs less than compiling them does.
FEW_STEPS = 8
# From this many on, the faster steps of XLA make up for the longer compilation.
MANY_STEPS = 8000
# Of fewer numbers two random orders may be the same.
LEAST_TO_TELL = 50
# How many compiled loops are kept: training and validation of two models.
KEPT = 4


class Arrays(DataAdapter):
    """The arrays of a training or an evaluation, an epoch of which is one batch to Keras.

    Attributes:
        data: Tensors in the structure that a step is given.
        size: Images in a batch.
        steps: Batches in an epoch.
    """

    def __init__(self, adapter: ArrayDataAdapter) -> None:
        inputs = array_slicing.convert_to_sliceable(adapter._inputs, target_backend="tensorflow")
        self.data = tree.map_structure(_tensor, tree.lists_to_tuples(inputs))
        self.count = int(adapter._num_samples)
        self.size = int(adapter.batch_size)
        self.steps = int(adapter.num_batches)
        self._shuffle = adapter._shuffle
        self._order: Any = None
        self._last: Any = None
        self._repeats = False

    @property
    def num_batches(self) -> int:
        """As far as Keras is told."""
        return 1

    def get_tf_dataset(self) -> Any:
        """Return what Keras iterates over."""
        return self

    def __iter__(self) -> Iterator[Arrays]:
        yield self

    def rows(self) -> Any:
        """Return the order of the next epoch: the one in which Keras would shuffle these arrays.

        It is shuffled as Keras does it, so that it is the same for a seed. Where one is set, shuffling
        begins anew with each epoch, which shows as soon as two are the same.
        """
        if not self._shuffle:
            return tf.range(self.count, dtype="int64")
        if self._repeats:
            return self._last
        if self._order is None:
            self._order = self._shuffled()
        last = self._last
        self._last = tf.concat([tree.flatten(one)[0] for one in self._order], 0)
        self._repeats = (
            last is not None
            and self.count >= LEAST_TO_TELL
            and bool(tf.reduce_all(last == self._last))
        )
        return self._last

    def _shuffled(self) -> Any:
        """Return a pipeline that gives the order of an epoch each time that it is gone through."""
        if self._shuffle == "batch":
            numbers = np.arange(self.count)
            adapter = ArrayDataAdapter(numbers, batch_size=self.size, shuffle=self._shuffle)
            return adapter.get_tf_dataset()

        def shuffled(_: Any) -> Any:
            return tf.random.shuffle(tf.range(self.count, dtype="int64"))

        # As the adapter of arrays begins; what it does after that takes longer than some trainings,
        # and so does rewriting a function's source, from which TensorFlow spares Keras's own.
        return tf.data.Dataset.range(1).map(tf.autograph.experimental.do_not_convert(shuffled))

    def batches(self, rows: Any) -> Iterator[Any]:
        """Yield the batches of an epoch."""
        for start in range(0, self.count, self.size):
            yield _gather(self.data, rows[start : start + self.size])

    @property
    def form(self) -> Any:
        """What a compiled loop depends on: the arrays' structure, types and shapes of one image."""
        return str(tree.map_structure(_spec, self.data))


def _spec(tensor: Any, any_count: bool = True) -> Any:
    """Return what a compiled function has to know of a tensor: its shape but for the first axis."""
    if tensor is None:
        return None
    shape = [None if any_count else tensor.shape[0], *tensor.shape[1:]]
    return tf.TensorSpec(shape, tensor.dtype)


class _NotPlain(Exception):
    """These arrays cannot be gathered row by row."""


def _tensor(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, np.ndarray) or tf.is_tensor(value):
        tensor = tf.convert_to_tensor(value)
        if tensor.shape.rank and tensor.dtype not in (tf.string, tf.variant, tf.resource):
            return tensor
    raise _NotPlain


def _gather(data: Any, rows: Any) -> Any:
    return tree.map_structure(lambda one: None if one is None else tf.gather(one, rows), data)


def arrays_of(given: tuple[Any, ...], size: int | None, **options: Any) -> Arrays | None:
    """Return the arrays that Keras would make batches of; None where they are of another kind.

    Args:
        given: Images, labels and their weights, as far as there are any.
        size: Images in a batch, if that is not left to Keras.
        options: `shuffle` and `class_weight`, if there are any.
    """
    # Looked at without being taken from: an iterator would lose its first batch.
    if not can_convert_arrays(given):
        return None
    try:
        return Arrays(ArrayDataAdapter(*given, batch_size=size, **options))
    except Exception:
        # Keras says what is wrong with them.
        return None


# Runs the steps of an epoch on arrays in an order; returns the results of the metrics, or nothing.
Loop = Callable[[Arrays, Any], Sequence[Any]]


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
    # A step of an evaluation is so short that XLA never repays itself.
    model.test_function = _function(model, TEST, min(steps, MANY_STEPS - 1))
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
            loops[id(first)] = _loop_for(model, step, use, steps, first)
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


@dataclasses.dataclass(frozen=True)
class _Compiled:
    """A loop over the steps of an epoch that was compiled for one model.

    Attributes:
        model: The model that it was compiled for.
        loss: That model's compiled loss: with another one, it was compiled anew.
        key: What the loop follows from besides the model.
        xla: Whether XLA compiled it.
        recipe: The model's recipe, if it has one.
        call: The compiled function.
        captured: What the function captured of the model.
        places: For each of these its place among the model's variables; None where something else was
            captured, so that no other model can use the function.
    """

    model: Any
    loss: Any
    key: Any
    xla: bool
    recipe: Any
    call: Any
    captured: Sequence[Any]
    places: Sequence[int] | None

    def captured_of(self, model: Any, use: str, recipe: Any) -> Sequence[Any] | None:
        """Return what to give the function in place of what it captured, if a model can use it."""
        if self.model is model and self.loss is model._compile_loss is not None:
            return self.captured
        if recipe is None or self.places is None or self.recipe != recipe:
            return None
        variables = variables_of(model, use)
        return [variables[place].handle for place in self.places]


_KEPT: list[_Compiled] = []


def forget() -> None:
    """Keep no compiled loop any more, nor the models that they were compiled for."""
    _KEPT.clear()


def _loop_for(model: Any, step: Any, use: str, steps: int, arrays: Arrays) -> Loop | None:
    """Return what runs the steps of an epoch on arrays in an order; None if that cannot be made."""
    recipe = recipe_of(model, use)
    # XLA draws other random numbers, so that a layer with noise would have another one.
    noise = any(getattr(layer, "seed_generator", None) for layer in getattr(model, "layers", ()))
    xla = steps >= MANY_STEPS and recipe is not None and not noise
    key = (use, arrays.form, (arrays.count, arrays.size) if xla else None)
    for kept in _KEPT:
        captured = kept.captured_of(model, use, recipe) if kept.key == key else None
        if captured is not None:
            _KEPT.remove(kept)
            _KEPT.insert(0, kept)
            return _calling(kept, captured)
    if recipe is not None and steps <= FEW_STEPS:
        return _one_by_one(model, step)
    before = () if recipe is None else variables_of(model, use)
    try:
        call = _compiled_for_xla(model, step, arrays) if xla else _compiled(model, step, arrays)
    except Exception:
        # Whatever is wrong with the step, Keras shall say it.
        return None
    captured = list(call.captured_inputs)
    places = None if recipe is None else _places(captured, before, variables_of(model, use))
    kept = _Compiled(model, model._compile_loss, key, xla, recipe, call, captured, places)
    _KEPT.insert(0, kept)
    del _KEPT[KEPT:]
    return _calling(kept, captured)


def _calling(compiled: _Compiled, captured: Sequence[Any]) -> Loop:
    def loop(arrays: Arrays, rows: Any) -> Sequence[Any]:
        compiled.call.set_external_captures(list(captured))
        results: Sequence[Any] = compiled.call(arrays.data, rows, tf.constant(arrays.size, "int64"))
        return results

    return loop


def _one_by_one(model: Any, step: Any) -> Loop:
    def loop(arrays: Arrays, rows: Any) -> Sequence[Any]:
        for batch in arrays.batches(rows):
            model.distribute_strategy.run(step, args=(batch,))
        return ()

    return loop


def _places(
    captured: Sequence[Any], before: Sequence[Any], after: Sequence[Any]
) -> Sequence[int] | None:
    """Return where captured handles are among a model's variables; None if one of them is not."""
    if [id(one) for one in before] != [id(one) for one in after]:
        return None
    places = {id(one.handle): place for place, one in enumerate(after)}
    found = [places.get(id(one), -1) for one in captured]
    return None if -1 in found else found


def _compiled(model: Any, step: Any, arrays: Arrays) -> Any:
    """Return a loop over the batches of an epoch, for any number of images and any size of batch."""

    def loop(data: Any, rows: Any, size: Any) -> Any:
        count = tf.size(rows, out_type="int64")

        def body(start: Any) -> tuple[Any]:
            batch = _gather(data, rows[start : start + size])
            model.distribute_strategy.run(step, args=(batch,))
            return (start + size,)

        tf.while_loop(
            lambda start: start < count, body, (tf.constant(0, "int64"),), parallel_iterations=1
        )
        return list(model.get_metrics_result().values())

    return tf.function(loop, autograph=False).get_concrete_function(
        tree.map_structure(_spec, arrays.data),
        tf.TensorSpec([None], "int64"),
        tf.TensorSpec([], "int64"),
    )


def _compiled_for_xla(model: Any, step: Any, arrays: Arrays) -> Any:
    """Return the same loop, compiled by XLA: for these numbers only, since XLA knows no others."""
    full, rest = divmod(arrays.count, arrays.size)

    def loop(data: Any, rows: Any, _size: Any) -> Any:
        def run(start: Any, size: int) -> None:
            batch = _gather(data, tf.slice(rows, (start,), (size,)))
            model.distribute_strategy.run(step, args=(batch,))

        def body(number: Any) -> tuple[Any]:
            run(number * arrays.size, arrays.size)
            return (number + 1,)

        tf.while_loop(lambda number: number < full, body, (tf.constant(0, "int64"),))
        if rest:
            run(full * arrays.size, rest)
        return list(model.get_metrics_result().values())

    return tf.function(loop, autograph=False, jit_compile=True).get_concrete_function(
        tree.map_structure(lambda one: _spec(one, any_count=False), arrays.data),
        tf.TensorSpec([arrays.count], "int64"),
        tf.TensorSpec([], "int64"),
    )
