"""Record a student's model and what its training leaves behind as plain data."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.probe.training_trace import MAX_STEPS, MAX_WEIGHTS
from autograder.probe.value_recorder import Recorder, describe_error, in_range, shorten

MAX_LAYERS = 60
# Of a list of results with models in it.
MOST_RESULTS = 4
# Numbers of a kernel whose weights are rounded; larger numbers than these are no first weights.
LARGE_KERNEL, LARGEST_WEIGHT = 10_000, 1e6
# What the judge needs to take an optimizer's steps itself.
OPTIMIZER_SETTINGS = (
    "momentum", "nesterov", "weight_decay", "clipnorm", "clipvalue",
    "global_clipnorm", "beta_1", "beta_2", "epsilon", "amsgrad",
    "use_ema", "ema_momentum", "ema_overwrite_frequency", "gradient_accumulation_steps",
)  # fmt: skip
# What the judge needs to compute a layer's outputs itself; and those of them that are lists of numbers.
LISTED = ("axis", "dilation_rate", "strides", "pool_size", "target_shape")
LAYER_SETTINGS = (
    "activation", "alpha", "center", "data_format", "epsilon", "max_value", "negative_slope", "offset",
    "padding", "rate", "scale", "threshold", *LISTED,
)  # fmt: skip


# How much of a kernel, and along it, a constraint leaves at least where the kernel can be trained.
LEAST_LEFT, LEAST_ALONG = 0.05, 0.2


def is_model(value: Any) -> bool:
    """Whether a value is a Keras model."""
    import keras

    return isinstance(value, keras.Model)


def record_weights(recorder: Recorder, model: Any) -> list[dict[str, Any]]:
    """Record a model's weights in the order in which Keras lists them."""
    weights = model.get_weights()[:MAX_WEIGHTS]
    return [recorder.array(as_numbers(np.asarray(weight))) for weight in weights]


def record_model(recorder: Recorder, model: Any, images: np.ndarray) -> dict[str, Any]:
    """Record a model by what it does to `images`, its weights and its layers.

    The weights of large kernels are rounded first, in the model itself.

    Args:
        recorder: Writes the arrays.
        model: A Keras model, built or not.
        images: float32, shape (n, height, width), values 0-1.
    """
    record: dict[str, Any] = {"kind": "model", "type": shorten(type(model).__name__, 80)}
    try:
        outputs = np.asarray(model(images, training=False))
        if coarsen(model):
            outputs = np.asarray(model(images, training=False))
        record["precision"] = outputs.dtype.name
        record["outputs"] = recorder.array(as_numbers(outputs))
    except Exception as error:
        record["error"] = describe_error(error)
        return record
    # In training a batch normalization changes its means, on which these outputs rest.
    record["weights"] = record_weights(recorder, model)
    try:
        record["outputs_in_training"] = recorder.array(as_numbers(_in_training(model, images)))
    except Exception as error:
        record["error"] = describe_error(error)
        return record
    record["parameter_count"] = int(model.count_params())
    record["trainable_count"] = sum(int(np.prod(one.shape)) for one in model.trainable_weights)
    record["layers"] = [
        {
            "type": shorten(type(layer).__name__, 80),
            "precision": shorten(getattr(layer, "compute_dtype", None), 80),
        }
        for layer in _flat_layers(model)[:MAX_LAYERS]
    ]
    return record


def coarsen(model: Any) -> bool:
    """Round the weights of a model's large kernels to two or three digits, as bfloat16 has them.

    First weights are drawn at random, and all of their digits would be most of the evidence. What the
    model makes of these is recorded, so that it follows from them as exactly as before.

    Returns:
        Whether any weight is another one now.
    """
    import keras

    try:
        weights = model.get_weights()
        rounded = [_rounded(one) if _is_large_kernel(one) else one for one in weights]
        if all(one is other for one, other in zip(weights, rounded)):
            return False
        keras.Model.set_weights(model, rounded)
        return True
    except Exception:
        # Whoever forbids that keeps all digits.
        return False


def _is_large_kernel(weight: np.ndarray) -> bool:
    large = weight.ndim in (2, 4) and weight.size >= LARGE_KERNEL and weight.dtype == np.float32
    return large and bool((np.abs(weight) < LARGEST_WEIGHT).all())


