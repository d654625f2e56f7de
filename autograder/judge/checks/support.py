"""What the checks share: how to fail, and how to read a call's outcome and value."""

from __future__ import annotations

import contextlib
import importlib.util
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

import numpy as np

from autograder.assignment.calls import groups_of
from autograder.judge import reference
from autograder.judge.checks.known_errors import known_cause
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs
from autograder.probe.model_state import half_right
from autograder.sandbox.reading import EvidenceError

# How the names of integer dtypes begin.
WHOLE = ("int", "uint")
# Modules that only one place has, whatever is installed elsewhere.
ELSEWHERE = {
    "google.colab": "Google Colab",
    "kaggle_secrets": "Kaggle",
    "kaggle_datasets": "Kaggle",
    "dbutils": "Databricks",
}
# Errors of names alone, whatever a function was given.
OF_NAMES = ("NameError", "ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError")
MISSING_NAME = re.compile(r"cannot import name '\w{1,80}' from '([\w.]{1,80})'")
MISSING_MODULE = re.compile(r"No module named '([\w.]{1,80})'")


class Failure(AssertionError):
    """A check that fails.

    Args:
        cause: Key of the message in `feedback.toml`, in the kind's table or in `any`.
        fields: What the message's placeholders stand for.
    """

    def __init__(self, cause: str, fields: dict[str, Any]) -> None:
        super().__init__(cause)
        self.cause = cause
        self.fields = fields


def fail(cause: str, **fields: Any) -> NoReturn:
    """Fail the check with a message of `feedback.toml`."""
    raise Failure(cause, fields)


def blocked(check: str) -> NoReturn:
    """Fail the check because another one, which has the message, failed for the same cause."""
    raise Failure("blocked", {"check": check.replace("_", " ")})


def returned(call: Node) -> Node:
    """Return a call's record; fail if the call did not return."""
    outcome = call["outcome"].text
    if outcome == "returned":
        return call
    if outcome in ("missing", "not_callable", "not_attempted"):
        fail(outcome)
    if outcome == "timed_out":
        fail("timed_out", seconds=f"{call['seconds'].number:g}")
    if outcome == "raised":
        error = call["error"]
        reason = _limit(error["type"].text, error["message"].text)
        if reason:
            fail("limit", reason=reason)
        kind, message = error["type"].text, error["message"].text
        fields = {
            "type": kind,
            "message": message,
            "line": f"{_line(error)} {_given(call, kind)}".strip(),
        }
        package, module = missing_part(kind, message), missing_module(kind, message)
        if package and module not in ELSEWHERE:
            fail("lacks_part", package=package, **fields)
        if module:
            fail("lacks_module", module=module, **fields)
        known = known_cause(kind, message)
        if known:
            raise Failure(known, fields)
        fail("undefined_name" if kind == "NameError" else "raises", **fields)
    raise EvidenceError("a call's outcome is not one of the known ones")


def missing_module(kind: str, message: str) -> str:
    """Return the module that is not there, where an error of this type and message says so."""
    found = MISSING_MODULE.match(message) if kind == "ModuleNotFoundError" else None
    return found[1] if found else ""


def missing_part(kind: str, message: str) -> str:
    """Return the package that is there, but not the part of it that an error says was imported."""
    module = missing_module(kind, message)
    found = MISSING_NAME.match(message) if kind == "ImportError" else None
    package, _, inside = (found[1] if found else module).partition(".")
    if not package or not (found or inside):
        return ""
    try:
        return package if importlib.util.find_spec(package) else ""
    except (ImportError, ValueError):
        return ""


def _limit(kind: str, message: str) -> str:
    """Return which limit an error comes from, or nothing."""
    if kind in ("MemoryError", "ResourceExhaustedError", "_ArrayMemoryError"):
        return "it used more memory than it may"
    if "[Errno 27]" in message or "[Errno 28]" in message:
        return "it wrote more to the disk than it may"
    if kind == "BlockingIOError" and "[Errno 11]" in message:
        return "it started more processes than it may"
    return ""


def _line(error: Node) -> str:
    if "line" not in error:
        return ""
    line = error["line"]
    return f"at line {line['number'].integer} of {line['function'].text}: {line['text'].text}"


def _given(call: Node, kind: str) -> str:
    """Return what a call that raised was given, in words; nothing where that tells nothing."""
    if kind in OF_NAMES or "given" not in call:
        return ""
    words = ", ".join(one.text for one in call["given"].nodes())
    return f"(called with {words})" if words else ""


