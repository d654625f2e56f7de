"""Note which images a training is given, and where its first steps lead, in a graph as well.

In: the batches of a traced model. Out: of each image that was trained on a few numbers by which the
judge knows it, with its label and weight; of the first steps their logs, and the weights that they have
led to. So the judge can take these steps itself, also on images that look like any others.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.probe.value_recorder import Recorder

# By so many numbers an image is known. So many images are noted: 25 epochs of 400 are 10,000.
CODES, MOST_IMAGES = 4, 16_000
# The first steps end with this image at the latest, or with the first step.
IMAGES_OF_FIRST_STEPS = 500
MOST_FIRST_STEPS, MOST_LOGS = 16, 4


def coding(pixels: int) -> np.ndarray:
    """Return what images are multiplied by to be known by few numbers, shape (pixels, CODES)."""
    return np.random.default_rng(pixels).normal(size=(pixels, CODES)).astype("float32")


class FirstSteps:
    """What is noted of the steps of a model.

    Args:
        weights: The model's weights before the first step.
        pixels: How many pixels an image has.
        count: How many steps are the first ones, at most `MOST_FIRST_STEPS`.
    """

    def __init__(self, weights: Sequence[np.ndarray], pixels: int, count: int) -> None:
        import tensorflow as tf

        def make(values: np.ndarray) -> Any:
            return tf.Variable(values, trainable=False)

        self.pixels, self.codes = pixels, coding(pixels)
        # Whatever is beyond the last place goes into one that nobody reads.
        self.images = make(np.zeros((MOST_IMAGES + 1, CODES), "float32"))
        self.labels = make(np.full(MOST_IMAGES + 1, -1, "float32"))
        self.shares = make(np.ones(MOST_IMAGES + 1, "float32"))
        self.sizes = make(np.zeros(MOST_FIRST_STEPS + 1, "int64"))
        self.logs = make(np.full((MOST_FIRST_STEPS + 1, MOST_LOGS), np.nan, "float32"))
        self.seen = make(np.int64(0))
        self.limit = make(np.int64(min(count, MOST_FIRST_STEPS)))
        self.weights = [make(np.array(one, "float32")) for one in weights]

    @property
    def variables(self) -> tuple[Any, ...]:
        """Where the steps are noted."""
        noted = (
            self.images,
            self.labels,
            self.shares,
            self.sizes,
            self.logs,
            self.seen,
            self.limit,
        )
        return (*noted, *self.weights)

    def add(self, place: Any, data: Any, logs: Any, model: Any) -> None:
        """Note a step that a model has taken; also in a graph.

        Args:
            place: Which one, counted from 0.
            data: What the step was given.
            logs: What it returned.
            model: The model.
        """
        import keras
        import tensorflow as tf

        images, labels, shares = keras.utils.unpack_x_y_sample_weight(data)
        # A constant of the graph: what is captured besides variables keeps a step from being shared.
        codes = tf.reshape(tf.cast(images, "float32"), (-1, self.pixels)) @ tf.constant(self.codes)
        count = tf.shape(codes, out_type="int64")[0]
        rows = tf.reshape(tf.minimum(self.seen + tf.range(count), MOST_IMAGES), (-1, 1))
        self.images.scatter_nd_update(rows, codes)
        for noted, values in ((self.labels, labels), (self.shares, shares)):
            if _is_one_each(values):
                noted.scatter_nd_update(rows, tf.reshape(tf.cast(values, "float32"), (-1,)))
        step = tf.reshape(tf.minimum(place, MOST_FIRST_STEPS), (1, 1))
        self.sizes.scatter_nd_update(step, tf.reshape(count, (1,)))
        values = [
            tf.reshape(tf.cast(one, "float32"), ()) for one in list(logs.values())[:MOST_LOGS]
        ]
        values += [tf.constant(np.nan, "float32")] * (MOST_LOGS - len(values))
        self.logs.scatter_nd_update(step, tf.reshape(tf.stack(values), (1, -1)))
        seen = self.seen.assign_add(count)
        first = (place < self.limit) & ((seen <= IMAGES_OF_FIRST_STEPS) | tf.equal(place, 0))

        def keep() -> Any:
            for kept, weight in zip(self.weights, model.weights, strict=True):
                kept.assign(tf.cast(tf.convert_to_tensor(weight), "float32"))
            return tf.constant(True)

        tf.cond(first, keep, lambda: tf.constant(False))

    def record(self, recorder: Recorder, model: Any, weights: bool) -> dict[str, Any]:
        """Return what was noted as plain data.

        Args:
            recorder: Writes it.
            model: The model.
            weights: Whether the weights after the first steps are wanted.
        """
        names: list[str] = []
        with contextlib.suppress(Exception):
            names = [str(name)[:80] for name in model.get_metrics_result()][:MOST_LOGS]
        count = min(int(self.seen), MOST_IMAGES)
        noted = {
            name: recorder.array(getattr(self, name).numpy()[:count])
            for name in ("images", "labels", "shares")
        }
        return {
            **noted,
            "sizes": recorder.array(self.sizes.numpy()[:MOST_FIRST_STEPS]),
            # Of metrics that were not there yet, there are no numbers.
            "logs": recorder.array(np.nan_to_num(self.logs.numpy()[:MOST_FIRST_STEPS], nan=-1.0)),
            "names": names,
            "weights": [recorder.array(one.numpy()) for one in self.weights if weights],
        }


def _is_one_each(values: Any) -> bool:
    """Whether there is one number for each image."""
    shape = getattr(values, "shape", None)
    return shape is not None and (len(shape) == 1 or (len(shape) == 2 and shape[-1] == 1))
