"""Tell first weights that have learnt from images from such as are drawn at random.

In: weights, and what computes a network's features from them: what its last layer is given. Out:
whether these features tell classes apart better than those of the same numbers in another order. Random
numbers are as good in any order, whatever the layers are. What was learnt before is lost by it, in
however many layers it was split, turned or hidden.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

# Orders of the weights that are tried at first, and where it seems that something was learnt.
FEW_ORDERS, MANY_ORDERS = 6, 24
# Of the accuracy that features allow: how much better than the mean they seem, and are, if learnt; also
# in spreads of the other orders, and than the best of these.
SEEMS_BETTER, BETTER, BETTER_IN_SPREADS, BETTER_THAN_BEST = 0.05, 0.08, 6.0, 0.03
PARTS, MOST_FEATURES, RIDGE, LARGEST = 4, 300, 0.1, 1e100

# From weights to features, shape (n, features).
Features = Callable[[Sequence[np.ndarray]], np.ndarray]


def have_learnt(weights: Sequence[np.ndarray], features: Features, labels: np.ndarray) -> bool:
    """Whether weights know more of images than numbers in another order do.

    Args:
        weights: The weights.
        features: Gives the features of some images.
        labels: The classes of these images, shape (n,).
    """
    generator = _generator(weights)

    def in_other_orders(count: int) -> list[float]:
        return [
            telling(features([_shuffled(one, generator) for one in weights]), labels)
            for _ in range(count)
        ]

    own, others = telling(features(weights), labels), in_other_orders(FEW_ORDERS)
    if own <= max(*others, float(np.mean(others)) + SEEMS_BETTER):
        return False
    others += in_other_orders(MANY_ORDERS - FEW_ORDERS)
    least = max(BETTER, BETTER_IN_SPREADS * float(np.std(others)))
    return own > float(np.mean(others)) + least and own > max(others) + BETTER_THAN_BEST


def _generator(weights: Sequence[np.ndarray]) -> np.random.Generator:
    """Return a generator that nobody knows before the weights are there."""
    content = hashlib.sha256(b"".join(np.ascontiguousarray(one).tobytes() for one in weights))
    return np.random.default_rng(np.frombuffer(content.digest(), "uint32"))


def _shuffled(values: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return generator.permutation(values.reshape(-1)).reshape(values.shape)


def telling(features: np.ndarray, labels: np.ndarray) -> float:
    """Return the accuracy of a linear classifier on features, each part told by the others.

    Args:
        features: Shape (n, features).
        labels: Whole numbers, shape (n,).
    """
    rows = np.nan_to_num(features.reshape(len(features), -1).astype("float64"), posinf=0, neginf=0)
    rows = np.clip(rows, -LARGEST, LARGEST)
    if rows.shape[1] > MOST_FEATURES:
        mixing = np.random.default_rng(rows.shape[1]).normal(size=(rows.shape[1], MOST_FEATURES))
        rows = rows @ mixing
    rows = rows - rows.mean(axis=0)
    spread = rows.std(axis=0)
    rows = rows / np.where(spread > 0, spread, 1)
    wanted = np.eye(int(labels.max()) + 1)[labels]
    part = np.arange(len(rows)) % PARTS
    told = np.zeros(len(rows), dtype=bool)
    for one in range(PARTS):
        known, asked = rows[part != one], rows[part == one]
        middle = wanted[part != one].mean(axis=0)
        normal = known.T @ known + RIDGE * len(known) * np.eye(known.shape[1])
        solution = np.linalg.solve(normal, known.T @ (wanted[part != one] - middle))
        told[part == one] = (asked @ solution + middle).argmax(axis=1) == labels[part == one]
    return float(told.mean())
