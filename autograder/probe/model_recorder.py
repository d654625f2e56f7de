"""Record a student's model and what its training leaves behind as plain data."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.probe.value_recorder import Recorder, describe_error, shorten

MAX_LAYERS = 60
MAX_WEIGHTS = 40
# Of one training: 25 epochs of 400 images in batches of one are 10,000.
MAX_STEPS = 20_000
# How many of each array of weights go into the mark of a training step.
MARKED_WEIGHTS = 400
# What the judge needs to take an optimizer's steps itself.
OPTIMIZER_SETTINGS = (
    "momentum", "nesterov", "weight_decay", "clipnorm", "clipvalue",
    "global_clipnorm", "beta_1", "beta_2", "epsilon", "amsgrad",
    "use_ema", "ema_momentum", "ema_overwrite_frequency", "gradient_accumulation_steps",
)  # fmt: skip


class TrainingTrace:
    """What the training steps of a model show: images, the optimizer and the weights at each of them.

    It is not a part of the model: weights, configuration and summary are those of any other. A
    training loop that does not take Keras's training steps leaves it empty.
    """

    def __init__(self) -> None:
        import tensorflow as tf

        make = functools.partial(tf.Variable, trainable=False)
        self.images = make(0, dtype="int64")
        self.count = make(0, dtype="int64")
        self.iterations = make(np.zeros(MAX_STEPS, "int64"))
        self.learning_rates = make(np.zeros(MAX_STEPS, "float32"))
        self.path = make(np.zeros(MAX_STEPS, "float32"))
        self.end = make(np.float32(0))
        # Whether names, such as those of metrics, were given to `compile` as weights of losses.
        self.names_for_weights = False

    @property
    def variables(self) -> tuple[Any, ...]:
        """Where the steps are noted."""
        return (
            self.images, self.count, self.iterations, self.learning_rates, self.path, self.end,
        )  # fmt: skip

    def add(self, images: Any, model: Any) -> None:
        """Note a training step that a model is about to take; also in a graph."""
        import tensorflow as tf

        # At the end of a pipeline of unknown length there is a step without images, which counts
        # for the optimizer and for nothing else.
        with tf.control_dependencies(
            [self.images.assign_add(tf.shape(images, out_type="int64")[0])]
        ):
            place = self.count.assign_add(1) - 1
        place = tf.reshape(tf.minimum(place, MAX_STEPS - 1), (1, 1))
        for noted, now in (
            (self.iterations, model.optimizer.iterations),
            (self.learning_rates, model.optimizer.learning_rate),
            (self.path, self._mark(model)),
        ):
            value = tf.cast(tf.convert_to_tensor(now), noted.dtype)
            noted.scatter_nd_update(place, tf.reshape(value, (1,)))

    def close(self, model: Any) -> None:
        """Note how a training step has left the weights of a model; also in a graph."""
        self.end.assign(self._mark(model))

    @staticmethod
    def _mark(model: Any) -> Any:
        """Return `mark_of` the weights as they are now."""
        import tensorflow as tf

        total = tf.zeros(())
        for weight in model.weights[:MAX_WEIGHTS]:
            places, signs = places_of(int(np.prod(weight.shape)))
            values = tf.gather(tf.reshape(tf.convert_to_tensor(weight), (-1,)), places)
            total += tf.reduce_sum(tf.cast(values, "float32") * signs)
        return total

    def record(self, recorder: Recorder) -> dict[str, Any]:
        """Return the trace as plain data."""
        count = min(int(self.count), MAX_STEPS)
        marks = [*self.path.numpy()[:count], self.end.numpy()] if count else []
        return {
            "images": int(self.images),
            "iterations": recorder.array(self.iterations.numpy()[:count]),
            "learning_rates": recorder.array(self.learning_rates.numpy()[:count]),
            "path": recorder.array(np.array(marks, "float32")),
        }


def mark_of(weights: Sequence[np.ndarray]) -> float:
    """Return a number that changes whenever weights do: the sum of some, half of them negative."""
    total = 0.0
    for weight in weights:
        places, signs = places_of(weight.size)
        total += float((weight.reshape(-1)[places].astype("float64") * signs).sum())
    return total


@functools.lru_cache(maxsize=2 * MAX_WEIGHTS)
def places_of(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which of so many numbers go into a mark, and their signs."""
    places = np.unique(np.linspace(0, max(size - 1, 0), min(size, MARKED_WEIGHTS)).astype("int64"))
    signs = np.where(np.random.default_rng(size).random(len(places)) < 0.5, -1, 1)
    return places, signs.astype("float32")


