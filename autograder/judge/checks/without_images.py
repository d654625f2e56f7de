"""Tell what a first layer's weights would be if no image had moved them.

Decay, a regularizer or a constraint moves weights as well. Pixels that are dark in all images show how:
no image moves theirs. In: the kernel before and after a training, and these pixels. Out: a `Base`, from
which what an image has moved is counted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

# Moves below this share of the weights' size are rounding.
STANDSTILL = 1e-6
# What dark pixels' weights may differ in their moves, as a share of the weights' size; and where they
# shrink, as a share of how much: each step rounds what decay takes away.
ALIKE, ALIKE_IN_DECAY = 1e-4, 0.2
# Of dark pixels' weights, how many what becomes of others of the same value has to tell, and to which
# share of their moves.
MOST_ALIKE, ALIKE_IN_MOVES = 0.95, 0.05
# How like the moves of dark pixels' weights the steps of a penalty for weights that are not orthogonal
# are, as a cosine.
LEAST_LIKE_PENALTY = 0.4
# A regularizer that leaves so little of dark pixels' weights takes most of what images left, too.
SHRUNK = 0.5
TINY = 1e-30


@dataclasses.dataclass(frozen=True)
class Base:
    """What a layer's weights would be if no image had moved them.

    Attributes:
        weights: These, shape (pixels, units).
        noise: The mean square of what is left of the moves of a dark pixel's weights, shape (units,).
        still: How much a weight moves at least to be moved.
        steady: Whether dark pixels' weights move as this has it.
        shrunk: Whether most of them was taken away.
        coupled: Whether the move of a weight depends on the others.
    """

    weights: np.ndarray
    noise: np.ndarray
    still: float = 0.0
    steady: bool = True
    shrunk: bool = False
    coupled: bool = False


def without_images(old: np.ndarray, new: np.ndarray, dark: np.ndarray) -> Base:
    """Tell from dark pixels what has moved the weights besides images.

    That is nothing; decay, which shrinks all of them by one factor; a bound of the norm of a unit's
    weights, which shrinks those of each unit; what depends on each weight alone, as L1 or a least
    value; or a penalty for weights that are not orthogonal.

    Args:
        old: The kernel before, shape (pixels, units).
        new: The kernel after.
        dark: Pixels that no image lights up.
    """
    if not len(dark) or np.array_equal(old[dark], new[dark]):
        return Base(old, np.zeros(old.shape[1]))
    size = max(float(np.abs(old).max(initial=0)), TINY)
    products, squares = ((old[dark] * other[dark]).sum(axis=0) for other in (new, old))
    factor = float(products.sum() / max(float(squares.sum()), TINY))
    shrunk = abs(factor) < SHRUNK
    # A dark pixel that the scaling makes grey moves, too, by as much as every other one.
    guesses = {one: one * old + (new - one * old)[dark].mean(axis=0) for one in (1.0, factor)}
    spreads = {one: _spread(new - guess, dark) for one, guess in guesses.items()}
    factor = min(spreads, key=lambda one: spreads[one])
    still = STANDSTILL * size if spreads[factor] else 0.0
    found = Base(guesses[factor], _noise(new - guesses[factor], dark), still)
    if spreads[factor] <= max(ALIKE, ALIKE_IN_DECAY * abs(1 - factor)) * size:
        return dataclasses.replace(found, shrunk=abs(factor) < SHRUNK)
    of_units = products / np.maximum(squares, TINY) * old
    if _spread(new - of_units, dark) <= ALIKE * size:
        return Base(of_units, _noise(new - of_units, dark), still, shrunk=shrunk)
    # What is learnt from one half of them has to hold for the other.
    others = np.abs(new - _by_weight(old, new, dark[::2]))[dark[1::2]]
    moved = float(np.sqrt(((new - old)[dark] ** 2).mean()))
    if np.quantile(others, MOST_ALIKE) <= max(ALIKE * size, ALIKE_IN_MOVES * moved):
        noise = np.full(old.shape[1], float((others**2).mean()))
        return Base(_by_weight(old, new, dark), noise, still, shrunk=shrunk)
    penalized, likeness = _by_penalty(old, new, dark)
    if likeness >= LEAST_LIKE_PENALTY:
        noise = _noise(new - penalized, dark)
        return Base(penalized, noise, still, shrunk=shrunk, coupled=True)
    return dataclasses.replace(found, steady=False, shrunk=shrunk)


def _spread(moves: np.ndarray, dark: np.ndarray) -> float:
    return float(np.abs(moves[dark]).max(initial=0))


def _noise(moves: np.ndarray, dark: np.ndarray) -> np.ndarray:
    return np.asarray((moves[dark] ** 2).mean(axis=0))


def _by_weight(old: np.ndarray, new: np.ndarray, dark: np.ndarray) -> np.ndarray:
    """Return weights as what becomes of dark pixels' weights of the same value has it."""
    values, after = old[dark].reshape(-1), new[dark].reshape(-1)
    order = np.argsort(values)
    return np.asarray(np.interp(old, values[order], after[order]))


def _by_penalty(old: np.ndarray, new: np.ndarray, dark: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights after steps against a penalty for rows, or columns, that are not orthogonal.

    Returns:
        The weights, and how like the moves of dark pixels' weights these steps are, as a cosine.
    """
    moves, middle = (new - old)[dark], (old + new) / 2
    best, likeness = old, 0.0
    for steps in (_apart(middle), _apart(middle.T).T):
        product, square = float((steps[dark] * moves).sum()), float((steps[dark] ** 2).sum())
        like = product / np.sqrt(max(square * float((moves**2).sum()), TINY))
        if like > likeness:
            best, likeness = old + product / max(square, TINY) * steps, like
    return best, likeness


def _apart(rows: np.ndarray) -> np.ndarray:
    """Return for each row the way on which the sizes of its cosines with the others become less."""
    lengths = np.sqrt(np.maximum((rows**2).sum(axis=1, keepdims=True), TINY))
    units = rows / lengths
    signs = np.sign(units @ units.T)
    np.fill_diagonal(signs, 0)
    pulls = signs @ units
    return np.asarray((units * (pulls * units).sum(axis=1, keepdims=True) - pulls) / lengths)


def constrained(first: Sequence[np.ndarray], last: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return first weights as a constraint that the last ones keep to leaves them.

    That is no negative number, or a bound of the norm of a unit's weights: the first step of a training
    sees to it all at once.
    """
    found = []
    for old, new in zip(first, last):
        kept = old.astype("float64")
        if old.ndim > 1 and old.size:
            if new.min() >= 0:
                kept = np.maximum(kept, 0)
            axes = tuple(range(old.ndim - 1))
            before, after = (
                np.sqrt((one.astype("float64") ** 2).sum(axis=axes)) for one in (kept, new)
            )
            bound = after.max()
            at_bound = after >= (1 - ALIKE) * bound
            if at_bound.all():
                kept = kept * bound / np.maximum(before, TINY)
            elif at_bound.sum() > 1:
                kept = kept * np.minimum(1, bound / np.maximum(before, TINY))
        found.append(kept.astype("float32"))
    return found
