"""The arrays of a training in memory, in Keras's own batches and Keras's own order.

In: what `fit`, `evaluate` or `predict` are given. Out: `Arrays`, an epoch of which Keras takes for one
batch; nothing where it is anything but arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf
from keras import tree
from keras.src.trainers.data_adapters import array_slicing
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter, can_convert_arrays
from keras.src.trainers.data_adapters.data_adapter import DataAdapter

# Of fewer numbers two random orders may be the same.
LEAST_TO_TELL = 50


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
            yield gather(self.data, rows[start : start + self.size])

    @property
    def form(self) -> Any:
        """What a compiled loop depends on: the arrays' structure, types and shapes of one image."""
        return str(tree.map_structure(spec_of, self.data))


def spec_of(tensor: Any, any_count: bool = True) -> Any:
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


def gather(data: Any, rows: Any) -> Any:
    """Return some rows of all arrays of a structure."""
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
