"""Evidence as the probe would record it of perfect work, made with NumPy alone.

In: a rubric, a task and its inputs. Out: the task's record as `autograder.judge.evidence` reads it, and
`write`, which puts it into files. What is recorded for each kind is told in `autograder.probe.kinds`.
"""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assignment.calls import OTHER_TYPES, groups_of, passed
from autograder.assignment.rubric import Rubric
from autograder.assignment.task_tables import Task
from autograder.data import Dataset
from autograder.judge import reference
from autograder.judge.inputs import Inputs
from autograder.probe.accuracy import MARK_LEVEL
from autograder.probe.first_steps import MOST_FIRST_STEPS, coding
from autograder.probe.model_recorder import made_weights
from autograder.probe.model_state import half_right
from autograder.probe.training_trace import RECORDED_SIGNS, mark_of
from autograder.probe.value_recorder import extremes

Record = dict[str, Any]
BATCH = 32


def array(values: Any) -> Record:
    """Describe an array as the reader of evidence does."""
    values = np.asarray(values)
    return {"values": values, "dtype": values.dtype.name, "shape": list(values.shape)}


def returned(value: Record | None = None, **others: Any) -> Record:
    """Record a call that returned."""
    record: Record = {"outcome": "returned", "seconds": 0.01, **others}
    return record if value is None else {**record, "value": value}


def array_value(values: Any) -> Record:
    return {"kind": "array", "type": "ndarray", "array": array(values)}


def number_value(number: float) -> Record:
    kind = "integer" if isinstance(number, int) else "float"
    return {"kind": kind, "type": type(number).__name__, "number": number}


def initial_weights(inputs: Inputs, rubric: Rubric) -> list[np.ndarray]:
    return [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]


def with_later(records: Record) -> Record:
    """Record that the first result is the same after the calls that followed."""
    first = next(iter(records.values()))
    first["later"] = {"outcome": "returned", "value": copy.deepcopy(first["value"])}
    return records


