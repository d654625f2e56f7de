"""Make training faster in a grading process, with the same results.

Keras runs one training step at a time through Python by default, traces the step twice because the
first time makes the variables of optimizer and metrics, and prepares the data twice an epoch. None
of that is needed for the same weights, metrics and step counts, as `tests/probe/test_probe.py` shows. A
student's own choice, a number of steps that is asked for, callbacks that look at single batches, and
training steps of one's own are left alone.
TensorFlow's optimizer of graphs is off: it takes longer than it saves, each time that an iterator is
made above all.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

STEPS = 25
# What Keras keeps of a model once it is traced: a number of steps at a time is a part of each.
FUNCTIONS = ("train_function", "test_function", "predict_function")
NOTHING = (None, None, None)
# The model that was trained last, its loss, and the functions: no more, since these keep it alive.
_LAST: list[tuple[Any, Any, list[Any]]] = []
# Below this many images the longer compilation costs more than the steps save.
LEAST_IMAGES = 1000
BATCH_HOOKS = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
# Versions of Keras that throw away what an epoch prepares when it ends, as far as was looked.
WASTEFUL = ("3.15",)


def speed_up_training() -> None:
    """Let `keras.Model.fit` be faster from now on."""
    import keras
    import tensorflow as tf

    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    original = keras.Model.fit
    own_step = keras.Model.train_step

    @functools.wraps(original)
    def fit(self: Any, *arguments: Any, **options: Any) -> Any:
        images = arguments[0] if arguments else options.get("x")
        labels = arguments[1] if len(arguments) > 1 else options.get("y")
        if inspect.unwrap(type(self).train_step) is own_step:
            _build_state(self, images, labels)
        if (
            getattr(self, "steps_per_execution", None) == 1
            and not getattr(self, "run_eagerly", False)
            and len(arguments) < 6
            and _count(images) >= LEAST_IMAGES
            and not any(options.get(name) for name in ("steps_per_epoch", "validation_steps"))
            and not _looks_at_batches(options.get("callbacks"), keras.callbacks.Callback)
        ):
            with _many_steps_at_a_time(self):
                return original(self, *arguments, **options)
        return original(self, *arguments, **options)

    keras.Model.fit = fit
    if keras.__version__.startswith(tuple(f"{version}." for version in WASTEFUL)):
        _prepare_epochs_once()


@contextlib.contextmanager
def _many_steps_at_a_time(model: Any) -> Iterator[None]:
    """Run `STEPS` steps at a time in the block, by functions that were traced for as many.

    Those that the model has had before are its own again afterwards. Until it is compiled anew, or
    another one is trained, the next block goes on with the functions of this one.
    """
    before = [getattr(model, name) for name in FUNCTIONS]
    loss = model._compile_loss
    again = [traced for one, of, traced in _LAST if one is model and of is loss is not None]
    _set(model, STEPS, again[0] if again else NOTHING)
    try:
        yield
    finally:
        _LAST[:] = [(model, loss, [getattr(model, name) for name in FUNCTIONS])]
        _set(model, 1, before)


def _set(model: Any, steps: int, functions: Sequence[Any]) -> None:
    model.steps_per_execution = steps
    for name, function in zip(FUNCTIONS, functions):
        setattr(model, name, function)


def _build_state(model: Any, images: Any, labels: Any) -> None:
    """Make the variables of optimizer and metrics now if all weights of the model are there already.

    That is so for models with inputs, sequential or functional; others may make weights later. What
    the metrics need follows from the labels, if they are an array.
    """
    with contextlib.suppress(AttributeError):
        if model.inputs and not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
    with contextlib.suppress(Exception):
        if model.inputs and isinstance(images, np.ndarray) and isinstance(labels, np.ndarray):
            model._symbolic_build(data_batch=(images[:2], labels[:2]))


def _prepare_epochs_once() -> None:
    """Leave out the iterator that Keras makes when an epoch ends: the next one starts with another.

    For arrays only: a pipeline of one's own may be in another order the next time.
    """
    from keras.src.backend.tensorflow.trainer import TFEpochIterator
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    original = TFEpochIterator._get_iterator

    def get_iterator(self: Any) -> Any:
        ended = self._num_batches and self._steps_seen >= self._num_batches
        if (
            ended
            and self.steps_per_epoch is None
            and isinstance(self.data_adapter, ArrayDataAdapter)
        ):
            return ()
        return original(self)

    TFEpochIterator._get_iterator = get_iterator


def _count(images: Any) -> int:
    try:
        return len(images)
    except Exception:
        return 0


def _looks_at_batches(callbacks: Any, base: type) -> bool:
    """Whether a callback does something at each batch, or is of a kind that cannot be told."""
    if callbacks is None:
        return False
    every = callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
    return any(
        not isinstance(one, base)
        or any(getattr(type(one), hook) is not getattr(base, hook) for hook in BATCH_HOOKS)
        for one in every
    )