def _rounded(kernel: np.ndarray) -> np.ndarray:
    """Return float32 with the sixteen bits that bfloat16 has, the rest 0."""
    bits = np.ascontiguousarray(kernel).view("uint32")
    return ((bits + 0x8000) & 0xFFFF0000).astype("uint32").view("float32")


def record_chain(model: Any) -> list[dict[str, Any]]:
    """Record what a model says its layers are, one after another: types, settings, how many weights.

    The judge looks whether such layers give the model's outputs.
    """
    return [
        {
            "type": shorten(type(layer).__name__, 80),
            "settings": _settings_of(layer),
            "weights": len(layer.weights),
        }
        for layer in _flat_layers(model)[:MAX_LAYERS]
        if type(layer).__name__ != "InputLayer"
    ]


def _settings_of(layer: Any) -> dict[str, Any]:
    """Return those of a layer's settings that are numbers, words or lists of numbers."""
    settings: dict[str, Any] = {}
    for name in LAYER_SETTINGS:
        value = getattr(layer, name, None)
        if name == "activation":
            value = shorten(getattr(value, "__name__", ""), 80) or None
        elif name in LISTED and value is not None:
            several = value if isinstance(value, (list, tuple)) else [value]
            value = [int(one) for one in several]
        elif isinstance(value, str):
            value = shorten(value, 80)
        elif value is not None and not isinstance(value, bool):
            value = float(np.asarray(value))
        if value is not None:
            settings[name] = value
    return settings


def as_numbers(array: np.ndarray) -> np.ndarray:
    """Return an array in a dtype that NumPy has: bfloat16, which it does not, becomes float32."""
    return array.astype("float32") if array.dtype.name == "bfloat16" else array


def record_with_weights(
    recorder: Recorder, model: Any, numbers: np.ndarray, images: np.ndarray
) -> dict[str, Any]:
    """Record a model's outputs for `images` with weights made of given numbers.

    A student's first weights may be zero or tiny, and then tell no activation from another. Nothing
    is recorded of a model that cannot have other weights.
    """
    import keras

    try:
        weights = made_weights([one.shape for one in model.get_weights()], numbers)
        # Keras's own method: one of the student's could change more than the weights.
        keras.Model.set_weights(model, weights)
        outputs = as_numbers(np.asarray(model(images, training=False)))
        return {"outputs_with_given": recorder.array(outputs)}
    except Exception:
        return {}


def record_batches(
    recorder: Recorder, model: Any, images: np.ndarray, sizes: np.ndarray
) -> dict[str, Any]:
    """Record a model's outputs in training for batches of several sizes, with the weights it has now.

    Nothing is recorded of a model that does not take each of them.

    Args:
        recorder: Writes the arrays.
        model: A Keras model.
        images: float32, shape (n, height, width); each batch is the first ones of these.
        sizes: Integers from 1 to n.
    """
    import tensorflow as tf

    # As in `fit`, which knows no size when it traces the model.
    signature = [tf.TensorSpec((None, *images.shape[1:]), "float32")]
    compiled = tf.function(lambda batch: model(batch, training=True), signature, autograph=False)
    outputs = []
    try:
        for size in sizes:
            batch = images[:size]
            try:
                found = np.asarray(compiled(batch))
            except Exception:
                found = _in_training(model, batch)
            outputs.append(recorder.array(as_numbers(found)))
    except Exception:
        return {}
    return {"outputs_of_batches": outputs}


def record_gradients(model: Any, images: np.ndarray) -> dict[str, Any]:
    """Record how many kernels get no gradient of a model's outputs in training, as it is now.

    Nothing is recorded of a model through which none can be taken.
    """
    import tensorflow as tf

    try:
        kernels = [one.value for one in model.trainable_weights if len(one.shape) > 1]
        with tf.GradientTape() as tape:
            outputs = tf.cast(model(images, training=True), "float32")
            # Sums of probabilities are the same whatever the weights are.
            factors = np.random.default_rng(0).normal(size=outputs.shape)
            total = tf.reduce_sum(outputs * tf.constant(factors, "float32"))
        gradients = tape.gradient(total, kernels)
        without = [one is None or not np.asarray(one).any() for one in gradients]
    except Exception:
        return {}
    return {"kernels": len(without), "without_gradient": sum(without)}


