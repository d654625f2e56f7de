"""What the recorded trainings of a task show: their weights, steps, and the images that took part.

In: the recorded calls of `autograder.probe.kinds.train`, the inputs and the rubric. Out: numbers that
the checks in `test_train.py` judge. The weights count, not what the student's code says of itself.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks.steps import (
    MARK_ROUNDING,
    Layer,
    distance,
    own_labels,
    trail,
    trained,
    way_of,
)
from autograder.judge.checks.support import returned, weights_of
from autograder.judge.evidence import Node
from autograder.judge.inputs import BLOCK_IMAGES, SHORT_EPOCHS, Inputs, block_of_pixels
from autograder.probe.training_trace import mark_of
from autograder.sandbox.reading import EvidenceError

# The trainings of any contract; where one is to end early, there are others.
RUNS = ("repeated", "blocks", "digits")
# Three epochs of 160 images in batches of one are 480 steps.
MAX_REPLAYED_STEPS = 1000
MAX_BATCH = 1024
# Of a weight that stays what it is, as a share of those beside it.
ROUNDING = 1e-6
# Of what decay has rounded in the weights of dark pixels, by how much more the others' have moved.
ROUNDING_OF_DECAY = 4.0
LEAST_MARKS = 20
# The loss of an image whose label has almost no probability, which Keras counts in another way; and how
# near a logged loss is to that of the weights.
SATURATED_LOSS, LOSS_TOLERANCE = 10, 0.02
# Shares of the loss at the start: a fall that is one, and a fall that needs no closer look.
LEAST_FALL, CLEAR_FALL = 0.05, 0.3


def initial_weights(inputs: Inputs, rubric: Rubric) -> list[np.ndarray]:
    """Return the weights that the trainings started from."""
    return [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]


def final_weights(calls: Node, run: str, inputs: Inputs, rubric: Rubric) -> list[np.ndarray]:
    """Return the weights that a training left.

    Raises:
        EvidenceError: They have other shapes.
    """
    before = initial_weights(inputs, rubric)
    after = weights_of(returned(calls[run])["weights"])
    if [one.shape for one in after] != [one.shape for one in before]:
        raise EvidenceError(f"the weights after the training {run!r} have other shapes")
    return after


def logs_of(calls: Node, run: str) -> dict[str, np.ndarray]:
    """Return the finite logs of the history that was returned, or nothing where none was."""
    history = returned(calls[run])["history"]
    if history["kind"].text != "history":
        return {}
    return {
        name: values.array for name, values in history["logs"].items() if values.array.ndim == 1
    }


def epochs_run(calls: Node, rubric: Rubric, run: str = "digits") -> int:
    """Return the epochs of a training: those it was to have, or those it had if it ends early."""
    asked = SHORT_EPOCHS if run == "repeated" else rubric.epochs
    if rubric.early_stopping is None:
        return asked
    logged = len(logs_of(calls, run).get("loss", ()))
    return logged if 0 < logged <= asked else asked


def images_seen(calls: Node, run: str) -> int:
    """Return how many images the training steps were given, or 0 where none was noted."""
    return returned(calls[run])["steps"]["images"].integer


def updates(calls: Node, run: str) -> tuple[np.ndarray, np.ndarray]:
    """Return what the optimizer had counted before each of its updates, and the learning rate then.

    Both are empty where the training took no steps of Keras. With accumulated gradients an update
    takes several steps, of which the last one is noted.

    Raises:
        EvidenceError: They are not a count and a rate for each step.
    """
    record = returned(calls[run])
    counts, rates = (
        record["steps"][name].array.astype("float64") for name in ("iterations", "learning_rates")
    )
    if counts.ndim != 1 or counts.shape != rates.shape or not np.isfinite(counts).all():
        raise EvidenceError("the training steps are not a list of counts and of learning rates")
    last = np.append(counts[1:] != counts[:-1], True)[: len(counts)]
    made = last & (counts < record["optimizer"]["iterations"].integer)
    return counts[made].astype("int64"), rates[made]


def iterations(calls: Node, run: str) -> int:
    """Return the number of updates by the optimizer's own count, or 0 where there is no optimizer."""
    record = returned(calls[run])
    if "optimizer" not in record:
        return 0
    counts, _ = updates(calls, run)
    return len(np.unique(counts)) or record["optimizer"]["iterations"].integer


