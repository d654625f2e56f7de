"""Take the steps of a recorded training in NumPy, and see whether it can have been what it says.

In: the recorded calls of `autograder.probe.kinds.train`, the inputs and the rubric. Out: how far what
was recorded is from what the contract's loss and optimizer make of the same weights and images.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.activations import ACTIVATIONS
from autograder.judge.checks.support import returned
from autograder.judge.checks.training import (
    LEAST_FALL,
    MAX_REPLAYED_STEPS,
    epochs_run,
    final_weights,
    gradients_of_a_step,
    held_out_images,
    images_seen,
    initial_weights,
    iterations,
    logs_of,
    loss_on_digits,
    losses_on_digits,
    optimizer_settings,
    share_moved,
    share_of_own_labels,
    trained_images,
    updates_left,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import BLOCK_IMAGES, Inputs
from autograder.sandbox.reading import EvidenceError

UPDATE_TOLERANCE = 0.03
# Of the sizes that a unit adds up: nearer to zero, rounding in float32 decides whether it answers. And
# how many ways of deciding that are tried.
NEAR_ZERO, MOST_TURNS = 2e-6, 24
KNOWN = (
    "SGD",
    "Adam",
    "AdamW",
    "Nadam",
    "RMSprop",
    "Adagrad",
    "Adadelta",
    "Adamax",
    "Ftrl",
    "Lion",
    "Adafactor",
    "Lamb",
    "Muon",
)
# Of an image's greatest level: with a smaller range its pattern is that of any other move.
LEAST_RANGE = 0.2
# Of the moves: with more left of them, they follow none of the patterns that are known.
PATTERN_LOST = 0.3
# Of gradients for one update: of more of them, rounding and the last, unfinished one decide too much.
MOST_GATHERED = 7
# By which images may have been scaled once more.
OTHER_SCALES = (1 / 255, 1 / 256, 255.0)
# By how many powers of two a loss may be multiplied, and how many weights are tried to find it.
MOST_WEIGHT, WEIGHTS_TRIED = 10, 14
# Of the weights' own size, what is well above the rounding of each step.
CLEAR_MOVE = 1e-3
# Of the fall of the loss that the same number of steps brings about elsewhere.
LEAST_SHARE = 0.25
# Of the loss at the start, a spread that is too large to say anything.
UNSTEADY = 0.25
# The mean over an epoch is not the accuracy at its end.
NEARLY_REACHED = 0.15
# Of the digits, before the training.
KNOWS_FEW = 0.5


def disagreement(
    calls: Node,
    inputs: Inputs,
    rubric: Rubric,
    family: str,
    scale: float = 1.0,
    softmax_again: bool = False,
) -> float:
    """Return how far the final weights are from the replayed ones, relative to the whole change.

    Args:
        calls: The recorded trainings.
        inputs: Their inputs.
        rubric: The rubric.
        family: The optimizer.
        scale: By which the images were scaled once more.
        softmax_again: Whether the loss takes the probabilities for logits.
    """
    least: float = math.inf
    waiting: list[tuple[bool, ...]] = [()]
    for _ in range(MOST_TURNS):
        if not waiting or least <= UPDATE_TOLERANCE:
            break
        turns = Turns(rubric.activations, waiting.pop(0))
        replayed, before, after = _replayed(
            calls, inputs, rubric, family, scale, 1.0, turns, softmax_again
        )
        with np.errstate(all="ignore"):
            difference = _length(replayed, after)
            change = _length(replayed, before)
        ratio = difference / change if change > 0 else math.inf
        least = min(least, ratio) if math.isfinite(ratio) else least
        waiting += turns.others()
    return least


class Turns:
    """Which way units go in a replay whose value is so near to zero that rounding decides.

    In float32 such a ReLU unit may be silent where it answers here, or the other way round, and Adam
    makes a whole step of the smallest gradient.

    Args:
        activations: The network's activations.
        taken: For each such unit met, in turn, whether it goes the other way than here.
    """

    def __init__(self, activations: Sequence[str], taken: tuple[bool, ...] = ()) -> None:
        self.activations, self.taken, self.met = activations, taken, 0
        self._decided: dict[tuple[int, int, float], bool] = {}

    def of(self, weights: Sequence[np.ndarray], image: np.ndarray) -> list[np.ndarray]:
        """Return weights with which the units that are to do so go the other way for an image."""
        turned = [np.asarray(one, "float64") for one in weights]
        values = np.asarray(image, "float64").reshape(1, -1)
        for layer, activation in enumerate(self.activations[:-1]):
            kernel, bias = turned[2 * layer], turned[2 * layer + 1]
            before = values @ kernel + bias
            rounding = NEAR_ZERO * (np.abs(values) @ np.abs(kernel) + np.abs(bias))
            near = np.abs(before) <= rounding
            for unit in np.flatnonzero(near[0]) if activation == "relu" else ():
                if self._turns(layer, int(unit), float(before[0, unit])):
                    bias = bias.copy()
                    bias[unit] -= 2 * before[0, unit] or rounding[0, unit]
                    turned[2 * layer + 1] = bias
            with np.errstate(all="ignore"):
                values = ACTIVATIONS[activation](values @ kernel + bias)
        return turned

    def _turns(self, layer: int, unit: int, value: float) -> bool:
        """Whether a unit goes the other way; it goes the same way as long as its value is the same."""
        if (layer, unit, value) not in self._decided:
            way = self.met < len(self.taken) and self.taken[self.met]
            self._decided[layer, unit, value] = way
            self.met += 1
        return self._decided[layer, unit, value]

    def others(self) -> list[tuple[bool, ...]]:
        """Return other turns to try, which differ in one more of the units met here."""
        free = range(len(self.taken), min(self.met, MOST_TURNS))
        return [(*self.taken, *(False,) * (place - len(self.taken)), True) for place in free]


def weighted_disagreement(calls: Node, inputs: Inputs, rubric: Rubric) -> float:
    """Return the disagreement with steps on a loss that some number multiplies, which is looked for."""
    _, before, after = _replayed(calls, inputs, rubric, rubric.optimizer, 1.0, 0.0)
    wanted, least = _length(after, before), math.inf
    # Whoever multiplies the loss goes further: the weights are halved in between on a scale of powers.
    low, high = -float(MOST_WEIGHT), float(MOST_WEIGHT)
    for _ in range(WEIGHTS_TRIED):
        weight = 2 ** ((low + high) / 2)
        replayed, _, _ = _replayed(calls, inputs, rubric, rubric.optimizer, 1.0, weight)
        with np.errstate(all="ignore"):
            length, difference = _length(replayed, before), _length(replayed, after)
        if length > 0 and math.isfinite(difference):
            least = min(least, difference / length)
        if least <= UPDATE_TOLERANCE:
            break
        low, high = (low, (low + high) / 2) if not length < wanted else ((low + high) / 2, high)
    return least


def _length(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> float:
    """Return how far some weights are from others."""
    return math.sqrt(sum(float(((one - other) ** 2).sum()) for one, other in zip(first, second)))


def _replayed(
    calls: Node,
    inputs: Inputs,
    rubric: Rubric,
    family: str,
    scale: float,
    weight: float,
    turns: Turns | None = None,
    softmax_again: bool = False,
) -> tuple[Sequence[np.ndarray], Sequence[np.ndarray], Sequence[np.ndarray]]:
    """Return the weights after the steps on one image that led to those left, before, and those.

    Where there were no steps, or too many, they are those before.
    """
    before, after = (
        initial_weights(inputs, rubric),
        final_weights(calls, "repeated", inputs, rubric),
    )
    image = inputs["repeated_images"][:1] * scale
    label = inputs["repeated_labels"][:1]
    steps = updates_left(calls, "repeated")
    if not 0 < steps <= MAX_REPLAYED_STEPS:
        return before, before, after

    def gradient(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        weights = turns.of(weights, image) if turns else weights
        slopes = reference.gradient(
            weights, rubric.activations, image, label, softmax_again=softmax_again
        )
        return slopes if weight == 1 else [weight * one for one in slopes]

    with np.errstate(all="ignore"):
        settings = optimizer_settings(calls, "repeated")
        replayed = reference.STEPS[family](before, gradient, steps, settings)
    return replayed, before, after


def follows_another_loss(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether the optimizer's steps, on the data that was passed, cannot be along this loss's gradient.

    Weights for samples make it longer or shorter; images that were scaled again are a cause of its own.
    """
    if family_of(calls, "repeated") != rubric.optimizer:
        return False
    try:
        settings = optimizer_settings(calls, "repeated")
    except EvidenceError:
        return False
    if settings.use_ema or not images_seen(calls, "repeated"):
        return False
    if gradients_of_a_step(calls, "repeated") > MOST_GATHERED:
        return False
    if iterations(calls, "repeated") > MAX_REPLAYED_STEPS:
        # Too many to be taken again.
        return False
    trained = trained_images(calls, inputs, rubric)
    if (
        share_moved(calls, "repeated", inputs, rubric) < CLEAR_MOVE
        or len(trained) < BLOCK_IMAGES / 2
        or share_of_own_labels(calls, inputs, rubric, trained) < 0.6
    ):
        return False
    others = all(
        disagreement(calls, inputs, rubric, rubric.optimizer, scale) > UPDATE_TOLERANCE
        for scale in (1.0, *OTHER_SCALES)
    )
    return others and weighted_disagreement(calls, inputs, rubric) > UPDATE_TOLERANCE


