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
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.assignment.architecture import (
    GLOBAL_POOLINGS,
    POOLINGS,
    WITH_WEIGHTS,
    Layer,
    Shape,
    Window,
    shapes_along,
    weight_shapes,
)
from autograder.judge import operations
from autograder.judge.checks.network import HIDDEN, INPUT_SCALES, LOOSE, OUTPUT, TIGHT
from autograder.probe.training_trace import MAX_WEIGHTS

VECTORS = ("flatten", *GLOBAL_POOLINGS)
# Images with which a chain is tried; the others of them are looked at where it fits these.
FEW = 5
# Of how the outputs for several images differ, what a chain's outputs may differ from them.
SHARE_OF_SPREAD, ROUGH_SHARE_OF_SPREAD = 0.02, 0.15
# Multiplications of one chain for an image, numbers of its largest form, multiplications of a search.
MOST_WORK, MOST_NUMBERS, MOST_SEARCHED = 5e7, 1e6, 3e9
# Ways in which the activations, and activations and windows, differ from the contract's at most.
MOST_ACTIVATIONS, MOST_CHANGES = 2, 3
# Chains of as many changes that fit the weights' shapes, of which no more are tried.
MOST_FITTING = 60
# Orders of layers that are tried where the model does not list them as they follow each other.
MOST_ORDERS = 1000
# Results of layers that chains tried one after another have in common.
KEPT = 48
EPSILONS = (1e-3, 1e-5, 1e-4, 1e-6, 1e-2)


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


@dataclasses.dataclass(frozen=True)
class _Element:
    """A place in a chain: a layer, or none yet, and the number of the contract's that it stands for."""

    layer: Layer | None
    number: int | None = None
    weighted: int | None = None


@dataclasses.dataclass(frozen=True)
class _Change:
    """One way to differ from the contract: what a field of the layer at a place is instead."""

    place: int
    field: str
    value: Any


Changes = tuple[_Change, ...]


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
    for elements in _elements(contract, found):
        for changes in _ways(elements, shape, search):
            layers, scale = _chain(elements, changes)
            exact = search.fits(layers, scale)
            if exact is None or (rough and not exact):
                continue
            here = _explained(elements, changes, layers, scale, exact, order)
            if exact:
                return here
            rough = here
            if search.spent > search.most:
                break
    return rough


def _explained(
    elements: Sequence[_Element],
    changes: Changes,
    layers: tuple[Layer, ...],
    scale: tuple[float, float],
    exact: bool,
    order: tuple[int, ...],
) -> Explained:
    every = [_changed(one, place, changes) for place, one in enumerate(elements)]
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


def _elements(contract: Sequence[Layer], found: Sequence[Weighted]) -> Iterator[list[_Element]]:
    """Yield chains that the found layers make with what the contract has between them.

    Layers of which the contract knows nothing stand right behind those before them, or right before
    those that follow.
    """
    numbers = [number for number, one in enumerate(contract) if one.type in WITH_WEIGHTS]
    pairs = aligned([contract[number] for number in numbers], found)
    matched = {numbers[i]: j for i, j in pairs}
    extra = [j for j in range(len(found)) if j not in matched.values()]
    for late in (False, True) if extra else (False,):
        waiting, elements = list(extra), list[_Element]()
        for number, layer in enumerate(contract):
            following = min((j for n, j in matched.items() if n >= number), default=len(found))
            arrives = number in matched or layer.type in VECTORS
            while waiting and waiting[0] < following and (not late or arrives):
                if late and layer.type in VECTORS and found[waiting[0]].layer.type == "dense":
                    break
                elements += _found_element(found, waiting.pop(0), None, contract)
            if number in matched:
                elements += _found_element(found, matched[number], number, contract)
            elif layer.type not in WITH_WEIGHTS:
                elements.append(_Element(layer, number))
        for j in waiting:
            elements += _found_element(found, j, None, contract)
        yield elements


def _found_element(
    found: Sequence[Weighted], j: int, number: int | None, contract: Sequence[Layer]
) -> list[_Element]:
    """Return a found layer, which does what the contract's does, and a place for one behind it."""
    own = found[j].layer
    alike = next(
        (one for one in contract if one.type == own.type), Layer(own.type, activation="relu")
    )
    model = alike if number is None else contract[number]
    window = dataclasses.replace(model.window, size=own.window.size)
    last = j == len(found) - 1
    activation = (
        "softmax" if last else "relu" if model.activation == "softmax" else model.activation
    )
    layer = dataclasses.replace(own, window=window, activation=activation, epsilon=model.epsilon)
    return [_Element(layer, number, j), _Element(None)]


def _changed(element: _Element, place: int, changes: Changes) -> Layer | None:
    """Return the layer at a place, with what is changed in it."""
    layer = element.layer
    for change in changes:
        if change.place != place:
            continue
        if change.field == "layer":
            layer = change.value
        elif layer is not None:
            if change.field in ("padding", "strides", "dilation"):
                window = dataclasses.replace(layer.window, **{change.field: change.value})
                layer = dataclasses.replace(layer, window=window)
            else:
                layer = dataclasses.replace(layer, **{change.field: change.value})
    return layer


def _chain(
    elements: Sequence[_Element], changes: Changes
) -> tuple[tuple[Layer, ...], tuple[float, float]]:
    """Return the layers of a chain with changes, and the scaling of its input."""
    every = (_changed(one, place, changes) for place, one in enumerate(elements))
    scale = next((one.value for one in changes if one.field == "scale"), INPUT_SCALES[0])
    return tuple(one for one in every if one is not None), scale


