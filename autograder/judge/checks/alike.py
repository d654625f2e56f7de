"""Units that begin alike: with the same weights before and after them they have the same gradients.

In: layers and first weights. Out: the first hidden layer most of whose units are copies of others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from autograder.assignment.architecture import Layer
from autograder.judge import operations

Array = np.ndarray
# Of the units of a layer, how many have to be different ones: weights that are drawn all are.
LEAST_DIFFERENT = 0.5


@dataclasses.dataclass(frozen=True)
class Alike:
    """A layer with units that are alike.

    Attributes:
        number: Which of the layers with units it is, from 1.
        kind: What its units are called.
        units: How many it has.
        different: How many of them are different.
    """

    number: int
    kind: str
    units: int
    different: int


def alike_units(layers: Sequence[Layer], weights: Sequence[Array]) -> Alike | None:
    """Return the first layer of units that stay alike, or None.

    Weights are in Keras's order. Behind a dropout the weights that follow get gradients of their own.
    """
    remaining, known, number, kind = list(weights), list[Array](), 0, ""
    for layer in layers:
        count = sum(one.weight_count for one in operations.of_layer(layer))
        own, remaining = remaining[:count], remaining[count:]
        if layer.type == "dropout" and layer.rate:
            known = []
        elif layer.type == "batch_normalization" and known:
            known += [_of_each(one[:, np.newaxis], len(known[0])) for one in own]
        elif layer.type in ("conv2d", "dense"):
            if known:
                units = np.hstack([*known, _of_each(own[0], len(known[0]))])
                different = len({one.tobytes() for one in units + 0.0})
                if different < LEAST_DIFFERENT * len(units):
                    return Alike(number, kind, len(units), different)
            number, kind = number + 1, "filters" if layer.type == "conv2d" else "units"
            known = [one.reshape(-1, one.shape[-1]).T for one in own]
    return None


def _of_each(weights: Array, units: int) -> Array:
    """Return the weights, shape (…, inputs, outputs), of what each unit gives, a row a unit.

    Flattening leaves the channels of a place side by side.
    """
    inputs, outputs = weights.shape[-2:]
    each = weights.reshape(-1, inputs // units, units, outputs)
    return np.moveaxis(each, 2, 0).reshape(units, -1)
