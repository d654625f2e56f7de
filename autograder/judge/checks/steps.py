"""Tell from the weights of a first layer whether steps along gradients led from one to the other.

An image that lights up a pixel which no other image has moves that pixel's weights, and only those to
units that answer to the image: a ReLU unit that is silent for it has no gradient. Pixels that are alike
in all images move alike. Weights that were solved for, or trained elsewhere and copied in, do neither.
Which loss, optimizer or labels there were is of no account.

In: weights before and after, and the images with pixels of their own. Out: a `Trail`. Where Keras's own
training steps were taken, the marks of the weights at each of them, and after the last, show a `Way`.
"""

from __future__ import annotations

import dataclasses
import enum
import math
from collections.abc import Mapping, Sequence

import numpy as np

from autograder.judge import reference
from autograder.judge.checks.without_images import constrained, without_images
from autograder.probe.training_trace import MARKED_WEIGHTS, MAX_STEPS, mark_of
from autograder.sandbox.reading import EvidenceError

# By how many times the square of a move is more than what dark pixels' weights show without any image.
LEAST_ABOVE_NOISE = 2.0
# Of the move of an image's weights, units that were silent for it before and after have this share of
# their own share of all units at most: they may have answered in between.
MOST_SILENT = 0.7
# With fewer silent units, or images, they tell nothing.
LEAST_SILENT_UNITS, LEAST_IMAGES = 0.03, 5
# Of ten classes one fits best by chance; with fewer images than these that tells nothing.
LEAST_OWN_LABELS, LEAST_TOLD = 0.5, 20
# Where a regularizer takes most of what images left, fewer labels are told, though clearly more than by
# chance; or only the last few images have left anything, and their labels are.
LEAST_LABELS_OF_SHRUNK, LEAST_IMAGES_OF_SHRUNK = 0.25, 2
# Of the weights' size: all of them have moved so far that each image's own step must show.
CLEAR_MOVE = 1e-3
# A mark is a sum in float32: less than these shares of its way and of the weights is rounding.
MARK_ROUNDING, WEIGHT_ROUNDING = 1e-3, 1e-6
# Of a training that leads anywhere, the weights change by so many times what is rounding in a mark.
LEAST_CHANGE = 500.0
# However long the way is, rounding is no more than this share of the weights.
MOST_ROUNDING = 1e-4
# One step that is most of the way, this much larger than half of the others, and this much larger than
# the fifth in size, is no step. Of fewer steps that cannot be told.
LEAP, LEAP_OF_MEDIAN, STEPS_FOR_LEAP = 0.5, 100.0, 10
LEAP_OF_LARGE, LARGE = 10.0, 5


@dataclasses.dataclass(frozen=True)
class Layer:
    """A first layer of dense units.

    Attributes:
        kernel: Shape (pixels, units).
        bias: Shape (units,).
    """

    kernel: np.ndarray
    bias: np.ndarray


@dataclasses.dataclass(frozen=True)
class Trail:
    """What gradient steps leave in a first layer.

    Attributes:
        images: How many images there are with pixels of their own.
        moved: How many of them moved the weights of these pixels.
        steady: Whether the weights of pixels that are alike in all images moved alike.
        silent_units: The mean share of units that are silent for an image.
        silent_move: The mean share of an image's move that went to units silent for it.
        moves: How an own pixel's weights moved, by the place of its image; of those that did.
        own_labels: The share of images whose move fits their own label better than any other; 1 where
            nobody has looked.
        shrunk: Whether most of the weights of pixels that are alike in all images was taken away.
        exact: Whether nothing but images moved any weights.
    """

    images: int
    moved: int
    steady: bool
    silent_units: float
    silent_move: float
    moves: Mapping[int, np.ndarray] = dataclasses.field(default_factory=dict)
    own_labels: float = 1.0
    shrunk: bool = False
    exact: bool = True

    @property
    def left(self) -> bool:
        """Whether images moved the weights of their own pixels by their labels, and no dark ones."""
        few = self.moved < min(LEAST_IMAGES, self.images)
        if few and not (self.shrunk and self.moved >= LEAST_IMAGES_OF_SHRUNK):
            return False
        least = LEAST_LABELS_OF_SHRUNK if self.shrunk and not few else LEAST_OWN_LABELS
        return self.steady and self.own_labels >= least

    @property
    def contradicts(self) -> bool:
        """Whether nothing moved dark pixels, and no image its own, or not as its label has it."""
        other_labels = self.own_labels < LEAST_OWN_LABELS
        return self.steady and not self.shrunk and (not self.moved or other_labels)

    @property
    def mute(self) -> bool:
        """Whether too few units are silent for them to tell anything."""
        return self.silent_units < LEAST_SILENT_UNITS

    @property
    def certain(self) -> bool:
        """Whether gradients of a layer of ReLU units, and nothing else, can have left it."""
        return self.left and not self.mute and self.silent_move <= MOST_SILENT * self.silent_units


