"""Yield chains of layers near that of the contract, with the layers that a model has.

In: the contract's layers, and those with weights that were found in a model. Out: chains with changes:
other windows, poolings, ways to a vector, activations and scalings, the fewest changes first.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograder.assignment.architecture import (
    GLOBAL_POOLINGS,
    POOLINGS,
    WITH_WEIGHTS,
    Layer,
    Window,
)
from autograder.judge.checks.network import HIDDEN, INPUT_SCALES, OUTPUT
from autograder.judge.checks.weighted import Weighted, aligned

VECTORS = ("flatten", *GLOBAL_POOLINGS)
# Ways in which the activations, and activations and windows, differ from the contract's at most.
MOST_ACTIVATIONS, MOST_CHANGES = 2, 3
# Chains of as many changes that fit the weights' shapes, of which no more are tried.
MOST_FITTING = 60
EPSILONS = (1e-3, 1e-5, 1e-4, 1e-6, 1e-2)


@dataclasses.dataclass(frozen=True)
class Element:
    """A place in a chain: a layer, or none yet, and the number of the contract's that it stands for."""

    layer: Layer | None
    number: int | None = None
    weighted: int | None = None


@dataclasses.dataclass(frozen=True)
class Change:
    """One way to differ from the contract: what a field of the layer at a place is instead."""

    place: int
    field: str
    value: Any


Changes = tuple[Change, ...]


def elements_near(contract: Sequence[Layer], found: Sequence[Weighted]) -> Iterator[list[Element]]:
    """Yield chains that the found layers make with what the contract has between them.

    Layers of which the contract knows nothing stand right behind those before them, or right before
    those that follow.
    """
    numbers = [number for number, one in enumerate(contract) if one.type in WITH_WEIGHTS]
    pairs = aligned([contract[number] for number in numbers], found)
    matched = {numbers[i]: j for i, j in pairs}
    extra = [j for j in range(len(found)) if j not in matched.values()]
    for late in (False, True) if extra else (False,):
        waiting, elements = list(extra), list[Element]()
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
                elements.append(Element(layer, number))
        for j in waiting:
            elements += _found_element(found, j, None, contract)
        yield elements


def _found_element(
    found: Sequence[Weighted], j: int, number: int | None, contract: Sequence[Layer]
) -> list[Element]:
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
    return [Element(layer, number, j), Element(None)]


def changed_layer(element: Element, place: int, changes: Changes) -> Layer | None:
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


def chain_of(
    elements: Sequence[Element], changes: Changes
) -> tuple[tuple[Layer, ...], tuple[float, float]]:
    """Return the layers of a chain with changes, and the scaling of its input."""
    every = (changed_layer(one, place, changes) for place, one in enumerate(elements))
    scale = next((one.value for one in changes if one.field == "scale"), INPUT_SCALES[0])
    return tuple(one for one in every if one is not None), scale


def ways(
    elements: Sequence[Element], fits: Callable[[tuple[Layer, ...]], bool]
) -> Iterator[Changes]:
    """Yield changes with which the weights fit, the fewest first.

    Args:
        elements: A chain.
        fits: Whether layers fit the images, each other and the weights.
    """
    windows, activations = _window_moves(elements), _activation_moves(elements)
    fitting: list[list[Changes]] = []
    for count in range(MOST_CHANGES + 1):
        # Of other windows there are few that fit the weights' shapes: they come first.
        for some in range(count, max(count - MOST_ACTIVATIONS, 0) - 1, -1):
            while len(fitting) <= some:
                # Of three changes it matters only that there is a way at all.
                single = [one for one in windows if len(one) == 1]
                tried = _together(windows if len(fitting) < 3 else single, len(fitting))
                right = (one for one in tried if fits(chain_of(elements, one)[0]))
                fitting.append(list(itertools.islice(right, MOST_FITTING)))
            for first in fitting[some]:
                for second in _together(activations, count - some):
                    yield (*first, *second)


def _together(moves: Sequence[Changes], count: int) -> Iterator[Changes]:
    """Yield combinations of moves of which no two change the same."""
    for some in itertools.combinations(moves, count):
        every = tuple(itertools.chain.from_iterable(some))
        if len({(one.place, one.field) for one in every}) == len(every):
            yield every


def _window_moves(elements: Sequence[Element]) -> list[Changes]:
    """Return what windows, poolings and vectors may be instead: at one place, and at all of a kind."""
    groups: dict[str, list[Change]] = collections.defaultdict(list)
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
                        groups[f"added {kind} {size}"].append(Change(place, "layer", new))
            if before and before.type == "dense":
                # A dense layer that works on the channels of each place.
                later.extend(
                    (Change(one, "layer", None), Change(place, "layer", Layer("flatten")))
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
                        groups[f"{field} {value}"].append(Change(place, field, value))
        elif layer.type in POOLINGS:
            for name, other in _other_poolings(layer):
                groups[name].append(Change(place, "layer", other))
        elif layer.type in VECTORS:
            for kind in VECTORS:
                if kind != layer.type:
                    groups[kind].append(Change(place, "layer", Layer(kind)))
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


def _activation_moves(elements: Sequence[Element]) -> list[Changes]:
    """Return what activations may be instead, at one place and in all hidden layers; and scalings."""
    groups: dict[str, list[Change]] = collections.defaultdict(list)
    last = max(place for place, one in enumerate(elements) if one.weighted is not None)
    moves: list[Changes] = []
    for place, element in enumerate(elements):
        layer = element.layer
        if layer is None:
            before = elements[place - 1].layer
            if before is not None and before.type == "batch_normalization":
                new = Layer("activation", activation="relu")
                moves.append((Change(place, "layer", new),))
        elif place == last:
            moves += [
                (Change(place, "activation", name),) for name in OUTPUT if name != layer.activation
            ]
        elif layer.type in ("conv2d", "dense", "activation"):
            for name in HIDDEN:
                if name != layer.activation:
                    for group in (name, f"{name} in {layer.type}"):
                        groups[group].append(Change(place, "activation", name))
        elif layer.type == "batch_normalization":
            moves += [
                (Change(place, "epsilon", value),) for value in EPSILONS if value != layer.epsilon
            ]
    moves += [(one,) for name in HIDDEN for one in groups[name]]
    several = {tuple(group) for group in groups.values() if len(group) > 1}
    moves += sorted(several, key=len, reverse=True)
    return moves + [(Change(-1, "scale", one),) for one in INPUT_SCALES[1:]]
