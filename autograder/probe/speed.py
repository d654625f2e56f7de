"""Make training faster in a process that grades, with the same results.

Keras runs one training step at a time through Python by default, traces the step twice because the
first time makes the variables of optimizer and metrics, and prepares the data twice an epoch. None of
that is needed for the same weights, metrics and step counts, as `tests/probe/test_speed.py` shows.
A training on arrays, by Keras's own steps, takes each epoch as one compiled call (`epochs`); one that
Keras must feed runs several steps at a time. A student's own choice, a number of steps that is asked
for, callbacks that look at single batches, and training steps of one's own are left alone.
TensorFlow's optimizer of graphs is off: it takes longer than it saves, each time that an iterator is
made above all.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.probe.recipes import PREDICT, TEST, recipe_of

STEPS = 25
# What Keras keeps of a model once it is traced: a number of steps at a time is a part of each.
FUNCTIONS = ("train_function", "test_function", "predict_function")
NOTHING = (None, None, None)
# The model that was trained last, its loss, and the functions: no more, since these keep it alive.
_FOR_GOOD: list[Callable[[], None]] = []
_LAST: list[tuple[Any, Any, list[Any]]] = []
# Up to this many batches are predicted one by one sooner than a function for them is compiled.
FEW_PREDICTIONS = 64
# Below this many images the longer compilation costs more than the steps save.
LEAST_IMAGES = 1000
BATCH_HOOKS = tuple(
    f"on_{part}batch_{end}"
    for part in ("train_", "test_", "predict_", "")
    for end in ("begin", "end")
)
# What must be Keras's own for an epoch to be no more than its steps.
OWN_METHODS = (
    "compute_metrics",
    "evaluate",
    "get_metrics_result",
    "make_predict_function",
    "make_test_function",
    "make_train_function",
    "predict_step",
    "reset_metrics",
    "test_step",
    "train_step",
)
# Inner parts of Keras's models by which an epoch becomes one call; without any of them it is Keras's.
INNER_PARTS = (
    "_compile_loss",
    "_compile_metrics",
    "_get_metrics_result_or_logs",
    "_make_function",
    "distribute_strategy",
    *FUNCTIONS,
)
# What Keras knows of an epoch; without any of them, what it makes is as it makes it.
EPOCH_PARTS = ("_num_batches", "_steps_seen", "steps_per_epoch", "data_adapter")
# Versions of Keras that throw away what an epoch prepares when it ends, as far as was looked.
WASTEFUL = ("3.15",)


def speed_up_training() -> None:
    """Let Keras's models train, evaluate and predict faster from now on."""
    # What is to be undone is undone as soon as nobody knows of it any more.
    _FOR_GOOD.append(_install())


@contextlib.contextmanager
def faster_training() -> Iterator[None]:
    """Let Keras's models be faster in the block; after it, Keras and its models are as before."""
    undo = _install()
    try:
        yield
    finally:
        undo()


def _install() -> Callable[[], None]:
    """Put faster methods in the place of Keras's; return what takes them away again."""
    import keras

    with contextlib.ExitStack() as changes:
        changes.callback(_forget)
        changes.enter_context(_without_optimizer_of_graphs())
        for name, faster in (("fit", _fit), ("evaluate", _evaluate), ("predict", _predict)):
            method = _method(getattr(keras.Model, name), faster)
            changes.enter_context(_replaced(keras.Model, name, method))
        if keras.__version__.startswith(tuple(f"{version}." for version in WASTEFUL)):
            with contextlib.suppress(ImportError, AttributeError):
                changes.enter_context(_preparing_epochs_once())
        undo = changes.pop_all()
    return undo.close


@contextlib.contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Give a class another function in the block."""
    inherited = name not in vars(owner)
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if inherited:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


@contextlib.contextmanager
def _without_optimizer_of_graphs() -> Iterator[None]:
    import tensorflow as tf

    name = "disable_meta_optimizer"
    before = tf.config.optimizer.get_experimental_options().get(name, False)
    tf.config.optimizer.set_experimental_options({name: True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({name: before})


def _forget() -> None:
    # Nothing is kept where no epoch was one call, as with a Keras that lacks what that is made of.
    loops = sys.modules.get("autograder.probe.loops")
    if loops is not None:
        loops.forget()
    _LAST.clear()


def _method(original: Any, faster: Callable[..., Any]) -> Any:
    """Return a method in the place of one of Keras's, which it calls with the arguments by name.

    Args:
        original: Keras's method.
        faster: Is called with it, the model and all arguments by name.
    """
    signature = inspect.signature(original)

    @functools.wraps(original)
    def method(self: Any, *arguments: Any, **options: Any) -> Any:
        try:
            asked = signature.bind(self, *arguments, **options)
        except TypeError:
            # Keras's own complaint names what is wrong.
            return original(self, *arguments, **options)
        asked.apply_defaults()
        given = dict(list(asked.arguments.items())[1:])
        if given.pop("kwargs", None):
            return original(self, *arguments, **options)
        return faster(original, self, given)

    return method


def _fit(original: Any, model: Any, asked: Mapping[str, Any]) -> Any:
    """Train a model as Keras's `fit` does, faster where that changes no result."""
    import keras

    if inspect.unwrap(type(model).train_step) is keras.Model.train_step:
        _build_state(model, asked["x"], asked["y"])
    if not _may_be_faster(model, asked):
        return original(model, **asked)
    if _is_plain(model, asked) and (epochs := _epochs()) is not None:
        plan = epochs.training_of(model, asked)
        if plan is not None:
            with epochs.whole_epochs(model, plan.steps):
                return original(model, **plan.asked)
    if _count(asked["x"]) >= LEAST_IMAGES and all(hasattr(model, name) for name in FUNCTIONS):
        with _many_steps_at_a_time(model):
            return original(model, **asked)
    return original(model, **asked)


