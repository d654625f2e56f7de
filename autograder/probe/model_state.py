"""What a function leaves of a model that it was given, as plain data: what is not as it was before."""

from __future__ import annotations

import dataclasses
import json
import warnings
from typing import Any

import numpy as np

from autograder.probe.model_recorder import record_loss, record_metrics, record_weights
from autograder.probe.value_recorder import Recorder, describe_error, shorten

MOST_CHANGES = 8
# Kept by which object it is: what a configuration says of a function is its name.
BY_IDENTITY = ("activation",)
# Keras keeps the loss that a model is compiled with under the name of a method.
NO_METHOD = "loss"


@dataclasses.dataclass(frozen=True)
class Given:
    """One of the grader's models, as it is handed to a student's function.

    Attributes:
        layers: Its layers, in order.
        settings: For the model and each layer, each setting as a text.
        trainable: Whether each weight can be trained.
        compiled: Whether it is compiled.
        optimizer: Its optimizer.
        steps: The settings of that, as texts.
        how: With what the model is compiled, as a text; None where that cannot be told.
    """

    layers: tuple[Any, ...]
    settings: tuple[dict[str, str], ...]
    trainable: tuple[bool, ...]
    compiled: bool
    optimizer: Any
    steps: dict[str, str]
    how: str | None


def as_given(model: Any) -> Given:
    """Return what a model is now, to be compared with what it is after a call."""
    layers, optimizer = tuple(model.layers), getattr(model, "optimizer", None)
    return Given(
        layers,
        (_own_methods(model), *map(_settings, layers)),
        tuple(bool(weight.trainable) for weight in model.weights),
        bool(model.compiled),
        optimizer,
        _texts(optimizer.get_config()) if optimizer is not None else {},
        _how(model),
    )


def _how(model: Any) -> str | None:
    try:
        return json.dumps(model.get_compile_config(), default=_name, sort_keys=True)
    except Exception:
        # Not every loss of a student's own can be described.
        return None


def _settings(layer: Any) -> dict[str, str]:
    """Return a layer's settings, and what of it was replaced by something else."""
    kept = {name: str(id(getattr(layer, name, None))) for name in BY_IDENTITY}
    with warnings.catch_warnings():
        # A student's own function as an activation is nothing to be warned of here.
        warnings.simplefilter("ignore")
        config = layer.get_config()
    for name, value in _texts(config).items():
        kept[name] = f"{value} {kept.get(name, '')}"
    return {**kept, **_own_methods(layer)}


def _texts(config: dict[str, Any]) -> dict[str, str]:
    return {
        name: json.dumps(value, default=_name, sort_keys=True) for name, value in config.items()
    }


def _name(value: Any) -> str:
    return f"{type(value).__name__} {id(value)}"


def _own_methods(part: Any) -> dict[str, str]:
    """Return which methods of its class a layer or a model has replaced by its own."""
    kind = type(part)
    return {
        name: str(id(value))
        for name, value in vars(part).items()
        if name != NO_METHOD and callable(value) and callable(getattr(kind, name, None))
    }


def record_state(
    recorder: Recorder, model: Any, before: Given, images: np.ndarray | None = None
) -> dict[str, Any]:
    """Record what a call has left of a model: what is not as it was, weights, outputs, loss, metrics.

    Args:
        recorder: Writes the arrays.
        model: The model.
        before: What it was before the call.
        images: Those for which its outputs are recorded, if any.
    """
    record: dict[str, Any] = {}
    try:
        after = as_given(model)
        record["changed"] = changes(before, after)[:MOST_CHANGES]
        record["weights"] = record_weights(recorder, model)
        if before.compiled:
            record["learning_rate"] = float(np.asarray(model.optimizer.learning_rate))
            record["iterations"] = int(np.asarray(model.optimizer.iterations))
        if images is not None:
            outputs = np.asarray(model(images, training=False), "float32")
            record["outputs"] = recorder.array(outputs)
            same = before.how is not None and before.how == after.how
            record["compiled_as_before"] = same
            if before.compiled and not same:
                record["compiled"] = _compiled(recorder, model, images, outputs)
    except Exception as error:
        record["error"] = describe_error(error)
    return record


def changes(before: Given, after: Given) -> list[dict[str, Any]]:
    """Return what of a model is not as it was, what says most first."""
    found: list[dict[str, Any]] = []
    if [*map(id, before.layers)] != [*map(id, after.layers)]:
        counts = {"before": len(before.layers), "after": len(after.layers)}
        found.append({"what": "layers", **counts})
    elif before.trainable != after.trainable:
        counts = {"before": sum(before.trainable), "after": sum(after.trainable)}
        found.append({"what": "trainable", **counts})
    else:
        parts = ("model", *(f"{type(layer).__name__} layer" for layer in before.layers))
        for part, one, other in zip(parts, before.settings, after.settings):
            found += _other_settings(part, one, other)
    if before.compiled != after.compiled:
        found.append({"what": "compiled", "after": after.compiled})
    elif before.optimizer is not after.optimizer:
        found.append({"what": "optimizer"})
    else:
        found += _other_settings("optimizer", before.steps, after.steps)
    return found


def _other_settings(
    part: str, before: dict[str, str], after: dict[str, str]
) -> list[dict[str, Any]]:
    names = sorted(one for one in {*before, *after} if before.get(one) != after.get(one))
    return [{"what": "setting", "of": shorten(part, 80), "name": shorten(one, 80)} for one in names]


def _compiled(
    recorder: Recorder, model: Any, images: np.ndarray, outputs: np.ndarray
) -> dict[str, Any]:
    """Record the loss and the metrics with which a model is compiled, for labels that half fit."""
    labels = half_right(outputs)
    kept = [(one, np.asarray(one)) for metric in model.metrics for one in metric.variables]
    loss = record_loss(recorder, model, labels, outputs)
    metrics = record_metrics(model, images, labels)
    # A function that goes on counting goes on from where it was.
    for metric in model.metrics:
        metric.reset_state()
    for variable, value in kept:
        variable.assign(value)
    return {"loss": loss, "metrics": metrics}


def half_right(outputs: np.ndarray) -> np.ndarray:
    """Return for each row of outputs the place of its greatest number, or of the next, in turn."""
    places = np.argsort(outputs, axis=1, kind="stable")
    return np.where(np.arange(len(outputs)) % 2, places[:, -2], places[:, -1])
