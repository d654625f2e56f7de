"""Read what a rubric says of the model and of when its training ends.

In: the tables `model` and `training` of a parsed rubric. Out: frozen layers, which fit each other and
the images, and an `EarlyStopping`. Names are Keras's. A wrong value is an error that names the key.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from autograder.assignment.architecture import (
    GLOBAL_POOLINGS,
    POOLINGS,
    TYPES,
    Layer,
    Shape,
    Window,
    dense_layers,
    shapes_along,
)
from autograder.assignment.toml import Reader

ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "selu", "softplus", "linear", "softmax")
HIDDEN_ACTIVATIONS = ACTIVATIONS[:-1]
PADDINGS = ("valid", "same")
MONITORS = ("val_loss", "val_accuracy", "loss", "accuracy")
# Keys of each type of layer beside its type.
KEYS: Mapping[str, tuple[str, ...]] = {
    "conv2d": ("filters", "kernel_size", "strides", "padding", "dilation_rate", "activation"),
    **dict.fromkeys(POOLINGS, ("pool_size", "strides", "padding")),
    **dict.fromkeys(GLOBAL_POOLINGS, ()),
    "flatten": (),
    "dense": ("units", "activation"),
    "dropout": ("rate",),
    "batch_normalization": (),
    "activation": ("activation",),
}
MOST_LAYERS, MOST_WIDTH, MOST_CELLS = 30, 100_000, 63
# Multiplications for an image, and numbers of all weights: the judge computes each network itself.
MOST_WORK, MOST_WEIGHTS = 5e7, 5e7
# So many arrays of weights are recorded.
MOST_ARRAYS = 40


@dataclasses.dataclass(frozen=True)
class EarlyStopping:
    """When a training ends before its epochs are over.

    As Keras's callback of this name has it, or after the first epoch in which a value is reached.

    Attributes:
        monitor: The quantity that must get better.
        patience: Epochs without that after which the training ends; 0 where a value is to be reached.
        restore_best_weights: Whether the weights are then those of the best epoch.
        reaches: What an accuracy is at least, or a loss at most, when the training ends; or None.
    """

    monitor: str
    patience: int = 0
    restore_best_weights: bool = False
    reaches: float | None = None

    def has_reached(self, value: float, nearly: float = 0.0) -> bool:
        """Whether a value of the quantity ends the training, or would if it were a little better."""
        assert self.reaches is not None
        return (value - self.reaches) * (1 if "acc" in self.monitor else -1) >= -nearly


def read_model(reader: Reader, data: Mapping[str, Any]) -> tuple[Shape, tuple[Layer, ...]]:
    """Return the shape of one image and the layers of the contract's model.

    Raises:
        RubricError: A value is wrong, or the layers do not fit each other.
    """
    described = isinstance(data.get("model"), dict) and "layers" in data["model"]
    keys = ("layers",) if described else ("units", "activations")
    model = reader.table(data, "model", ("input_shape", *keys))
    shape = reader.sizes(model, "model.input_shape")
    layers = _layers(reader, model) if described else _dense(reader, model)
    if described:
        _demand_that_they_fit(reader, layers, shape)
    return shape, layers


def _dense(reader: Reader, model: Mapping[str, Any]) -> tuple[Layer, ...]:
    """Return the layers of a model that flattens its images and has dense layers alone."""
    units = reader.sizes(model, "model.units")
    activations = reader.texts(model, "model.activations", ACTIVATIONS)
    if len(activations) != len(units):
        raise reader.fail(
            "model.activations", f"{len(units)} of them, as in model.units", list(activations)
        )
    if "softmax" in activations[:-1]:
        raise reader.fail("model.activations", "softmax nowhere but at the end", list(activations))
    if activations[-1] != "softmax":
        raise reader.fail("model.activations", "softmax as the last", activations[-1])
    return dense_layers(units, activations)


def _layers(reader: Reader, model: Mapping[str, Any]) -> tuple[Layer, ...]:
    tables = model["layers"]
    if not isinstance(tables, list) or not 0 < len(tables) <= MOST_LAYERS:
        raise reader.fail("model.layers", f"1 to {MOST_LAYERS} tables, one for each layer", tables)
    layers = tuple(_layer(reader, table, place) for place, table in enumerate(tables))
    last = f"model.layers[{len(layers) - 1}]"
    if layers[-1].type != "dense":
        raise reader.fail(
            f"{last}.type", "dense, which gives a number for each class", layers[-1].type
        )
    for place, layer in enumerate(layers):
        if (layer.activation == "softmax") != (place == len(layers) - 1):
            expected = "softmax" if place == len(layers) - 1 else "softmax nowhere but at the end"
            raise reader.fail(f"model.layers[{place}].activation", expected, layer.activation)
    return layers


def _layer(reader: Reader, table: Any, place: int) -> Layer:
    """Return the layer of one table."""
    key = f"model.layers[{place}]"
    if not isinstance(table, dict):
        raise reader.fail(key, "a table", table)
    kind = reader.text(table, f"{key}.type", TYPES)
    reader.only(table, key, ("type", *KEYS[kind]))
    width = next((name for name in ("filters", "units") if name in KEYS[kind]), None)
    allowed = {"activation": ACTIVATIONS, "dense": ACTIVATIONS}.get(kind, HIDDEN_ACTIVATIONS)
    activation = "linear"
    if "activation" in KEYS[kind] and ("activation" in table or kind == "activation"):
        activation = reader.text(table, f"{key}.activation", allowed)
    return Layer(
        type=kind,
        width=int(reader.number(table, f"{key}.{width}", 1, MOST_WIDTH, integer=True))
        if width
        else 0,
        window=_window(reader, table, key, kind),
        activation=activation,
        rate=_rate(reader, table, key) if kind == "dropout" else 0.0,
    )


def _rate(reader: Reader, table: Mapping[str, Any], key: str) -> float:
    rate = reader.number(table, f"{key}.rate", 0, 0.95)
    if not rate:
        raise reader.fail(f"{key}.rate", "a number above 0, up to 0.95", rate)
    return float(rate)


def _window(reader: Reader, table: Mapping[str, Any], key: str, kind: str) -> Window:
    """Return the window of a convolution or a pooling."""
    if kind not in ("conv2d", *POOLINGS):
        return Window()
    convolves = kind == "conv2d"
    size = _pair(reader, table, f"{key}.{'kernel_size' if convolves else 'pool_size'}",
                 None if convolves else (2, 2))  # fmt: skip
    strides = _pair(reader, table, f"{key}.strides", (1, 1) if convolves else size)
    dilation = _pair(reader, table, f"{key}.dilation_rate", (1, 1)) if convolves else (1, 1)
    if max(strides) > 1 and max(dilation) > 1:
        raise reader.fail(f"{key}.dilation_rate", "1 beside strides above 1", list(dilation))
    padding = reader.text(table, f"{key}.padding", PADDINGS) if "padding" in table else "valid"
    return Window(size, strides, padding, dilation)


def _pair(
    reader: Reader, table: Mapping[str, Any], key: str, otherwise: tuple[int, int] | None
) -> tuple[int, int]:
    """Return two whole numbers, which may be given as one."""
    value = table.get(key.rpartition(".")[2])
    if value is None and otherwise is not None:
        return otherwise
    pair = value if isinstance(value, list) else [value, value]
    numbers = [one for one in pair if isinstance(one, int) and not isinstance(one, bool)]
    if len(pair) != 2 or len(numbers) != 2 or not all(0 < one <= MOST_CELLS for one in numbers):
        raise reader.fail(key, f"a whole number from 1 to {MOST_CELLS}, or two of them", value)
    return numbers[0], numbers[1]


def _demand_that_they_fit(reader: Reader, layers: tuple[Layer, ...], shape: Shape) -> None:
    """Check that each layer takes what the one before it gives, in a size that can be computed."""
    along, work, count, arrays = [network_shape(layers, shape)], 0, 0, 0
    for place, layer in enumerate(layers):
        key = f"model.layers[{place}]"
        try:
            along = shapes_along([layer], along[-1])
        except ValueError as error:
            expected, _, found = str(error).rpartition(", not ")
            raise reader.fail(f"{key}.type", f"{layer.type} to get {expected}", found) from error
        if layer.type == "dense" and len(along[-1]) > 1:
            raise reader.fail(f"{key}.type", "flatten or a global pooling before dense", "dense")
        shapes = layer.weight_shapes(along[0])
        arrays += len(shapes)
        if arrays > MOST_ARRAYS:
            raise reader.fail(key, f"at most {MOST_ARRAYS} arrays of weights up to here", arrays)
        count += sum(map(math.prod, shapes))
        work += math.prod(along[-1][:-1]) * (math.prod(shapes[0]) if shapes else 1)
        if work > MOST_WORK or count > MOST_WEIGHTS:
            raise reader.fail(
                key,
                f"at most {MOST_WORK:.0g} multiplications and {MOST_WEIGHTS:.0g} weights up to here",
                max(work, count),
            )


def network_shape(layers: tuple[Layer, ...], shape: Shape) -> Shape:
    """Return the shape of an image as the first layer takes it.

    Images without an axis for the channels get one from a model that begins with another layer than
    flatten or dense.
    """
    flat = layers[0].type in ("flatten", "dense", "dropout")
    return shape if len(shape) != 2 or flat else (*shape, 1)


def read_early_stopping(
    reader: Reader, training: Mapping[str, Any], validation_split: float
) -> EarlyStopping | None:
    """Return when a training ends, or None where it runs for all of its epochs.

    Raises:
        RubricError: A value is wrong, or nothing is held out that could be watched.
    """
    key = "training.early_stopping"
    if "early_stopping" not in training:
        return None
    names = tuple(field.name for field in dataclasses.fields(EarlyStopping))
    table = reader.table(training, key, names)
    monitor = reader.text(table, f"{key}.monitor", MONITORS)
    if monitor.startswith("val_") and not validation_split:
        raise reader.fail(f"{key}.monitor", "loss or accuracy, as no images are held out", monitor)
    if "reaches" in table:
        reader.only(table, key, ("monitor", "reaches"))
        most = 1 if "acc" in monitor else 1000
        return EarlyStopping(monitor, reaches=reader.number(table, f"{key}.reaches", 0, most))
    restore = table.get("restore_best_weights")
    if not isinstance(restore, bool):
        raise reader.fail(f"{key}.restore_best_weights", "true or false", restore)
    patience = int(reader.number(table, f"{key}.patience", 1, 1000, integer=True))
    return EarlyStopping(monitor, patience, restore)