def traced_kind(trace: TrainingTrace) -> Any:
    """Return a class of `Sequential` models whose training steps are noted in a trace."""
    import keras
    import tensorflow as tf

    class Sequential(keras.Sequential):
        """A `Sequential` model whose training steps are noted."""

        @functools.wraps(keras.Sequential.compile)
        def compile(self, *arguments: Any, **options: Any) -> None:
            third = arguments[2] if len(arguments) > 2 else options.get("loss_weights")
            every = third if isinstance(third, (list, tuple)) else [third]
            trace.names_for_weights = any(isinstance(one, str) for one in every)
            super().compile(*arguments, **options)

        # Wrapped, so that `speed` sees that it trains as Keras does.
        @functools.wraps(keras.Sequential.train_step)
        def train_step(self, data: Any) -> Any:
            trace.add(tf.nest.flatten(data)[0], self)
            logs = super().train_step(data)
            trace.close(self)
            return logs

        _mark_as_noted(train_step, trace)

    return Sequential


def _mark_as_noted(train_step: Any, trace: TrainingTrace) -> None:
    """Let `recipes` see where a function notes steps, and that it does nothing else of its own."""
    train_step.trace = trace


def trace_model(model: Any) -> TrainingTrace:
    """Note from now on the training steps of a student's model; return where they are noted."""
    import tensorflow as tf

    trace = TrainingTrace()
    with contextlib.suppress(AttributeError):
        original = model.train_step

        @functools.wraps(original)
        def train_step(*arguments: Any, **options: Any) -> Any:
            # What cannot be noted must not keep the model from its training.
            with contextlib.suppress(Exception):
                trace.add(tf.nest.flatten([arguments, options])[0], model)
            logs = original(*arguments, **options)
            with contextlib.suppress(Exception):
                trace.close(model)
            return logs

        _mark_as_noted(train_step, trace)
        model.train_step = train_step
    return trace


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

    Args:
        recorder: Writes the arrays.
        model: A Keras model, built or not.
        images: float32, shape (n, height, width), values 0-1.
    """
    record: dict[str, Any] = {"kind": "model", "type": shorten(type(model).__name__, 80)}
    try:
        outputs = np.asarray(model(images, training=False))
        record["precision"] = outputs.dtype.name
        record["outputs"] = recorder.array(as_numbers(outputs))
        record["outputs_in_training"] = recorder.array(as_numbers(_in_training(model, images)))
    except Exception as error:
        record["error"] = describe_error(error)
        return record
    record["weights"] = record_weights(recorder, model)
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


def record_state(recorder: Recorder, model: Any, images: np.ndarray) -> dict[str, Any]:
    """Record a compiled model as it is: weights, outputs for images, and what its training needs."""
    try:
        return {
            "learning_rate": float(np.asarray(model.optimizer.learning_rate)),
            "weights": record_weights(recorder, model),
            "trainable_count": len(model.trainable_weights),
            "outputs": recorder.array(np.asarray(model(images, training=False), "float32")),
        }
    except Exception as error:
        return {"error": describe_error(error)}


def record_training(recorder: Recorder, model: Any, history: Any) -> dict[str, Any]:
    """Record what a training left behind: weights, optimizer, and the returned history."""
    record: dict[str, Any] = {"weights": record_weights(recorder, model)}
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
    record["first_epoch"] = first if isinstance(first, int) else 0
    asked = (getattr(history, "params", None) or {}).get("epochs")
    return {**record, "asked": asked} if isinstance(asked, int) else record


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
