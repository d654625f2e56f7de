"""What an assignment of a course's own brings along: a data set, and tasks that the kit does not know.

In: the tables of a rubric. Out: an `OwnData`, and for each own task the calls that the probe makes.
Inputs are described in the rubric and drawn from a seed, so that they can be drawn where student code
runs; what is right stands in the task's checks, which only the judge reads.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from typing import Any

from autograder.assignment.toml import Reader

KEYS = {
    "images": ("draw", "count"),
    "unseen": ("draw", "count"),
    "labels": ("draw", "count"),
    "integers": ("draw", "low", "high", "shape"),
    "numbers": ("draw", "low", "high", "shape"),
}
# What is drawn from the data set; the labels of a call are those of its images.
OF_THE_DATA = ("images", "unseen", "labels")
# What images may be, besides the types of the calls that have names of their own.
OTHER_TYPES = ("float16", "int8", "int16", "uint16", "int32", "uint32", "uint64")
MAX_CALLS, MAX_COUNT, MAX_ITEMS = 50, 1000, 1_000_000
MAX_IMAGES = 10_000_000
# Fewer do not give every kind of task its inputs.
LEAST_TRAINING_IMAGES = 2000


@dataclasses.dataclass(frozen=True)
class OwnData:
    """A data set of grey images that a rubric names.

    Attributes:
        name: Its name in reports, and in the rubric's table of accuracies.
        paths: Where it may lie: an `.npz` file in Keras's layout, or a folder with IDX files. The
            first that exists is used. Relative ones begin at the rubric's folder.
        sha256: Digest of the raw arrays x_train, y_train, x_test, y_test, one after another.
        train_images: How many of the training images to use, from the first; 0 for all.
        test_images: How many of the test images; 0 for all.
    """

    name: str
    paths: tuple[str, ...]
    sha256: str
    train_images: int = 0
    test_images: int = 0


@dataclasses.dataclass(frozen=True)
class Argument:
    """One argument of a call: drawn from the seed, or a value as it stands.

    Attributes:
        draw: "images" of the data set, "unseen" ones, the "labels" of those in the same call,
            "integers", "numbers", or "" for a value.
        count: How many images or labels.
        low: Least integer or number.
        high: Greatest integer; numbers stay below it.
        shape: Shape of an array of integers or numbers; a single one if empty.
        value: The value: a number, a text, or a list of either.
    """

    draw: str
    count: int = 0
    low: float = 0
    high: float = 0
    shape: tuple[int, ...] = ()
    value: Any = None


Calls = tuple[tuple[str, tuple[Argument, ...]], ...]


def read_data(reader: Reader, document: Mapping[str, Any]) -> OwnData | None:
    """Return the data set that a rubric names, or None where it uses MNIST.

    Raises:
        RubricError: A key is wrong.
    """
    if "data" not in document:
        return None
    names = tuple(field.name for field in dataclasses.fields(OwnData))
    table = reader.table(document, "data", names)
    name = reader.text(table, "data.name")
    if not name.isidentifier() or name in ("mnist", "mnist_5k"):
        raise reader.fail("data.name", "a name of letters, digits and _, not MNIST's", name)
    paths = reader.texts(table, "data.paths")
    if not all(paths):
        raise reader.fail("data.paths", "a list of paths", list(paths))
    sha256 = reader.text(table, "data.sha256")
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise reader.fail("data.sha256", "64 hexadecimal digits in lower case", sha256)
    counts = {}
    for key, least in (("train_images", LEAST_TRAINING_IMAGES), ("test_images", 1)):
        if key in table:
            counts[key] = int(reader.number(table, f"data.{key}", least, MAX_IMAGES, integer=True))
    return OwnData(name, paths, sha256, **counts)


def read_calls(reader: Reader, task: Mapping[str, Any], key: str) -> Calls:
    """Return the calls of an own task.

    Args:
        reader: The reader of the rubric.
        task: The task's table.
        key: The key under which the calls stand.

    Raises:
        RubricError: A key is wrong.
    """
    table = task.get("calls")
    if not isinstance(table, dict) or not 0 < len(table) <= MAX_CALLS:
        raise reader.fail(key, f"a table with 1 to {MAX_CALLS} calls", table)
    calls = []
    for name, arguments in table.items():
        if not name.isidentifier():
            raise reader.fail(f"{key}.{name}", "a name of letters, digits and _", name)
        if not isinstance(arguments, list) or not all(isinstance(one, dict) for one in arguments):
            raise reader.fail(f"{key}.{name}", "a list of arguments, each a table", arguments)
        if not arguments:
            raise reader.fail(f"{key}.{name}", "at least one argument", arguments)
        drawn = tuple(_argument(reader, one, f"{key}.{name}") for one in arguments)
        if {"images", "unseen"} <= {one.draw for one in drawn}:
            raise reader.fail(
                f"{key}.{name}", "images or unseen ones, not both in one call", "both"
            )
        calls.append((name, drawn))
    return tuple(calls)


def _argument(reader: Reader, table: dict[str, Any], key: str) -> Argument:
    if "value" in table:
        reader.only(table, key, ("value",))
        items = table["value"] if isinstance(table["value"], list) else [table["value"]]
        kinds = {str if isinstance(item, str) else float for item in items}
        if len(kinds) != 1 or not all(isinstance(item, (str, int, float)) for item in items):
            raise reader.fail(f"{key}.value", "numbers or texts", table["value"])
        return Argument("", value=table["value"])
    draw = reader.text(table, f"{key}.draw", tuple(KEYS))
    reader.only(table, key, KEYS[draw])
    if draw in OF_THE_DATA:
        return Argument(draw, int(reader.number(table, f"{key}.count", 1, MAX_COUNT, integer=True)))
    integer = draw == "integers"
    low = reader.number(table, f"{key}.low", -(2**31), 2**31, integer=integer)
    high = reader.number(table, f"{key}.high", low, 2**31, integer=integer)
    shape = reader.sizes(table, f"{key}.shape") if table.get("shape") else ()
    if math.prod(shape) > MAX_ITEMS:
        raise reader.fail(f"{key}.shape", f"at most {MAX_ITEMS} items", list(shape))
    return Argument(draw, low=low, high=high, shape=shape)


def input_name(call: str, place: int) -> str:
    """Return the name of the input that is an argument of a call."""
    return f"{call}.{place}"


def rows_of(name: str, few: str) -> str:
    """Return the name of an input that says which rows of another one make up a large one."""
    return f"{name} of {few}"


def passed(inputs: Mapping[str, Any], name: str) -> Any:
    """Return a fresh array of an input, also of one that is made up of rows of another.

    Args:
        inputs: The task's inputs, arrays by name.
        name: The input's name.
    """
    if name in inputs:
        return inputs[name].copy()
    key = next(one for one in inputs if one.startswith(rows_of(name, "")))
    return inputs[key.removeprefix(rows_of(name, ""))][inputs[key]]


def groups_of(inputs: Mapping[str, Any], name: str) -> Any:
    """Return which row of another input each row is of one that is made up of such rows.

    Args:
        inputs: The task's inputs, arrays by name.
        name: The input's name.
    """
    return inputs[next(one for one in inputs if one.startswith(rows_of(name, "")))]


def arguments_of(inputs: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return fresh arguments of each call of an own task: arrays, or single numbers and texts.

    Args:
        inputs: The task's inputs, arrays by name.
    """
    calls: dict[str, list[Any]] = {}
    for name, array in inputs.items():
        call, _, _ = name.rpartition(".")
        calls.setdefault(call, []).append(array.copy() if array.ndim else array.item())
    return calls
