"""The layers of an assignment's network, as plain values.

In: the type and the numbers of each layer. Out: frozen layers, one after another, which know the shapes
of what they get, give and learn. What they compute is in the judge; nothing here is about Keras.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

TYPES = (
    "conv2d",
    "max_pooling2d",
    "average_pooling2d",
    "global_max_pooling2d",
    "global_average_pooling2d",
    "flatten",
    "dense",
    "dropout",
    "batch_normalization",
    "activation",
)
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
        first, second = ((size - 1) * apart + 1 for size, apart in zip(self.size, self.dilation))
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


def dense_layers(units: Sequence[int], activations: Sequence[str]) -> tuple[Layer, ...]:
    """Return the layers of a network that flattens its images and has dense layers alone."""
    dense = (
        Layer("dense", width=width, activation=activation)
        for width, activation in zip(units, activations)
    )
    return (Layer("flatten"), *dense)
