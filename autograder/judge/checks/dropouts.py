"""Tell from outputs in training at which places of a chain a dropout works, and at which rate.

What a dropout leaves out is random, but how the outputs for many images spread around those without it
is not: with another rate they spread more or less, and from another place in other directions. So the
judge draws such outputs itself and compares how they spread.

Source: Srivastava and others 2014 (dropout), in the form of Keras, which scales up what it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.assignment.architecture import Layer
from autograder.judge import operations
from autograder.judge.checks.finding import key_of, size_of

# Rates that people choose; of those that are looked for at another place, the ones tried at first.
RATES = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9)
FIRST_RATES = (0.25, 0.5)
# How often outputs are drawn: to know how far each image's are apart, and what is near by chance.
DRAWS = 6
# Batches by which many dropouts are compared.
FEW = 6
# Of the distance of drawn spreads from each other, how far a right one may be; and at least.
MOST_DISTANCE, LEAST_DISTANCE = 2.0, 0.06
# Up to this distance another dropout is one that the outputs are named after.
LIKE = 0.35
# Of the mean distance of an image's outputs: what counts as one, so that no image counts too much.
LEAST_APART = 0.1
TINY = 1e-30
# Numbers that a batch becomes on the way, and multiplications for it, at most; of a wider network, or
# one that takes longer, only so many images of each batch are looked at.
MOST_NUMBERS, MOST_WORK, LEAST_IMAGES = 5e7, 5e9, 8
# Images of which the windows are in memory at a time.
PART = 32

# The rate of a dropout in front of a layer, by its number; behind the last it would be of no use.
Rates = dict[int, float]


def split(layers: Sequence[Layer]) -> tuple[tuple[Layer, ...], Rates]:
    """Return layers without dropouts, and the rates of these by the number of the layer behind each."""
    kept, rates = list[Layer](), Rates()
    for layer in layers:
        if layer.type == "dropout":
            before = 1 - rates.get(len(kept), 0.0)
            rates[len(kept)] = 1 - before * (1 - layer.rate)
        else:
            kept.append(layer)
    return tuple(kept), rates


class InTraining:
    """Outputs of a model in training, beside those that the judge draws.

    Args:
        layers: The layers of the model, without any dropout.
        weights: Its weights, in their order.
        images: Images as the first layer takes them; each batch is the first ones of these.
        outputs: What the model gave for each batch, shape (n, classes).
    """

    def __init__(
        self,
        layers: tuple[Layer, ...],
        weights: Sequence[np.ndarray],
        images: np.ndarray,
        outputs: Sequence[np.ndarray],
    ) -> None:
        work, widest = size_of(layers, images.shape[1:])
        most = max(LEAST_IMAGES, int(min(MOST_NUMBERS / widest, MOST_WORK / max(work, 1))))
        # Only where batches are normalized it matters which images are together.
        apart = any(one.type == "batch_normalization" for one in layers)
        if not apart:
            outputs = [one[:most] for one in outputs]
        elif min(map(len, outputs)) <= most:
            outputs = [one for one in outputs if len(one) <= most]
        else:
            outputs = [min(outputs, key=len)]
        self.layers, self.outputs = layers, outputs
        self.weights = [one.astype("float32") for one in weights]
        sizes = [len(one) for one in outputs]
        self.together = [slice(0, size) for size in ([max(sizes)] if not apart else sizes)]
        self.batches = sizes
        # Nobody knows before what is drawn.
        self.generator = np.random.default_rng(np.frombuffer(key_of(*outputs), "uint32"))
        self.known = {0: [images[one].astype("float32") for one in self.together]}
        self.plain = self._drawn({})

    def is_still(self, tolerance: float) -> bool:
        """Whether the outputs in training are those without any dropout.

        Args:
            tolerance: The largest difference, in shares of the largest output.
        """
        return self._most(self.outputs) <= tolerance

    def shows(self, rates: Rates, tolerance: float) -> bool:
        """Whether dropouts of these rates change outputs by more than a tolerance, which see above."""
        return self._most(self._drawn(rates)) > tolerance

    def _most(self, outputs: Sequence[np.ndarray]) -> float:
        """Return by how much outputs differ from those without dropout, in shares of the largest."""
        return max(
            float(np.abs(one - other).max()) / max(1.0, float(np.abs(one).max()))
            for one, other in zip(outputs, self.plain)
        )

    def agrees(self, rates: Rates) -> bool:
        """Whether the outputs in training spread as dropouts of these rates let them."""
        with np.errstate(all="ignore"):
            apart = [self._apart(self._drawn(rates)) for _ in range(2 * DRAWS)]
            size = _size(apart[:DRAWS])
            every = np.array([_spread(one, size) for one in apart[DRAWS:]])
            mean = every.mean(axis=0)
            by_chance = float(np.linalg.norm(every - mean, axis=1).max())
            own = float(np.linalg.norm(_spread(self._apart(self.outputs), size) - mean))
            norm = max(float(np.linalg.norm(mean)), TINY)
        # Of a mean of so many draws the own ones are nearer than another one is.
        limit = MOST_DISTANCE * by_chance * np.sqrt(1 + 2 / DRAWS)
        return bool(own <= max(limit, LEAST_DISTANCE * norm))

    def closest(self, expected: Rates) -> Rates | None:
        """Return the dropouts with which the outputs spread as they do, or None if none is like it.

        Args:
            expected: The contract's dropouts, near which others are looked for.
        """
        with np.errstate(all="ignore"):
            some = expected or {len(self.layers) - 1: FIRST_RATES[0]}
            size = _size([self._apart(self._drawn(some, FEW)) for _ in range(DRAWS)])
            wanted = _spread(self._apart(self.outputs[:FEW]), size)

            def distance(rates: Rates) -> float:
                drawn = _spread(self._apart(self._drawn(rates, FEW)), size)
                norms = [float(np.linalg.norm(one)) for one in (drawn, wanted)]
                found = float(np.linalg.norm(drawn - wanted)) / max(*norms, TINY)
                return found if np.isfinite(found) else np.inf

            best = min(_near(self.layers, expected), key=distance)
            changed = [place for place in best if best[place] != expected.get(place)]
            finer = [{**best, place: rate} for place in changed for rate in RATES]
            best = min([best, *finer], key=distance)
            return best if distance(best) <= LIKE else None

    def _apart(self, outputs: Sequence[np.ndarray]) -> np.ndarray:
        """Return by how much outputs differ from those without any dropout, shape (n, classes)."""
        return np.concatenate(
            [_logits(one) - _logits(other) for one, other in zip(outputs, self.plain)]
        )

    def _drawn(self, rates: Rates, count: int | None = None) -> list[np.ndarray]:
        """Return outputs for each batch, or for the first ones, with dropouts of these rates."""
        first = min(rates, default=len(self.layers))
        before = self._before(first)
        found = []
        for place, size in enumerate(self.batches[:count]):
            values = before[place if len(before) > 1 else 0][:size]
            found.append(self._onwards(first, values, rates))
        return found

    def _onwards(self, first: int, values: np.ndarray, rates: Rates) -> np.ndarray:
        """Return what the layers from a number on make of what the first of them gets."""
        used = self._weights_before(first)
        for place in range(first, len(self.layers)):
            if rate := rates.get(place, 0.0):
                kept = self.generator.random(values.shape, "float32") >= rate
                values = values * kept / np.float32(1 - rate)
            for one in operations.of_layer(self.layers[place], training=True):
                values = _given(one, self.weights[used : used + one.weight_count], values)
                used += one.weight_count
        return values

    def _before(self, place: int) -> list[np.ndarray]:
        """Return what the layer of a number gets for each batch without dropouts before it."""
        if place not in self.known:
            start = max(one for one in self.known if one < place)
            used, every = self._weights_before(start), self.known[start]
            for layer in self.layers[start:place]:
                for one in operations.of_layer(layer, training=True):
                    own = self.weights[used : used + one.weight_count]
                    every = [_given(one, own, values) for values in every]
                    used += one.weight_count
            self.known[place] = every
        return self.known[place]

    def _weights_before(self, place: int) -> int:
        layers = self.layers[:place]
        return sum(one.weight_count for layer in layers for one in operations.of_layer(layer))


def _near(layers: Sequence[Layer], expected: Rates) -> Iterator[Rates]:
    """Yield dropouts that differ from the expected ones in one way."""
    # What follows an activation is the same place as what stands before it.
    places = [
        place
        for place in range(1, len(layers))
        if layers[place].type not in ("activation", "flatten", "batch_normalization")
    ]
    for place in expected:
        others = {one: rate for one, rate in expected.items() if one != place}
        if others:
            yield others
        for rate in RATES:
            yield {**others, place: rate}
        for other in places:
            if other not in expected:
                yield from ({**others, other: rate} for rate in {expected[place], *FIRST_RATES})
    for place in places:
        if place not in expected:
            yield from ({**expected, place: rate} for rate in FIRST_RATES)
    if len(expected) > 1:
        yield dict(zip(expected, reversed(expected.values())))
    yield {**expected, 0: 0.25}


def _given(
    operation: operations.Operation, weights: Sequence[np.ndarray], values: np.ndarray
) -> np.ndarray:
    """Return what an operation gives, for a part of the images at a time where it may be."""
    if isinstance(operation, operations.BatchNormalization):
        return operation.forward(weights, values)
    starts = range(0, len(values), PART)
    return np.concatenate([operation.forward(weights, values[one : one + PART]) for one in starts])


def _size(every: Sequence[np.ndarray]) -> np.ndarray:
    """Return how far each image's outputs are apart, shape (n, 1), from some draws of them."""
    squares = np.mean([(one**2).sum(axis=1) for one in every], axis=0)
    return np.asarray(np.sqrt(squares + (LEAST_APART**2) * squares.mean() + TINY))[:, None]


def _spread(apart: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return by how much, and in which directions, outputs are apart: means of products of two.

    Args:
        apart: Shape (n, classes).
        size: By what each image's are divided, so that none counts more than the others.
    """
    rows = apart / size
    return np.asarray((rows.T @ rows / len(rows)).reshape(-1))


def _logits(outputs: np.ndarray) -> np.ndarray:
    """Return the logarithms of probabilities, around their mean; of other numbers these themselves."""
    values = outputs.astype("float64")
    if values.min() >= 0 and np.allclose(values.sum(axis=1), 1, atol=1e-2):
        values = np.log(np.maximum(values, TINY))
    return np.asarray(values - values.mean(axis=1, keepdims=True))
