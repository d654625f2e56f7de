"""Checks of a function that compiles and trains the model it is given.

Three trainings of reference models were recorded (see `autograder.probe.kinds.train`). What the
student's code says of itself is compared with what the weights show: the optimizer's update, the
number of its steps, and the images that took part.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Sequence

import numpy as np
import pytest

from autograder.assignment.calls import passed
from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.activations import softmax
from autograder.judge.checks.digits_again import (
    changed_in,
    logs_accuracy,
    never_trained,
    replay_digits,
)
from autograder.judge.checks.replay import (
    OTHER_SCALES,
    UPDATE_TOLERANCE,
    disagreement,
    family_of,
    follows_another_loss,
    learnt_little,
    logs_the_accuracy,
    may_be_logged,
    moves_like,
)
from autograder.judge.checks.stopping_early import (
    demand_end_where_reached,
    end_of,
    epochs_asked,
    fitting_rule,
    logs_of_all,
    say_when_it_ends,
    weights_left,
)
from autograder.judge.checks.support import Failure, blocked, fail, returned
from autograder.judge.checks.training import (
    CLEAR_FALL,
    LEAST_FALL,
    RUNS,
    epochs_run,
    falls_clearly,
    final_weights,
    gradients_of_a_step,
    held_out_images,
    images_seen,
    initial_weights,
    is_loss_on,
    iterations,
    logs_of,
    losses_of,
    losses_on_digits,
    marks_trained,
    optimizer_settings,
    share_moved,
    share_of_each_epoch,
    share_of_own_labels,
    steps_agree,
    steps_taken,
    trained_images,
    updates,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import (
    BLOCK_EPOCHS,
    BLOCK_IMAGES,
    SHORT_EPOCHS,
    STOPPING_RUNS,
    Inputs,
)
from autograder.sandbox.reading import EvidenceError

# Shares of the weights' own size.
STANDSTILL, LITTLE_MOVE, LARGE_MOVE = 1e-6, 0.01, 1.0
LEAST_BETA_1 = 0.1
# The last images held out may not fill a batch, and be left out of the mean.
SUM_TOLERANCE = 1.5
# Of the share that a shorter training holds out, what a longer one never trains on.
LEAST_HELD_OUT = 0.8
# How much more or fewer images an epoch of a longer or larger training may have; and how much fewer
# where nothing says that all are to be trained on.
SAME = 0.06
LEFT_OUT = 0.15
# Of the images that are not held out, how many each epoch trains on.
LEAST_OF_EPOCH = 0.5
# How much of what the loss falls by the logged one rises where it is in another order.
LEAST_RISE = 0.1
# A learning rate that a plateau has brought down so far, of the first one, changes nothing in float32.
LEAST_RATE = 1e-3
# Of the one loss that wants a row for each label.
RANK_ERROR = re.compile(r"same rank .{0,80}target\.shape=\(\w+,\), output\.shape=\(\w+, \d+\)")
# Of a loss that compares labels and outputs number by number, as TensorFlow calls the place.
EACH_OUTPUT_ERROR = re.compile(
    r"node [\w/]{0,100}compile_loss/(\w{1,80})/[\w/]{0,80}BroadcastGradientArgs"
    r"|Incompatible shapes: \[\d{1,9}\] vs\. \[\d{1,9},\d{1,9}\]"
)
# Of images and labels that are not as many.
OTHER_LENGTHS_ERROR = re.compile(r"'x' sizes: (\d{1,9})\s+'y' sizes: (\d{1,9})\b")
ONE_HOT_ERROR = re.compile(r"target\.shape=\(\w+, \d+\), output\.shape=\(\w+, \d+\)")


@pytest.mark.gate
def test_runs(calls: Node, inputs: Inputs) -> None:
    """All three calls return."""
    for run in RUNS:
        call = calls[run]
        if call["outcome"].text == "raised":
            message = call["error"]["message"].text
            if ONE_HOT_ERROR.search(message):
                fail("one_hot_labels_with_sparse_loss", found=message)
            if RANK_ERROR.search(message):
                fail("one_hot_labels", found=message)
            if loss := EACH_OUTPUT_ERROR.search(message):
                fail("loss_of_each_output", found=loss[1] or loss[0])
            sizes = OTHER_LENGTHS_ERROR.search(message)
            if sizes and int(sizes[1]) + int(sizes[2]) == len(inputs[f"{run}_images"]):
                fail("parts_exchanged", images=sizes[1], labels=sizes[2], message=message)
            if call["names_for_weights"].flag:
                fail("metrics_for_weights", type=call["error"]["type"].text, message=message)
        returned(call)


@pytest.mark.gate
def test_trains_the_model(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The weights of the model that was passed change by training steps, and stay finite."""
    before = initial_weights(inputs, rubric)
    for run in RUNS:
        after = final_weights(calls, run, inputs, rubric)
        if not all(np.isfinite(one).all() for one in after):
            fail("learning_rate_too_large")
        if all(np.array_equal(old, new) for old, new in zip(before, after)):
            logs = logs_of(calls, run)
            if logs and "loss" not in logs:
                # Keras validates, and has nothing to say of a training.
                fail("trains_on_nothing")
            if iterations(calls, run) > 0:
                fail("learning_rate_too_small")
            noted = len(returned(calls[run])["steps"]["path"].series)
            if 0 < noted < gradients_of_a_step(calls, run):
                fail("gathers_gradients", steps=gradients_of_a_step(calls, run), found=noted)
            fail("trains_another_model")
        if not steps_taken(calls, run, inputs, rubric):
            family = family_of(calls, run)
            if family and family != rubric.optimizer:
                # Some make all weights anew at their first step, also where there is no gradient.
                fail("wrong_optimizer", expected=rubric.optimizer, found=family)
            fail("no_steps")