def value_of(call: Node) -> Node:
    """Return the value of a call that returned; fail where it returned nothing at all."""
    value = returned(call)["value"]
    if value["kind"].text == "none":
        fail("returns_none")
    return value


def numbers(value: Node) -> Node:
    """Return the array of a value that NumPy takes for numbers; fail for anything else."""
    if value["kind"].text not in ("array", "sequence") or "array" not in value:
        fail("wrong_type", found=value["type"].text)
    return value["array"]


def kept(array: Node) -> np.ndarray:
    """Return an array's numbers; fail where its dtype is not one that can hold the result."""
    if "values" not in array:
        fail("wrong_type", found=f"an array of {array.dtype} with shape {array.shape}")
    return array.array


def keep_result(call: Node) -> None:
    """Fail where a later call has changed the array that this one returned."""
    before, after = (numbers(value_of(one)).array for one in (call, call["later"]))
    if not same_array(before, after):
        fail("overwrites_result")


def demand_new_result(first: Node, second: Node) -> None:
    """Fail where calls with other images have the same result, unless one number is all of it."""
    before, after = (numbers(value_of(one)).array for one in (first, second))
    if before.size and same_array(before, after) and before.min() < before.max():
        fail("same_result_again")


def arguments_after(
    calls: Node, names: Sequence[str], others: Sequence[str]
) -> Iterator[tuple[str, list[np.ndarray]]]:
    """Yield the names of calls, each with its arguments as they are afterwards.

    Args:
        calls: The calls.
        names: Those that have returned.
        others: Those that are looked at where they have: after one that does not there are no others.
    """
    returned_too = [one for one in others if one in calls and "arguments_after" in calls[one]]
    for name in (*names, *returned_too):
        yield name, [one.array for one in calls[name]["arguments_after"].nodes()]


def spread(values: np.ndarray) -> float:
    """Return the difference between the largest and the smallest number, of whatever dtype.

    NumPy takes no truth values from each other, and whole numbers of few bits overflow.
    """
    return float(np.ptp(values.astype("float64"))) if values.size else 0.0


def logs_in(value: Node) -> dict[str, np.ndarray]:
    """Return the logs of a Keras `History` by name, a number an epoch; fail for another value."""
    if value["kind"].text != "history":
        fail("no_history", found=value["type"].text)
    return {name: one.array for name, one in value["logs"].items() if one.array.ndim == 1}


def weights_in(value: Node) -> list[np.ndarray]:
    """Return the weights of a Keras model, in its order; fail for another value."""
    if value["kind"].text != "model":
        fail("no_model", found=value["type"].text)
    return weights_of(value["weights"])


def of_many(call: Node, count: int, few: int, what: str = "images") -> Node:
    """Return the value of a call with many images; fail in words of its own where it raises.

    Args:
        call: The call's record.
        count: How many they are.
        few: For how many the function returns.
        what: What there are many of.
    """
    try:
        return value_of(call)
    except Failure as failure:
        kind, message, line = _error_of(failure)
        error = {"type": kind, "message": message, "line": line}
        fail("raises_for_many", count=count, few=few, what=what, **error)


def dtypes_of(calls: Node, names: Iterable[str]) -> Iterator[str]:
    """Yield the dtypes of the arrays that some calls returned, as far as there are any.

    Args:
        calls: The records of the calls.
        names: The names of the calls.
    """
    for name in names:
        if name in calls and calls[name]["outcome"].text == "returned":
            with contextlib.suppress(Failure):
                yield numbers(calls[name]["value"]).dtype


def extremes_of(value: Node) -> list[np.ndarray]:
    """Return of a result for many images the least and the greatest numbers for each different one."""
    if "least" not in value:
        kept(value["array"])
    return [kept(value[name]) for name in ("least", "greatest")]


def different_of(inputs: Inputs, few: str) -> np.ndarray:
    """Return the different ones among many images; `few` names those that are repeated."""
    different: np.ndarray = inputs[few][np.unique(groups_of(inputs, "large"))]
    return different


def of_view(call: Node) -> Node:
    """Return the value of a call with views of other arrays; fail in own words where it raises."""
    try:
        return value_of(call)
    except Failure as failure:
        kind, message, line = _error_of(failure)
        fail("raises_for_views", type=kind, message=message, line=line)


