"""Checks of a function that compiles and trains the model it is given.

Three trainings of reference models were recorded (see `autograder.probe.kinds.train`). What the
student's code says of itself is compared with what the weights show: the optimizer's update, the
number of its steps, and the images that took part.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograder import reference
from autograder.checks.support import blocked, fail, returned, weights_of
from autograder.evidence import EvidenceError, Node
from autograder.inputs import BLOCK_IMAGES, SHORT_EPOCHS, Inputs, block_of_pixels
from autograder.rubric import Rubric

RUNS = ("repeated", "blocks", "digits")
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
UPDATE_TOLERANCE = 0.03
LEAST_FALL = 0.05
# Three epochs of 160 images in batches of one are 480 steps.
MAX_REPLAYED_STEPS = 1000
MAX_BATCH = 1024
# Shares of the weights' own size.
STANDSTILL, LITTLE_MOVE, LARGE_MOVE = 1e-6, 0.01, 1.0
# The loss of an image whose label has almost no probability; Keras counts it in another way.
SATURATED_LOSS = 10
LEAST_BETA_1 = 0.1
# Of the fall of the loss that the same number of steps brings about elsewhere.
LEAST_SHARE = 0.25
# Shares of the loss at the start: a fall that needs no closer look, and a spread that is too large.
CLEAR_FALL, UNSTEADY = 0.3, 0.25
LEAST_MARKS = 20
ONE_HOT_ERROR = re.compile(r"target\.shape=\(\w+, \d+\), output\.shape=\(\w+, \d+\)")


def _initial(inputs: Inputs, rubric: Rubric) -> list[np.ndarray]:
    return [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]


def _final(calls: Node, run: str, inputs: Inputs, rubric: Rubric) -> list[np.ndarray]:
    before = _initial(inputs, rubric)
    after = weights_of(returned(calls[run])["weights"])
    if [one.shape for one in after] != [one.shape for one in before]:
        raise EvidenceError(f"the weights after the training {run!r} have other shapes")
    return after


def _logs(calls: Node, run: str) -> dict[str, np.ndarray]:
    """Return the finite logs of the history that was returned, or nothing where none was."""
    history = returned(calls[run])["history"]
    if history["kind"].text != "history":
        return {}
    return {
        name: values.array for name, values in history["logs"].items() if values.array.ndim == 1
    }


def _iterations(calls: Node, run: str) -> int:
    record = returned(calls[run])
    return record["optimizer"]["iterations"].integer if "optimizer" in record else 0


@pytest.mark.gate
def test_runs(calls: Node) -> None:
    """The function runs on each of the data sets."""
    for run in RUNS:
        call = calls[run]
        if call["outcome"].text == "raised":
            message = call["error"]["message"].text
            if ONE_HOT_ERROR.search(message):
                fail("one_hot_labels_with_sparse_loss", found=message)
        returned(call)


@pytest.mark.gate
def test_trains_the_model(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The weights of the model that was passed change."""
    before = _initial(inputs, rubric)
    for run in RUNS:
        after = _final(calls, run, inputs, rubric)
        if not all(np.isfinite(one).all() for one in after):
            fail("learning_rate_too_large")
        if all(np.array_equal(old, new) for old, new in zip(before, after)):
            if _iterations(calls, run) > 0:
                fail("learning_rate_too_small")
            fail("trains_another_model")


def test_returns_history(calls: Node) -> None:
    """The function returns the `History` that `fit` gave."""
    for run in RUNS:
        history = returned(calls[run])["history"]
        kind = history["kind"].text
        if kind == "history":
            continue
        causes = {
            "none": "returns_none",
            "model": "returns_model",
            "mapping": "returns_history_dict",
        }
        fail(causes.get(kind, "not_a_history"), found=history["type"].text)


def test_right_loss(calls: Node, inputs: Inputs) -> None:
    """The compiled loss gives the sparse categorical cross-entropy for integer labels."""
    record = returned(calls["digits"])
    name = record["loss"].text if "loss" in record else "none"
    labels, outputs = inputs["check_labels"], inputs["check_outputs"].astype("float64")
    right = reference.cross_entropy(labels, outputs)
    # `from_logits=True` on a softmax output is undone by Keras in training, not in this direct call.
    logits = reference.cross_entropy(labels, reference.softmax(outputs))
    if "loss" in record["evaluated"]:
        found = record["evaluated"]["loss"].number
        if min(abs(found - right), abs(found - logits)) <= 1e-3 * right:
            return
    if "categorical_crossentropy" in name and "sparse" not in name:
        fail("one_hot_labels", found=name)
    fail("wrong_loss", found=name)


