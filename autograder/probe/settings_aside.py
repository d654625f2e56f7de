"""Set aside what student code has set for the whole process, around the kit's own work.

Keras, TensorFlow, NumPy, Matplotlib and Python have settings that hold for everything in a process,
such as `keras.config.set_floatx`. The kit's own models, inputs and records must not depend on them,
while a student's function must have them. So a task is probed within `SettingsAside`, and calls student
code within its `lent`.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import matplotlib
import numpy as np

# A figure is measured without programs that grading may not have.
FIGURES = {"text.usetex": False}


class SettingsAside:
    """Sets the student's settings aside in a `with` block, and gives them back after it."""

    def __init__(self) -> None:
        self._changed = contextlib.ExitStack()

    def __enter__(self) -> SettingsAside:
        self._take()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._changed.close()

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Have the student's settings back in the block; what it sets is the student's, too."""
        self._changed.close()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        for read, write, own in _of_the_process():
            self._changed.callback(write, read())
            write(own)
        self._changed.enter_context(np.errstate(all="ignore"))
        self._changed.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        self._changed.enter_context(matplotlib.rc_context(FIGURES))


def _of_the_process() -> list[tuple[Callable[[], Any], Callable[[Any], Any], Any]]:
    """Return how settings of Keras and TensorFlow are read and written, and the kit's own values."""
    import keras
    import tensorflow as tf

    config = keras.config
    found: list[tuple[Callable[[], Any], Callable[[Any], Any], Any]] = [
        # First, since it is made of the other one where nobody has set it.
        (config.dtype_policy, config.set_dtype_policy, "float32"),
        (config.floatx, config.set_floatx, "float32"),
        (config.epsilon, config.set_epsilon, 1e-7),
        (config.image_data_format, config.set_image_data_format, "channels_last"),
        (tf.config.functions_run_eagerly, tf.config.run_functions_eagerly, False),
    ]
    for name in ("max_epochs", "max_steps_per_epoch"):
        # Not in the oldest versions of Keras that the kit works with.
        if hasattr(config, f"set_{name}"):
            found.append((getattr(config, name), getattr(config, f"set_{name}"), None))
    return found