def _ways(elements: Sequence[_Element], shape: Shape, search: _Search) -> Iterator[Changes]:
    """Yield changes with which the weights fit, the fewest first."""
    windows, activations = _window_moves(elements), _activation_moves(elements)
    fitting: list[list[Changes]] = []
    for count in range(MOST_CHANGES + 1):
        # Of other windows there are few that fit the weights' shapes: they come first.
        for some in range(count, max(count - MOST_ACTIVATIONS, 0) - 1, -1):
            while len(fitting) <= some:
                # Of three changes it matters only that there is a way at all.
                single = [one for one in windows if len(one) == 1]
                tried = _together(windows if len(fitting) < 3 else single, len(fitting))
                right = (one for one in tried if search.takes(_chain(elements, one)[0], shape))
                fitting.append(list(itertools.islice(right, MOST_FITTING)))
            for first in fitting[some]:
                for second in _together(activations, count - some):
                    if search.spent > search.most:
                        return
                    yield (*first, *second)


def _together(moves: Sequence[Changes], count: int) -> Iterator[Changes]:
    """Yield combinations of moves of which no two change the same."""
    for some in itertools.combinations(moves, count):
        every = tuple(itertools.chain.from_iterable(some))
        if len({(one.place, one.field) for one in every}) == len(every):
            yield every


def _window_moves(elements: Sequence[_Element]) -> list[Changes]:
    """Return what windows, poolings and vectors may be instead: at one place, and at all of a kind."""
    groups: dict[str, list[_Change]] = collections.defaultdict(list)
    flattens = [i for i, one in enumerate(elements) if one.layer and one.layer.type == "flatten"]
    later: list[Changes] = []
    for place, element in enumerate(elements):
        layer = element.layer
        if layer is None:
            before, behind = (
                elements[one].layer if 0 <= one < len(elements) else None
                for one in (place - 1, place + 1)
            )
            if before and before.type == "conv2d" and not (behind and behind.type in POOLINGS):
                for kind in POOLINGS:
                    for size in (2, 3):
                        new = Layer(kind, window=Window((size, size), (size, size)))
                        groups[f"added {kind} {size}"].append(_Change(place, "layer", new))
            if before and before.type == "dense":
                # A dense layer that works on the channels of each place.
                later.extend(
                    (_Change(one, "layer", None), _Change(place, "layer", Layer("flatten")))
                    for one in flattens
                    if one < place
                )
            continue
        if layer.type == "conv2d":
            for field, values in (
                ("padding", ("valid", "same")),
                ("strides", ((1, 1), (2, 2), (3, 3))),
                ("dilation", ((1, 1), (2, 2))),
            ):
                for value in values:
                    if getattr(layer.window, field) != value:
                        groups[f"{field} {value}"].append(_Change(place, field, value))
        elif layer.type in POOLINGS:
            for name, other in _other_poolings(layer):
                groups[name].append(_Change(place, "layer", other))
        elif layer.type in VECTORS:
            for kind in VECTORS:
                if kind != layer.type:
                    groups[kind].append(_Change(place, "layer", Layer(kind)))
    single = [(one,) for group in groups.values() for one in group]
    return single + later + [tuple(group) for group in groups.values() if len(group) > 1]


def _other_poolings(layer: Layer) -> Iterator[tuple[str, Layer | None]]:
    """Yield what may stand in place of a pooling."""
    window = layer.window
    other = next(kind for kind in POOLINGS if kind != layer.type)
    yield "no pooling", None
    yield "other kind", dataclasses.replace(layer, type=other)
    for size in (2, 3, 4, 5):
        if window != Window((size, size), (size, size), window.padding):
            new = Window((size, size), (size, size), window.padding)
            yield f"pool size {size}", dataclasses.replace(layer, window=new)
    for steps in (1, 2):
        if window.strides != (steps, steps):
            new = dataclasses.replace(window, strides=(steps, steps))
            yield f"pool strides {steps}", dataclasses.replace(layer, window=new)
    padding = "valid" if window.padding == "same" else "same"
    new = dataclasses.replace(window, padding=padding)
    yield f"pool padding {padding}", dataclasses.replace(layer, window=new)
    for kind in GLOBAL_POOLINGS:
        yield kind, Layer(kind)


def _activation_moves(elements: Sequence[_Element]) -> list[Changes]:
    """Return what activations may be instead, at one place and in all hidden layers; and scalings."""
    groups: dict[str, list[_Change]] = collections.defaultdict(list)
    last = max(place for place, one in enumerate(elements) if one.weighted is not None)
    moves: list[Changes] = []
    for place, element in enumerate(elements):
        layer = element.layer
        if layer is None:
            before = elements[place - 1].layer
            if before is not None and before.type == "batch_normalization":
                new = Layer("activation", activation="relu")
                moves.append((_Change(place, "layer", new),))
        elif place == last:
            moves += [
                (_Change(place, "activation", name),) for name in OUTPUT if name != layer.activation
            ]
        elif layer.type in ("conv2d", "dense", "activation"):
            for name in HIDDEN:
                if name != layer.activation:
                    for group in (name, f"{name} in {layer.type}"):
                        groups[group].append(_Change(place, "activation", name))
        elif layer.type == "batch_normalization":
            moves += [
                (_Change(place, "epsilon", value),) for value in EPSILONS if value != layer.epsilon
            ]
    moves += [(one,) for name in HIDDEN for one in groups[name]]
    several = {tuple(group) for group in groups.values() if len(group) > 1}
    moves += sorted(several, key=len, reverse=True)
    return moves + [(_Change(-1, "scale", one),) for one in INPUT_SCALES[1:]]


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
            found = self._few_outputs(layers, scale)
            close = closeness(found, self.outputs[self.few])
            if close is None:
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
