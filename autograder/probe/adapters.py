"""Take a student's function apart that builds, compiles and trains, or two of these, by itself.

In: the name of such a function, and what it takes. Out: functions as the kinds of task `model` and
`train` ask for them, which call it. An instructor writes them into a cell of the notebook; what the
student's function hands to Keras's `compile` and `fit` tells one part from the other.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from unittest import mock

import numpy as np

TAKES = ("model", "images", "labels", "epochs")
# Images that are shown to a function that is only to build its model.
FEW = 50


class _Begun(BaseException):
    """Raised where a training would begin that is not wanted; no `except Exception` takes it."""


def build_part(
    function: str, *takes: str, shape: Sequence[int] = (28, 28), classes: int = 10
) -> Callable[[], Any]:
    """Return a function without arguments that gives the model which a function builds and trains.

    It is the model as it is when its training begins. A function that does not call `fit` gives what
    it returns: a model, or that of a `History`.

    Args:
        function: The name of the student's function, looked up when it is called.
        takes: Its arguments in their order: `images`, `labels`, `epochs`.
        shape: Shape of one image, as the function takes it.
        classes: How many classes there are: labels are 0 to classes - 1.

    Raises:
        ValueError: An argument has another name.
    """
    _demand_names(takes, TAKES[1:])
    names = sys._getframe(1).f_globals

    def build_model() -> Any:
        import keras

        generator, begun = np.random.default_rng(FEW), list[Any]()
        given = {
            "images": generator.random((FEW, *shape), "float32"),
            "labels": np.arange(FEW) % classes,
            "epochs": 1,
        }

        def fit(model: Any, *_arguments: Any, **_options: Any) -> Any:
            begun.append(model)
            raise _Begun

        with mock.patch.object(keras.Model, "fit", functools.wraps(keras.Model.fit)(fit)):
            try:
                result = _found(names, function)(*[given[one] for one in takes])
            except _Begun:
                result = None
        # Also where the function has caught what ended its training.
        return begun[0] if begun else _model_in(result)

    return build_model


def train_part(
    function: str, *takes: str, compiled_by: str = "", gives_history: bool = False
) -> Callable[..., Any]:
    """Return a function of a model, images, labels and epochs that trains as a function does.

    Where the function builds its own model, the one that is passed takes its place when the training
    begins: it is compiled with the same arguments, and trained with the same ones.

    Args:
        function: The name of the student's function, looked up when it is called.
        takes: Its arguments in their order: `model`, `images`, `labels`, `epochs`.
        compiled_by: The name of the function that builds and compiles the model, if this one does not
            compile it.
        gives_history: Return what `fit` has returned, whatever the function returns.

    Raises:
        ValueError: An argument has another name.
    """
    _demand_names(takes, TAKES)
    names = sys._getframe(1).f_globals

    def train_model(model: Any, images: Any, labels: Any, epochs: int | None = None) -> Any:
        given = {"model": model, "images": images, "labels": labels, "epochs": epochs}
        called = _found(names, function)
        count = takes.index("epochs") if epochs is None and "epochs" in takes else len(takes)
        # What stands behind epochs that are not passed is passed by the name that it has there.
        after = takes[count + 1 :]
        own_names = [*inspect.signature(called).parameters][count + 1 :] if after else []
        with _in_place_of_others(model) as stand_in:
            if compiled_by:
                stand_in.compile_as(_found(names, compiled_by)())
            result = called(
                *[given[one] for one in takes[:count]],
                **{name: given[one] for name, one in zip(own_names, after)},
            )
        return stand_in.history if gives_history and stand_in.history is not None else result

    return train_model


def _demand_names(takes: Sequence[str], known: Sequence[str]) -> None:
    for one in takes:
        if one not in known:
            raise ValueError(f"a function takes {', '.join(known)} here, not {one!r}")


def _found(names: Mapping[str, Any], function: str) -> Any:
    """Return a function of the notebook, as it is by now."""
    if function not in names:
        raise NameError(f"name {function!r} is not defined", name=function)
    return names[function]


def _model_in(result: Any) -> Any:
    """Return the model that a function has returned, by itself, in a pair or in a `History`."""
    import keras

    for one in result if isinstance(result, (list, tuple)) else [result]:
        if isinstance(one, keras.Model):
            return one
        if isinstance(one, keras.callbacks.History):
            return one.model
    return result


class _StandIn:
    """A model that is compiled and trained in the place of others.

    Attributes:
        model: The model.
        compiled: With which arguments each of the others was compiled last, by its id.
        taken: The one whose arguments the model was compiled with.
        history: What its last training has returned.
    """

    def __init__(self, model: Any, compile_: Any) -> None:
        self.model, self._compile = model, compile_
        self.compiled: dict[int, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {}
        self.taken: Any = None
        self.history: Any = None

    def compile_as(self, other: Any) -> None:
        """Compile the model as another was compiled, if it was, and has not been since."""
        compiled = self.compiled.get(id(other))
        if compiled is not None and compiled is not self.taken:
            _, arguments, options = compiled
            self._compile(self.model, *arguments, **options)
            self.taken = compiled


@contextlib.contextmanager
def _in_place_of_others(model: Any) -> Iterator[_StandIn]:
    """Have a model compiled and trained in place of all others that are compiled and trained here."""
    import keras

    compile_, fit_ = keras.Model.compile, keras.Model.fit
    stand_in = _StandIn(model, compile_)

    @functools.wraps(compile_)
    def compile(self: Any, *arguments: Any, **options: Any) -> Any:
        compile_(self, *arguments, **options)
        # Kept with it, so that no other gets its id.
        stand_in.compiled[id(self)] = (self, arguments, options)

    @functools.wraps(fit_)
    def fit(self: Any, *arguments: Any, **options: Any) -> Any:
        if self is not model:
            stand_in.compile_as(self)
        stand_in.history = fit_(model, *arguments, **options)
        if self is not model:
            # Where both are alike, the function goes on with a model that is trained.
            with contextlib.suppress(Exception):
                self.set_weights(model.get_weights())
        return stand_in.history

    with (
        mock.patch.object(keras.Model, "compile", compile),
        mock.patch.object(keras.Model, "fit", fit),
    ):
        yield stand_in
