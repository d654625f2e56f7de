"""Tell whether numbers measure a model on labelled images, rightly or by a mistake.

A number is easily made without a look at the model. So there are points for the form of a result, and
for what a function leaves alone, only where it is the accuracy, or what a mistake makes of the same
model, images and labels. In: what each call returned, and the inputs. Out: whether it is one of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks.related import mistaken_images
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

# Of a measure's size: what two decimals leave of it. Nobody guesses three numbers that well.
NEAR = 5e-3
# So many first images, of which a share has to be met exactly: of fewer it is easily guessed.
FIRST, SAME = (10, 16, 20, 25, 32, 50, 64, 100), 2e-4
# The sizes of batches, of which the last may be left out, or count as much as the others.
BATCHES = (8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 256)
TOP, SURE = (2, 3, 4, 5), 0.5
NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,20})?")
MOST_COMPONENTS = 4


def components(value: Node) -> list[float]:
    """Return the numbers that a result holds: itself, those of a pair, a dictionary or a text."""
    kind = value["kind"].text
    if kind in ("float", "integer", "bool"):
        return [value["number"].number] if "number" in value else []
    if kind == "text":
        return [float(one) for one in NUMBER.findall(value["text"].text)[:MOST_COMPONENTS]]
    if kind in ("sequence", "mapping") and "items" in value:
        items = value["items"].nodes()[:MOST_COMPONENTS]
        plain = [one for one in items if one["kind"].text not in ("sequence", "mapping")]
        return [number for one in plain for number in components(one)[:1]]
    if "array" in value and "values" in value["array"]:
        array = value["array"].array.astype("float64")
        return [float(array.mean())] if array.size and np.isfinite(array).all() else []
    return []


def are_measures(
    found: Sequence[Sequence[float]],
    weights: Sequence[Sequence[np.ndarray]],
    calls: Sequence[str],
    inputs: Inputs,
    rubric: Rubric,
) -> bool:
    """Whether what the calls returned measures the model.

    The last one may have kept what the one before it returned. What is always the same is no measure.

    Args:
        found: The numbers that each call returned.
        weights: The model's weights in each call.
        calls: The names of the calls.
        inputs: The inputs of the task.
        rubric: The rubric.
    """
    every = [
        np.array(list(_measures(own, inputs, name, rubric))) for own, name in zip(weights, calls)
    ]
    for numbers in zip(*found):
        fits = [
            np.abs(values[:, 0] - number) <= values[:, 1] * np.maximum(np.abs(values[:, 0]), 1)
            for number, values in zip(numbers, every)
        ]
        if numbers[-1] == numbers[-2]:
            fits.pop()
        # One and the same measure has to explain all of them.
        if len(set(numbers)) > 1 and bool(np.logical_and.reduce(fits).any()):
            return True
    return False


def other_measures(labels: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Return other measures of a classifier, as scikit-learn defines them, by name."""
    classes = np.union1d(labels, predicted)
    matrix = np.array([[((labels == one) & (predicted == two)).sum() for two in classes]
                       for one in classes], "float64")  # fmt: skip
    right, given, there = matrix.diagonal(), matrix.sum(axis=0), matrix.sum(axis=1)
    precision, recall = right / np.maximum(given, 1), right / np.maximum(there, 1)
    f1 = 2 * right / np.maximum(given + there, 1)
    count = max(float(matrix.sum()), 1.0)
    chance = float(given @ there) / count**2
    kappa = (right.sum() / count - chance) / max(1 - chance, 1e-9)
    spread = np.sqrt((count**2 - (given**2).sum()) * (count**2 - (there**2).sum()))
    return {
        "balanced accuracy": float(recall[there > 0].mean()),
        "precision": float(precision.mean()),
        "recall": float(recall.mean()),
        "F1": float(f1.mean()),
        "weighted F1": float(f1 @ there / count),
        "weighted precision": float(precision @ there / count),
        "Cohen's kappa": float(kappa),
        "Matthews correlation": float((count * right.sum() - given @ there) / max(spread, 1e-9)),
    }


def _measures(
    weights: Sequence[np.ndarray], inputs: Inputs, name: str, rubric: Rubric
) -> Iterator[tuple[float, float]]:
    """Yield what the accuracy and its mistakes are in a call, and how near a number has to come.

    Each comes as it is, as the share that is missing, and in percent; the accuracy also as a count.
    """
    labels, images = inputs[f"{name}_labels"], inputs[f"{name}_images"]
    shares: list[tuple[float, float]] = []
    own = reference.predict(weights, rubric.activations, images)
    shares += [(share, NEAR) for share in _shares(labels, own)]
    hits = own.argmax(axis=1) == labels
    shares += [(float(hits[:few].mean()), SAME) for few in FIRST]
    for size in BATCHES:
        whole = max(len(hits) - len(hits) % size, 1)
        parts = [hits[start : start + size].mean() for start in range(0, len(hits), size)]
        shares += [(float(hits[:whole].mean()), NEAR), (float(np.mean(parts)), NEAR)]
    for one in mistaken_images(images):
        with np.errstate(all="ignore"):
            outputs = reference.predict(weights, rubric.activations, one)
        shares.append((reference.accuracy(labels, outputs), NEAR))
    for share, near in shares:
        yield from ((one, near) for one in (share, 1 - share, 100 * share, 100 * (1 - share)))
    yield float(hits.sum()), NEAR
    yield reference.cross_entropy(labels, own), NEAR


def _shares(labels: np.ndarray, outputs: np.ndarray) -> Iterator[float]:
    """Yield the accuracy, and what other measures and mistakes make of outputs and labels."""
    predicted, order = outputs.argmax(axis=1), np.argsort(outputs, axis=1)
    hits, places = predicted == labels, np.arange(len(labels))
    yield float(hits.mean())
    yield from other_measures(labels, predicted).values()
    yield float((hits & (outputs.max(axis=1) > SURE)).mean())
    yield from (float((order[:, -count:] == labels[:, None]).any(axis=1).mean()) for count in TOP)
    yield from (float((predicted + shift == labels).mean()) for shift in (1, -1))
    yield float((order[:, 0] == labels).mean())
    yield float(outputs.max(axis=1).mean())
    yield float(outputs[places, labels].mean())
    classes = range(outputs.shape[1])
    recalls, precisions = (
        [float(hits[kind == one].mean()) if (kind == one).any() else 0.0 for one in classes]
        for kind in (labels, predicted)
    )
    yield float(np.mean(recalls))
    yield float(np.mean(precisions))
    pairs = [(one, other) for one, other in zip(recalls, precisions)]
    yield float(np.mean([2 * one * other / max(one + other, 1e-9) for one, other in pairs]))
