"""One probe for each kind of task: which calls are made, on which inputs, and what is recorded.

In: a `Caller` for the student's functions, the inputs that the grader drew, and settings from the
rubric. Out: the task's record. No probe holds a right answer; the checks in `judge/checks`
judge the record in another process.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np

from autograder.assignment.calls import OTHER_TYPES, arguments_of, groups_of
from autograder.probe import figure_recorder, model_recorder
from autograder.probe.accuracy import test_accuracy
from autograder.probe.caller import Caller, closing_figures
from autograder.probe.model_state import Given, as_given, record_state
from autograder.probe.value_recorder import describe_error, extremes, in_range, shorten
from autograder.probe.work import Work

# A call with more images than a notebook tests, or with larger ones.
LARGE = "large"
# A call with what the one before has, as views.
TURNED = "turned"
# A call with what an earlier one had, and the same model after its weights have changed.
MOVED = "moved"
# Images with which a function is called whose training does not begin.
BATCH = 8
# Bytes of a small result that are kept, however few numbers were passed.
LEAST_KEPT = 64 * 1024


def normalize(work: Work) -> dict[str, Any]:
    """Normalize two batches of dim images, one bright image, and many images."""
    calls = ("batch", "other", TURNED, "single", LARGE)
    records, arguments = _calls(work, calls, in_part=True)
    for name, record in records.items():
        if record["outcome"] == "returned":
            # As it is after the calls, so that the judge sees whether the function changed it.
            (after,) = arguments[name]
            groups = groups_of(work.inputs, LARGE)
            if name == LARGE and after.shape[:1] == groups.shape:
                after, greatest = extremes(after, groups)
                record["greatest_after"] = work.recorder.array(greatest)
            record["argument_after"] = work.recorder.array(after)
    return records


def _calls(
    work: Work, names: Sequence[str], *before: Any, in_part: bool = False
) -> tuple[dict[str, dict[str, Any]], dict[str, list[np.ndarray]]]:
    """Call the function on each input and record the results, the first once more at the end.

    After a call that does not return there are no others, unless it was one with views or many images.

    Returns:
        The records and the arrays that were passed, by the name of the call.
    """
    named = {name: (names[1] if name == TURNED else name,) for name in names}
    return _calls_with(work, named, *before, in_part=in_part)


def _calls_with(
    work: Work,
    calls: Mapping[str, Sequence[str]],
    *before: Any,
    least: int = 0,
    in_part: bool = False,
) -> tuple[dict[str, dict[str, Any]], dict[str, list[np.ndarray]]]:
    """Do the same for calls with several inputs.

    A call with many images has the time of a training. Where its result is large, too, what is kept are
    the extremes of rows that are to be alike: these images are a few, repeated.

    Args:
        work: The work.
        calls: The names of the inputs of each call.
        before: What is passed before them.
        least: So many bytes of a result are kept in any case.
        in_part: Whether of the result for many images no more than that is kept.
    """
    arguments = {call: [work.array(name) for name in names] for call, names in calls.items()}
    arguments[TURNED] = list(map(as_view, arguments.get(TURNED, ())))
    # The numbers of an array with more of them than the arguments are of no use to any check.
    limits = {
        call: max(least, 16 * sum(one.size for one in passed)) for call, passed in arguments.items()
    }
    groups = groups_of(work.inputs, LARGE) if in_part else None
    records, results = {}, {}
    for call in calls:
        caller = work.training if call == LARGE else work.caller
        record, results[call] = caller.call(work.function, *before, *arguments[call])
        alike = {"alike": groups} if call == LARGE and groups is not None else {}
        records[call] = caller.described(record, results[call], limit=limits[call], **alike)
        if records[call]["outcome"] != "returned" and call not in (TURNED, LARGE):
            break
    first = next(iter(calls))
    if records[first]["outcome"] == "returned":
        # A function that writes each result into the same array has changed it by now.
        later = work.caller.described({"outcome": "returned"}, results[first], limit=limits[first])
        records[first]["later"] = later
    return records, arguments


def as_view(array: np.ndarray) -> np.ndarray:
    """Return the same numbers as a view of others, in whose memory they lie in another order."""
    if array.ndim < 2:
        return np.repeat(array, 2)[::2]
    axes = (1, 2) if array.ndim > 2 else (0, 1)
    return np.ascontiguousarray(array.swapaxes(*axes)).swapaxes(*axes)


def flatten(work: Work) -> dict[str, Any]:
    """Flatten raw images, normalized ones of either precision, one, many, and ones of other types."""
    calls = ("raw", "other", TURNED, "scaled", "double", "single", LARGE, *OTHER_TYPES)
    return _calls(work, calls, in_part=True)[0]


def convolve(work: Work) -> dict[str, Any]:
    """Convolve two digits, and images and kernels of other shapes and types, some of them larger."""
    names = ["digit", "other", TURNED, "squares", "square_kernel", "wide", "tall", "whole"]
    names += ["row", "column", LARGE, "large_both", "edges", "levels", "one_column", "one_row"]
    return _with_arguments_after(work, names, ("image", "kernel"))


def confusion_matrix(work: Work) -> dict[str, Any]:
    """Count the pairs of long lists of labels, of bytes, with few classes, all right, and of one."""
    names = ("batch", "other", TURNED, "bytes", "few", "right", "single")
    return _with_arguments_after(work, names, ("labels", "predictions"))


def mistakes_of_both(work: Work) -> dict[str, Any]:
    """Look for the mistakes that two networks share: some, among many, none, one, and all of one."""
    names = ("batch", "other", TURNED, LARGE, "none", "one", "single")
    return _with_arguments_after(work, names, ("labels", "first", "second"))


def _with_arguments_after(work: Work, calls: Sequence[str], parts: Sequence[str]) -> dict[str, Any]:
    """Make calls with several arguments each, and record these as they are afterwards."""
    named = {
        call: [f"{calls[1] if call == TURNED else call}_{part}" for part in parts] for call in calls
    }
    records, arguments = _calls_with(work, named, least=LEAST_KEPT)
    for call, record in records.items():
        if record["outcome"] == "returned":
            record["arguments_after"] = list(map(work.recorder.array, arguments[call]))
    return records


def model(work: Work) -> dict[str, Any]:
    """Build the model, show it images, build it once more, and try it in training."""
    record, built = work.caller.call(work.function)
    if record["outcome"] == "returned":
        record["value"] = (
            model_recorder.record_model(work.recorder, built, work.array("images"))
            if model_recorder.is_model(built)
            else work.recorder.value(built)
        )
    if record.get("value", {}).get("kind") == "model":
        again, other = work.caller.call(work.function)
        if again["outcome"] == "returned":
            again["value"] = (
                {"kind": "model"} if model_recorder.is_model(other) else work.recorder.value(other)
            )
        record["again"] = again
        record["shares_weights"] = int(model_recorder.share_weights(built, other))
        record["value"].update(
            model_recorder.record_with_weights(
                work.recorder, built, work.array("numbers"), work.array("images")
            )
        )
        record["value"].update(
            model_recorder.record_batches(
                work.recorder, built, work.array("batch"), work.array("batch_sizes")
            )
        )
        record["value"].update(model_recorder.record_gradients(built, work.array("images")))
        record["value"].update(model_recorder.record_constraints(built))
        record["value"].update(model_recorder.record_steadiness(built, work.array("images")))
    return {"build": record}


def train(work: Work) -> dict[str, Any]:
    """Train reference models on data that show what the training does.

    - `repeated`: copies of one image, so that each batch of any size has the same gradient and the
      final weights tell the optimizer, the loss and the number of steps.
    - `blocks`: images that light up disjoint pixels, so that the first layer's weights tell which
      images were trained on.
    - `digits`: real digits for the default number of epochs. Some light up a pixel that is dark in
      all the others, so that its weights tell whether these images were trained on.
    - `stopping`, four times: images with labels at random, where the training is to end early, once for
      the default number of epochs; and dim digits, where it is not.
    - `long`: more epochs than by default, of a model that is compiled already, with another optimizer.
    - `large`: more images than the notebook trains on.
    - `layers`: no training, but which weights of the contract's own layers one would change.
    """
    runs = {
        "repeated": {"epochs": int(work.inputs["epochs"][0])},
        "blocks": {"epochs": int(work.inputs["block_epochs"][0])},
        "digits": {},
    }
    records: dict[str, Any] = {}
    for name, options in runs.items():
        images, labels = work.array(f"{name}_images"), work.array(f"{name}_labels")
        reference, trace = work.traced_model()
        fourth = _fourth(work) if name == "blocks" else None
        # Once in its place, where the function allows that as the contract's signature does.
        by_place, by_name = ((), options) if fourth is None else (tuple(options.values()), {})
        record, history = work.training.call(
            work.function, reference, images, labels, *by_place, **by_name
        )
        if fourth is not None:
            record["fourth"] = fourth
        record["names_for_weights"] = trace.names_for_weights
        if (most := _most_epochs(work)) is not None:
            record["most_epochs"] = most
        if not options and record.get("error", {}).get("type") == "TypeError":
            # Without a default for the epochs the other properties can still be judged.
            reference, trace = work.traced_model()
            record, history = work.training.call(
                work.function, reference, images, labels, epochs=work.settings["epochs"]
            )
            record["default_missing"] = True
        if record["outcome"] == "returned":
            record.update(_training(work, reference, history))
            record["steps"] = trace.record(work.recorder)
            if name != "blocks" and trace.first is not None:
                record["first"] = trace.first.record(work.recorder, reference, name == "digits")
        records[name] = record
        if record["outcome"] != "returned":
            break
        if name == "digits":
            record["evaluated"] = _evaluate(reference, work)
    if set(records) != set(runs):
        return records
    if "stopping_images" in work.inputs:
        missing = "default_missing" in records["digits"]
        records.update(_trainings_that_end(work, work.settings["epochs"] if missing else 0))
    records["long"], records["large"] = _long_training(work), _large_training(work)
    if "layers" in work.settings:
        records["layers"] = _trained_layers(work)
    return records


def _long_training(work: Work) -> dict[str, Any]:
    """Train a model for many epochs that another optimizer was to train."""
    import keras

    reference, trace = work.traced_model()
    reference.compile(keras.optimizers.Adagrad(), "sparse_categorical_crossentropy")
    images, labels = work.array("blocks_images"), work.array("blocks_labels")
    return _in_short(work, reference, trace, images, labels, int(work.inputs["long_epochs"][0]))


def _large_training(work: Work) -> dict[str, Any]:
    """Train a model on many images, once."""
    reference, trace = work.traced_model()
    return _in_short(
        work, reference, trace, work.array("large_images"), work.array("large_labels"), 1
    )


def _in_short(
    work: Work, model: Any, trace: Any, images: np.ndarray, labels: np.ndarray, epochs: int
) -> dict[str, Any]:
    """Train a model, and record what is not known from its other trainings: no weights but marks."""
    record, history = work.training.call(work.function, model, images, labels, epochs=epochs)
    if record["outcome"] == "returned":
        record.update(_training(work, model, history, weights=False))
        record["steps"] = trace.record(work.recorder)
    return record


def _trained_layers(work: Work) -> dict[str, Any]:
    """Note how many weights of the contract's own layers are to be changed when training begins.

    Nothing is trained: that takes seconds, and the other models show how.
    """
    import keras

    reference, noted = work.layered_model(None), list[int]()

    # In the place of every model's, so that this one looks like any other.
    @functools.wraps(keras.Model.fit)
    def fit(model: Any, *_arguments: Any, **_options: Any) -> Any:
        noted[:] = [len(model.trainable_weights)]
        history = keras.callbacks.History()
        history.epoch = [0]
        parts = [part + name for part in ("", "val_") for name in ("loss", "accuracy")]
        history.history = {name: [1.0] for name in parts}
        history.params = {"verbose": 0, "epochs": 1, "steps": 1}
        history.set_model(model)
        return history

    total = len(reference.trainable_weights)
    few = [work.array(f"blocks_{name}")[:BATCH] for name in ("images", "labels")]
    with mock.patch.object(keras.Model, "fit", fit):
        record, _ = work.caller.call(work.function, reference, *few, epochs=1)
    return {**record, "total": total, "trained": noted}


def _trainings_that_end(work: Work, default: int = 0) -> dict[str, Any]:
    """Train models that know nothing on images of which nothing can be learnt, until that ends.

    Args:
        work: The work.
        default: So many epochs are passed where the default is wanted; 0 for none.
    """
    records: dict[str, Any] = {}
    weights = work.weights()
    # All classes are equally probable at first: there is nothing to be gained.
    weights[-2:] = [np.zeros_like(one) for one in weights[-2:]]
    images = [name for name in work.inputs if re.fullmatch(r"stopping\w*_images", name)]
    for name in (one.removesuffix("_images") for one in images):
        reference, trace = work.traced_model()
        reference.set_weights(weights)
        count = int(work.inputs[f"{name}_epochs"][0]) or default
        record, history = work.training.call(
            work.function,
            reference,
            work.array(f"{name}_images"),
            work.array(f"{name}_labels"),
            **({"epochs": count} if count else {}),
        )
        if record["outcome"] == "returned":
            record.update(_training(work, reference, history))
            record["steps"] = trace.record(work.recorder)
        records[name] = record
    return records


def _most_epochs(work: Work) -> int | None:
    """Return to how many epochs the student has Keras limit every training, if to any."""
    import keras

    with work.caller.around():
        most = getattr(keras.config, "max_epochs", lambda: None)()
    return in_range(most) if isinstance(most, int) else None


def _fourth(work: Work) -> str | None:
    """Return the name of the function's fourth argument, or None where it takes none by place."""
    names: list[str] = []
    for follow in (False, True):
        try:
            signature = inspect.signature(
                work.caller.namespace[work.function], follow_wrapped=follow
            )
            bound = signature.bind(None, None, None, None)
        except (TypeError, ValueError, KeyError):
            return None
        names = list(bound.arguments)
    return shorten(names[3]) if len(names) == 4 else ""


