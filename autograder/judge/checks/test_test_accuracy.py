"""Check of a student's normalizing, building and training together, on images not seen before."""

from __future__ import annotations

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.data import Dataset
from autograder.judge import reference
from autograder.judge.checks import network
from autograder.judge.checks.support import Failure, fail, returned, weights_of
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

STEPS = {
    "normalize": "normalize",
    "normalize_unseen": "normalize",
    "build": "model",
    "train": "train",
}
# Rounding may differ between the judge's arithmetic and TensorFlow's.
SAME_LEVEL, SAME_CLASSES = 1e-3, 0.995
# The share of the images that each epoch uses, whatever is held out.
LEAST_USED = 0.5
NOT_DONE = ("missing", "not_attempted", "not_callable")


def test_reaches_minimum(calls: Node, inputs: Inputs, rubric: Rubric, dataset: Dataset) -> None:
    """The accuracy on images that were not trained on is at least `accuracy.<data set>.minimum`.

    After a training on at least half of the images.
    """
    for step, kind in STEPS.items():
        outcome = calls[step]["outcome"].text
        if outcome in NOT_DONE:
            fail("step_missing", function=_name(rubric, kind))
        try:
            returned(calls[step])
        except Failure as failure:
            if "type" not in failure.fields:
                # A limit that was hit is named as such, and a person is told.
                raise
            detail = failure.fields
            fail(
                "step_fails",
                function=_name(rubric, kind),
                reason=f"{detail['type']}: {detail['message']}",
            )
    predicted = calls["predict"]
    if predicted["outcome"].text != "returned":
        error = predicted["error"]
        fail("cannot_predict", reason=f"{error['type'].text}: {error['message'].text}")
    outputs = predicted["outputs"].array
    if outputs.shape != (len(dataset.y_test), rubric.units[-1]):
        fail("wrong_outputs", found=str(outputs.shape))
    if not np.isfinite(outputs).all():
        fail("diverged")
    accuracy = reference.accuracy(inputs["classes"][dataset.y_test], outputs)
    minimum = rubric.minimum_accuracy[dataset.name]
    if accuracy < minimum:
        fields = {"minimum": f"{minimum:.1%}", "found": f"{accuracy:.1%}"}
        if reference.accuracy(dataset.y_test, outputs) >= minimum:
            fail("other_labels", **fields)
        fail("chance" if accuracy < 0.2 else "too_low", **fields)
    used, given = calls["images_in_epoch"].number, len(dataset.x_train)
    if 0 < used < LEAST_USED * given:
        fail("part_of_images", used=f"{used:.0f}", given=given)


def measured(calls: Node, inputs: Inputs, dataset: Dataset) -> float | None:
    """Return the accuracy that the judge measured, or None if there is nothing to measure."""
    if "predict" not in calls or "outputs" not in calls["predict"]:
        return None
    outputs = calls["predict"]["outputs"].array
    expected = (len(dataset.y_test), len(inputs["classes"]))
    if outputs.shape != expected or not np.isfinite(outputs).all():
        return None
    return reference.accuracy(inputs["classes"][dataset.y_test], outputs)


def demand_the_model(calls: Node, rubric: Rubric, dataset: Dataset) -> None:
    """Fail unless the outputs are those of the contract's network as the training left it."""
    if not _follows_from_weights(calls, rubric, dataset):
        fail("not_the_model")


def _follows_from_weights(calls: Node, rubric: Rubric, dataset: Dataset) -> bool:
    """Whether the outputs are those of the contract's network with the weights that it was left with.

    The images that it was given must be the unseen ones with each grey level replaced by a number.
    """
    weights = weights_of(calls["weights"])
    chain = network.find_chain(weights, rubric.pixels)
    if chain is None or chain.units != rubric.units or chain.unused:
        return False
    outputs, unseen = calls["predict"]["outputs"].array, calls["unseen"].array
    levels = dataset.x_test.reshape(-1)
    if unseen.size != levels.size or len(outputs) != len(dataset.x_test):
        return False
    values = unseen.reshape(-1).astype("float64")
    counts = np.bincount(levels, minlength=256)
    means = np.bincount(levels, values, minlength=256) / np.maximum(counts, 1)
    if not np.abs(values - means[levels]).max() <= SAME_LEVEL * max(np.ptp(means), 1e-9):
        return False
    interleaved = [one for pair in zip(chain.kernels, chain.biases) for one in pair]
    predicted = reference.predict(interleaved, rubric.activations, unseen)
    same = predicted.argmax(axis=1) == outputs.argmax(axis=1)
    return bool(same.mean() >= SAME_CLASSES)


def _name(rubric: Rubric, kind: str) -> str:
    task = rubric.task_of_kind(kind)
    return task.name if task else kind