def family_of(calls: Node, run: str) -> str:
    """Return which of Keras's optimizers a training was compiled with says that it is, or ""."""
    record = returned(calls[run])
    if "optimizer" not in record:
        return ""
    families = [node.text for node in record["optimizer"]["families"].nodes()]
    return next((one for one in families if one in KNOWN), record["optimizer"]["type"].text)


def moves_like(calls: Node, inputs: Inputs, rubric: Rubric, family: str) -> bool:
    """Whether an optimizer of a family may have moved the first layer's weights, whatever the loss.

    A single image was trained on. So a unit's gradient is the image, times a number at each step: SGD
    moves the unit's weights in proportion to the image's grey levels. Adam, and all that divide by the
    size of past gradients, move those of all pixels that are not dark equally far.
    """
    image = inputs["repeated_images"][0].reshape(-1).astype("float64")
    after = final_weights(calls, "repeated", inputs, rubric)
    moves = (after[0] - initial_weights(inputs, rubric)[0]).astype("float64")[image > 0]
    levels = image[image > 0]
    patterns = {"SGD": levels, "Adam": np.ones_like(levels)}
    if family not in patterns or np.ptp(levels) < LEAST_RANGE * levels.max():
        return True
    # What of the moves is left when each unit's are taken to be a multiple of a pattern.
    left = {
        name: _length([moves], [np.outer(one, one @ moves) / (one @ one)])
        for name, one in patterns.items()
    }
    other = next(name for name in patterns if name != family)
    return left[family] <= left[other] or left[other] > PATTERN_LOST * _length([moves], [0 * moves])