def _training(work: Work, trained: Any, history: Any, weights: bool = True) -> dict[str, Any]:
    try:
        return model_recorder.record_training(work.recorder, trained, history, weights)
    except Exception as error:
        return {"outcome": "raised", "error": describe_error(error)}


def _evaluate(trained: Any, work: Work) -> dict[str, Any]:
    """Record the compiled metrics on known images, and the loss for known outputs."""
    try:
        metrics, other_metrics = (
            model_recorder.record_metrics(
                trained, work.array(f"{name}_images"), work.array(f"{name}_labels")
            )
            for name in ("check", "other_check")
        )
    except Exception:
        metrics, other_metrics = {}, {}
    loss = model_recorder.record_loss(
        work.recorder, trained, work.array("check_labels"), work.array("check_outputs")
    )
    return {"metrics": metrics, "other_metrics": other_metrics, "loss": loss}


def evaluate(work: Work) -> dict[str, Any]:
    """Let the function evaluate two trained models on labelled images, and one of them on many.

    That with a dropout is asked once more for the same images: in use the answer is the same. At the
    end the same model has other weights.
    """
    records: dict[str, Any] = {}
    first, second = work.compiled_model(), work.compiled_model()
    calls = [("first", first), ("second", second), ("third", second)]
    given = [as_given(one) for one in (first, second)]
    for name, reference in calls:
        record = work.caller.record(
            work.function, reference, work.array(f"{name}_images"), work.array(f"{name}_labels")
        )
        record["model"] = _state(work, reference, given[reference is second])
        records[name] = record
        if record["outcome"] != "returned":
            return records
    if "dropout" in work.inputs:
        records["again"] = work.caller.record(
            work.function, second, work.array("third_images"), work.array("third_labels")
        )
    records[LARGE] = work.training.record(
        work.function, second, work.array("large_images"), work.array("large_labels")
    )
    records[LARGE]["model"] = _state(work, second, given[1])
    records[MOVED] = _with_moved_classes(
        work, second, work.array("third_images"), work.array("third_labels")
    )
    return records


