"""Compile the reference models that a student's function evaluates or asks for predictions.

As with `given_models`, no probe can import this: it is handed over when no training is judged any more.
"""

from __future__ import annotations

from typing import Any


def compile_for_evaluation(model: Any, learning_rate: float) -> Any:
    """Compile a model as a student's training would have, and return it."""
    import keras

    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
