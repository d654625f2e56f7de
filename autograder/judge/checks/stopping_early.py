"""Tell from logs and marks of weights when a training ended, and which epoch's weights it left.

In: the recorded trainings on images of which nothing can be learnt, so that what is watched gets worse.
Out: whether Keras's `EarlyStopping` of some settings ends them where they ended.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from autograder.judge.checks.steps import rounding_of
from autograder.judge.checks.support import returned, weights_of
from autograder.judge.evidence import Node
from autograder.probe.training_trace import mark_of

Logs = Mapping[str, np.ndarray]


def is_better(name: str, value: float, best: float) -> bool:
    """Whether a value of a quantity is better than another, as Keras tells it by the name."""
    return value > best if "acc" in name else value < best


def best_epoch(name: str, values: Sequence[float] | np.ndarray) -> int:
    """Return the first epoch, from 0, with the best value."""
    best = 0
    for epoch, value in enumerate(values):
        if is_better(name, float(value), float(values[best])):
            best = epoch
    return best


@dataclasses.dataclass(frozen=True)
class Rule:
    """When a training ends that watches a quantity.

    Attributes:
        patience: Epochs without anything better after which it ends.
        reverse: Whether what is worse is taken for better.
        least: By how much a value has to be better.
        in_all: Whether all epochs count that were not better, and not those since the best alone.
    """

    patience: int
    reverse: bool = False
    least: float = 0.0
    in_all: bool = False


def end_of(name: str, values: Sequence[float] | np.ndarray, rule: Rule) -> int | None:
    """Return after how many epochs a training that watches a quantity ends, or None for not yet."""
    losses = [float(value) * (-1 if ("acc" in name) != rule.reverse else 1) for value in values]
    best, waited = losses[0], 0
    for epoch, loss in enumerate(losses[1:], 1):
        if loss < best - rule.least:
            best, waited = loss, waited if rule.in_all else 0
        else:
            waited += 1
        if waited >= max(rule.patience, 1):
            return epoch + 1
    return None


def ends_so(
    every: Sequence[Logs], ran: Sequence[int], asked: Sequence[int], name: str, rule: Rule
) -> bool:
    """Whether trainings ended after as many epochs as an early stopping lets them run.

    Args:
        every: The logs of each.
        ran: The epochs of each.
        asked: The epochs that were asked for, of each.
        name: The quantity that is watched.
        rule: When they end.
    """
    if any(not len(logs.get(name, ())) for logs in every):
        return False
    ends = [end_of(name, logs[name], rule) for logs in every]
    return all((end or most) == count for end, most, count in zip(ends, asked, ran))


def weights_left(calls: Node, run: str, logs: Logs, name: str) -> str:
    """Return whose weights a training left: those of the "best" or the "last" epoch, or of "another".

    Nothing where it cannot be told.
    """
    record = returned(calls[run])
    path = record["steps"]["path"].series.astype("float64")
    epochs = len(logs[name])
    best, steps = best_epoch(name, logs[name]), (len(path) - 1) // max(epochs, 1)
    if best == epochs - 1 or steps < 1 or steps * epochs != len(path) - 1:
        return ""
    weights = weights_of(record["weights"])
    left = mark_of(weights)
    if not (np.isfinite(path).all() and np.isfinite(left)):
        return ""
    # A step begins with the weights that the one before it has left.
    marks, room = path[::steps], rounding_of(path, weights)
    apart = np.abs(left - marks)
    if abs(marks[best + 1] - marks[-1]) <= 2 * room:
        return ""
    if apart[best + 1] <= room:
        return "best"
    return "last" if apart[-1] <= room else "another"