def updates_left(calls: Node, run: str) -> int:
    """Return after how many updates the optimizer had the weights that a training left.

    That is after all of them, or fewer where those of an earlier epoch came back. Whether the training
    may end before its epochs are over is another check's affair.
    """
    count, epochs = iterations(calls, run), len(logs_of(calls, run).get("loss", ()))
    if not count or epochs < 2 or count % epochs or _averages(calls, run):
        return count
    record = returned(calls[run])
    path = record["steps"]["path"].series.astype("float64")
    left, steps = mark_of(weights_of(record["weights"])), (len(path) - 1) // epochs
    if steps < 1 or steps * epochs != len(path) - 1 or not np.isfinite([*path, left]).all():
        return count
    # A step begins with the weights that the one before it has left.
    off = np.abs(path[steps::steps] - left)
    nearest, rounding = int(off.argmin()), MARK_ROUNDING * float(np.ptp(path))
    if off[-1] <= rounding or off[nearest] > rounding:
        return count
    return count // epochs * (nearest + 1)


def gradients_of_a_step(calls: Node, run: str) -> int:
    """Return how many batches' gradients an optimizer gathers for one update."""
    if "optimizer" not in returned(calls[run]):
        return 1
    return int(optimizer_settings(calls, run).gradient_accumulation_steps or 1)


