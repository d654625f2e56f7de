"""Check of a student's normalizing, building and training together, on images not seen before."""

from __future__ import annotations

import numpy as np

from autograder import reference
from autograder.checks.support import Failure, fail, returned
from autograder.data import Dataset
from autograder.evidence import Node
from autograder.inputs import Inputs
from autograder.rubric import Rubric

STEPS = {
    "normalize": "normalize",
    "normalize_unseen": "normalize",
    "build": "model",
    "train": "train",
}
NOT_DONE = ("missing", "not_attempted", "not_callable")


def test_reaches_minimum(calls: Node, inputs: Inputs, rubric: Rubric, dataset: Dataset) -> None:
    """The trained model recognises at least the rubric's share of unseen images."""
    for step, kind in STEPS.items():
        outcome = calls[step]["outcome"].text
        if outcome in NOT_DONE:
            fail("step_missing", function=_name(rubric, kind))
        try:
            returned(calls[step])
        except Failure as failure:
            detail = failure.fields
            fail(
                "step_fails",
                function=_name(rubric, kind),
                reason=f"{detail['type']}: {detail['message']}"
                if "type" in detail
                else f"it ran for more than {detail.get('seconds', '?')} seconds",
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
