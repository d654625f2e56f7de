"""Checks of a function that plots a training's loss and accuracy against the epoch."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from autograder.judge.checks import words
from autograder.judge.checks.drawing import (
    Line,
    demand_new_figure,
    demand_none_elsewhere,
    figure_of,
    find_line,
    lines_of,
)
from autograder.judge.checks.support import blocked, fail
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs
from autograder.sandbox.reading import EvidenceError

TRAINING = ("loss", "accuracy")
VALIDATION = ("val_loss", "val_accuracy")
# A smoothed curve goes this much less up and down, and is this much like the one that it is made of.
CALMER, ALIKE = 0.8, 0.3
LEAST_VALUE = 1e-6


@pytest.mark.gate
def test_returns_figure(calls: Node) -> None:
    """The result is a Matplotlib figure."""
    figure_of(calls["figure"])


def _curves(calls: Node, inputs: Inputs, names: tuple[str, ...]) -> dict[str, Line]:
    every = lines_of(figure_of(calls["figure"]))
    lines = [line for line in every if line.in_sight]
    found = {name: find_line(lines, inputs[name]) for name in names}
    missing = [name for name, line in found.items() if line is None]
    hidden = [name for name in missing if find_line(every, inputs[name])]
    if hidden:
        fail("out_of_sight", curves=" and ".join(hidden))
    if not lines:
        demand_none_elsewhere(calls["figure"])
        fail("no_lines")
    if any(find_line(lines, _earlier(inputs, name)) for name in names):
        fail("keeps_earlier")
    if missing:
        unmarked = [
            name
            for name in missing
            if any(
                line.y.shape == inputs[name].shape
                and np.allclose(line.y, 100 * inputs[name], rtol=1e-5)
                for line in lines
            )
        ]
        if unmarked:
            fail("unmarked_percent", curves=" and ".join(unmarked))
        _explain_missing(lines, inputs, missing)
        cause = "missing_validation" if names == VALIDATION else "missing_curve"
        fail(cause, curves=" and ".join(missing))
    return {name: line for name, line in found.items() if line is not None}


def _earlier(inputs: Inputs, name: str) -> np.ndarray:
    """Return the values of another history, which was drawn in a call before."""
    return inputs[f"earlier_{name}"]


def _explain_missing(lines: list[Line], inputs: Inputs, missing: list[str]) -> None:
    """Fail with the name of the mistake if a curve is there in part, or against another one."""
    every = [inputs[name] for name in (*TRAINING, *VALIDATION)]
    for line in lines:
        for values in every:
            against = [one for one in every if one is not values and one.shape == line.x.shape]
            drawn = line.y.shape == values.shape and np.allclose(line.y, values)
            if drawn and any(np.allclose(line.x, other) for other in against):
                fail("against_each_other")
    for name in missing:
        values, count = inputs[name], len(inputs[name])
        for line in lines:
            _explain_changed(name, line, values)
            some = len(line.y)
            parts = (values[:some], values[count - some :]) if 1 < some < count else ()
            if any(np.allclose(line.y, part, rtol=1e-5, atol=1e-7) for part in parts):
                fail("leaves_out_epochs", curve=name, found=some, count=count)


def _explain_changed(name: str, line: Line, values: np.ndarray) -> None:
    """Fail with the name of the mistake if a line draws values after they were changed."""
    drawn = line.y
    if drawn.shape != values.shape or not np.isfinite(drawn).all():
        return
    low, high = drawn.min(), drawn.max()
    if np.allclose(np.sort(drawn), np.sort(values), rtol=1e-5):
        fail("reordered", curve=name)
    if low < high and np.allclose(drawn, np.clip(values, low, high), rtol=1e-5):
        fail("cut_off", curve=name, low=f"{low:.3g}", high=f"{high:.3g}")
    within = low >= values.min() - LEAST_VALUE and high <= values.max() + LEAST_VALUE
    calmer = np.abs(np.diff(drawn)).sum() < CALMER * np.abs(np.diff(values)).sum()
    if within and calmer and np.corrcoef(drawn[:-1], values[:-1])[0, 1] > ALIKE:
        fail("smoothed", curve=name)


def _check_epochs(curves: dict[str, Line]) -> None:
    for name, line in curves.items():
        count = len(line.y)
        starts = [np.arange(first, first + count) for first in (0, 1)]
        if not any(line.x.shape == one.shape and np.allclose(line.x, one) for one in starts):
            if line.x.shape != line.y.shape:
                raise EvidenceError("a line has not as many places as values")
            fail(
                "wrong_epochs",
                curve=name,
                first=f"{line.x[0]:g}",
                last=f"{line.x[-1]:g}",
                count=count,
            )


def test_training_curves(calls: Node, inputs: Inputs) -> None:
    """Loss and accuracy are drawn in sight against the epoch, from 0 or 1.

    No curves of the call before are left.
    """
    _check_epochs(_curves(calls, inputs, TRAINING))
    demand_new_figure(calls["figure"])


def test_validation_curves(calls: Node, inputs: Inputs) -> None:
    """Loss and accuracy of the validation are drawn in the same way."""
    _check_epochs(_curves(calls, inputs, VALIDATION))


def test_labelled(calls: Node, inputs: Inputs) -> None:
    """A reader can tell the metric, training from validation, and that x is the epoch.

    By labels, titles, a legend, or words beside the curves.
    """
    lines = lines_of(figure_of(calls["figure"]))
    every = {name: find_line(lines, inputs[name]) for name in (*TRAINING, *VALIDATION)}
    curves = {name: line for name, line in every.items() if line is not None}
    if not curves:
        blocked("training_curves")
    unknown_metric = [
        name
        for name, line in curves.items()
        if not _tells_metric(name, line, curves.get(_beside(name)))
    ]
    texts = [f"{line.below} {line.above} {line.own}" for line in curves.values()]
    if not all(words.EPOCH.search(text) for text in texts):
        fail("no_axis_labels")
    if len(unknown_metric) >= 2 and all(
        _tells_metric(_other_metric(name), dataclasses.replace(curves[name], shared=()))
        for name in unknown_metric
    ):
        fail("swapped_metrics", curves=" and ".join(unknown_metric))
    if unknown_metric and all(_label_tells(curves[name], name) for name in unknown_metric):
        fail("labels_without_legend", curves=" and ".join(unknown_metric))
    if unknown_metric:
        fail("unlabelled_metric", curves=" and ".join(unknown_metric))
    swapped = [
        name
        for name, line in curves.items()
        if _says_validation(line) != name.startswith("val_") and line.own
    ]
    if len(swapped) >= 2 and any(name in TRAINING for name in swapped):
        fail("swapped_curves", curves=" and ".join(swapped))
    unnamed = [name for name in VALIDATION if name in curves and not _says_validation(curves[name])]
    # Where each of a pair has words for both, the order of these tells nobody which is which.
    unnamed += [
        name
        for name in VALIDATION
        if {name, name.removeprefix("val_")} <= curves.keys()
        and all(_names_both(curves[one].own) for one in (name, name.removeprefix("val_")))
    ]
    if not all(_explains_styles(curves[name].around) for name in unnamed):
        fail("no_legend")
    if swapped:
        fail("no_legend")


def _label_tells(line: Line, name: str) -> bool:
    """Whether a curve has a label that names its metric, and that nothing shows."""
    return not line.own and _tells_metric(name, dataclasses.replace(line, own=line.label))


def _says_validation(line: Line) -> bool:
    if words.VALIDATION.search(line.own):
        return not words.TRAINING.match(line.own)
    if words.TRAINING.search(line.own) or line.beside_validation:
        # Here the curves themselves say which is which, and the title names both.
        return False
    around = line.around
    return bool(words.VALIDATION.search(around)) and not words.TRAINING.search(around)


def _names_both(text: str) -> bool:
    return bool(words.TRAINING.search(text) and words.VALIDATION.search(text))


def _explains_styles(text: str) -> bool:
    """Whether a text says how training and validation look, such as "training solid, ... dashed"."""
    return _names_both(text) and len(set(words.STYLES.findall(text))) >= 2


def _other_metric(name: str) -> str:
    return "accuracy" if "loss" in name else "loss"


def _beside(name: str) -> str:
    """Return the name of the other metric's curve on the same images."""
    return ("val_" if name.startswith("val_") else "") + _other_metric(name)


def _tells_metric(name: str, line: Line, beside: Line | None = None) -> bool:
    """Whether a curve's own words name its metric or, where they do not, the nearest that do.

    A text that names both, such as "loss and accuracy", says of no curve what it is. Own words such as
    "accuracy (1 - error)" do where the other metric's curve `beside` has words of that one alone.
    """
    metric, other = _other_metric(_other_metric(name)), _other_metric(name)
    own = _metrics_in(line.own)
    if len(own) == 2 and beside is not None and _metrics_in(beside.own) == {other}:
        return True
    for found in (own, *map(_metrics_in, (*line.beside, *line.shared))):
        if len(found) == 1:
            return found == {metric}
    return False


def _metrics_in(text: str) -> set[str]:
    return {metric for metric, pattern in words.METRICS.items() if pattern.search(text)}