def steps_taken(calls: Node, run: str, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether steps of an optimizer led from the weights that a training was given to those it left.

    Its images show in the weights of the first layer; and where it took Keras's own steps, each of
    them begins where the one before has ended. Weights that were put in place do neither.
    """
    before, after = initial_weights(inputs, rubric), final_weights(calls, run, inputs, rubric)
    images = inputs[f"{run}_images"].reshape(len(inputs[f"{run}_images"]), -1)
    if run == "repeated":
        images = images[:1]
        own = [np.flatnonzero(images[0])]
    elif run == "blocks":
        own = block_of_pixels(images)
    else:
        pixels = inputs["marking_pixels"]
        own = [np.array([pixel]) for pixel in pixels]
    lit = images.max(axis=0) > 0
    if run == "digits":
        images = images[images[:, pixels].argmax(axis=0)]
    left = trail(
        Layer(before[0], before[1]), Layer(after[0], after[1]), images, own, np.flatnonzero(~lit)
    )
    if rubric.activations[0] != "relu":
        # Units that are never silent have no silent ones to compare with.
        left = dataclasses.replace(left, silent_units=0.0)
    path = returned(calls[run])["steps"]["path"].series
    # A mark for each step, and one for the end of the last.
    if 1 < len(path) - 1 <= gradients_of_a_step(calls, run):
        # All were gathered for one update at the end: there is no way to see.
        path = path[:0]
    return trained(left, way_of(path, before, after), distance(before, after))


def share_moved(calls: Node, run: str, inputs: Inputs, rubric: Rubric) -> float:
    """Return how far the weights moved in a training, as a share of their size."""
    before, after = initial_weights(inputs, rubric), final_weights(calls, run, inputs, rubric)
    return distance(before, after)


def optimizer_settings(calls: Node, run: str) -> reference.OptimizerSettings:
    """Return the settings of a training's optimizer, with the learning rate of each step.

    Raises:
        EvidenceError: They are not numbers in their range.
    """
    optimizer = returned(calls[run])["optimizer"]
    fields = {field.name for field in dataclasses.fields(reference.OptimizerSettings)}
    config: dict[str, Any] = {
        name: value.data if isinstance(value.data, bool) else value.number
        for name, value in optimizer["config"].items()
        if name in fields - {"learning_rates", "counts"} and value.data is not None
    }
    counts, rates = updates(calls, run)
    if not len(rates):
        rates = optimizer["learning_rates"].array.astype("float64").reshape(-1)
    if not len(rates) or not np.isfinite(rates).all():
        raise EvidenceError("the learning rates are not numbers")
    if not all(0 <= config.get(name, 0) < 1 for name in ("beta_1", "beta_2")):
        raise EvidenceError("the optimizer's betas are not fractions")
    if not 0 <= config.get("ema_momentum", 0) <= 1:
        raise EvidenceError("the momentum of the optimizer's mean is not a fraction")
    if not 0 <= (config.get("gradient_accumulation_steps") or 0) <= MAX_REPLAYED_STEPS:
        raise EvidenceError("the number of gradients in a step is not one")
    first = slice(MAX_REPLAYED_STEPS)
    return reference.OptimizerSettings(
        tuple(map(float, rates[first])), counts=tuple(map(int, counts[first])), **config
    )


def loss_on_digits(weights: Sequence[np.ndarray], inputs: Inputs, rubric: Rubric) -> float:
    """Return the loss on the digits that were trained on, worked out from weights."""
    probabilities = reference.predict(weights, rubric.activations, inputs["digits_images"])
    return reference.cross_entropy(inputs["digits_labels"], probabilities)


def losses_on_digits(calls: Node, inputs: Inputs, rubric: Rubric) -> tuple[float, float]:
    """Return the loss on the digits before and after the training on them."""
    after = final_weights(calls, "digits", inputs, rubric)
    return (
        loss_on_digits(initial_weights(inputs, rubric), inputs, rubric),
        loss_on_digits(after, inputs, rubric),
    )


def losses_of(labels: np.ndarray, outputs: np.ndarray) -> tuple[float, float]:
    """Return the cross-entropy with Keras's clipping, and without, as it is of a softmax layer."""
    chosen = np.maximum(outputs[np.arange(len(labels)), labels], np.finfo("float64").tiny)
    return reference.cross_entropy(labels, outputs), float(-np.log(chosen).mean())


def is_loss_on(
    calls: Node,
    run: str,
    places: Sequence[int] | np.ndarray,
    logged: np.ndarray,
    inputs: Inputs,
    rubric: Rubric,
) -> bool:
    """Whether one of some logged losses is that of the weights that a training left, on some images.

    True where it is so large that Keras counts it in another way.
    """
    final = final_weights(calls, run, inputs, rubric)
    outputs = reference.predict(final, rubric.activations, inputs[f"{run}_images"][places])
    both = losses_of(inputs[f"{run}_labels"][places], outputs)
    if both[0] > SATURATED_LOSS:
        return True
    return any(bool((np.abs(logged - one) <= LOSS_TOLERANCE * one).any()) for one in both)


def falls_clearly(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether the loss on the digits fell so far that nothing needs a closer look."""
    before, after = losses_on_digits(calls, inputs, rubric)
    return before - after >= CLEAR_FALL * before


def share_of_each_epoch(calls: Node, inputs: Inputs, rubric: Rubric) -> float:
    """Return the share of the digits that each epoch trained on, or 0 where it was not counted."""
    return images_seen(calls, "digits") / epochs_run(calls, rubric) / len(inputs["digits_images"])


def steps_agree(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether the images or the optimizer's own count of steps fit the epochs of both trainings.

    Where Keras's steps were taken, each epoch was given its images, in batches of any size. Else one
    batch size must explain the counts.
    """
    share = max(len(trained_images(calls, inputs, rubric)), 1) / BLOCK_IMAGES
    short, long = (iterations(calls, run) for run in ("repeated", "digits"))
    counts = [len(inputs[f"{run}_images"]) for run in ("repeated", "digits")]
    ran = [epochs_run(calls, rubric, run) for run in ("repeated", "digits")]
    if not (short or long):
        # A loop of one's own that leaves the model not compiled: its steps were not counted.
        return falls_clearly(calls, inputs, rubric)
    if all(
        abs(images_seen(calls, run) / epochs - count * share) <= 1
        for run, epochs, count in zip(("repeated", "digits"), ran, counts)
    ):
        return True
    for batch in range(1, MAX_BATCH):
        for rounding in (math.ceil, math.floor):
            steps = [rounding(round(count * share) / batch) for count in counts]
            if short == ran[0] * steps[0] and long == ran[1] * steps[1]:
                return True
    return False


def weight_decay(calls: Node, run: str) -> float:
    """Return the weight decay of a training's optimizer, or 0 where the model was not compiled."""
    compiled = "optimizer" in returned(calls[run])
    return (optimizer_settings(calls, run).weight_decay or 0.0) if compiled else 0.0


def _averages(calls: Node, run: str) -> bool:
    """Whether the weights that a training left are a mean of those of its steps."""
    compiled = "optimizer" in returned(calls[run])
    return compiled and optimizer_settings(calls, run).use_ema


def _changed_rows(calls: Node, inputs: Inputs, rubric: Rubric) -> list[float]:
    """Return for each block image the share of its pixels whose first-layer weights changed."""
    before = inputs["weights_0"].astype("float64")
    after = final_weights(calls, "blocks", inputs, rubric)[0].astype("float64")
    decay = weight_decay(calls, "blocks")
    factor = 1.0
    if decay:
        rate = optimizer_settings(calls, "blocks").rate
        steps = min(updates_left(calls, "blocks"), MAX_REPLAYED_STEPS)
        factor = math.prod(1 - rate(step) * decay for step in range(steps))
    # Decay and means are rounded, also where nothing else moves.
    rounding = ROUNDING if decay or _averages(calls, "blocks") else 0.0
    size = np.abs(before).max(axis=1)
    moved = np.abs(after - factor * before).max(axis=1) > rounding * size
    return [float(moved[pixels].mean()) for pixels in block_of_pixels(inputs["blocks_images"])]


def trained_images(calls: Node, inputs: Inputs, rubric: Rubric) -> list[int]:
    """Return the places of the block images that were trained on."""
    return [i for i, share in enumerate(_changed_rows(calls, inputs, rubric)) if share > 0.9]


def held_out_images(calls: Node, inputs: Inputs, rubric: Rubric) -> list[int]:
    """Return the places of the block images that were not trained on."""
    return [i for i, share in enumerate(_changed_rows(calls, inputs, rubric)) if share == 0]


def marks_trained(calls: Node, inputs: Inputs, rubric: Rubric) -> float | None:
    """Return the share of the marked digits that were trained on, or None where it cannot be told."""
    pixels = inputs["marking_pixels"]
    if len(pixels) < LEAST_MARKS:
        return None
    images = inputs["digits_images"]
    before = inputs["weights_0"].astype("float64")
    after = final_weights(calls, "digits", inputs, rubric)[0].astype("float64")
    rounding = ROUNDING if _averages(calls, "digits") else 0.0
    factor = 1.0
    if weight_decay(calls, "digits"):
        # Decay shrinks all weights by one factor, which those of pixels that are always dark tell.
        dark = images.reshape(len(images), -1).max(axis=0) == 0
        if dark.sum() < LEAST_MARKS:
            return None
        factor = float((before[dark] * after[dark]).sum() / (before[dark] ** 2).sum())
        left = np.abs(after[dark] - factor * before[dark]).max() / np.abs(before[dark]).max()
        rounding = max(ROUNDING, ROUNDING_OF_DECAY * float(left))
    size = np.abs(before[pixels]).max(axis=1)
    moves = np.abs(after[pixels] - factor * before[pixels]).max(axis=1)
    return float((moves > rounding * size).mean())


def share_of_own_labels(calls: Node, inputs: Inputs, rubric: Rubric, trained: list[int]) -> float:
    """Return the share of images whose first-layer update fits their label better than another.

    An image's rows of the first layer move along minus its back-propagated error, which depends on
    the label; each image has rows of its own.
    """
    before = initial_weights(inputs, rubric)
    move = final_weights(calls, "blocks", inputs, rubric)[0].astype("float64") - before[0]
    images = inputs["blocks_images"].reshape(BLOCK_IMAGES, -1)[trained]
    moves = [move[np.flatnonzero(image)[0]] for image in images]
    labels = inputs["blocks_labels"][trained]
    return own_labels([before], rubric.activations, images, labels, moves)
