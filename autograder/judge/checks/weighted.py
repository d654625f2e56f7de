"""Tell from the shapes of a model's weights which layers with weights it has.

In: the weights, in whatever order Keras lists them. Out: the layers, so that each takes what the one
before it gives, and which of the contract's each stands for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from autograder.assignment.architecture import WITH_WEIGHTS, Layer, Window
from autograder.probe.training_trace import MAX_WEIGHTS

# Orders of layers that are tried where the model does not list them as they follow each other.
MOST_ORDERS = 1000


@dataclasses.dataclass(frozen=True)
class Weighted:
    """A layer with weights, found among those of a model.

    Attributes:
        layer: Its type, width, kernel size, and whether it has a bias.
        inputs: Of how many channels, or numbers, its kernel is.
        places: Where its weights stand among the model's.
    """

    layer: Layer
    inputs: int
    places: tuple[int, ...]


def layers_with_weights(
    weights: Sequence[np.ndarray], contract: Sequence[Layer], channels: int
) -> tuple[list[Weighted], int]:
    """Return the layers found among a model's weights, and the number of weights of none of them.

    Args:
        weights: The weights, in the order in which Keras lists them.
        contract: The contract's layers.
        channels: Channels of an image.

    Returns:
        The layers so that each takes what the one before it gives, if there is such an order.
    """
    found: list[Weighted] = []
    # No contract has more of them, and the probe records no more.
    unused, place = sum(one.size for one in weights[MAX_WEIGHTS:]), 0
    weights = weights[:MAX_WEIGHTS]
    while place < len(weights):
        one = weights[place]
        same = one.shape[-1:]
        run = 0
        while (
            one.ndim and place + 1 + run < len(weights) and weights[place + 1 + run].shape == same
        ):
            run += 1
        if one.ndim in (2, 4) and one.size:
            bias = run % 4 != 0
            kernel = Window((one.shape[0], one.shape[1])) if one.ndim == 4 else Window()
            layer = Layer("conv2d" if one.ndim == 4 else "dense", one.shape[-1], kernel, bias=bias)
            found.append(Weighted(layer, one.shape[-2], tuple(range(place, place + 1 + bias))))
            place += 1 + bias
        elif one.ndim == 1 and run >= 3:
            found.append(
                Weighted(Layer("batch_normalization"), len(one), tuple(range(place, place + 4)))
            )
            place += 4
        else:
            unused += one.size
            place += 1
    return _in_order(found, _with_weights(contract), channels), unused


def _with_weights(layers: Sequence[Layer]) -> list[Layer]:
    return [one for one in layers if one.type in WITH_WEIGHTS]


def _in_order(found: list[Weighted], contract: Sequence[Layer], channels: int) -> list[Weighted]:
    """Return layers in an order in which each takes what the one before it gives, if there is one."""
    if _follow(found, channels):
        return found
    tries = 0

    def onwards(ordered: list[Weighted], remaining: list[Weighted]) -> list[Weighted] | None:
        nonlocal tries
        tries += 1
        if not remaining or tries > MOST_ORDERS:
            return None if remaining else ordered
        place = min(len(ordered), len(contract) - 1)
        # Those that are most like the contract's at this place are tried first.
        likely = sorted(
            remaining,
            key=lambda one: (
                one.layer.type != contract[place].type,
                one.layer.width != contract[place].width,
            ),
        )
        for one in likely:
            if _follow([*ordered, one], channels):
                rest = [other for other in remaining if other is not one]
                whole = onwards([*ordered, one], rest)
                if whole is not None:
                    return whole
        return None

    return onwards([], found) or found


def _follow(found: Sequence[Weighted], width: int) -> bool:
    """Whether each layer can take what the one before it gives."""
    flat = False
    for one in found:
        kind = one.layer.type
        if kind == "conv2d" and flat:
            return False
        if one.inputs != width and (flat or kind != "dense" or one.inputs % width):
            return False
        flat = flat or kind == "dense"
        width = one.layer.width or width
    return True


def aligned(contract: Sequence[Layer], found: Sequence[Weighted]) -> list[tuple[int, int]]:
    """Return which of a contract's layers with weights each found one stands for.

    Of all ways to put them side by side it is the one that leaves out fewest, and among these the one
    with most of the widths and kernels right.
    """
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    for i in range(len(contract), -1, -1):
        for j in range(len(found), -1, -1):
            if i == len(contract) or j == len(found):
                best[i, j] = (float(len(contract) - i + len(found) - j), [])
                continue
            ways = [
                (1 + best[i + 1, j][0], best[i + 1, j][1]),
                (1 + best[i, j + 1][0], best[i, j + 1][1]),
            ]
            one, other = contract[i], found[j].layer
            if one.type == other.type:
                differs = 0.25 * (one.width != other.width) + 0.25 * (
                    one.window.size != other.window.size
                )
                cost, pairs = best[i + 1, j + 1]
                ways.append((differs + cost, [(i, j), *pairs]))
            best[i, j] = min(ways, key=lambda way: way[0])
    return best[0, 0][1]
