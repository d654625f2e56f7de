"""Tell from logs and marks of weights when a training ended, and which epoch's weights it left.

In: the recorded trainings on images of which nothing can be learnt, so that what is watched gets worse.
Out: whether they end as Keras's `EarlyStopping` of some settings would end them, or by which rule.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import NoReturn

import numpy as np

from autograder.assignment.model_tables import MONITORS, EarlyStopping
from autograder.assignment.rubric import Rubric
from autograder.judge.checks.steps import rounding_of
from autograder.judge.checks.support import blocked, fail, returned, weights_of
from autograder.judge.checks.training import RUNS, logs_of
from autograder.judge.evidence import Node
from autograder.judge.inputs import BY_DEFAULT, STOPPING_RUNS, Inputs
from autograder.probe.training_trace import mark_of

Logs = Mapping[str, np.ndarray]
# By how much a value may miss one that is to be reached: at least it, or more than it.
NEARLY = 1e-6
# By how much a value may have to be better to count as such. More would be another rule.
NO_STEPS = (0.0, 1e-5, 1e-4, 5e-4, 1e-3)
# By how much it may have to be better where steps are ignored that the contract takes for such.
LEAST_STEPS = (0.002, 0.005, 0.01, 0.05, 0.1)


def best_epoch(name: str, values: Sequence[float] | np.ndarray, least: float = 0.0) -> int:
    """Return the epoch, from 0, after which no value was better.

    Args:
        name: The quantity; by its name Keras tells whether more is better.
        values: Its value after each epoch.
        least: By how much more a value has to be better than the best one.
    """
    sign, best = -1 if "acc" in name else 1, 0
    for epoch, value in enumerate(values):
        if sign * float(value) < sign * float(values[best]) - least:
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


def fitting_rule(
    every: Sequence[Logs], ran: Sequence[int], asked: Sequence[int], wanted: EarlyStopping
) -> Rule | None:
    """Return the rule of a contract by which trainings ended; None where they ended by another.

    What is better by next to nothing may count as better or not.
    """
    rules = (Rule(wanted.patience, least=least) for least in NO_STEPS)
    return next((one for one in rules if ends_so(every, ran, asked, wanted.monitor, one)), None)


def weights_left(calls: Node, run: str, logs: Logs, name: str) -> str:
    """Return whose weights a training left: those of the "best" or the "last" epoch, or of "another".

    The best one may be so by next to nothing. Nothing where it cannot be told.
    """
    record = returned(calls[run])
    path = record["steps"]["path"].series.astype("float64")
    epochs = len(logs[name])
    every = sorted({best_epoch(name, logs[name], least) for least in NO_STEPS})
    steps = (len(path) - 1) // max(epochs, 1)
    if every[-1] == epochs - 1 or steps < 1 or steps * epochs != len(path) - 1:
        return ""
    weights = weights_of(record["weights"])
    left = mark_of(weights)
    if not (np.isfinite(path).all() and np.isfinite(left)):
        return ""
    # A step begins with the weights that the one before it has left.
    marks, room = path[::steps], rounding_of(path, weights)
    apart = np.abs(left - marks)
    best = [epoch + 1 for epoch in every]
    if (np.abs(marks[best] - marks[-1]) <= 2 * room).any():
        return ""
    if (apart[best] <= room).any():
        return "best"
    return "last" if apart[-1] <= room else "another"


def logs_of_all(calls: Node, runs: Sequence[str], monitor: str) -> list[Logs]:
    """Return the logs of trainings; where another check says why a quantity is not in them, fail."""
    for run in runs:
        if returned(calls[run])["history"]["kind"].text != "history":
            blocked("returns_history")
    every: list[Logs] = [logs_of(calls, run) for run in runs]
    if any(not len(logs.get(monitor, ())) for logs in every):
        blocked("validation_split" if monitor.startswith("val_") else "records_accuracy")
    return every


def demand_end_where_reached(calls: Node, rubric: Rubric, wanted: EarlyStopping) -> None:
    """Fail where a training does not end after the first epoch in which a value is reached."""
    runs = [run for run in (*RUNS, *STOPPING_RUNS) if run in calls]
    every = logs_of_all(calls, runs, wanted.monitor)
    histories = [returned(calls[run])["history"] for run in runs]
    asked = [one["asked"].integer if "asked" in one else rubric.epochs for one in histories]

    def off(rule: EarlyStopping) -> list[tuple[int, int, Logs]]:
        """Return where a training did not end by a rule: the epoch that tells, of how many, logs."""
        found = []
        for logs, most in zip(every, asked):
            values = logs.get(rule.monitor, np.zeros(0))
            over = [rule.has_reached(float(value), -NEARLY) for value in values]
            must = over.index(True) + 1 if True in over else most
            ends = len(values) == most or (
                len(values) > 0 and rule.has_reached(float(values[-1]), NEARLY)
            )
            if len(values) > must or not ends:
                found.append((min(must, len(values)), len(values), logs))
        return found

    wrong = off(wanted)
    if not wrong:
        return
    reaches = f"{wanted.reaches:g}"
    side = "at least" if wanted.has_reached(float("inf")) else "at most"
    for name in MONITORS:
        if name != wanted.monitor and not off(dataclasses.replace(wanted, monitor=name)):
            fail("watches_another", monitor=wanted.monitor, found=name)
    epoch, ran, logs = wrong[0]
    value = f"{float(logs[wanted.monitor][epoch - 1]):.3g}"
    fields = {"monitor": wanted.monitor, "reaches": reaches, "side": side, "value": value}
    fail("goes_on" if epoch < ran else "ends_before", epoch=epoch, ran=ran, **fields)


def epochs_asked(calls: Node, run: str, inputs: Inputs, rubric: Rubric) -> int:
    """Return for how many epochs a training was asked, also where that was left to the function."""
    count = int(inputs[f"{run}_epochs"][0]) if f"{run}_epochs" in inputs else 0
    history = returned(calls[run])["history"]
    asked = history["asked"].integer if "asked" in history else rubric.epochs
    # Who ignores the argument loses the points of another check.
    every = [returned(calls[one])["history"] for one in (*RUNS, *STOPPING_RUNS) if one in calls]
    ignored = {one["asked"].integer for one in every if "asked" in one} == {asked}
    return asked if ignored or not count else count


def say_when_it_ends(
    runs: Sequence[str],
    every: Sequence[Logs],
    ran: Sequence[int],
    asked: Sequence[int],
    rubric: Rubric,
) -> NoReturn:
    """Fail with the rule by which trainings end that do not end as the contract has it."""
    wanted, most = rubric.early_stopping, max(asked)
    assert wanted is not None

    def ends(name: str, rule: Rule) -> bool:
        """Whether a rule fits, and has ended a training."""
        return ran != asked and ends_so(every, ran, asked, name, rule)

    fields = {"monitor": wanted.monitor, "patience": wanted.patience}
    others = [name for name in MONITORS if name != wanted.monitor]
    for name in others:
        if ends(name, Rule(wanted.patience)):
            fail("watches_another", found=name, **fields)
    for patience in range(most):
        if ends(wanted.monitor, Rule(patience)):
            fail("wrong_patience", found=patience, **fields)
    if any(ends(wanted.monitor, Rule(patience, reverse=True)) for patience in range(most)):
        fail("takes_worse_for_better", **fields)
    if ends(wanted.monitor, Rule(wanted.patience, in_all=True)):
        fail("counts_in_all", **fields)
    if any(ends(wanted.monitor, Rule(wanted.patience, least=least)) for least in LEAST_STEPS):
        fail("ignores_small_steps", **fields)
    for name in others:
        if any(ends(name, Rule(patience)) for patience in range(most)):
            fail("watches_another", found=name, **fields)
    if all(count >= one for count, one in zip(ran, asked)):
        fail("never_stops", epochs=asked[0], **fields)
    ends_at = [
        end_of(wanted.monitor, logs[wanted.monitor], Rule(wanted.patience)) for logs in every
    ]
    early = [(one, end == count) for end, count, one in zip(ends_at, ran, asked) if count < one]
    # Of those that ran all their epochs, the ones that were to end before.
    late = {
        run: one
        for run, end, count, one in zip(runs, ends_at, ran, asked)
        if count >= one and end is not None and end < one
    }
    by_default = set(late) <= {BY_DEFAULT, "digits"}
    few_alone = by_default or max(late.values(), default=0) < min(one for one, _ in early)
    if few_alone and late and all(right for _, right in early):
        fail("stops_sometimes", epochs=max(late.values()), **fields)
    fail("stops_otherwise", found=", ".join(map(str, ran)), **fields)