def test_returns_history(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The result is a Keras `History`, with the logs of the epochs in their order."""
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
    _demand_logs_in_order(calls, inputs, rubric)


def _demand_logs_in_order(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where the loss rises in the returned history while the weights say that it falls."""
    before, after = losses_on_digits(calls, inputs, rubric)
    losses = [logs_of(calls, run).get("loss", np.zeros(1)) for run in ("repeated", "digits")]
    if before - after < CLEAR_FALL * before or not all(len(one) for one in losses):
        return
    first, last = losses[1][[0, -1]]
    # What a training begins with is hardly ever what it ends with, and never twice.
    if losses[0][-1] > losses[0][0] and last - first > LEAST_RISE * (before - after):
        fail("logs_in_another_order", first=f"{first:.3f}", last=f"{last:.3f}")


def test_right_loss(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The compiled loss gives the sparse categorical cross-entropy, and training follows it."""
    record = returned(calls["digits"])
    name = record["loss"].text if "loss" in record else "none"
    labels, outputs = inputs["check_labels"], inputs["check_outputs"].astype("float64")
    right = reference.cross_entropy(labels, outputs)
    # `from_logits=True` on a softmax output is undone by Keras in training, not in this direct call.
    logits = reference.cross_entropy(labels, softmax(outputs))
    if "loss" in record["evaluated"]:
        found = record["evaluated"]["loss"].number
        if min(abs(found - right), abs(found - logits)) <= 1e-3 * right:
            if abs(found - logits) < abs(found - right) and _applies_softmax(calls, inputs, rubric):
                fail("probabilities_for_logits")
            if follows_another_loss(calls, inputs, rubric):
                if changed_in(calls, "repeated", inputs):
                    # It is the right loss of other images or labels.
                    blocked("right_optimizer")
                fail("other_loss_in_training")
            _demand_the_same_on_digits(calls, inputs, rubric)
            return
    if "categorical_crossentropy" in name and "sparse" not in name:
        fail("one_hot_labels", found=name)
    fail("wrong_loss", found=name)


def _applies_softmax(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether training follows a loss that takes the probabilities for logits."""
    family = rubric.optimizer
    if family_of(calls, "repeated") != family:
        return False
    plain, again = (
        disagreement(calls, inputs, rubric, family, softmax_again=twice) for twice in (False, True)
    )
    return again <= UPDATE_TOLERANCE < plain


def _demand_the_same_on_digits(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where steps are right on copies of one image, and on digits are not."""
    family = rubric.optimizer
    if any(family_of(calls, run) != family for run in RUNS):
        # Of another optimizer it is not known where its steps lead.
        return
    if disagreement(calls, inputs, rubric, family) > UPDATE_TOLERANCE:
        return
    replayed = replay_digits(calls, inputs, rubric)
    if replayed is not None and not replayed.agrees:
        fail("other_steps_on_digits", expected=family)


def _demand_all_layers(calls: Node, rubric: Rubric) -> None:
    """Fail where weights of the contract's own layers are not to be changed by the training."""
    if rubric.is_dense:
        return
    # Of a training that is no `fit`, nothing was noted.
    wanted, trained = calls["layers"]["total"].integer, calls["layers"]["trained"].nodes()
    if any(one.integer < wanted for one in trained):
        found = min(one.integer for one in trained)
        fail("leaves_layers_out", expected=wanted, found=found)


def test_right_optimizer(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The weights change as `training.optimizer` changes them."""
    record = returned(calls["repeated"])
    if share_moved(calls, "repeated", inputs, rubric) < STANDSTILL:
        fail("learning_rate_too_small")
    if "optimizer" not in record:
        fail("not_compiled", expected=rubric.optimizer)
    # The steps are looked at in one training: the others must not have been another optimizer's.
    for run in RUNS:
        family = family_of(calls, run)
        if family != rubric.optimizer:
            fail("wrong_optimizer", expected=rubric.optimizer, found=family or "none")
    if family == "Adam" and optimizer_settings(calls, "repeated").beta_1 < LEAST_BETA_1:
        # Without the mean of the gradients, Adam's update is that of RMSprop.
        fail("wrong_optimizer", expected=rubric.optimizer, found="Adam with beta_1 near 0")
    if disagreement(calls, inputs, rubric, family) <= UPDATE_TOLERANCE:
        _demand_the_same_on_digits(calls, inputs, rubric)
        _demand_all_layers(calls, rubric)
        _demand_compiled_anew(calls, rubric)
        return
    for scale in OTHER_SCALES:
        if disagreement(calls, inputs, rubric, family, scale) <= UPDATE_TOLERANCE:
            fail("scales_again")
    try:
        test_right_loss(calls, inputs, rubric)
    except Failure as failure:
        if failure.cause == "blocked":
            labels = changed_in(calls, "repeated", inputs) == "changes_labels"
            fail("changes_labels" if labels else "changes_images")
        # Another loss has another gradient: its own check says so, and the name must do here. Of one
        # that is not what it is said to be, it is not known what the optimizer made.
        if failure.cause != "other_loss_in_training" and moves_like(calls, inputs, rubric, family):
            return
    if optimizer_settings(calls, "repeated").use_ema:
        fail("averages_weights", expected=rubric.optimizer)
    if changed := changed_in(calls, "repeated", inputs):
        fail("changes_labels" if changed == "changes_labels" else "changes_images")
    fail("update_disagrees", expected=rubric.optimizer)


def _demand_compiled_anew(calls: Node, rubric: Rubric) -> None:
    """Fail where a model that was compiled before is trained by the optimizer that it had."""
    found = family_of(calls, "long")
    if found != rubric.optimizer:
        fail("keeps_what_is_compiled", expected=rubric.optimizer, found=found or "none")


def test_records_accuracy(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """A compiled metric, under any name, is the accuracy."""
    record = returned(calls["digits"])
    final = final_weights(calls, "digits", inputs, rubric)
    right: dict[str, set[str]] = {}
    for name, key in (("check", "metrics"), ("other_check", "other_metrics")):
        outputs = reference.predict(final, rubric.activations, inputs[f"{name}_images"])
        accuracy = reference.accuracy(inputs[f"{name}_labels"], outputs)
        right[key] = {
            metric
            for metric, value in record["evaluated"][key].items()
            if metric != "loss" and abs(value.number - accuracy) < 1e-3
        }
    both = right["metrics"] & right["other_metrics"]
    if any(
        may_be_logged(calls, name, inputs, rubric) and logs_accuracy(calls, name, inputs, rubric)
        for name in both
    ):
        return
    if right["metrics"]:
        # What is right where it is asked and not where it is used is no accuracy.
        fail("metric_right_by_chance", found=", ".join(sorted(right["metrics"])))
    names = sorted(
        name
        for name in logs_of(calls, "digits")
        if "loss" not in name and not name.startswith("val_") and name != "learning_rate"
    )
    if any("acc" in name.lower() for name in names):
        try:
            test_right_loss(calls, inputs, rubric)
        except Failure as failure:
            # With one-hot labels in training, "accuracy" means another function; it was recorded.
            if failure.cause == "one_hot_labels" or any(
                logs_the_accuracy(calls, name, inputs, rubric) for name in names
            ):
                return
        fail("wrong_metric", found=", ".join(names))
    fail("no_accuracy", found=", ".join(names) or "none")


def test_epochs_asked_for(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Training runs for the epochs that are passed, and for `training.epochs` by default.

    By name or as the fourth argument, and with as many steps as these epochs take.
    """
    expected = {"repeated": SHORT_EPOCHS, "digits": rubric.epochs}
    found, asked, first = {}, {}, {}
    for run in expected:
        history = returned(calls[run])["history"]
        if history["kind"].text == "history":
            found[run] = history["epochs"].integer
            asked[run] = history["asked"].integer if "asked" in history else found[run]
            first[run] = history["first_epoch"].integer
    if len(found) == 2:
        if found["repeated"] != SHORT_EPOCHS and not _may_end(asked, found, "repeated", rubric):
            fields = {"asked": SHORT_EPOCHS, "found": found["repeated"]}
            if found["repeated"] < SHORT_EPOCHS and _trained_all(calls, inputs, rubric):
                fail("part_of_history", **fields)
            if first["repeated"] > 0:
                fail("starts_later", **fields)
            if "most_epochs" in returned(calls["repeated"]):
                fail("limited_epochs", **fields)
            if asked["repeated"] == SHORT_EPOCHS and rubric.early_stopping is None:
                fail("early_stopping", **fields)
            same = asked["repeated"] == asked["digits"]
            fail("ignores_epochs" if same else "other_epochs", **fields)
        _check_fourth(calls)
        if "default_missing" in returned(calls["digits"]):
            fail("no_default_epochs", expected=rubric.epochs)
        if found["digits"] != rubric.epochs and not _may_end(asked, found, "digits", rubric):
            fields = {"asked": rubric.epochs, "found": found["digits"]}
            if "most_epochs" in returned(calls["digits"]):
                fail("limited_epochs", **fields)
            fail(
                "wrong_default_epochs" if asked["digits"] != rubric.epochs else "early_stopping",
                **fields,
            )
    _check_long(calls, inputs, rubric)
    _check_images_seen(calls, inputs, rubric)
    if not steps_agree(calls, inputs, rubric):
        fail("steps_disagree", asked=SHORT_EPOCHS, steps=iterations(calls, "repeated"))
    if falls_clearly(calls, inputs, rubric):
        return
    try:
        test_right_optimizer(calls, inputs, rubric)
        test_right_loss(calls, inputs, rubric)
        test_uses_the_data(calls, inputs, rubric)
    except AssertionError:
        # Of another optimizer, loss or data it is not known how far it gets.
        return
    if learnt_little(calls, inputs, rubric):
        fail("steps_disagree", asked=rubric.epochs, steps=iterations(calls, "digits"))


def _may_end(asked: dict[str, int], found: dict[str, int], run: str, rubric: Rubric) -> bool:
    """Whether a training was asked for its epochs and ended before, as the contract lets it."""
    wanted = SHORT_EPOCHS if run == "repeated" else rubric.epochs
    return rubric.early_stopping is not None and asked[run] == wanted and found[run] < wanted


def _check_long(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where a training of many epochs has others than it was asked for."""
    history, wanted = returned(calls["long"])["history"], int(inputs["long_epochs"][0])
    if history["kind"].text != "history":
        if returned(calls["repeated"])["history"]["kind"].text == "history":
            fail("not_a_history", found=history["type"].text)
        return
    found = history["epochs"].integer
    asked = history["asked"].integer if "asked" in history else found
    ends = rubric.early_stopping is not None and asked == wanted and found < wanted
    if found != wanted and not ends:
        fail("limits_epochs", asked=wanted, found=found, default=rubric.epochs)
    few, epochs = images_seen(calls, "blocks"), len(logs_of(calls, "blocks").get("loss", ()))
    if few and epochs:
        # By how many images the steps were given, of which each epoch has as many.
        made = images_seen(calls, "long") / few * epochs
        if abs(made - found) > SAME * found:
            fail("limits_epochs", asked=wanted, found=round(made), default=rubric.epochs)
    _demand_learning_to_the_end(calls, found, rubric)


def _demand_learning_to_the_end(calls: Node, epochs: int, rubric: Rubric) -> None:
    """Fail where the last epochs of a training of many change nothing, other than by plateaus."""
    steps, rates = returned(calls["long"])["steps"], updates(calls, "long")[1]
    path = steps["path"].series
    if images_seen(calls, "long") and len(path) != len(steps["iterations"].array) + 1:
        raise EvidenceError("the marks of the training steps are not one for each of them")
    moving = np.flatnonzero(np.diff(path))
    if not len(moving) or not len(rates):
        return
    learning = math.ceil((moving[-1] + 1) / (len(path) - 1) * epochs)
    slow = 0 < abs(rates[-1]) < LEAST_RATE * np.abs(rates).max()
    if learning < epochs and not slow:
        fail("stops_learning", asked=epochs, found=learning, default=rubric.epochs)


def _check_fourth(calls: Node) -> None:
    """Fail where the epochs are another argument than the fourth, as which they were passed here."""
    call = returned(calls["blocks"])
    history = call["history"]
    if "fourth" in call and history["kind"].text == "history":
        name, found = call["fourth"].text, history["epochs"].integer
        if found != BLOCK_EPOCHS and name not in ("epochs", ""):
            fail("epochs_not_fourth", asked=BLOCK_EPOCHS, found=found, name=name)


def _trained_all(calls: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether as many images were trained on as the epochs of both trainings make, all or a part."""
    share = share_of_each_epoch(calls, inputs, rubric)
    seen = images_seen(calls, "repeated") if share else 0
    return seen > 0 and abs(seen / SHORT_EPOCHS / len(inputs["repeated_images"]) - share) < 0.05


def _check_images_seen(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Compare how many images the training steps were given with the images and the epochs.

    An epoch may leave out the last images that do not fill a batch.
    """
    noted = [images_seen(calls, run) > 0 for run in RUNS]
    if any(noted) and not all(noted):
        # Who trains in another way when it takes long has no steps to show for these epochs.
        fail("steps_disagree", asked=rubric.epochs, steps=0)
    share = 1 - len(held_out_images(calls, inputs, rubric)) / BLOCK_IMAGES
    for run in ("repeated", "digits"):
        epochs = epochs_run(calls, rubric, run)
        seen, steps = images_seen(calls, run), iterations(calls, run)
        if seen <= 0 or steps <= 0:
            continue
        wanted, batch = len(inputs[f"{run}_images"]) * share, seen / steps
        if not wanted:
            continue
        if seen / epochs > 1.5 * len(inputs[f"{run}_images"]):
            fail("trains_again", asked=epochs, found=f"{seen / epochs / wanted:.1f}")
        if seen / epochs < LEAST_OF_EPOCH * wanted and seen / epochs < wanted - batch:
            fail("part_of_each_epoch", used=round(seen / epochs), given=round(wanted))


def test_uses_the_data(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """At least half of the images are trained on, with their own labels."""
    trained = trained_images(calls, inputs, rubric)
    held_out = held_out_images(calls, inputs, rubric)
    if len(trained) + len(held_out) < BLOCK_IMAGES:
        fail("wrong_data")
    if len(trained) < BLOCK_IMAGES / 2:
        fail("part_of_data", used=len(trained), given=BLOCK_IMAGES)
    if share_of_own_labels(calls, inputs, rubric, trained) < 0.6:
        if _climbs(calls, inputs, rubric):
            # Steps uphill look like those of other labels.
            blocked("loss_falls")
        # So do those of images that were changed.
        changed = changed_in(calls, "digits", inputs) == "changes_images"
        fail("changes_images" if changed else "shuffled_labels")
    if changed_in(calls, "digits", inputs) == "changes_labels":
        fail("shuffled_labels")
    # Where each epoch has a part of few images, another check says so.
    used = share_of_each_epoch(calls, inputs, rubric)
    if not rubric.validation_split and used >= LEAST_OF_EPOCH * (1 - len(held_out) / BLOCK_IMAGES):
        _check_many(calls, inputs, held_out, or_more=True)


def _check_many(
    calls: Node, inputs: Inputs, held_out: Sequence[int], or_more: bool = False
) -> None:
    """Fail where of many images another share is trained on than of a few, but for the rest of a batch.

    Of a training that is no `fit`, nothing was noted.
    """
    record, history = returned(calls["large"]), returned(calls["digits"])["history"]
    if not images_seen(calls, "blocks") or "optimizer" not in record:
        return
    if history["kind"].text == "history" and history["first_epoch"].integer > 0:
        # Of one epoch none is left, which is no matter of how many images there are.
        return
    # Who ignores how many epochs are asked for loses the points of another check.
    epochs = max(len(logs_of(calls, "large").get("loss", ())), 1)
    count, seen = len(passed(inputs, "large_labels")), images_seen(calls, "large") / epochs
    if not seen and len(logs_of(calls, "repeated").get("loss", ())) < SHORT_EPOCHS:
        # Of one epoch that is asked for none is left: another check says so.
        return
    share = 1 - len(held_out) / BLOCK_IMAGES
    batch = seen * epochs / max(record["optimizer"]["iterations"].integer, 1)
    off = share * count - seen if or_more else abs(seen - share * count)
    # Who leaves out some of one label has another share of these images than of those.
    if off > max(batch, (LEFT_OUT if or_more else SAME) * share * count):
        fields = {"few": BLOCK_IMAGES, "count": count, "share": f"{share:.0%}"}
        fail("another_share_of_many", found=f"{seen / count:.1%}", **fields)


def _climbs(calls: Node, inputs: Inputs, rubric: Rubric) -> float:
    """Return the greatest rate of a training up the gradient, by rates that are all below 0; else 0."""
    before, after = losses_on_digits(calls, inputs, rubric)
    if after <= before:
        return 0.0
    for run in RUNS:
        if "optimizer" in returned(calls[run]):
            # What are no numbers has a message of its own where the update is looked at.
            with contextlib.suppress(EvidenceError):
                greatest = max(optimizer_settings(calls, run).learning_rates)
                if greatest < 0:
                    return greatest
    return 0.0


def test_validation_split(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """`training.validation_split` of the images is held out.

    They are not trained on, and validated on in each epoch.
    """
    trained = trained_images(calls, inputs, rubric)
    held_out = held_out_images(calls, inputs, rubric)
    logs = logs_of(calls, "blocks")
    validated = any(name.startswith("val_") for name in logs)
    wanted = round(BLOCK_IMAGES * rubric.validation_split)
    percent = f"{rubric.validation_split:.0%}"
    if len(trained) + len(held_out) < BLOCK_IMAGES:
        blocked("uses_the_data")
    share = 1 - len(held_out) / BLOCK_IMAGES
    used = share_of_each_epoch(calls, inputs, rubric)
    # Where a split lies between two images, it may be another one here than there.
    near = max(0.05 * share, 1 / BLOCK_IMAGES)
    # Images that change places are all trained on in the end, although each epoch leaves some out.
    change_places = used < share - near and marks_trained(calls, inputs, rubric) == 1
    if held_out and validated and (change_places or used > share + near):
        fail("split_varies", expected=percent, found="all" if change_places else f"{used:.0%}")
    never = never_trained(calls, inputs)
    if held_out and validated and never is not None:
        left = len(never) / len(inputs["digits_images"])
        if left < LEAST_HELD_OUT * (1 - share):
            fail("split_varies", expected=percent, found=f"{1 - left:.0%}" if left else "all")
    if held_out and validated:
        digits = len(inputs["digits_images"])
        _check_none_left_out(calls, inputs, share * digits, near * digits)
        if len(held_out) == wanted:
            _check_many(calls, inputs, held_out)
    for run in RUNS:
        epochs, validated_epochs = (
            len(logs_of(calls, run).get(key, ())) for key in ("loss", "val_loss")
        )
        if 0 < validated_epochs < epochs:
            fail("validates_sometimes", epochs=epochs, found=validated_epochs)
    if not held_out and changed_in(calls, "digits", inputs) == "changes_images":
        # Then no pixel is dark by which an image could be known.
        fail("changes_images")
    if not held_out and not validated:
        fail("no_validation", expected=percent)
    if not held_out:
        known = _validates_on_these(calls, inputs, rubric, BLOCK_IMAGES - wanted)
        fail("validates_on_training_data" if known else "nothing_held_out", expected=percent)
    if len(held_out) != wanted:
        fail("wrong_split", expected=percent, found=f"{len(held_out) / BLOCK_IMAGES:.0%}")
    if returned(calls["blocks"])["history"]["kind"].text != "history":
        return
    if "val_loss" not in logs:
        fail("no_validation", expected=percent)
    try:
        test_right_loss(calls, inputs, rubric)
    except AssertionError:
        return
    if _climbs(calls, inputs, rubric):
        # Losses without bound are counted in another way.
        blocked("loss_falls")
    validation_losses = logs_of(calls, "digits").get("val_loss", np.zeros(0))
    if not len(validation_losses):
        fail("no_validation", expected=percent)
    after = final_weights(calls, "digits", inputs, rubric)
    outputs = reference.predict(after, rubric.activations, inputs["digits_images"])
    loss = max(losses_of(inputs["digits_labels"], outputs))
    # No image's loss is negative: those held out cannot have a greater sum than all of them.
    # Where the best weights come back, they are those of any epoch.
    last = slice(-1, None) if rubric.early_stopping is None else slice(None)
    if validation_losses[last].min() * rubric.validation_split > SUM_TOLERANCE * loss:
        fail("validates_on_other_data")
    if not is_loss_on(calls, "blocks", held_out, logs["val_loss"][last], inputs, rubric):
        fail("validates_on_other_data")
    # Of a longer training the weights may be those of an earlier epoch.
    averages = optimizer_settings(calls, "digits").use_ema if iterations(calls, "digits") else True
    if never is None or not len(never) or averages or changed_in(calls, "digits", inputs):
        # Labels that are not the images' own are a cause of its own.
        return
    if not is_loss_on(calls, "digits", never, validation_losses, inputs, rubric):
        fail("validates_on_other_data")


def _validates_on_these(calls: Node, inputs: Inputs, rubric: Rubric, split: int) -> bool:
    """Whether the validation loss is that of all images, of the last ones, or of the first ones."""
    logged = logs_of(calls, "blocks").get("val_loss", np.zeros(0))
    every = np.arange(BLOCK_IMAGES)
    return any(
        is_loss_on(calls, "blocks", some, logged, inputs, rubric)
        for some in (every, every[split:], every[: BLOCK_IMAGES - split])
    )


def _check_none_left_out(calls: Node, inputs: Inputs, wanted: float, near: float) -> None:
    """Fail where an epoch trains on fewer digits than `wanted`, but for the rest of a batch.

    What leaves out images by their labels does so with the digits: there are not as many of each class.
    """
    epochs = len(logs_of(calls, "digits").get("loss", ()))
    seen, steps = images_seen(calls, "digits"), iterations(calls, "digits")
    if not (epochs and seen > 0 and steps > 0):
        return
    used = seen / epochs
    # A pipeline of unknown length ends with a step without images.
    batches = (round(steps / epochs) - empty for empty in (0, 1))
    full = any(many > 0 and used % many == 0 and wanted - used < used / many for many in batches)
    if wanted - used > near and not full:
        fail("leaves_out_images", given=round(wanted), used=round(used))


def test_stops_early(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The training ends as `training.early_stopping` says, and leaves the weights that it names."""
    wanted = rubric.early_stopping
    if wanted is None:
        return
    if wanted.reaches is not None:
        demand_end_where_reached(calls, rubric, wanted)
        return
    # By one or two of them, what gets better only now and then looks like what gets worse.
    runs = [*STOPPING_RUNS, *(["digits"] if "digits" in calls else [])]
    every = logs_of_all(calls, runs, wanted.monitor)
    asked = [epochs_asked(calls, run, inputs, rubric) for run in runs]
    ran = [len(logs["loss"]) if "loss" in logs else 0 for logs in every]
    rule = fitting_rule(every, ran, asked, wanted)
    if rule is None:
        say_when_it_ends(runs, every, ran, asked, rubric)
    # Where nothing ends a training before its last epoch, the best weights may come back or not.
    left = [
        weights_left(calls, run, logs, wanted.monitor)
        for run, logs in zip(runs, every)
        if end_of(wanted.monitor, logs[wanted.monitor], rule) is not None
    ]
    if wanted.restore_best_weights and "last" in left:
        fail("keeps_last_weights", monitor=wanted.monitor)
    if wanted.restore_best_weights and "another" in left:
        fail("restores_another_epoch", monitor=wanted.monitor)
    if not wanted.restore_best_weights and "best" in left:
        fail("restores_weights", monitor=wanted.monitor)


def test_loss_falls(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The loss, worked out from the weights, is at least 5 % lower afterwards."""
    before, after = losses_on_digits(calls, inputs, rubric)
    fields = {"before": f"{before:.3f}", "after": f"{after:.3f}"}
    if rate := _climbs(calls, inputs, rubric):
        fail("negative_learning_rate", rate=f"{rate:g}")
    if not math.isfinite(after) or after > 1.5 * before:
        fail("learning_rate_too_large", **fields)
    if after > before * (1 - LEAST_FALL):
        move = share_moved(calls, "digits", inputs, rubric)
        if move > LARGE_MOVE:
            fail("learning_rate_too_large", **fields)
        fail("learning_rate_too_small" if move < LITTLE_MOVE else "loss_stays", **fields)
