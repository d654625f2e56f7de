"""Tell from weights and outputs which chain of layers a model computes, near that of the contract.

The shapes of the weights say which layers with weights there are. What lies between them, and what each
of them does, is searched for: chains that differ from the contract's in one way, in two, in three are
put through the judge's arithmetic until the recorded outputs come out. How the model was written, and
what it says of itself, is of no account.
"""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.assignment.architecture import POOLINGS, Layer, Shape, shapes_along, weight_shapes
from autograder.judge import operations
from autograder.judge.checks.near_chains import (
    Changes,
    Element,
    chain_of,
    changed_layer,
    elements_near,
    ways,
)
from autograder.judge.checks.network import LOOSE, OVER_IMAGES, TIGHT
from autograder.judge.checks.weighted import Weighted

# Images with which a chain is tried; the others of them are looked at where it fits these.
FEW = 5
# Of how the outputs for several images differ, what a chain's outputs may differ from them.
SHARE_OF_SPREAD, ROUGH_SHARE_OF_SPREAD = 0.02, 0.15
# Multiplications of one chain for an image, numbers of its largest form, multiplications of a search.
MOST_WORK, MOST_NUMBERS, MOST_SEARCHED = 5e7, 1e6, 3e9
# Results of layers that chains tried one after another have in common.
KEPT = 48