def _move(calls: Node, run: str, inputs: Inputs, rubric: Rubric) -> float:
    """Return how far the weights moved in a training, as a share of their size."""
    before, after = _initial(inputs, rubric), _final(calls, run, inputs, rubric)
    moved = sum(
        float(((new.astype("float64") - old) ** 2).sum()) for new, old in zip(after, before)
    )
    return math.sqrt(moved / sum(float((old.astype("float64") ** 2).sum()) for old in before))


def _settings(calls: Node, run: str) -> reference.OptimizerSettings:
    optimizer = returned(calls[run])["optimizer"]
    fields = {field.name for field in dataclasses.fields(reference.OptimizerSettings)}
    config: dict[str, Any] = {
        name: value.data if isinstance(value.data, bool) else value.number
        for name, value in optimizer["config"].items()
        if name in fields - {"learning_rates"} and value.data is not None
    }
    rates = optimizer["learning_rates"].array.astype("float64").reshape(-1)
    logged = _logs(calls, run).get("learning_rate")
    if logged is not None and len(logged):
        # A callback set the rate of each epoch.
        steps = min(_iterations(calls, run), MAX_REPLAYED_STEPS)
        rates = np.repeat(logged.astype("float64"), max(1, steps // len(logged)))
    if not len(rates) or not np.isfinite(rates).all():
        raise EvidenceError("the learning rates are not numbers")
    rates = rates[:MAX_REPLAYED_STEPS]
    if not all(0 <= config.get(name, 0) < 1 for name in ("beta_1", "beta_2")):
        raise EvidenceError("the optimizer's betas are not fractions")
    return reference.OptimizerSettings(tuple(float(rate) for rate in rates), **config)


def _disagreement(
    calls: Node, inputs: Inputs, rubric: Rubric, family: str, scale: float = 1.0
) -> float:
    """Return how far the final weights are from the replayed ones, relative to the whole change."""
    before, after = _initial(inputs, rubric), _final(calls, "repeated", inputs, rubric)
    image = inputs["repeated_images"][:1] * scale
    label = inputs["repeated_labels"][:1]
    steps = _iterations(calls, "repeated")
    if not 0 < steps <= MAX_REPLAYED_STEPS:
        return math.inf
    with np.errstate(all="ignore"):
        replayed = reference.STEPS[family](
            before,
            lambda weights: reference.gradient(weights, rubric.activations, image, label),
            steps,
            _settings(calls, "repeated"),
        )
        difference = sum(float(((new - one) ** 2).sum()) for new, one in zip(replayed, after))
        change = sum(float(((new - old) ** 2).sum()) for new, old in zip(replayed, before))
    ratio = math.sqrt(difference / change) if change > 0 else math.inf
    return ratio if math.isfinite(ratio) else math.inf


def test_right_optimizer(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The weights change as the contract's optimizer changes them."""
    record = returned(calls["repeated"])
    if _move(calls, "repeated", inputs, rubric) < STANDSTILL:
        fail("learning_rate_too_small")
    if "optimizer" not in record:
        fail("not_compiled", expected=rubric.optimizer)
    families = [node.text for node in record["optimizer"]["families"].nodes()]
    family = next((name for name in families if name in KNOWN), record["optimizer"]["type"].text)
    if family != rubric.optimizer:
        fail("wrong_optimizer", expected=rubric.optimizer, found=family)
    if family == "Adam" and _settings(calls, "repeated").beta_1 < LEAST_BETA_1:
        # Without the mean of the gradients, Adam's update is that of RMSprop.
        fail("wrong_optimizer", expected=rubric.optimizer, found="Adam with beta_1 near 0")
    if _disagreement(calls, inputs, rubric, family) <= UPDATE_TOLERANCE:
        return
    for scale in (1 / 255, 1 / 256, 255.0):
        if _disagreement(calls, inputs, rubric, family, scale) <= UPDATE_TOLERANCE:
            fail("scales_again")
    try:
        test_right_loss(calls, inputs)
    except AssertionError:
        # Another loss has another gradient: its own check says so, and the name must do here.
        return
    fail("update_disagrees", expected=rubric.optimizer)


def test_records_accuracy(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """A compiled metric, under any name, gives the accuracy."""
    record = returned(calls["digits"])
    probabilities = reference.predict(
        _final(calls, "digits", inputs, rubric), rubric.activations, inputs["check_images"]
    )
    right = reference.accuracy(inputs["check_labels"], probabilities)
    metrics = {
        name: value.number
        for name, value in record["evaluated"]["metrics"].items()
        if name != "loss"
    }
    if any(abs(value - right) < 1e-3 for value in metrics.values()):
        return
    names = sorted(
        name
        for name in _logs(calls, "digits")
        if "loss" not in name and not name.startswith("val_") and name != "learning_rate"
    )
    if any("acc" in name.lower() for name in names):
        try:
            test_right_loss(calls, inputs)
        except AssertionError:
            # With one-hot labels in training, "accuracy" means another function; it was recorded.
            return
        fail("wrong_metric", found=", ".join(names))
    fail("no_accuracy", found=", ".join(names) or "none")


def test_epochs_asked_for(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Training runs for the epochs that were passed, and by default for the contract's."""
    expected = {"repeated": SHORT_EPOCHS, "digits": rubric.epochs}
    found, asked, first = {}, {}, {}
    for run in expected:
        history = returned(calls[run])["history"]
        if history["kind"].text == "history":
            found[run] = history["epochs"].integer
            asked[run] = history["asked"].integer if "asked" in history else found[run]
            first[run] = history["first_epoch"].integer
    if len(found) == 2:
        if found["repeated"] != SHORT_EPOCHS:
            fields = {"asked": SHORT_EPOCHS, "found": found["repeated"]}
            if first["repeated"] > 0:
                fail("starts_later", **fields)
            if asked["repeated"] == SHORT_EPOCHS:
                fail("early_stopping", **fields)
            same = asked["repeated"] == asked["digits"]
            fail("ignores_epochs" if same else "other_epochs", **fields)
        if "default_missing" in returned(calls["digits"]):
            fail("no_default_epochs", expected=rubric.epochs)
        if found["digits"] != rubric.epochs:
            fields = {"asked": rubric.epochs, "found": found["digits"]}
            fail(
                "wrong_default_epochs" if asked["digits"] != rubric.epochs else "early_stopping",
                **fields,
            )
    if "seen" in returned(calls["digits"]):
        _check_images_seen(calls, inputs, rubric)
    if not _steps_agree(calls, inputs, rubric):
        fail("steps_disagree", asked=SHORT_EPOCHS, steps=_iterations(calls, "repeated"))
    if _learnt_little(calls, inputs, rubric):
        fail("steps_disagree", asked=rubric.epochs, steps=_iterations(calls, "digits"))


def _check_images_seen(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Compare how many images the training steps were given with the images and the epochs.

    An epoch may leave out the last images that do not fill a batch.
    """
    share = 1 - len(_held_out(calls, inputs, rubric)) / BLOCK_IMAGES
    for run, epochs in (("repeated", SHORT_EPOCHS), ("digits", rubric.epochs)):
        seen, steps = returned(calls[run])["seen"].integer, _iterations(calls, run)
        if seen <= 0 or steps <= 0:
            continue
        wanted, batch = len(inputs[f"{run}_images"]) * share, seen / steps
        if not wanted:
            continue
        if seen / epochs > 1.5 * len(inputs[f"{run}_images"]):
            fail("trains_again", asked=epochs, found=f"{seen / epochs / wanted:.1f}")
        if seen / epochs < 0.5 * wanted and seen / epochs < wanted - batch:
            fail("part_of_each_epoch", used=round(seen / epochs), given=round(wanted))


def _learnt_little(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether the loss on the digits fell by far less than so many steps make it fall.

    The same number of steps is taken here, with batches drawn at random. What the optimizer and the
    training say of themselves counts for nothing: the weights must have got that far.
    """
    steps = _iterations(calls, "digits")
    try:
        test_right_optimizer(calls, inputs, rubric)
        test_right_loss(calls, inputs)
    except AssertionError:
        return False
    if not 0 < steps <= MAX_REPLAYED_STEPS:
        return False
    images, labels = inputs["digits_images"], inputs["digits_labels"]

    def loss(weights: Sequence[np.ndarray]) -> float:
        probabilities = reference.predict(weights, rubric.activations, images)
        return reference.cross_entropy(labels, probabilities)

    before = loss(_initial(inputs, rubric))
    fall = before - loss(_final(calls, "digits", inputs, rubric))
    if fall >= CLEAR_FALL * before:
        return False
    used = 1 - len(_held_out(calls, inputs, rubric)) / BLOCK_IMAGES
    size = max(1, round(len(images) * used * rubric.epochs / steps))

    def replayed(seed: int) -> float:
        generator = np.random.default_rng(seed)
        chosen = generator.permutation(len(images))[: max(1, round(len(images) * used))]

        def gradient(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
            batch = generator.choice(chosen, size)
            return reference.gradient(weights, rubric.activations, images[batch], labels[batch])

        with np.errstate(all="ignore"):
            step = reference.STEPS[rubric.optimizer]
            after = step(_initial(inputs, rubric), gradient, steps, _settings(calls, "digits"))
            return before - loss(after)

    falls = [replayed(seed) for seed in range(3)]
    # Where the rate is so high that chance decides, nothing can be said.
    steady = all(map(math.isfinite, falls)) and max(falls) - min(falls) < UNSTEADY * before
    return steady and min(falls) > LEAST_FALL * before and fall < LEAST_SHARE * min(falls)


def _share_of_each_epoch(calls: Node, inputs: Inputs, rubric: Rubric) -> float:
    """Return the share of the digits that each epoch trained on, or 0 where it was not counted."""
    record = returned(calls["digits"])
    seen = record["seen"].integer if "seen" in record else 0
    return seen / rubric.epochs / len(inputs["digits_images"])


def _steps_agree(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether one batch size explains the optimizer's own count of steps in both trainings."""
    share = max(len(_trained(calls, inputs, rubric)), 1) / BLOCK_IMAGES
    short, long = (_iterations(calls, run) for run in ("repeated", "digits"))
    counts = [len(inputs[f"{run}_images"]) for run in ("repeated", "digits")]
    for batch in range(1, MAX_BATCH):
        for rounding in (math.ceil, math.floor):
            steps = [rounding(round(count * share) / batch) for count in counts]
            if short == SHORT_EPOCHS * steps[0] and long == rubric.epochs * steps[1]:
                return True
    return False


def _changed_rows(calls: Node, inputs: Inputs, rubric: Rubric) -> list[float]:
    """Return for each block image the share of its pixels whose first-layer weights changed."""
    before = inputs["weights_0"].astype("float64")
    after = _final(calls, "blocks", inputs, rubric)[0].astype("float64")
    settings = _settings(calls, "blocks")
    decay = settings.weight_decay or 0.0
    factor = math.prod(
        1 - settings.rate(step) * decay
        for step in range(min(_iterations(calls, "blocks"), MAX_REPLAYED_STEPS))
    )
    size = np.abs(before).max(axis=1)
    moved = np.abs(after - factor * before).max(axis=1) > (1e-6 * size if decay else 0)
    return [float(moved[pixels].mean()) for pixels in block_of_pixels(inputs["blocks_images"])]


def _trained(calls: Node, inputs: Inputs, rubric: Rubric) -> list[int]:
    return [i for i, share in enumerate(_changed_rows(calls, inputs, rubric)) if share > 0.9]


def _held_out(calls: Node, inputs: Inputs, rubric: Rubric) -> list[int]:
    return [i for i, share in enumerate(_changed_rows(calls, inputs, rubric)) if share == 0]


def _marks_trained(calls: Node, inputs: Inputs, rubric: Rubric) -> float | None:
    """Return the share of the marked digits that were trained on, or None where it cannot be told."""
    pixels = inputs["marking_pixels"]
    if len(pixels) < LEAST_MARKS:
        return None
    before = inputs["weights_0"][pixels].astype("float64")
    after = _final(calls, "digits", inputs, rubric)[0][pixels].astype("float64")
    if _settings(calls, "digits").weight_decay:
        # The rates of a whole training are not known well enough to take the decay out.
        return None
    return float((np.abs(after - before).max(axis=1) > 0).mean())


def test_uses_the_data(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Training uses the images that were passed, with their own labels."""
    trained = _trained(calls, inputs, rubric)
    held_out = _held_out(calls, inputs, rubric)
    if len(trained) + len(held_out) < BLOCK_IMAGES:
        fail("wrong_data")
    if len(trained) < BLOCK_IMAGES / 2:
        fail("part_of_data", used=len(trained), given=BLOCK_IMAGES)
    if _share_of_own_labels(calls, inputs, rubric, trained) < 0.6:
        fail("shuffled_labels")


def _share_of_own_labels(calls: Node, inputs: Inputs, rubric: Rubric, trained: list[int]) -> float:
    """Return the share of images whose first-layer update fits their label better than another.

    An image's rows of the first layer move along minus its back-propagated error, which depends on
    the label; each image has rows of its own.
    """
    before = _initial(inputs, rubric)
    move = _final(calls, "blocks", inputs, rubric)[0].astype("float64") - before[0]
    labels, images = inputs["blocks_labels"], inputs["blocks_images"]
    classes = rubric.units[-1]
    hits = 0
    for index in trained:
        lit = block_of_pixels(images[index : index + 1])[0]
        errors = reference.first_layer_errors(
            before, rubric.activations, np.repeat(images[index : index + 1], classes, axis=0),
            np.arange(classes),
        )  # fmt: skip
        scores = [_alignment(move[lit[0]], -error) for error in errors]
        hits += int(np.argmax(scores)) == labels[index]
    return hits / max(len(trained), 1)


def _alignment(move: np.ndarray, direction: np.ndarray) -> float:
    """Return how well a move fits a direction, for SGD's steps and for Adam's, which are signs."""
    return max(
        float(one @ other) / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-30)
        for one, other in ((move, direction), (np.sign(move), np.sign(direction)))
    )


def test_validation_split(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The contract's share of the images is held out, not trained on, and validated on."""
    trained = _trained(calls, inputs, rubric)
    held_out = _held_out(calls, inputs, rubric)
    logs = _logs(calls, "blocks")
    validated = any(name.startswith("val_") for name in logs)
    wanted = round(BLOCK_IMAGES * rubric.validation_split)
    percent = f"{rubric.validation_split:.0%}"
    if len(trained) + len(held_out) < BLOCK_IMAGES:
        blocked("uses_the_data")
    share = 1 - len(held_out) / BLOCK_IMAGES
    used = _share_of_each_epoch(calls, inputs, rubric)
    # Images that change places are all trained on in the end, although each epoch leaves some out.
    change_places = used < 0.95 * share and _marks_trained(calls, inputs, rubric) == 1
    if held_out and validated and (change_places or used > 1.05 * share):
        fail("split_varies", expected=percent, found="all" if change_places else f"{used:.0%}")
    if not held_out:
        fail("validates_on_training_data" if validated else "no_validation", expected=percent)
    if len(held_out) != wanted:
        fail("wrong_split", expected=percent, found=f"{len(held_out) / BLOCK_IMAGES:.0%}")
    if returned(calls["blocks"])["history"]["kind"].text != "history":
        return
    if "val_loss" not in logs:
        fail("no_validation", expected=percent)
    try:
        test_right_loss(calls, inputs)
    except AssertionError:
        return
    final = _final(calls, "blocks", inputs, rubric)
    outputs = reference.predict(final, rubric.activations, inputs["blocks_images"][held_out])
    right = reference.cross_entropy(inputs["blocks_labels"][held_out], outputs)
    if right > SATURATED_LOSS:
        return
    if not len(logs["val_loss"]) or not abs(logs["val_loss"][-1] - right) <= 0.02 * right:
        fail("validates_on_other_data")


def test_loss_falls(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The loss on the training images, worked out from the weights, is clearly lower afterwards."""
    images, labels = inputs["digits_images"], inputs["digits_labels"]
    before, after = (
        reference.cross_entropy(labels, reference.predict(weights, rubric.activations, images))
        for weights in (_initial(inputs, rubric), _final(calls, "digits", inputs, rubric))
    )
    fields = {"before": f"{before:.3f}", "after": f"{after:.3f}"}
    if not math.isfinite(after) or after > 1.5 * before:
        fail("learning_rate_too_large", **fields)
    if after > before * (1 - LEAST_FALL):
        move = _move(calls, "digits", inputs, rubric)
        if move > LARGE_MOVE:
            fail("learning_rate_too_large", **fields)
        fail("learning_rate_too_small" if move < LITTLE_MOVE else "loss_stays", **fields)