def _evaluate(original: Any, model: Any, asked: Mapping[str, Any]) -> Any:
    """Evaluate a model as Keras does, by one compiled loop for all models that are alike."""
    epochs = _epochs()
    if epochs is not None and _may_be_faster(model, asked) and _is_plain(model, asked):
        _build_state(model, asked["x"], asked["y"])
        plan = epochs.evaluation_of(model, asked)
        if plan is not None and recipe_of(model, TEST) is not None:
            with epochs.whole_epochs(model, plan.steps):
                return original(model, **plan.asked)
    return original(model, **asked)


def _predict(original: Any, model: Any, asked: Mapping[str, Any]) -> Any:
    """Let a model predict as Keras does, without compiling anything for a few batches."""
    epochs = _epochs()
    if epochs is not None and _may_be_faster(model, asked) and _is_plain(model, asked):
        plan = epochs.evaluation_of(model, asked)
        if (
            plan is not None
            and plan.steps <= FEW_PREDICTIONS
            and recipe_of(model, PREDICT) is not None
        ):
            with epochs.predicting(model):
                return original(model, **plan.asked)
    return original(model, **asked)


def _epochs() -> Any:
    """Return the module that takes whole epochs; None where Keras lacks what it is made of."""
    try:
        from autograder.probe import epochs
    except (ImportError, AttributeError):
        return None
    return epochs


def _may_be_faster(model: Any, asked: Mapping[str, Any]) -> bool:
    """Whether it makes no difference how many steps are taken at a time."""
    import keras

    return (
        getattr(model, "steps_per_execution", None) == 1
        and not getattr(model, "run_eagerly", False)
        and not any(asked.get(name) for name in ("steps", "steps_per_epoch", "validation_steps"))
        and not _looks_at_batches(asked["callbacks"], keras.callbacks.Callback)
    )


def _is_plain(model: Any, asked: Mapping[str, Any]) -> bool:
    """Whether an epoch is Keras's own steps, one after another, and nothing else."""
    import keras
    import tensorflow as tf

    numbers = [asked.get(name, 0) for name in ("epochs", "initial_epoch")]
    numbers += [asked.get(name) or 0 for name in ("batch_size", "validation_batch_size")]
    limits = [getattr(keras.config, name, None) for name in ("max_epochs", "max_steps_per_epoch")]
    return (
        not getattr(model, "jit_compile", False)
        and not tf.config.functions_run_eagerly()
        and not tf.distribute.has_strategy()
        and keras.distribution.distribution() is None
        and not any(limit is not None and limit() for limit in limits)
        and all(isinstance(one, (int, np.integer)) for one in numbers)
        and all(hasattr(model, name) for name in INNER_PARTS)
        and all(_is_own(model, name, keras.Model) for name in OWN_METHODS)
    )


def _is_own(model: Any, name: str, base: type) -> bool:
    """Whether a method of a model is Keras's own, or wraps it as a trace of the steps does."""
    expected = getattr(base, name, None)
    if expected is None:
        return False
    found = [getattr(type(model), name), *([vars(model)[name]] if name in vars(model) else [])]
    return all(one is expected or hasattr(one, "trace") for one in found)


@contextlib.contextmanager
def _many_steps_at_a_time(model: Any) -> Iterator[None]:
    """Run `STEPS` steps at a time in the block, by functions that were traced for as many.

    Those that the model has had before are its own again afterwards. Until it is compiled anew, or
    another one is trained, the next block goes on with the functions of this one.
    """
    before = [getattr(model, name) for name in FUNCTIONS]
    loss = getattr(model, "_compile_loss", None)
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
        if not (isinstance(images, np.ndarray) and isinstance(labels, np.ndarray)):
            return
        if model.inputs and len(model.outputs) == 1:
            for part in (model._compile_metrics, model._compile_loss):
                if part is not None and not part.built:
                    part.build(labels[:2], model.outputs[0])


@contextlib.contextmanager
def _preparing_epochs_once() -> Iterator[None]:
    """Leave out the iterator that Keras makes when an epoch ends: the next one starts with another.

    For arrays only: a pipeline of one's own may be in another order the next time.
    """
    from keras.src.backend.tensorflow.trainer import TFEpochIterator
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    original = TFEpochIterator._get_iterator

    def get_iterator(self: Any) -> Any:
        if not all(hasattr(self, name) for name in EPOCH_PARTS):
            return original(self)
        ended = self._num_batches and self._steps_seen >= self._num_batches
        if (
            ended
            and self.steps_per_epoch is None
            and isinstance(self.data_adapter, ArrayDataAdapter)
        ):
            return ()
        return original(self)

    with _replaced(TFEpochIterator, "_get_iterator", get_iterator):
        yield


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
        or any(
            getattr(getattr(one, hook), "__func__", None) is not getattr(base, hook)
            for hook in BATCH_HOOKS
        )
        for one in every
    )