def record_constraints(model: Any) -> dict[str, Any]:
    """Record of how many kernels next to nothing is left by what is done to them after each step."""
    held = 0
    try:
        for weight in model.trainable_weights:
            constraint = getattr(weight, "constraint", None)
            if constraint is None or len(weight.shape) < 2:
                continue
            before = np.asarray(weight, "float64")
            after = np.asarray(constraint(weight.value), "float64")
            sizes = [float(np.linalg.norm(one)) for one in (before, after)]
            along = float((before * after).sum()) / max(sizes[0] * sizes[1], 1e-30)
            # Written so that what is no number counts, too.
            held += not (along >= LEAST_ALONG and LEAST_LEFT * sizes[0] <= sizes[1])
    except Exception:
        return {}
    return {"held": held}


def record_steadiness(model: Any, images: np.ndarray) -> dict[str, Any]:
    """Record that a model gives other outputs for the same images at each call, if it does."""
    try:
        first, second = (np.asarray(model(images, training=False)) for _ in range(2))
    except Exception:
        return {}
    return {"varies": True} if not np.allclose(first, second, atol=1e-3) else {}


def made_weights(shapes: Sequence[tuple[int, ...]], numbers: np.ndarray) -> list[np.ndarray]:
    """Return weights of these shapes, made of numbers: each of a size that its place asks for.

    Args:
        shapes: Shapes of a model's weights, in the order in which Keras lists them.
        numbers: float32, from -1 to 1; they begin anew where they are too few.

    Returns:
        Kernels in Glorot's range; everything else small and positive, as biases mostly are.
    """
    weights, start = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        drawn = np.resize(np.roll(numbers, -start), size).reshape(shape).astype("float64")
        start = (start + size) % len(numbers)
        if len(shape) > 1:
            drawn *= np.sqrt(6 / max(size / max(shape[-1], 1) + shape[-1], 1))
        else:
            drawn = 0.025 * (1 + drawn)
        weights.append(drawn.astype("float32"))
    return weights


def share_weights(model: Any, other: Any) -> bool:
    """Whether two models are the same, or have layers in common."""
    if not is_model(other):
        return False
    weights = {id(weight) for weight in model.weights}
    return model is other or any(id(weight) in weights for weight in other.weights)


def _in_training(model: Any, images: np.ndarray) -> np.ndarray:
    """Return a model's outputs as `fit` computes them: in a graph, if the model can do that."""
    import tensorflow as tf

    try:
        compiled = tf.function(lambda batch: model(batch, training=True), autograph=False)
        return np.asarray(compiled(images))
    except Exception:
        return np.asarray(model(images, training=True))


def _flat_layers(model: Any) -> list[Any]:
    layers: list[Any] = []
    for layer in getattr(model, "layers", []):
        layers.extend(_flat_layers(layer) if getattr(layer, "layers", None) else [layer])
    return layers


def record_training(
    recorder: Recorder, model: Any, history: Any, weights: bool = True
) -> dict[str, Any]:
    """Record what a training left behind: weights if wanted, optimizer, and the returned history."""
    record: dict[str, Any] = {"weights": record_weights(recorder, model)} if weights else {}
    record["history"] = record_history(recorder, history)
    optimizer = unwrapped(getattr(model, "optimizer", None))
    if optimizer is not None:
        record["optimizer"] = _describe_optimizer(recorder, optimizer)
        loss = getattr(model, "loss", None)
        record["loss"] = shorten(getattr(loss, "name", None) or getattr(loss, "__name__", loss), 80)
    return record


def unwrapped(optimizer: Any) -> Any:
    """Return the optimizer that makes the steps, where Keras's scaling of the loss is around it.

    With a policy of mixed precision, `compile` puts it there.
    """
    import keras

    while isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        optimizer = optimizer.inner_optimizer
    return optimizer