class Way(enum.Enum):
    """What the marks of the weights at each training step show."""

    NONE = "no step was noted"
    BROKEN = "the weights were changed before the steps"
    ASIDE = "the weights at the end are those of no step"
    LEAP = "one step is almost all of the way"
    FEW = "step by step, but in so few that any of them may be a leap"
    WHOLE = "step by step from the first weights to the last"


def trained(left: Trail | None, way: Way, moved: float) -> bool:
    """Whether steps of an optimizer, be they few, led from the first weights to the last.

    Marks are what the student's process says of itself. So they are not enough against the weights.

    Args:
        left: What the steps have left in the first layer, or None where there is no telling.
        way: What the marks show.
        moved: How far all weights have moved, as `distance` has it.
    """
    if way in (Way.FEW, Way.WHOLE):
        # After steps of hardly any size an image's own may have been too small for float32.
        return left is None or not left.contradicts or moved < CLEAR_MOVE
    return left is not None and left.certain and way is not Way.BROKEN


def distance(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> float:
    """Return how far weights have moved, as a share of their size."""
    pairs = [(old.astype("float64"), new.astype("float64")) for old, new in zip(before, after)]
    moved = sum(float(((new - old) ** 2).sum()) for old, new in pairs)
    return math.sqrt(moved / max(sum(float((old**2).sum()) for old, _ in pairs), 1e-30))


def way_of(path: np.ndarray, first: Sequence[np.ndarray], last: Sequence[np.ndarray]) -> Way:
    """Return what the marks of a training show.

    Args:
        path: The mark of the weights at the beginning of each step, and at the end of the last.
        first: The weights before the training; empty where they are not known.
        last: The weights after it.

    Raises:
        EvidenceError: The path is not a list of numbers.
    """
    if path.ndim != 1 or path.dtype.kind != "f":
        raise EvidenceError("the marks of the training steps are not a list of numbers")
    if not len(path) or not first:
        return Way.NONE
    marks, end = path.astype("float64"), mark_of(last)
    if not (np.isfinite(marks).all() and np.isfinite(end)):
        return Way.BROKEN
    reach = float(np.ptp([*marks, end]))
    rounding = rounding_of(np.append(marks, end), first, last)
    if abs(marks[0] - mark_of(first)) > rounding:
        return Way.BROKEN
    # Whoever takes back the best weights of the training has those of an earlier step.
    if np.abs(marks - end).min() > rounding:
        return Way.ASIDE
    steps = np.abs(np.diff(marks))
    if len(path) > MAX_STEPS:
        # The steps that the trace had no place for may have been many.
        return Way.WHOLE
    if len(steps) < STEPS_FOR_LEAP:
        return Way.FEW
    # What a constraint makes of the first weights is no step.
    begins = mark_of(constrained(first, last))
    if np.isfinite(begins):
        steps[0] = min(steps[0], abs(marks[1] - begins))
    ordered = np.sort(steps)
    most = max(LEAP_OF_MEDIAN * float(np.median(steps)), LEAP_OF_LARGE * float(ordered[-LARGE]))
    leap = ordered[-1] > max(LEAP * reach, most, rounding)
    return Way.LEAP if leap else Way.WHOLE


def rounding_of(marks: np.ndarray, *every: Sequence[np.ndarray]) -> float:
    """Return how much of marks is rounding, with the weights of which some of them are."""
    size = max(map(_size, every))
    return min(MARK_ROUNDING * float(np.ptp(marks)), MOST_ROUNDING * size) + WEIGHT_ROUNDING * size


def marks_tell(first: Sequence[np.ndarray], last: Sequence[np.ndarray]) -> bool:
    """Whether marks tell a change as large as that between weights from what is rounding in them.

    A weight that is huge or not finite, and that nothing uses, hides what the others do.
    """
    if [one.shape for one in first] != [one.shape for one in last]:
        return False
    with np.errstate(all="ignore"):
        change = _size([new.astype("float64") - old for old, new in zip(first, last)])
        rounding = WEIGHT_ROUNDING * max(_size(first), _size(last))
    return bool(np.isfinite([change, rounding]).all() and change > LEAST_CHANGE * rounding)


def _size(weights: Sequence[np.ndarray]) -> float:
    """Return the sum of the sizes of as many weights as a mark is made of."""
    means = [float(np.abs(one).mean(dtype="float64")) for one in weights if one.size]
    counts = [min(one.size, MARKED_WEIGHTS) for one in weights if one.size]
    return sum(mean * count for mean, count in zip(means, counts))


def trail(
    before: Layer,
    after: Layer,
    images: np.ndarray,
    own_pixels: Sequence[np.ndarray],
    dark: np.ndarray,
) -> Trail:
    """Return what a training has left in a first layer.

    Args:
        before: The layer as the training found it.
        after: The layer as the training left it.
        images: Images as the layer is given them, shape (n, pixels).
        own_pixels: For each of these the pixels that no other image lights up.
        dark: Pixels that no image lights up.
    """
    old, new = before.kernel.astype("float64"), after.kernel.astype("float64")
    base = without_images(old, new, dark)
    move = new - base.weights
    silent = _silent(before, images) & _silent(after, images)
    if base.coupled:
        # What an image moves of some units, moves those that are silent for it as well.
        silent = np.zeros_like(silent)
    own_moves: dict[int, np.ndarray] = {}
    shares: list[float] = []
    quiet_energy, all_energy = 0.0, 0.0
    for place, (pixels, quiet) in enumerate(zip(own_pixels, silent)):
        rows = move[pixels]
        energy = float((rows**2).sum())
        noise = len(rows) * base.noise
        if np.abs(rows).max(initial=0) > base.still and energy > LEAST_ABOVE_NOISE * noise.sum():
            own_moves[place] = rows[0]
            shares.append(float((rows[:, quiet] ** 2).sum()) / energy)
            quiet_energy += float((rows[:, quiet] ** 2).sum() - noise[quiet].sum())
            all_energy += energy - float(noise.sum())
    silent_move = float(np.mean(shares)) if shares else 1.0
    if shares and base.shrunk:
        # Of most images next to nothing is left, and of that any part may be rounding.
        silent_move = quiet_energy / all_energy
    return Trail(
        images=len(own_pixels),
        moved=len(shares),
        steady=base.steady,
        silent_units=float(silent.mean()) if silent.size else 0.0,
        silent_move=silent_move,
        moves=own_moves,
        shrunk=base.shrunk,
        exact=not base.noise.any(),
    )


def own_labels(
    weights: Sequence[Sequence[np.ndarray]],
    activations: Sequence[str],
    images: np.ndarray,
    labels: np.ndarray,
    moves: Sequence[np.ndarray],
) -> float:
    """Return the share of images whose move of the first layer fits their label better than another.

    An image moves the weights of its pixels along minus its back-propagated error, which depends on its
    label. Errors shrink in a training, so that the first weights tell more than the last, and after a
    long one the last ones may.

    Args:
        weights: Kernels and biases in turn, of several moments of a training.
        activations: Activation of each layer.
        images: Images as the layer is given them.
        labels: Their labels.
        moves: How the weights of a pixel of each image alone have moved, shape (units,).
    """
    if not len(moves):
        return 0.0
    classes = weights[0][-1].shape[-1]
    repeated, every = np.repeat(images, classes, axis=0), np.tile(np.arange(classes), len(images))
    shares = []
    for moment in weights:
        errors = reference.first_layer_errors(moment, activations, repeated, every)
        directions = -errors.reshape(len(images), classes, -1)
        fits = alignments(np.asarray(moves), directions).argmax(axis=1) == labels
        shares.append(float(np.mean(fits)))
    return max(shares)


def alignments(moves: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Return how well moves fit directions, for SGD's steps and for Adam's, which are signs.

    Args:
        moves: A move of each image, shape (n, units).
        directions: Several directions for each, shape (n, classes, units).

    Returns:
        The greater of both cosines, shape (n, classes).
    """

    def cosines(some: np.ndarray, others: np.ndarray) -> np.ndarray:
        sizes = np.linalg.norm(some, axis=1)[:, None] * np.linalg.norm(others, axis=2)
        return np.asarray((others @ some[:, :, None])[:, :, 0] / (sizes + 1e-30))

    plain, signs = cosines(moves, directions), cosines(np.sign(moves), np.sign(directions))
    return np.where(signs > plain, signs, plain)


def _silent(layer: Layer, images: np.ndarray) -> np.ndarray:
    """Return which units a ReLU keeps silent, shape (n, units)."""
    return np.asarray(images.astype("float64") @ layer.kernel + layer.bias < 0)
