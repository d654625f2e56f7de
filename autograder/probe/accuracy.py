"""The probe of the accuracy: the student's own functions from images to predictions, trained in full.

In: the work, with the images to train on, and unseen ones. Out: the task's record, from which the judge
works out whether the predictions are those of a network that was trained in this call.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from autograder.probe import model_recorder
from autograder.probe.caller import TimeLimitExceeded, time_limit
from autograder.probe.training_trace import MAX_WEIGHTS, RECORDED_SIGNS, trace_model
from autograder.probe.value_recorder import describe_error
from autograder.probe.work import Work

# The grey level of a pixel that marks an image.
MARK_LEVEL = 128


def test_accuracy(work: Work) -> dict[str, Any]:
    """Normalize, build and train with the student's own functions, then show unseen images.

    The classes of the training labels are renumbered at random, so that only training on them can
    lead to the right answers. Some are replaced by signs for the classes that nobody has seen before,
    for the same reason. Some training images light up a pixel that is dark in all others, so
    that the weights tell whether gradients moved them. The unseen images are like no known ones, and
    their labels are not in this process.
    """
    functions = work.settings["functions"]
    record: dict[str, Any] = {}
    raw, marked = work.array("x_train"), work.array("marked_images")
    raw.reshape(len(raw), -1)[marked, work.array("marking_pixels")] = MARK_LEVEL
    signs = work.array("sign_places")
    raw[signs] = work.array("sign_images")
    record["normalize"], images = work.training.call(functions["normalize"], raw)
    if record["normalize"]["outcome"] != "returned":
        return record
    record["normalize_unseen"], unseen = work.training.call(
        functions["normalize"], work.array("unseen")
    )
    if record["normalize_unseen"]["outcome"] != "returned":
        return record
    record["build"], built = work.caller.call(functions["model"])
    if record["build"]["outcome"] != "returned":
        return record
    try:
        with contextlib.suppress(Exception), time_limit(work.caller.seconds):
            # What a function returned may be of the student's own class.
            scaled, scaled_unseen = np.asarray(images), np.asarray(unseen)
            for name, rows in (
                ("marked", scaled[marked]),
                ("signs", scaled[signs[:RECORDED_SIGNS]]),
                ("unseen", scaled_unseen),
            ):
                record[name] = work.recorder.array(rows.astype("float32"))
    except TimeLimitExceeded:
        record["normalize"] = {"outcome": "timed_out", "seconds": work.caller.seconds}
        return record
    first = _first_weights(built, images)
    trace = trace_model(built)
    labels = work.inputs["classes"][work.inputs["y_train"]]
    labels[signs] = work.inputs["sign_labels"]
    record["train"], history = work.training.call(
        functions["train"], built, images, labels, epochs=work.settings["epochs"]
    )
    if record["train"]["outcome"] != "returned":
        return record
    epochs = len(getattr(history, "epoch", ())) or work.settings["epochs"]
    record["images_in_epoch"] = float(trace.images.numpy()) / epochs
    record["steps"] = trace.record(work.recorder)
    # What the outputs must follow from, so that nothing but the trained network can give them.
    record["first_weights"] = [work.recorder.array(one) for one in first]
    record["weights"] = model_recorder.record_weights(work.recorder, built)
    with contextlib.suppress(Exception):
        record["layers"] = model_recorder.record_chain(built)
    record["predict"] = _predict_unseen(work, built, unseen)
    return record


def _first_weights(built: Any, images: Any) -> list[np.ndarray]:
    """Return the weights that a student's model starts with; nothing where it has none to show."""
    try:
        if not built.weights:
            # One without an input makes its weights when it is first called.
            built(np.asarray(images[:1]))
        return [np.array(one) for one in built.get_weights()[:MAX_WEIGHTS]]
    except Exception:
        return []


def _predict_unseen(work: Work, trained: Any, unseen: Any) -> dict[str, Any]:
    try:
        outputs = np.asarray(trained.predict(unseen, batch_size=1000, verbose=0))
        return {
            "outcome": "returned",
            "outputs": work.recorder.array(model_recorder.as_numbers(outputs)),
        }
    except Exception as error:
        return {"outcome": "raised", "error": describe_error(error)}
