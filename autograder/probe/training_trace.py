"""Note the training steps of a model while they are taken, in a graph as well.

In: a model that is to be trained. Out: its trace, with the images, the optimizer and a mark of the
weights at each step, which the judge compares with the weights before and after the training.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.probe.first_steps import FirstSteps
from autograder.probe.value_recorder import Recorder

MAX_WEIGHTS = 40
# Of one training: 25 epochs of 400 images in batches of one are 10,000.
MAX_STEPS = 20_000
# How many of each array of weights go into the mark of a training step.
MARKED_WEIGHTS = 400
# Of the signs that the training for the accuracy shows the network, all classes in turn.
RECORDED_SIGNS = 60


class TrainingTrace:
    """What the training steps of a model show: images, the optimizer and the weights at each of them.

    It is not a part of the model: weights, configuration and summary are those of any other. A
    training loop that does not take Keras's training steps leaves it empty.

    Args:
        first: Notes the images of all steps, and where the first ones lead, if that is wanted.
    """

    def __init__(self, first: FirstSteps | None = None) -> None:
        import tensorflow as tf

        self.first = first
        make = functools.partial(tf.Variable, trainable=False)
        self.images = make(0, dtype="int64")
        self.count = make(0, dtype="int64")
        # Of each step the optimizer's iterations, its learning rate, and the mark of the weights.
        self.steps = make(np.zeros((MAX_STEPS, 3)))
        self.end = make(np.float32(0))
        # Whether each step notes its end, and not only the last one of a compiled loop.
        self.every_end = True
        # Whether names, such as those of metrics, were given to `compile` as weights of losses.
        self.names_for_weights = False

    @property
    def variables(self) -> tuple[Any, ...]:
        """Where the steps are noted."""
        return (
            self.images, self.count, self.steps, self.end,
            *(self.first.variables if self.first else ()),
        )  # fmt: skip

    def add(self, images: Any, model: Any) -> None:
        """Note a training step that a model is about to take; also in a graph."""
        import tensorflow as tf

        # At the end of a pipeline of unknown length there is a step without images, which counts
        # for the optimizer and for nothing else.
        with tf.control_dependencies(
            [self.images.assign_add(tf.shape(images, out_type="int64")[0])]
        ):
            place = self.count.assign_add(1) - 1
        noted = (
            model.optimizer.iterations,
            model.optimizer.learning_rate,
            self._mark(model),
        )
        row = [tf.cast(tf.reshape(tf.convert_to_tensor(one), ()), "float64") for one in noted]
        place = tf.reshape(tf.minimum(place, MAX_STEPS - 1), (1, 1))
        self.steps.scatter_nd_update(place, [row])

    def close(self, model: Any) -> None:
        """Note how a training step has left the weights of a model; also in a graph."""
        if self.every_end:
            self.end.assign(self._mark(model))

    @contextlib.contextmanager
    def closing_once(self, model: Any) -> Iterator[None]:
        """Note how all steps of the block together have left the weights; also in a graph."""
        self.every_end = False
        try:
            yield
        finally:
            self.every_end = True
        self.close(model)

    def note(self, data: Any, logs: Any, model: Any) -> None:
        """Note what a training step was given, and led to, where that is wanted; also in a graph."""
        # What cannot be noted must not keep the model from its training.
        with contextlib.suppress(Exception):
            if self.first is not None:
                self.first.add(self.count - 1, data, logs, model)

    @staticmethod
    def _mark(model: Any) -> Any:
        """Return `mark_of` the weights as they are now."""
        import tensorflow as tf

        parts, every_sign = [], []
        for weight in model.weights[:MAX_WEIGHTS]:
            places, signs = places_of(int(np.prod(weight.shape)))
            values = tf.gather(tf.reshape(tf.convert_to_tensor(weight), (-1,)), places)
            parts.append(tf.cast(values, "float32"))
            every_sign.append(signs)
        if not parts:
            return tf.zeros(())
        return tf.reduce_sum(tf.concat(parts, 0) * np.concatenate(every_sign))

    def record(self, recorder: Recorder) -> dict[str, Any]:
        """Return the trace as plain data."""
        count = min(int(self.count), MAX_STEPS)
        iterations, rates, path = self.steps.numpy()[:count].T
        marks = [*path, self.end.numpy()] if count else []
        return {
            "images": int(self.images),
            "iterations": recorder.array(iterations.astype("int64")),
            "learning_rates": recorder.array(rates.astype("float32")),
            "path": recorder.array(np.array(marks, "float32")),
        }


def mark_of(weights: Sequence[np.ndarray]) -> float:
    """Return a number that changes whenever weights do: the sum of some, half of them negative."""
    total = 0.0
    for weight in weights:
        places, signs = places_of(weight.size)
        total += float((weight.reshape(-1)[places].astype("float64") * signs).sum())
    return total


@functools.lru_cache(maxsize=2 * MAX_WEIGHTS)
def places_of(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which of so many numbers go into a mark, and their signs."""
    places = np.unique(np.linspace(0, max(size - 1, 0), min(size, MARKED_WEIGHTS)).astype("int64"))
    signs = np.where(np.random.default_rng(size).random(len(places)) < 0.5, -1, 1)
    return places, signs.astype("float32")


def traced_kind(trace: TrainingTrace) -> Any:
    """Return a class of `Sequential` models whose training steps are noted in a trace."""
    import keras
    import tensorflow as tf

    class Sequential(keras.Sequential):
        """A `Sequential` model whose training steps are noted."""

        @functools.wraps(keras.Sequential.compile)
        def compile(self, *arguments: Any, **options: Any) -> None:
            third = arguments[2] if len(arguments) > 2 else options.get("loss_weights")
            every = third if isinstance(third, (list, tuple)) else [third]
            trace.names_for_weights = any(isinstance(one, str) for one in every)
            super().compile(*arguments, **options)

        # Wrapped, so that `speed` sees that it trains as Keras does.
        @functools.wraps(keras.Sequential.train_step)
        def train_step(self, data: Any) -> Any:
            trace.add(tf.nest.flatten(data)[0], self)
            logs = super().train_step(data)
            trace.close(self)
            trace.note(data, logs, self)
            return logs

        _mark_as_noted(train_step, trace)

    return Sequential


def _mark_as_noted(train_step: Any, trace: TrainingTrace) -> None:
    """Let `recipes` see where a function notes steps, and that it does nothing else of its own."""
    train_step.trace = trace


def trace_model(model: Any) -> TrainingTrace:
    """Note from now on the training steps of a student's model; return where they are noted."""
    import tensorflow as tf

    trace = TrainingTrace()
    with contextlib.suppress(AttributeError):
        original = model.train_step

        @functools.wraps(original)
        def train_step(*arguments: Any, **options: Any) -> Any:
            # What cannot be noted must not keep the model from its training.
            with contextlib.suppress(Exception):
                trace.add(tf.nest.flatten([arguments, options])[0], model)
            logs = original(*arguments, **options)
            with contextlib.suppress(Exception):
                trace.close(model)
            return logs

        _mark_as_noted(train_step, trace)
        model.train_step = train_step
    return trace