def predict_labels(work: Work) -> dict[str, Any]:
    """Let the function predict labels for batches, for one image, and for batches once more.

    Only what is random in training gives other labels for the same model; with other weights of the
    model they are others.
    """
    reference = work.compiled_model()
    given = as_given(reference)
    records = _calls(work, ("batch", "other", "single", LARGE), reference)[0]
    if "dropout" in work.inputs and "single" in records:
        records["again"] = work.caller.record(work.function, reference, work.array("other"))
    records["batch"]["model"] = _state(work, reference, given)
    if "single" in records:
        records[MOVED] = _with_moved_classes(work, reference, work.array("batch"))
    return records


def predict_one(work: Work) -> dict[str, Any]:
    """Let the function predict several single images, and the first with other weights of the model."""
    reference = work.compiled_model()
    given, records = as_given(reference), dict[str, Any]()
    images = work.array("images")
    for index, image in enumerate(images):
        record = work.caller.record(work.function, reference, image)
        records[f"image_{index}"] = record
        if record["outcome"] != "returned":
            break
    records["image_0"]["model"] = _state(work, reference, given)
    if len(records) == len(images):
        records[MOVED] = _with_moved_classes(work, reference, work.array("images")[0])
    return records


def _with_moved_classes(work: Work, model: Any, *arguments: Any) -> dict[str, Any]:
    """Call the function with a model that has new weights: each class is where the one before was."""
    # What the function has done to the model is told by the model's state.
    with contextlib.suppress(Exception):
        for variable, values in zip(model.weights[-2:], work.weights()[-2:]):
            variable.assign(np.roll(values, 1, axis=-1))
    return work.caller.record(work.function, model, *arguments)