def _error_of(failure: Failure) -> tuple[str, str, str]:
    """Return type, message and line of an error; a failure for another cause is raised again."""
    if failure.cause != "raises":
        raise failure
    return failure.fields["type"], failure.fields["message"], failure.fields["line"]


def texts(value: Node) -> list[str]:
    """Return the texts of a list or array that holds nothing else; fail for anything else."""
    if "texts" not in value:
        fail("not_texts", found=value["type"].text)
    return [text.text for text in value["texts"].nodes()]


def same_array(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether two arrays have the same shape, dtype and values."""
    return (
        first.shape == second.shape
        and first.dtype == second.dtype
        and bool(np.array_equal(first, second, equal_nan=first.dtype.kind == "f"))
    )


def weights_of(nodes: Node) -> list[np.ndarray]:
    """Return a list of recorded weights."""
    return [node.array for node in nodes.nodes()]


def shape_text(shape: tuple[int, ...]) -> str:
    """Return a shape as it is written in the notebook, such as (3, 28, 28)."""
    return str(tuple(int(size) for size in shape))


def with_moved_classes(probabilities: np.ndarray) -> np.ndarray:
    """Return what a model gives once each class is where the one before was, as in `moved`."""
    return np.roll(probabilities, 1, axis=-1)


def demand_same_model(call: Node, inputs: Inputs, outputs: np.ndarray | None = None) -> None:
    """Fail where a call has changed the model that it was given: every task with one asks this.

    Args:
        call: The record of the call, with the model's state after it.
        inputs: The inputs, among them the weights that the model had.
        outputs: What the model gave for the first of the call's images, at least as many as recorded;
            None where no outputs are recorded.
    """
    state = call["model"]
    # What cannot be compared any more has an error.
    changed = [] if "error" in state and "changed" not in state else state["changed"].nodes()
    if changed and changed[0]["what"].text == "layers":
        fail("changes_model", found=_change(changed[0]))
    if "weights" in state or "error" not in state:
        after = weights_of(state["weights"])
        weights = [values for name, values in inputs.items() if name.startswith("weights_")]
        if len(after) != len(weights) or not all(map(same_array, after, weights)):
            fail("changes_model", found="other weights")
    if changed:
        fail("changes_model", found=_change(changed[0]))
    if "error" in state:
        fail("changes_model", found=f"it cannot be used any more: {state['error']['type'].text}")
    if outputs is not None:
        _demand_same_outputs(state, inputs, outputs)


def _change(change: Node) -> str:
    """Return in words what of a model is not as it was."""
    what = change["what"].text
    if what == "setting":
        return f"the {change['of'].text}'s {change['name'].text} is another one"
    if what == "compiled":
        return "it is compiled now" if change["after"].flag else "it is not compiled any more"
    if what == "optimizer":
        return "it is compiled again, with another optimizer"
    before, after = change["before"].integer, change["after"].integer
    if what == "layers":
        return f"{before} layers before, now {after}" if after != before else "other layers"
    if what == "trainable":
        return f"arrays of weights that can be trained: {before} before, now {after}"
    raise EvidenceError("a change of a model is none of the known ones")


def _demand_same_outputs(state: Node, inputs: Inputs, outputs: np.ndarray) -> None:
    """Fail where a compiled model has other outputs, or is compiled in another way."""
    if not np.isclose(state["learning_rate"].number, inputs["learning_rate"][0]):
        fail("changes_model", found="an optimizer with another learning rate")
    if state["iterations"].integer:
        fail("changes_model", found="an optimizer that has taken steps")
    found = state["outputs"].array
    if found.ndim != 2 or not len(found) or found.shape[1] != outputs.shape[1]:
        fail("changes_model", found="outputs of another shape")
    if not np.allclose(found, outputs[: len(found)], atol=1e-3):
        fail("changes_model", found="other outputs for the same images")
    if state["compiled_as_before"].flag:
        return
    compiled, labels = state["compiled"], half_right(found)
    loss = reference.cross_entropy(labels, found.astype("float64"))
    if "loss" not in compiled or not np.isclose(
        compiled["loss"].number, loss, rtol=1e-3, atol=1e-3
    ):
        fail("changes_model", found="it is compiled with another loss")
    metrics = {name: one.number for name, one in compiled["metrics"].items()}
    right = reference.accuracy(labels, found)
    if [*metrics] != ["accuracy"] or not np.isclose(metrics["accuracy"], right):
        fail("changes_model", found="it is compiled with other metrics")