def _describe_optimizer(recorder: Recorder, optimizer: Any) -> dict[str, Any]:
    import keras

    families = [
        base.__name__ for base in type(optimizer).__mro__ if base.__module__.startswith("keras")
    ]
    steps = int(np.asarray(optimizer.iterations))
    rate = getattr(optimizer, "_learning_rate", None)
    if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
        rates = [float(np.asarray(rate(step))) for step in range(min(steps, MAX_STEPS))]
    else:
        rates = [float(np.asarray(optimizer.learning_rate))]
    config: dict[str, float | bool | None] = {}
    for name in OPTIMIZER_SETTINGS:
        value = getattr(optimizer, name, None)
        if value is None or isinstance(value, bool):
            config[name] = value
        elif isinstance(value, (int, float)):
            config[name] = float(value)
    return {
        "type": shorten(type(optimizer).__name__, 80),
        "families": families[:8],
        "iterations": steps,
        "learning_rates": recorder.array(np.array(rates)),
        "config": config,
    }


def record_history(recorder: Recorder, history: Any) -> dict[str, Any]:
    """Record a Keras `History`; anything else is recorded as the value that it is."""
    import keras

    if not isinstance(history, keras.callbacks.History):
        return (
            {"kind": "model", "type": type(history).__name__}
            if is_model(history)
            else (recorder.value(history))
        )
    logs = {
        shorten(name, 80): recorder.array(np.asarray(values, "float64"))
        for name, values in list(history.history.items())[:40]
    }
    # One that takes part in several trainings counts the epochs of the last, but logs all of them.
    epochs = max(len(history.epoch), len(history.history.get("loss", ())))
    record = {"kind": "history", "type": "History", "logs": logs, "epochs": epochs}
    first = next(iter(history.epoch), 0)
    record["first_epoch"] = in_range(first) if isinstance(first, int) else 0
    asked = (getattr(history, "params", None) or {}).get("epochs")
    return {**record, "asked": in_range(asked)} if isinstance(asked, int) else record


def record_result(recorder: Recorder, value: Any) -> dict[str, Any]:
    """Record whatever a function returned: a model, a `History`, a figure, or another value.

    Args:
        recorder: Writes the arrays.
        value: What was returned, or a short list or tuple of such.
    """
    import keras

    # The judge imports this module, and has no use for Matplotlib.
    from autograder.probe.figure_recorder import record_figure

    if isinstance(value, keras.callbacks.History):
        return record_history(recorder, value)
    if is_model(value):
        trained = record_training(recorder, value, None)
        del trained["history"]
        kind = {"kind": "model", "type": shorten(type(value).__name__, 80)}
        return {**kind, **trained, "layers": record_chain(value)}
    several = isinstance(value, (list, tuple)) and len(value) <= MOST_RESULTS
    if several and any(is_model(one) or isinstance(one, keras.callbacks.History) for one in value):
        return {
            "kind": "sequence",
            "type": type(value).__name__,
            "length": len(value),
            "items": [record_result(recorder, one) for one in value],
        }
    return record_figure(recorder, value)


def record_metrics(model: Any, images: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return what a compiled model's metrics, each under its name, say of images and their labels.

    They are asked one by one: what Keras's own evaluation does depends on the arrays for which its
    steps were traced before.
    """
    found: dict[str, float] = {}
    outputs = model(images, training=False)
    for metric in model.metrics:
        # The mean of the losses so far takes no labels.
        if getattr(metric, "name", "") == "loss":
            continue
        with contextlib.suppress(Exception):
            metric.reset_state()
            metric.update_state(labels, outputs)
            result = metric.result()
            named = result if isinstance(result, dict) else {metric.name: result}
            found.update({shorten(name, 80): float(value) for name, value in named.items()})
    return {name: value for name, value in found.items() if np.isfinite(value)}


def record_loss(recorder: Recorder, model: Any, labels: np.ndarray, outputs: np.ndarray) -> Any:
    """Record the loss that a compiled model gives for integer labels and probabilities.

    Returns:
        A number, or None where the loss does not take such labels.
    """
    try:
        value = float(np.asarray(model.compute_loss(x=None, y=labels, y_pred=outputs)))
    except Exception:
        return None
    return value if np.isfinite(value) else None