def learnt_little(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether the loss on the digits fell by far less than so many steps make it fall.

    The same number of steps is taken here, with batches drawn at random. What the optimizer and the
    training say of themselves counts for nothing: the weights must have got that far.
    """
    steps, left = iterations(calls, "digits"), updates_left(calls, "digits")
    if not 0 < steps <= MAX_REPLAYED_STEPS:
        return False
    images, labels = inputs["digits_images"], inputs["digits_labels"]
    before, after = losses_on_digits(calls, inputs, rubric)
    fall = before - after
    used = 1 - len(held_out_images(calls, inputs, rubric)) / BLOCK_IMAGES
    size = max(1, round(len(images) * used * epochs_run(calls, rubric) / steps))

    def replayed(seed: int) -> float:
        generator = np.random.default_rng(seed)
        chosen = generator.permutation(len(images))[: max(1, round(len(images) * used))]

        def gradient(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
            batch = generator.choice(chosen, size)
            return reference.gradient(weights, rubric.activations, images[batch], labels[batch])

        with np.errstate(all="ignore"):
            step = reference.STEPS[rubric.optimizer]
            settings = optimizer_settings(calls, "digits")
            weights = step(initial_weights(inputs, rubric), gradient, left, settings)
            return before - loss_on_digits(weights, inputs, rubric)

    falls = [replayed(seed) for seed in range(3)]
    # Where the rate is so high that chance decides, nothing can be said.
    steady = all(map(math.isfinite, falls)) and max(falls) - min(falls) < UNSTEADY * before
    return steady and min(falls) > LEAST_FALL * before and fall < LEAST_SHARE * min(falls)


def may_be_logged(calls: Node, name: str, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether what the first epoch logs under a name may be an accuracy.

    Before any step the network knows few of the digits, so that it cannot have known all of them.
    """
    logged = logs_of(calls, "digits").get(name, np.zeros(0))
    if not len(logged):
        return True
    seen = images_seen(calls, "digits") / len(logged)
    if not 0 < seen < 1.05 * len(inputs["digits_images"]):
        # Of a history that leaves out earlier epochs the first one says nothing.
        return True
    images, labels = inputs["digits_images"], inputs["digits_labels"]
    outputs = reference.predict(initial_weights(inputs, rubric), rubric.activations, images)
    knows_few = reference.accuracy(labels, outputs) < KNOWS_FEW
    return not knows_few or 0 <= logged[0] < 1 - 0.5 / len(images)


def logs_the_accuracy(calls: Node, name: str, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether what the last epoch logs under a name is near the accuracy that was reached."""
    logged = logs_of(calls, "digits").get(name, np.zeros(0))
    if not len(logged) or not may_be_logged(calls, name, inputs, rubric):
        return False
    images, labels = inputs["digits_images"], inputs["digits_labels"]
    final = final_weights(calls, "digits", inputs, rubric)
    reached = reference.accuracy(labels, reference.predict(final, rubric.activations, images))
    return abs(float(logged[-1]) - reached) <= NEARLY_REACHED