def _state(work: Work, model: Any, given: Given) -> dict[str, Any]:
    """Record what a function left of the model that it was given, with its outputs for some images."""
    images = next(
        work.array(name) for name in ("batch", "images", "first_images") if name in work.inputs
    )
    return record_state(work.recorder, model, given, images[:4])


def show_images(work: Work) -> dict[str, Any]:
    """Let the function draw images with their labels, after others, whose figure is not kept."""
    images, labels = work.array("images"), work.array("labels")
    before, earlier = _draw_before(work, images[::-1].copy(), labels[::-1].copy())
    return {"figure": before or _figure(work, earlier, images, labels)[0]}


def _draw_before(work: Work, *arguments: Any) -> tuple[dict[str, Any] | None, Any]:
    """Let the function draw something that the figure of the next call must not show.

    Returns:
        The record of a call that took too long, so that the next one is spared, else None; and what
        the function returned.
    """
    with closing_figures():
        record, drawn = work.caller.call(work.function, *arguments)
    return record if record["outcome"] == "timed_out" else None, drawn


def show_filters(work: Work) -> dict[str, Any]:
    """Let the function draw the filters of a model, after those of another."""
    before, earlier = _draw_before(work, work.layered_model("earlier_"))
    return {"figure": before or _figure_of_model(work, earlier)}


