"""Say what a model's training and test steps follow from, so that two models can share a compiled one.

In: a model. Out: a value that is equal for models whose steps are the same operations on other
variables, and those variables in an order of their own. Only chains of Keras's own layers have a
recipe: what a class or function of somebody else's does cannot be read from its settings.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from typing import Any

PREDICT, TEST, TRAIN = "predict", "test", "train"
# Layers whose settings, and the function that they apply, say all of what they do.
KNOWN_LAYERS = (
    "Activation",
    "Dense",
    "Dropout",
    "Flatten",
    "LeakyReLU",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Softmax",
)
# What a layer may have besides, as objects whose settings it does not list one by one.
BESIDES = (
    "activity_regularizer",
    "bias_constraint",
    "bias_regularizer",
    "kernel_constraint",
    "kernel_regularizer",
)
# What a step calls of a model, a layer or an optimizer, and must be as its class has it.
METHODS = (
    "__call__",
    "apply",
    "apply_gradients",
    "call",
    "compute_loss",
    "compute_metrics",
    "get_metrics_result",
    "predict_step",
    "test_step",
    "update_step",
)


class _Unknown(Exception):
    """Something is not Keras's own, or may do more than its settings say."""


def recipe_of(model: Any, use: str) -> Any:
    """Return what the steps of a model follow from, once it has its variables; None if unknown.

    Two recipes are equal only if the steps of one model are those of the other, on other variables.

    Args:
        model: The model; compiled, except to predict.
        use: `PREDICT`, `TEST` or `TRAIN`.
    """
    import keras

    try:
        recipe = [keras.config.floatx(), _layers(model)]
        if use != PREDICT:
            recipe += [_loss(model), _metrics(model)]
        if use == TRAIN:
            recipe += [_noted_in(model) is not None, _optimizer(model)]
        return (*recipe, *(_shape(one) for one in _variables(model, use)))
    except (_Unknown, AttributeError, ImportError, TypeError, ValueError):
        return None


def variables_of(model: Any, use: str) -> Sequence[Any]:
    """Return all of TensorFlow's variables that the steps of a model use, each once.

    Models of equal recipes have them in the same order.
    """
    plain = [one.value if _is_keras_variable(one) else one for one in _variables(model, use)]
    return list({id(one): one for one in plain}.values())


def _variables(model: Any, use: str) -> list[Any]:
    every = list(model.variables)
    if use != PREDICT:
        every += [one for metric in model.metrics for one in metric.variables]
    if use == TRAIN:
        every += model.optimizer.variables
        noted = _noted_in(model)
        every += noted.variables if noted is not None else ()
    return every


def _is_keras_variable(one: Any) -> bool:
    import keras

    return isinstance(one, keras.Variable)


def _noted_in(model: Any) -> Any:
    """Return where the training steps of a model are noted, if they are."""
    return getattr(model.train_step, "trace", None)


def _demand_own_methods(owner: Any) -> None:
    """Fail where an object has functions of its own in place of its class's."""
    own = vars(owner)
    if any(name in own for name in METHODS):
        raise _Unknown
    if "train_step" in own and not hasattr(own["train_step"], "trace"):
        raise _Unknown


def _demand_from_keras(value: Any) -> None:
    """Fail unless a class or a function is one of Keras's modules."""
    if not str(getattr(value, "__module__", "")).startswith("keras.src."):
        raise _Unknown


def _settings(owner: Any, *left_out: str) -> str:
    """Return the settings of one of Keras's objects, without its name and how it makes variables."""
    _demand_from_keras(type(owner))
    _demand_own_methods(owner)
    kept = {
        name: value
        for name, value in owner.get_config().items()
        if name not in ("name", *left_out) and not name.endswith("_initializer")
    }
    return json.dumps(kept, sort_keys=True)


def _function(value: Any) -> Any:
    """Return a function of Keras's: by itself, since its name may be another one's, too."""
    if value is None:
        return None
    if not inspect.isfunction(value):
        raise _Unknown
    _demand_from_keras(value)
    return value


def _layers(model: Any) -> Any:
    """Return what a model computes: one layer after another, in use and in training."""
    import keras
    from keras.src.models.functional import Functional

    kind = type(model)
    if hasattr(kind.train_step, "trace"):
        kind = kind.__mro__[1]
    _demand_own_methods(model)
    if not model.built or len(model.inputs) != 1 or len(model.outputs) != 1:
        raise _Unknown
    layers = [one for one in model.layers if not isinstance(one, keras.layers.InputLayer)]
    if kind is Functional:
        _demand_chain(model, layers)
    elif kind is not keras.Sequential:
        raise _Unknown
    given = model.inputs[0]
    return tuple(given.shape[1:]), str(given.dtype), tuple(_layer(one) for one in layers)


def _demand_chain(model: Any, layers: Sequence[Any]) -> None:
    """Fail unless each layer of a functional model is used once, on what the one before returns."""
    outputs = [model.inputs[0]]
    for layer in layers:
        nodes = layer._inbound_nodes
        if len(nodes) != 1 or [id(one) for one in nodes[0].input_tensors] != [id(outputs[-1])]:
            raise _Unknown
        outputs += nodes[0].output_tensors
    if outputs[-1] is not model.outputs[0] or len(outputs) != len(layers) + 1:
        raise _Unknown


def _layer(layer: Any) -> Any:
    if type(layer).__name__ not in KNOWN_LAYERS or any(
        getattr(layer, name, None) is not None for name in BESIDES
    ):
        raise _Unknown
    return type(layer), _settings(layer), _function(getattr(layer, "activation", None))


def _optimizer(model: Any) -> Any:
    import keras

    optimizer = model.optimizer
    rate = optimizer._learning_rate
    changed = [id(one) for one in optimizer._trainable_variables]
    if not optimizer.built or changed != [id(one) for one in model.trainable_variables]:
        # One of another model's, of which Keras complains as soon as it steps.
        raise _Unknown
    if getattr(optimizer, "weight_decay", None):
        # Which variables it leaves out is no setting.
        raise _Unknown
    if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
        return type(optimizer), _settings(optimizer), type(rate), _settings(rate)
    if not _is_keras_variable(rate):
        raise _Unknown
    return type(optimizer), _settings(optimizer, "learning_rate")


def _loss(model: Any) -> Any:
    import keras

    if model._compile_loss._user_loss_weights is not None:
        raise _Unknown
    loss = model.loss
    if isinstance(loss, str):
        return loss
    if isinstance(loss, keras.Loss):
        return type(loss), _settings(loss), _function(getattr(loss, "fn", None))
    return _function(loss)


def _metrics(model: Any) -> Any:
    compiled = model._compile_metrics
    if compiled is None:
        return None
    return _metric(compiled._user_metrics), _metric(compiled._user_weighted_metrics)


def _metric(metric: Any) -> Any:
    import keras

    if metric is None or isinstance(metric, str):
        return metric
    if isinstance(metric, (list, tuple)):
        return tuple(_metric(one) for one in metric)
    if isinstance(metric, keras.Metric):
        return type(metric), _settings(metric), _function(_function_of(metric))
    return _function(metric)


def _function_of(metric: Any) -> Any:
    """Return the function whose mean a metric is, which its settings only name; None if it has none."""
    import keras

    return metric._fn if isinstance(metric, keras.metrics.MeanMetricWrapper) else None


def _shape(variable: Any) -> Any:
    if getattr(variable, "constraint", None) is not None:
        raise _Unknown
    if getattr(variable, "regularizer", None) is not None:
        raise _Unknown
    return tuple(variable.shape), str(variable.dtype), bool(variable.trainable)
