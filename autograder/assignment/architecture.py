"""The layers of an assignment's network, as plain values.

In: the table `model` of a rubric. Out: frozen layers, one after another, which know the shapes of what
they get, give and learn. What they compute is in the judge; nothing here is about Keras.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.assignment.toml import Reader

ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "selu", "softplus", "linear", "softmax")
PADDINGS = ("valid", "same")
MAX_SIZE, MAX_LAYERS, MAX_WIDTH = 64, 40, 100_000
WINDOW_KEYS = ("strides", "padding")
# The keys of each type of layer, beside `type`; those that are missing have Keras's defaults.
KEYS: Mapping[str, tuple[str, ...]] = {
    "conv2d": ("filters", "kernel_size", *WINDOW_KEYS, "dilation_rate", "activation"),
    "max_pooling2d": ("pool_size", *WINDOW_KEYS),
    "average_pooling2d": ("pool_size", *WINDOW_KEYS),
    "global_max_pooling2d": (),
    "global_average_pooling2d": (),
    "flatten": (),
    "dense": ("units", "activation"),
    "dropout": ("rate",),
    "batch_normalization": ("epsilon",),
    "activation": ("activation",),
}
POOLINGS = ("max_pooling2d", "average_pooling2d")
GLOBAL_POOLINGS = ("global_max_pooling2d", "global_average_pooling2d")
WITH_WEIGHTS = ("conv2d", "dense", "batch_normalization")
Shape = tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Window:
    """A window that moves over an image.

    Attributes:
        size: Rows and columns.
        strides: By how much it moves down and along.
        padding: "valid", or "same" for one that begins and ends beyond the edges.
        dilation: How far its places are from each other.
    """

    size: tuple[int, int] = (1, 1)
    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    dilation: tuple[int, int] = (1, 1)

    @property
    def reach(self) -> tuple[int, int]:
        """Rows and columns from its first place to its last."""
        first, second = (
            (size - 1) * apart + 1 for size, apart in zip(self.size, self.dilation)
        )
        return first, second

    def places(self, shape: Sequence[int]) -> tuple[int, int]:
        """Return how often it is put down and along an image of so many rows and columns."""
        if self.padding == "same":
            first, second = (-(-count // stride) for count, stride in zip(shape, self.strides))
        else:
            first, second = (
                (count - reach) // stride + 1
                for count, reach, stride in zip(shape, self.reach, self.strides)
            )
        return first, second

    def around(self, shape: Sequence[int]) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return by how much it goes beyond the edges: at the top and the bottom, left and right."""
        if self.padding != "same":
            return (0, 0), (0, 0)
        first, second = (
            max((places - 1) * stride + reach - count, 0)
            for places, stride, reach, count in zip(
                self.places(shape), self.strides, self.reach, shape
            )
        )
        return (first // 2, first - first // 2), (second // 2, second - second // 2)


@dataclasses.dataclass(frozen=True)
class Layer:
    """A layer of a network.

    Attributes:
        type: A key of `KEYS`.
        width: Filters of a convolution, units of a dense layer.
        window: Of a convolution or a pooling.
        activation: Of a convolution, a dense layer, or an activation of its own.
        rate: Of a dropout.
        epsilon: Of a batch normalization.
        bias: Whether a convolution or a dense layer has one.
    """

    type: str
    width: int = 0
    window: Window = Window()
    activation: str = "linear"
    rate: float = 0.0
    epsilon: float = 0.001
    bias: bool = True

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of what it gives for one image.

        Raises:
            ValueError: It does not take such a shape; the message says what it takes.
        """
        if self.type in ("conv2d", *POOLINGS, *GLOBAL_POOLINGS) and len(shape) != 3:
            raise ValueError(f"rows, columns and channels, not {_shape_text(shape)}")
        if self.type in ("conv2d", *POOLINGS):
            places = self.window.places(shape[:2])
            if min(places) < 1:
                raise ValueError(
                    f"at least {self.window.reach[0]} rows and {self.window.reach[1]} columns, "
                    f"not {shape[0]} and {shape[1]}"
                )
            return (*places, self.width if self.type == "conv2d" else shape[2])
        if self.type in GLOBAL_POOLINGS:
            return shape[2:]
        if self.type == "flatten":
            return (math.prod(shape),)
        return (*shape[:-1], self.width) if self.type == "dense" else shape

    def weight_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        """Return the shapes of its weights, as Keras lists them, for images of a shape."""
        bias = ((self.width,),) if self.bias else ()
        if self.type == "conv2d":
            return ((*self.window.size, shape[-1], self.width), *bias)
        if self.type == "dense":
            return ((shape[-1], self.width), *bias)
        return (shape[-1:],) * 4 if self.type == "batch_normalization" else ()


def _shape_text(shape: Shape) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def shapes_along(layers: Sequence[Layer], shape: Shape) -> list[Shape]:
    """Return the shapes of what each layer gets for one image, and of what the last one gives.

    Raises:
        ValueError: A layer does not take what the one before it gives.
    """
    found = [shape]
    for layer in layers:
        found.append(layer.output_shape(found[-1]))
    return found


def weight_shapes(layers: Sequence[Layer], shape: Shape) -> list[Shape]:
    """Return the shapes of all weights, in Keras's order, for images of a shape."""
    along = shapes_along(layers, shape)
    return [one for layer, got in zip(layers, along) for one in layer.weight_shapes(got)]


def parameter_count(layers: Sequence[Layer], shape: Shape) -> int:
    """Return the number of all weights and biases."""
    return sum(math.prod(one) for one in weight_shapes(layers, shape))


def dense_layers(units: Sequence[int], activations: Sequence[str]) -> tuple[Layer, ...]:
    """Return the layers of a network that flattens its images and has dense layers, and nothing else."""
    dense = (
        Layer("dense", width=width, activation=activation)
        for width, activation in zip(units, activations)
    )
    return (Layer("flatten"), *dense)


def read_layers(reader: Reader, model: Mapping[str, Any], shape: Shape) -> tuple[Layer, ...]:
    """Return the layers of the table `model`: its list `layers`, or dense ones, by widths and activations.

    Args:
        reader: The reader of the rubric.
        model: The table.
        shape: The shape of an image.

    Raises:
        RubricError: A key is wrong, or a layer does not take what the one before it gives.
    """
    if "layers" not in model:
        return _short_form(reader, model)
    for key in ("units", "activations"):
        if key in model:
            raise reader.fail(
                f"model.{key}", "no such key where model.layers lists the layers", model[key]
            )
    tables = model["layers"]
    if not isinstance(tables, list) or not 0 < len(tables) <= MAX_LAYERS:
        raise reader.fail("model.layers", f"a list of 1 to {MAX_LAYERS} layers", tables)
    layers: list[Layer] = []
    for place, table in enumerate(tables, start=1):
        key = f"model.layers[{place}]"
        if not isinstance(table, dict):
            raise reader.fail(key, "a table", table)
        layers.append(_layer(reader, table, key))
        try:
            shape = layers[-1].output_shape(shape)
        except ValueError as error:
            raise reader.fail(
                f"{key}.type", f"a layer that takes what it gets; it needs {error}", table["type"]
            ) from error
        last = place == len(tables)
        if not last and layers[-1].activation == "softmax":
            raise reader.fail(f"{key}.activation", "softmax nowhere but at the end", "softmax")
    if layers[-1].type != "dense":
        raise reader.fail(f"{key}.type", "dense as the last", layers[-1].type)
    if layers[-1].activation != "softmax":
        raise reader.fail(f"{key}.activation", "softmax as the last", layers[-1].activation)
    if len(shape) != 1:
        raise reader.fail(
            "model.layers", "a flatten or a global pooling before the dense layers", None
        )
    return tuple(layers)


def _short_form(reader: Reader, model: Mapping[str, Any]) -> tuple[Layer, ...]:
    """Return dense layers, of `units` and `activations`."""
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


def _layer(reader: Reader, table: Mapping[str, Any], key: str) -> Layer:
    """Return one layer of the list."""
    kind = reader.text(table, f"{key}.type", tuple(KEYS))
    reader.only(table, key, ("type", *KEYS[kind]))
    options: dict[str, Any] = {}
    for name in ("filters", "units"):
        if name in KEYS[kind]:
            number = reader.number(table, f"{key}.{name}", 1, MAX_WIDTH, integer=True)
            options["width"] = int(number)
    if kind == "activation" or "activation" in table:
        options["activation"] = reader.text(table, f"{key}.activation", ACTIVATIONS)
    if kind == "dropout":
        rate = reader.number(table, f"{key}.rate", 0, 1)
        if not 0 < rate < 1:
            raise reader.fail(f"{key}.rate", "a number between 0 and 1", table["rate"])
        options["rate"] = rate
    if "epsilon" in table:
        options["epsilon"] = reader.number(table, f"{key}.epsilon", 0, 1)
    if "strides" in KEYS[kind]:
        options["window"] = _window(reader, table, key, kind)
    return Layer(kind, **options)


def _window(reader: Reader, table: Mapping[str, Any], key: str, kind: str) -> Window:
    """Return the window of a convolution or a pooling."""
    if kind == "conv2d":
        size = _pair(reader, table, f"{key}.kernel_size", None)
        strides = _pair(reader, table, f"{key}.strides", (1, 1))
        dilation = _pair(reader, table, f"{key}.dilation_rate", (1, 1))
        if max(strides) > 1 and max(dilation) > 1:
            raise reader.fail(f"{key}.dilation_rate", "1 where strides are above 1", list(dilation))
    else:
        size = _pair(reader, table, f"{key}.pool_size", (2, 2))
        strides, dilation = _pair(reader, table, f"{key}.strides", size), (1, 1)
    padding = "valid"
    if "padding" in table:
        padding = reader.text(table, f"{key}.padding", PADDINGS)
    return Window(size, strides, padding, dilation)


def _pair(
    reader: Reader, table: Mapping[str, Any], key: str, default: tuple[int, int] | None
) -> tuple[int, int]:
    """Return two whole numbers, which may be given as one; the default where the key may be missing."""
    value = table.get(key.rpartition(".")[2])
    if value is None and default is not None:
        return default
    several: list[Any] = value if isinstance(value, list) else [value, value]
    right = len(several) == 2 and all(
        isinstance(one, int) and not isinstance(one, bool) and 0 < one <= MAX_SIZE
        for one in several
    )
    if not right:
        raise reader.fail(
            key, f"a whole number from 1 to {MAX_SIZE}, or a list of two of them", value
        )
    return several[0], several[1]