def show_feature_maps(work: Work) -> dict[str, Any]:
    """Let the function draw what a model's filters make of an image, after another of each."""
    before, earlier = _draw_before(
        work, work.layered_model("earlier_"), work.array("earlier_image")
    )
    return {"figure": before or _figure_of_model(work, earlier, work.array("image"))}


def _figure_of_model(work: Work, earlier: Any, *arguments: Any) -> dict[str, Any]:
    """Let the function draw something of a model; record the figure, and what is left of the model."""
    model = work.layered_model()
    given = as_given(model)
    record = _figure(work, earlier, model, *arguments)[0]
    return {**record, "model": record_state(work.recorder, model, given)}


OTHER_ACCURACIES = ("sparse_categorical_accuracy", "acc")


def plot_history(work: Work) -> dict[str, Any]:
    """Let the function plot a history, after another, whose figure is not kept.

    Where it fails on the usual name of the accuracy, it is called again with the name that the
    student's own training records, or with Keras's other names for it where that training fails.
    """
    before, earlier = _draw_before(work, _history(work, "accuracy", prefix="earlier_"))
    if before:
        return {"figure": before}
    record, failed = _figure(work, earlier, _history(work, "accuracy"))
    if not failed:
        return {"figure": record}
    own = _accuracy_key(work)
    for name in OTHER_ACCURACIES if own is None else (own,):
        second, failed = _figure(work, earlier, _history(work, name))
        if not failed:
            return {"figure": second}
    return {"figure": record}