@dataclasses.dataclass(frozen=True)
class Explained:
    """What a model computes.

    Attributes:
        layers: Its layers.
        of: The layer that is there for each of the contract's, by its number; None where one that has
            no weights was left out. Layers with weights that are missing are not in it.
        added: Layers that stand for none of the contract's.
        scale: Factor and shift that the model applies to its input.
        exact: Whether the outputs agree to rounding error, or only roughly.
        order: Where the weights of the layers stand among the model's.
    """

    layers: tuple[Layer, ...]
    of: Mapping[int, Layer | None]
    added: tuple[Layer, ...]
    scale: tuple[float, float]
    exact: bool
    order: tuple[int, ...]

    def weights(self, weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return a model's weights in the order of the layers, float64."""
        return [weights[place].astype("float64") for place in self.order]


def explain(
    contract: Sequence[Layer],
    shape: Shape,
    found: Sequence[Weighted],
    weights: Sequence[np.ndarray],
    images: np.ndarray,
    outputs: np.ndarray,
    most: float = MOST_SEARCHED,
) -> Explained | None:
    """Find a chain near the contract's that gives these outputs.

    Args:
        contract: The contract's layers.
        shape: Shape of one image, as the first of them takes it.
        found: What `layers_with_weights` found in the model.
        weights: The model's weights, as Keras lists them.
        images: Normalized images, shape (n, ...).
        outputs: What the model gave for them, shape (n, classes).
        most: Multiplications after which the search ends.

    Returns:
        What the model computes, or None if nothing fits.
    """
    if not found or outputs.ndim != 2 or not np.isfinite(outputs).all():
        return None
    order = tuple(place for one in found for place in one.places)
    values = images.reshape(len(images), *shape).astype("float64")
    search = _Search(
        [weights[place].astype("float64") for place in order],
        values,
        outputs.astype("float64"),
        most,
    )
    rough: Explained | None = None
    for elements in elements_near(contract, found):
        for changes in ways(elements, lambda layers: search.takes(layers, shape)):
            if search.spent > search.most:
                return rough
            layers, scale = chain_of(elements, changes)
            exact = search.fits(layers, scale)
            if exact is None or (rough and not exact):
                continue
            here = _explained(elements, changes, layers, scale, exact, order)
            if exact:
                return here
            rough = here
    return rough


def _explained(
    elements: Sequence[Element],
    changes: Changes,
    layers: tuple[Layer, ...],
    scale: tuple[float, float],
    exact: bool,
    order: tuple[int, ...],
) -> Explained:
    every = [changed_layer(one, place, changes) for place, one in enumerate(elements)]
    return Explained(
        layers=layers,
        of={one.number: layer for one, layer in zip(elements, every) if one.number is not None},
        added=tuple(
            layer for one, layer in zip(elements, every) if one.number is None and layer is not None
        ),
        scale=scale,
        exact=exact,
        order=order,
    )


class _Search:
    """Puts images through chains, each of which has much in common with the one before.

    Args:
        weights: The weights, in the order of the layers, float64.
        images: Images as the first layer takes them, float64.
        outputs: What shall come out.
        most: Multiplications after which the search ends.
    """

    def __init__(
        self,
        weights: Sequence[np.ndarray],
        images: np.ndarray,
        outputs: np.ndarray,
        most: float,
    ) -> None:
        self.most = most
        self.weights, self.images, self.outputs = weights, images, outputs
        self.shapes = [one.shape for one in weights]
        self.few = np.unique(np.linspace(0, len(images) - 1, FEW).astype("int64"))
        self.spent = 0.0
        self.known: collections.OrderedDict[Any, np.ndarray] = collections.OrderedDict()
        self.work: dict[Any, float] = {}

    def takes(self, layers: tuple[Layer, ...], shape: Shape) -> bool:
        """Whether layers fit the images, each other and the weights, and are not too much work."""
        try:
            along = shapes_along(layers, shape)
            if weight_shapes(layers, shape) != self.shapes or len(along[-1]) != 1:
                return False
        except ValueError:
            return False
        work, widest = size_of(layers, shape)
        if work > MOST_WORK or widest > MOST_NUMBERS or along[-1][0] != self.outputs.shape[1]:
            return False
        self.work[layers] = work
        return True

    def fits(self, layers: tuple[Layer, ...], scale: tuple[float, float]) -> bool | None:
        """Whether a chain gives the outputs: exactly, roughly (False), or not (None)."""
        with np.errstate(all="ignore"):
            if layers[-1].activation == OVER_IMAGES:
                # Of a few of them it gives other outputs than of all.
                if not np.allclose(self.outputs.sum(axis=0), 1, rtol=0, atol=LOOSE):
                    return None
            elif closeness(self._few_outputs(layers, scale), self.outputs[self.few]) is None:
                return None
            every = [one for layer in layers for one in operations.of_layer(layer)]
            whole = operations.forward(every, self.weights, self.images * scale[0] + scale[1])
            self.spent += 3 * self.work.get(layers, 0.0)
            return closeness(whole, self.outputs)

    def _few_outputs(self, layers: tuple[Layer, ...], scale: tuple[float, float]) -> np.ndarray:
        start, values, used = 0, None, 0
        for count in range(len(layers), 0, -1):
            if (scale, layers[:count]) in self.known:
                start, values = count, self.known[scale, layers[:count]]
                self.known.move_to_end((scale, layers[:count]))
                break
        if values is None:
            values = self.images[self.few] * scale[0] + scale[1]
        done = [operations.of_layer(one) for one in layers[:start]]
        used = sum(one.weight_count for each in done for one in each)
        for place in range(start, len(layers)):
            for one in operations.of_layer(layers[place]):
                values = one.forward(self.weights[used : used + one.weight_count], values)
                used += one.weight_count
            self.spent += FEW * values[0].size
            if layers[place].type == "conv2d":
                kernel = self.weights[used - 1 - layers[place].bias]
                self.spent += FEW * values[0].size * kernel[..., 0].size
            self.known[scale, layers[: place + 1]] = values
            if len(self.known) > KEPT:
                self.known.popitem(last=False)
        return values


def size_of(layers: Sequence[Layer], shape: Shape) -> tuple[float, int]:
    """Return the multiplications for an image, and how many numbers it becomes on the way, at most.

    Raises:
        ValueError: The layers do not fit the images, or each other.
    """
    along, work = shapes_along(layers, shape), 0.0
    for layer, got, given in zip(layers, along, along[1:]):
        if layer.type in ("conv2d", *POOLINGS):
            windowed = math.prod(given[:2]) * math.prod(layer.window.size) * got[-1]
            work += windowed * max(layer.width, 1)
        elif layer.type == "dense":
            work += math.prod(got) * layer.width
    return work, max(math.prod(one) for one in along)


def closeness(found: np.ndarray, outputs: np.ndarray) -> bool | None:
    """Whether outputs are others: to rounding error (True), roughly (False), or not (None)."""
    if found.shape != outputs.shape or not np.isfinite(found).all():
        return None
    size = max(1.0, float(np.abs(outputs).max()))
    error = np.abs(found - outputs)
    spread = float((outputs - outputs.mean(axis=0)).std())
    # Where the outputs for all images are nearly alike, less than a trace of the difference counts.
    differ = float(np.sqrt((error**2).mean())) / max(spread, 1e-5 * size)
    if error.max() <= TIGHT * size and differ <= SHARE_OF_SPREAD:
        return True
    return False if error.max() <= LOOSE * size and differ <= ROUGH_SHARE_OF_SPREAD else None


def key_of(*arrays: np.ndarray) -> bytes:
    """Return a digest of arrays, by which what was found of them is kept."""
    digest = hashlib.sha256()
    for one in arrays:
        digest.update(repr((one.shape, one.dtype)).encode())
        digest.update(np.ascontiguousarray(one).tobytes())
    return digest.digest()
