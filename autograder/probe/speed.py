"""Make training faster in a grading process, with the same results.

Keras runs one training step at a time through Python by default. Running several in one go takes
about half the time and gives the same weights, metrics and step counts, as `tests/test_probe.py`
shows. A student's own choice, and callbacks that look at single batches, are left alone.
"""

from __future__ import annotations

import functools
from typing import Any

STEPS = 25
# Below this many images the longer compilation costs more than the steps save.
LEAST_IMAGES = 1000
BATCH_HOOKS = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")


def speed_up_training() -> None:
    """Let `keras.Model.fit` run several steps at a time from now on."""
    import keras

    original = keras.Model.fit

    @functools.wraps(original)
    def fit(self: Any, *arguments: Any, **options: Any) -> Any:
        if (
            getattr(self, "steps_per_execution", None) == 1
            and not getattr(self, "run_eagerly", False)
            and len(arguments) < 6
            and _count(arguments[0] if arguments else options.get("x")) >= LEAST_IMAGES
            and not _looks_at_batches(options.get("callbacks"), keras.callbacks.Callback)
        ):
            self.steps_per_execution = STEPS
            try:
                return original(self, *arguments, **options)
            finally:
                self.steps_per_execution = 1
        return original(self, *arguments, **options)

    keras.Model.fit = fit


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