def _figure(work: Work, earlier: Any, *arguments: Any) -> tuple[dict[str, Any], bool]:
    """Let the function draw, and record its figure, and whether that is what it returned before."""
    before = set(plt.get_fignums())
    record, drawn = work.caller.call(work.function, *arguments)
    if record["outcome"] == "returned":
        try:
            others = set(plt.get_fignums()) - before
            record["axes_elsewhere"] = figure_recorder.axes_elsewhere(drawn, others)
            record["value"] = figure_recorder.record_figure(work.recorder, drawn)
            record["same_figure"] = drawn is earlier
        except Exception as error:
            record = {"outcome": "raised", "error": describe_error(error)}
    return record, record["outcome"] == "raised"


def _history(work: Work, accuracy: str, prefix: str = "") -> Any:
    """Return a history with the values of an input, in Keras's order.

    Args:
        work: The work.
        accuracy: The name of the accuracy in it.
        prefix: Of the names of the inputs.
    """
    import keras

    history = keras.callbacks.History()
    for part in ("", "val_"):
        for key, name in sorted({accuracy: "accuracy", "loss": "loss"}.items()):
            values = work.inputs[f"{prefix}{part}{name}"]
            history.history[part + key] = [float(value) for value in values]
    history.epoch = list(range(len(work.inputs[f"{prefix}loss"])))
    history.params = {"verbose": 0, "epochs": len(history.epoch), "steps": 100}
    history.set_model(work.reference_model())
    return history


def _accuracy_key(work: Work) -> str | None:
    """Return the name under which the student's own training records the accuracy."""
    train_function = work.settings["functions"].get("train")
    if train_function is None:
        return None
    reference = work.reference_model()
    images = np.zeros((50, *work.settings["input_shape"]), "float32")
    record, history = work.training.call(
        train_function, reference, images, np.arange(50) % work.settings["units"][-1], epochs=1
    )
    logs = getattr(history, "history", None)
    if record["outcome"] != "returned" or not isinstance(logs, dict):
        return None
    names = [name for name in logs if "loss" not in name and not name.startswith("val_")]
    return next((name for name in names if "acc" in name.lower()), next(iter(names), None))


def own(work: Work) -> dict[str, Any]:
    """Make the calls that the rubric describes for a task of its own."""
    caller = Caller(
        work.caller.namespace,
        work.recorder,
        work.caller.seconds,
        functools.partial(model_recorder.record_result, work.recorder),
        work.caller.around,
    )
    records: dict[str, Any] = {}
    for name, arguments in arguments_of(work.inputs).items():
        records[name] = caller.record(work.function, *arguments)
        if records[name]["outcome"] != "returned":
            break
    return records


PROBES: dict[str, Callable[[Work], dict[str, Any]]] = {
    "normalize": normalize,
    "flatten": flatten,
    "convolve": convolve,
    "confusion_matrix": confusion_matrix,
    "mistakes_of_both": mistakes_of_both,
    "model": model,
    "train": train,
    "evaluate": evaluate,
    "predict_labels": predict_labels,
    "predict_one": predict_one,
    "show_images": show_images,
    "plot_history": plot_history,
    "show_filters": show_filters,
    "show_feature_maps": show_feature_maps,
    "test_accuracy": test_accuracy,
    "own": own,
}
