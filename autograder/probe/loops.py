"""Compile the steps of an epoch into one loop, once for all models whose steps are the same.

In: a model, its step and `Arrays`. Out: a function that runs the steps of an epoch. What was compiled
for one model is used again for others of the same recipe (see `recipes`): the call is given their
variables. A call takes a second at most, as far as that can be told beforehand, so that a limit of time
can end a training between two of them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf
from keras import tree

from autograder.probe.arrays import Arrays, gather, spec_of
from autograder.probe.recipes import TRAIN, recipe_of, variables_of

# With fewer steps than this in all, running them one by one costs less than compiling them does.
FEW_STEPS = 8
# From this many on, the faster steps of XLA make up for the longer compilation.
MANY_STEPS = 8000
# How many steps XLA compiles as one call: it knows only arrays of one size.
XLA_STEPS = 100
# Steps of the first call. There are twice as many in the next as long as one takes less than so long.
FIRST_STEPS, SHORT_SECONDS = 25, 0.25
# How many compiled loops are kept: for two models' training and validation, each in both ways.
KEPT = 6
# Runs the steps of an epoch on arrays in an order; returns the results of the metrics, or nothing.
Loop = Callable[[Arrays, Any], Sequence[Any]]


@dataclasses.dataclass(frozen=True)
class _Compiled:
    """A loop over steps that was compiled for one model.

    Attributes:
        model: The model that it was compiled for.
        loss: That model's compiled loss: with another one, it was compiled anew.
        key: What the loop follows from besides the model.
        recipe: The model's recipe, if it has one.
        call: The compiled function.
        captured: What the function captured of the model.
        places: For each of these its place among the model's variables; None where something else was
            captured, so that no other model can use the function.
    """

    model: Any
    loss: Any
    key: Any
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
# Takes arrays and the rows of some of their batches.
_Call = Callable[[Arrays, Any], Sequence[Any]]


def forget() -> None:
    """Keep no compiled loop any more, nor the models that they were compiled for."""
    _KEPT.clear()


def loop_for(model: Any, step: Any, use: str, steps: int, arrays: Arrays) -> Loop | None:
    """Return what runs the steps of an epoch; None if that cannot be made.

    Args:
        model: The model.
        step: Its training or test step.
        use: Which of them, as in `recipes`.
        steps: How many steps there will be in all.
        arrays: What it will be run on, or others of the same form.
    """
    recipe = recipe_of(model, use)
    if recipe is not None and steps <= FEW_STEPS and not _kept(model, use, recipe, arrays, False):
        return _one_by_one(model, step)
    call = _call_for(model, step, use, recipe, arrays, xla=False)
    if call is None:
        return None
    # XLA draws other random numbers, so that a layer with noise would have another one. Steps of an
    # evaluation are so short that it never repays itself.
    noise = any(getattr(layer, "seed_generator", None) for layer in getattr(model, "layers", ()))
    many = steps >= MANY_STEPS and arrays.steps >= XLA_STEPS and use == TRAIN
    faster = None
    if many and recipe is not None and not noise:
        faster = _call_for(model, step, use, recipe, arrays, xla=True)
    return _in_parts(call, faster)


def _in_parts(call: _Call, faster: _Call | None) -> Loop:
    """Return a loop that makes several calls an epoch where one would take long."""
    pace = FIRST_STEPS

    def loop(arrays: Arrays, rows: Any) -> Sequence[Any]:
        nonlocal pace
        done, results = 0, list[Any]()
        while done < arrays.count:
            left = arrays.count - done
            part = XLA_STEPS * arrays.size
            if faster is not None and left >= part:
                results = list(faster(arrays, rows[done : done + part]))
            else:
                part, started = pace * arrays.size, time.monotonic()
                results = list(call(arrays, rows[done : done + part]))
                if part <= left and time.monotonic() - started < SHORT_SECONDS:
                    pace *= 2
            done += part
        return results

    return loop


def _one_by_one(model: Any, step: Any) -> Loop:
    def loop(arrays: Arrays, rows: Any) -> Sequence[Any]:
        for batch in arrays.batches(rows):
            model.distribute_strategy.run(step, args=(batch,))
        return ()

    return loop


def _kept(
    model: Any, use: str, recipe: Any, arrays: Arrays, xla: bool
) -> tuple[_Compiled, Sequence[Any]] | None:
    """Return what was compiled before and can be used, and the variables to be given to it."""
    for kept in _KEPT:
        captured = None
        if kept.key == _key(use, arrays, xla):
            captured = kept.captured_of(model, use, recipe)
        if captured is not None:
            return kept, captured
    return None


def _key(use: str, arrays: Arrays, xla: bool) -> Any:
    return use, arrays.form, (arrays.count, arrays.size) if xla else None


def _call_for(
    model: Any, step: Any, use: str, recipe: Any, arrays: Arrays, xla: bool
) -> _Call | None:
    """Return a compiled function that takes steps of a model; None if it cannot be compiled."""
    found = _kept(model, use, recipe, arrays, xla)
    if found is not None:
        _KEPT.remove(found[0])
        _KEPT.insert(0, found[0])
        return _calling(*found)
    before = () if recipe is None else variables_of(model, use)
    try:
        call = _compiled_for_xla(model, step, arrays) if xla else _compiled(model, step, arrays)
    except Exception:
        # Whatever is wrong with the step, Keras shall say it.
        return None
    captured = list(call.captured_inputs)
    places = None if recipe is None else _places(captured, before, variables_of(model, use))
    kept = _Compiled(
        model, model._compile_loss, _key(use, arrays, xla), recipe, call, captured, places
    )
    _KEPT.insert(0, kept)
    del _KEPT[KEPT:]
    return _calling(kept, captured)


def _calling(compiled: _Compiled, captured: Sequence[Any]) -> _Call:
    def call(arrays: Arrays, rows: Any) -> Sequence[Any]:
        compiled.call.set_external_captures(list(captured))
        results: Sequence[Any] = compiled.call(arrays.data, rows, tf.constant(arrays.size, "int64"))
        return results

    return call


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
    """Return a loop over batches, for any number of images and any size of batch."""

    def loop(data: Any, rows: Any, size: Any) -> Any:
        count = tf.size(rows, out_type="int64")

        def body(start: Any) -> tuple[Any]:
            batch = gather(data, rows[start : start + size])
            model.distribute_strategy.run(step, args=(batch,))
            return (start + size,)

        with _noted_together(model, step):
            tf.while_loop(
                lambda start: start < count, body, (tf.constant(0, "int64"),), parallel_iterations=1
            )
        return list(model.get_metrics_result().values())

    return tf.function(loop, autograph=False).get_concrete_function(
        tree.map_structure(spec_of, arrays.data),
        tf.TensorSpec([None], "int64"),
        tf.TensorSpec([], "int64"),
    )


def _noted_together(model: Any, step: Any) -> contextlib.AbstractContextManager[None]:
    """Have what is noted at the end of each step of a training be noted once at the end of a loop."""
    trace = getattr(step, "trace", None)
    return contextlib.nullcontext() if trace is None else trace.closing_once(model)


def _compiled_for_xla(model: Any, step: Any, arrays: Arrays) -> Any:
    """Return a loop over `XLA_STEPS` batches of arrays of this size, compiled by XLA."""
    size = arrays.size

    def loop(data: Any, rows: Any, _size: Any) -> Any:
        def body(number: Any) -> tuple[Any]:
            batch = gather(data, tf.slice(rows, (number * size,), (size,)))
            model.distribute_strategy.run(step, args=(batch,))
            return (number + 1,)

        with _noted_together(model, step):
            tf.while_loop(lambda number: number < XLA_STEPS, body, (tf.constant(0, "int64"),))
        return list(model.get_metrics_result().values())

    return tf.function(loop, autograph=False, jit_compile=True).get_concrete_function(
        tree.map_structure(lambda one: spec_of(one, any_count=False), arrays.data),
        tf.TensorSpec([XLA_STEPS * size], "int64"),
        tf.TensorSpec([], "int64"),
    )
