"""Check of a student's normalizing, building and training together, on images not seen before."""

from __future__ import annotations

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.data import Dataset
from autograder.judge import reference
from autograder.judge.checks.support import Failure, fail, returned
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

STEPS = {
    "normalize": "normalize",
    "normalize_unseen": "normalize",
    "build": "model",
    "train": "train",
}
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


def _name(rubric: Rubric, kind: str) -> str:
    task = rubric.task_of_kind(kind)
    return task.name if task else kind