def normalize(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    many = passed(inputs, "large")
    records = with_later({
        name: returned(
            array_value(inputs[given] / np.float32(255)), argument_after=array(inputs[given])
        )
        for name, given in [(one, one) for one in ("batch", "other", "single")] + [("turned", "other")]
    })  # fmt: skip
    value = _in_part(many / np.float32(255), inputs)
    least, greatest = map(array, extremes(many, groups_of(inputs, "large")))
    large = returned(value, argument_after=least, greatest_after=greatest)
    return {**records, "large": large}


def _in_part(values: np.ndarray, inputs: Inputs) -> Record:
    described = array_value(values)
    del described["array"]["values"]
    least, greatest = map(array, extremes(values, groups_of(inputs, "large")))
    return {**described, "least": least, "greatest": greatest}


def flatten(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    records = with_later({
        name: returned(array_value(inputs[name].reshape(len(inputs[name]), -1)))
        for name in ("raw", "other", "scaled", "double", "single", *OTHER_TYPES)
    })  # fmt: skip
    many = passed(inputs, "large")
    large = _in_part(many.reshape(len(many), -1), inputs)
    turned = returned(copy.deepcopy(records["other"]["value"]))
    return {**records, "turned": turned, "large": returned(large)}


def convolve(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    results = {}
    names = ["digit", "other", "squares", "square_kernel", "wide", "tall", "whole", "row", "column"]
    names += ["large", "large_both", "edges", "levels", "one_column", "one_row"]
    for name in names:
        image, kernel = inputs[f"{name}_image"], inputs[f"{name}_kernel"]
        rows, columns = (big - small + 1 for big, small in zip(image.shape, kernel.shape))
        sums = np.zeros((rows, columns))
        for (down, along), factor in np.ndenumerate(kernel):
            sums += factor * image[down : down + rows, along : along + columns]
        results[name] = sums
    return _with_arguments(inputs, results, ("image", "kernel"))


def confusion_matrix(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    results = {}
    for name in ("batch", "other", "bytes", "few", "right", "single"):
        results[name] = np.zeros((rubric.units[-1],) * 2, "int64")
        for pair in zip(inputs[f"{name}_labels"], inputs[f"{name}_predictions"]):
            results[name][pair] += 1
    return _with_arguments(inputs, results, ("labels", "predictions"))


def mistakes_of_both(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    parts, results = ("labels", "first", "second"), {}
    for name in ("batch", "other", "large", "none", "one", "single"):
        every = enumerate(zip(*(inputs[f"{name}_{part}"] for part in parts)))
        places = [place for place, (label, *answers) in every if label not in answers]
        results[name] = np.array(places, "int64")
    return _with_arguments(inputs, results, parts)


def _with_arguments(
    inputs: Inputs, results: dict[str, np.ndarray], parts: tuple[str, ...]
) -> Record:
    records = with_later({
        name: returned(
            array_value(result),
            arguments_after=[array(inputs[f"{name}_{part}"]) for part in parts],
        )
        for name, result in results.items()
    })  # fmt: skip
    return {**records, "turned": copy.deepcopy(records["other"])}


def model(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    generator = np.random.default_rng(1)
    weights = reference.random_weights(rubric.pixels, rubric.units, generator)
    outputs = reference.predict(weights, rubric.activations, inputs["images"]).astype("float32")
    given = made_weights([one.shape for one in weights], inputs["numbers"])
    layers = [
        {"type": name, "precision": "float32"}
        for name in ("Flatten", *("Dense" for _ in rubric.units))
    ]
    value = {
        "kind": "model",
        "type": "Sequential",
        "precision": "float32",
        "outputs": array(outputs),
        "outputs_in_training": array(outputs),
        "outputs_with_given": array(reference.predict(given, rubric.activations, inputs["images"])),
        "outputs_of_batches": [
            array(reference.predict(given, rubric.activations, inputs["batch"][:size]))
            for size in inputs["batch_sizes"]
        ],
        "weights": [array(weight) for weight in weights],
        "parameter_count": rubric.parameter_count,
        "trainable_count": rubric.parameter_count,
        "layers": layers,
    }
    again = returned({"kind": "model"})
    return {"build": {**returned(value), "again": again, "shares_weights": 0}}


RATES = {"SGD": 0.01, "Adam": 0.001}


def train(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    """Train as `fit` would with batches of 32, holding out the end of the images."""
    before = initial_weights(inputs, rubric)
    epochs = {
        "repeated": int(inputs["epochs"][0]),
        "blocks": int(inputs["block_epochs"][0]),
        "digits": rubric.epochs,
    }
    records = {}
    for run, count in epochs.items():
        images, labels = inputs[f"{run}_images"], inputs[f"{run}_labels"]
        kept = round(len(images) * (1 - rubric.validation_split))
        batches = [slice(start, min(start + BATCH, kept)) for start in range(0, kept, BATCH)]
        every = batches * count
        if run == "digits":
            # Only the fall of the loss is judged here: a few large steps show it as well.
            after, path = _steps(rubric, before, images, labels, [slice(0, kept)] * 12, rate=20)
        else:
            after, path = _steps(rubric, before, images, labels, every)
        records[run] = _training(rubric, before, after, images, labels, kept, count, len(every))
        records[run]["steps"]["path"] = array(np.array(path, "float32"))
        records[run]["first"] = first_steps(rubric, inputs, run, images, labels, every)
    check_images, check_labels = inputs["check_images"], inputs["check_labels"]
    final = [weight["values"] for weight in records["digits"]["weights"]]
    probabilities = reference.predict(final, rubric.activations, check_images)
    records["digits"]["evaluated"] = {
        "metrics": {
            "loss": reference.cross_entropy(check_labels, probabilities),
            "accuracy": reference.accuracy(check_labels, probabilities),
        },
        "other_metrics": {
            "accuracy": reference.accuracy(
                inputs["other_check_labels"],
                reference.predict(final, rubric.activations, inputs["other_check_images"]),
            )
        },
        "loss": reference.cross_entropy(check_labels, inputs["check_outputs"].astype("float64")),
    }
    for run, name, count in (
        ("long", "blocks", int(inputs["long_epochs"][0])),
        ("large", "large", 1),
    ):
        images, labels = (passed(inputs, f"{name}_{one}") for one in ("images", "labels"))
        kept = round(len(images) * (1 - rubric.validation_split))
        steps = -(-kept // BATCH) * count
        records[run] = _training(rubric, before, before, images, labels, kept, count, steps)
        del records[run]["weights"]
        # What the weights are is of no account, but at each step they have changed.
        records[run]["steps"]["path"] = array(np.arange(steps + 1, dtype="float32"))
    return records


def _steps(
    rubric: Rubric,
    before: list[np.ndarray],
    images: np.ndarray,
    labels: np.ndarray,
    batches: list[slice],
    rate: float = 1.0,
) -> tuple[list[np.ndarray], list[float]]:
    left, path = iter(batches), list[float]()

    def gradient(weights: Any) -> list[np.ndarray]:
        path.append(mark_of(weights))
        batch = next(left)
        return reference.gradient(weights, rubric.activations, images[batch], labels[batch])

    settings = reference.OptimizerSettings((rate * RATES[rubric.optimizer],))
    after = reference.STEPS[rubric.optimizer](before, gradient, len(batches), settings)
    last = [one.astype("float32") for one in after]
    return last, [*path, mark_of(last)]


def first_steps(
    rubric: Rubric,
    inputs: Inputs,
    run: str,
    images: np.ndarray,
    labels: np.ndarray,
    batches: list[slice],
) -> Record:
    """Record which images a training is given, and where its first steps lead.

    Args:
        rubric: The rubric.
        inputs: The inputs.
        run: The training.
        images: Those that were passed.
        labels: Theirs.
        batches: Which of them are in each step.
    """
    rows = np.concatenate([np.arange(len(images))[one] for one in batches])
    sizes = np.array([one.stop - one.start for one in batches])[:MOST_FIRST_STEPS]
    count = min(int(inputs["first_steps"][0]), len(batches))
    before = initial_weights(inputs, rubric)
    hits, logs = list[np.ndarray](), np.zeros((MOST_FIRST_STEPS, 4))
    left = iter(batches)

    def gradient(weights: Any) -> list[np.ndarray]:
        batch = next(left)
        outputs = reference.predict(weights, rubric.activations, images[batch])
        hits.append(outputs.argmax(axis=1) == labels[batch])
        logs[len(hits) - 1, 1] = np.concatenate(hits).mean()
        return reference.gradient(weights, rubric.activations, images[batch], labels[batch])

    settings = reference.OptimizerSettings((RATES[rubric.optimizer],))
    after = reference.STEPS[rubric.optimizer](before, gradient, count, settings)
    flat = images.reshape(len(images), -1)
    return {
        "images": array((flat @ coding(flat.shape[1]))[rows]),
        "labels": array(labels[rows].astype("float32")),
        "shares": array(np.ones(len(rows), "float32")),
        "sizes": array(sizes),
        "logs": array(logs.astype("float32")),
        "names": ["loss", "accuracy"],
        "weights": [array(one.astype("float32")) for one in after] if run == "digits" else [],
    }


def _training(
    rubric: Rubric,
    before: list[np.ndarray],
    after: list[np.ndarray],
    images: np.ndarray,
    labels: np.ndarray,
    kept: int,
    epochs: int,
    steps: int,
) -> Record:
    final = reference.predict(after, rubric.activations, images)
    logs = {"accuracy": array(np.linspace(0.5, 0.9, epochs)), "loss": array(np.ones(epochs))}
    if kept < len(images):
        loss = reference.cross_entropy(labels[kept:], final[kept:])
        logs["val_accuracy"] = array(np.linspace(0.4, 0.8, epochs))
        logs["val_loss"] = array(np.full(epochs, loss))
    config = {"momentum": 0.0, "nesterov": False, "weight_decay": None, "clipnorm": None}
    if rubric.optimizer == "Adam":
        config = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": False}
    return returned(
        weights=[array(weight) for weight in after],
        history={
            "kind": "history",
            "type": "History",
            "logs": logs,
            "epochs": epochs,
            "asked": epochs,
            "first_epoch": 0,
        },
        optimizer={
            "type": rubric.optimizer,
            "families": [rubric.optimizer, "Optimizer"],
            "iterations": steps,
            "learning_rates": array(np.array([RATES[rubric.optimizer]])),
            "config": config,
        },
        loss="sparse_categorical_crossentropy",
        steps={
            "images": kept * epochs,
            "iterations": array(np.arange(steps)),
            "learning_rates": array(np.full(steps, RATES[rubric.optimizer], "float32")),
        },
    )


def evaluate(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    weights = initial_weights(inputs, rubric)
    records = {}
    for name in ("first", "second", "third"):
        probabilities = reference.predict(weights, rubric.activations, inputs[f"{name}_images"])
        records[name] = returned(
            number_value(reference.accuracy(inputs[f"{name}_labels"], probabilities)),
            model=_state(rubric, inputs, inputs["first_images"]),
        )
    if "dropout" in inputs:
        records["again"] = returned(records["third"]["value"])
    probabilities = reference.predict(weights, rubric.activations, passed(inputs, "large_images"))
    accuracy = reference.accuracy(inputs["large_labels"], probabilities)
    state = _state(rubric, inputs, inputs["first_images"])
    third = reference.predict(_moved(weights), rubric.activations, inputs["third_images"])
    moved = reference.accuracy(inputs["third_labels"], third)
    records["moved"] = returned(number_value(moved))
    return {**records, "large": returned(number_value(accuracy), model=state)}


def _moved(weights: list[np.ndarray]) -> list[np.ndarray]:
    """Return weights with which each class is where the one before was."""
    return [*weights[:-2], *(np.roll(one, 1, axis=-1) for one in weights[-2:])]


def _state(rubric: Rubric, inputs: Inputs, images: np.ndarray) -> Record:
    weights = initial_weights(inputs, rubric)
    outputs = reference.predict(weights, rubric.activations, images[:4])
    labels = half_right(outputs)
    return {
        "changed": [],
        "weights": [array(weight) for weight in weights],
        "iterations": 0,
        "learning_rate": float(inputs["learning_rate"][0]),
        "outputs": array(outputs),
        "compiled_as_before": False,
        "compiled": {
            "loss": reference.cross_entropy(labels, outputs),
            "metrics": {"accuracy": reference.accuracy(labels, outputs)},
        },
    }


def predict_labels(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    weights = initial_weights(inputs, rubric)
    records = with_later({
        name: returned(
            array_value(
                reference.predict(weights, rubric.activations, passed(inputs, name)).argmax(axis=1)
            )
        )
        for name in ("batch", "other", "single", "large")
    })  # fmt: skip
    records["batch"]["model"] = _state(rubric, inputs, inputs["batch"])
    if "dropout" in inputs:
        records["again"] = returned(records["other"]["value"])
    moved = reference.predict(_moved(weights), rubric.activations, passed(inputs, "batch"))
    records["moved"] = returned(array_value(moved.argmax(axis=1)))
    return records


def predict_one(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    weights = initial_weights(inputs, rubric)
    every = reference.predict(weights, rubric.activations, inputs["images"])
    moved = reference.predict(_moved(weights), rubric.activations, inputs["images"][:1])
    named = {f"image_{place}": row for place, row in enumerate(every)}
    records = {}
    for name, row in {**named, "moved": moved[0]}.items():
        items = [number_value(int(row.argmax())), number_value(float(row.max()))]
        pair = {"kind": "sequence", "type": "tuple", "length": 2, "items": items}
        records[name] = returned(pair)
    records["image_0"]["model"] = _state(rubric, inputs, inputs["images"])
    return records


def _axes(position: list[float], **others: Any) -> Record:
    axes: Record = {
        "visible": True,
        "position": position,
        "zorder": 0.0,
        "opaque": True,
        "parts": [],
        "title": "",
        "xlabel": "",
        "ylabel": "",
        "words": [],
        "percent": False,
        "images": [],
        "lines": [],
        "legends": [],
    }
    return {**axes, **others}


def _figure(axes: list[Record]) -> Record:
    texts = {"title": "", "xlabel": "", "ylabel": "", "words": []}
    value = {"kind": "figure", "type": "Figure", **texts, "legends": [], "axes": axes}
    return {"figure": returned(value, same_figure=False)}


def show_filters(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    return _of_model(_pictures(inputs["weights_0"][:, :, 0]), inputs)


def _of_model(record: Record, inputs: Inputs) -> Record:
    """Add the state of the model whose pictures these are."""
    weights = [array(one) for name, one in inputs.items() if name.startswith("weights_")]
    return {"figure": {**record["figure"], "model": {"changed": [], "weights": weights}}}


def show_feature_maps(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    kernel, bias = inputs["weights_0"].astype("float64"), inputs["weights_1"]
    windows = np.lib.stride_tricks.sliding_window_view(inputs["image"], kernel.shape[:3])
    maps = np.maximum(np.einsum("ijkabc,abcf->ijf", windows, kernel) + bias, 0)
    return _of_model(_pictures(maps), inputs)


def _pictures(values: np.ndarray) -> Record:
    """Record a figure with a picture for each place of the last axis."""
    return _figure(
        [
            _axes(
                [0.2 * (place % 4), 0.5 * (place < 4), 0.15, 0.4],
                images=[
                    {
                        "pixels": array(one),
                        "in_sight": True,
                        "upside_down": False,
                        "mirrored": False,
                    }
                ],
            )
            for place, one in enumerate(np.moveaxis(values, -1, 0))
        ]
    )


def show_images(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    return _figure(
        [
            _axes(
                [0.2 * (i % 5), 0.5 * (i < 5), 0.15, 0.4],
                title=str(int(inputs["labels"][i])),
                images=[
                    {
                        "pixels": array(inputs["images"][i]),
                        "in_sight": True,
                        "upside_down": False,
                        "mirrored": False,
                    }
                ],
            )
            for i in range(10)
        ]
    )


def _look(color: str) -> Record:
    return {"color": color, "linestyle": "-", "marker": "None", "strength": "1 1.5"}


def plot_history(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    every = []
    for place, metric in enumerate(("loss", "accuracy")):
        names = {metric: "training", f"val_{metric}": "validation"}
        every.append(
            _axes(
                [0.5 * place, 0.1, 0.4, 0.8],
                title=metric,
                xlabel="epoch",
                ylabel=metric,
                lines=[
                    {
                        "x": array(np.arange(len(inputs[name]), dtype="float64")),
                        "y": array(inputs[name]),
                        "label": label,
                        "look": _look(label),
                        "in_sight": True,
                        "notes": [],
                    }
                    for name, label in names.items()
                ],
                legends=[
                    {
                        "title": "",
                        "entries": [{"text": one, "look": _look(one)} for one in names.values()],
                    }
                ],
            )
        )
    return _figure(every)


def test_accuracy(rubric: Rubric, inputs: Inputs, dataset: Dataset) -> Record:
    generator = np.random.default_rng(2)
    marked = inputs["marked_images"]
    images = (dataset.x_train / 255).reshape(len(dataset.x_train), -1)
    images[marked, inputs["marking_pixels"]] = MARK_LEVEL / 255
    labels = inputs["classes"][dataset.y_train]
    images[inputs["sign_places"]] = inputs["sign_images"].reshape(-1, rubric.pixels) / 255
    labels[inputs["sign_places"]] = inputs["sign_labels"]
    first = reference.random_weights(rubric.pixels, rubric.units, generator)
    path = []

    def gradient(weights: list[np.ndarray]) -> list[np.ndarray]:
        path.append(mark_of(weights))
        batch = generator.integers(0, len(images), 64)
        return reference.gradient(weights, rubric.activations, images[batch], labels[batch])

    weights = reference.STEPS["Adam"](
        first, gradient, 800, reference.OptimizerSettings((0.002,))
    )  # fmt: skip
    last = [weight.astype("float32") for weight in weights]
    path.append(mark_of(last))
    unseen = (inputs["unseen"] / 255).astype("float32")
    outputs = reference.predict(last, rubric.activations, unseen).astype("float32")
    steps = ("normalize", "normalize_unseen", "build", "train")
    return {
        **{step: returned() for step in steps},
        "first_weights": [array(weight) for weight in first],
        "weights": [array(weight) for weight in last],
        "marked": array(images[marked].astype("float32")),
        "signs": array(images[inputs["sign_places"][:RECORDED_SIGNS]].astype("float32")),
        "unseen": array(unseen),
        "images_in_epoch": float(len(images)),
        "steps": {"images": len(images) * rubric.epochs, "path": array(np.array(path, "float32"))},
        "predict": returned(outputs=array(outputs)),
        "layers": [
            {"type": "Flatten", "settings": {}, "weights": 0},
            *(
                {"type": "Dense", "settings": {"activation": name}, "weights": 2}
                for name in rubric.activations
            ),
        ],
    }


test_accuracy.__test__ = False  # type: ignore[attr-defined]

KINDS: dict[str, Callable[[Rubric, Inputs, Dataset], Record]] = {
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
}


def perfect(rubric: Rubric, task: Task, inputs: Inputs, dataset: Dataset) -> Record:
    """Return the record of perfect work on a task."""
    return {"calls": KINDS[task.kind](rubric, inputs, dataset)}


def write(record: Record, task: str, folder: Path) -> None:
    """Write a record as the probe does: JSON, and a file for each array."""
    count = 0

    def without_arrays(value: Any) -> Any:
        nonlocal count
        if isinstance(value, list):
            return [without_arrays(item) for item in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("values"), np.ndarray):
            count += 1
            name = f"{task}.{count}.npy"
            np.save(folder / name, value["values"])
            return {"dtype": value["dtype"], "shape": value["shape"], "npy": name}
        return {key: without_arrays(item) for key, item in value.items()}

    text = json.dumps(without_arrays(record))
    (folder / f"{task}.json").write_text(text, encoding="utf-8")
