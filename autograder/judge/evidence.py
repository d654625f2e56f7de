"""Read evidence that a student's process wrote, trusting nothing in it.

In: a folder with `<task>.json` and `.npy` files, or all of them in one. Out: a `Node`, whose
accessors check types. Whatever is missing, malformed, oversized or not a regular file is an
`EvidenceError`, never anything else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autograder.judge.npy import parse_array
from autograder.judge.packed import Inputs, packed_in
from autograder.sandbox.reading import EvidenceError, read_bytes, read_json

MAX_JSON_BYTES = 2 * 2**20
# No number of a training or a figure comes near; its square can still be reckoned with.
MAX_NUMBER = 1e100
# Bytes of the floating point types whose numbers can be as large.
LARGE_FLOAT = 8
# The probe cuts every text to less than half of this.
MAX_TEXT = 1_000
ARRAY_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\.\d{1,5}\.npy")


class Node:
    """A value of the evidence with accessors that check what it is.

    Args:
        data: Parsed JSON, in which arrays have been put in place of their files' names.
        path: Where it stands, for messages.
    """

    def __init__(self, data: Any, path: str = "evidence") -> None:
        self.data = data
        self.path = path

    def _wrong(self, expected: str) -> EvidenceError:
        return EvidenceError(f"{self.path} is not {expected}")

    def __getitem__(self, key: str) -> Node:
        if not isinstance(self.data, dict) or key not in self.data:
            raise EvidenceError(f"{self.path}.{key} is missing")
        return Node(self.data[key], f"{self.path}.{key}")

    def __contains__(self, key: str) -> bool:
        return isinstance(self.data, dict) and self.data.get(key) is not None

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield the names and values of an object."""
        if not isinstance(self.data, dict):
            raise self._wrong("an object")
        for key, value in self.data.items():
            yield key, Node(value, f"{self.path}.{key}")

    def nodes(self) -> list[Node]:
        """Return the values of a list."""
        if not isinstance(self.data, list):
            raise self._wrong("a list")
        return [Node(value, f"{self.path}[{i}]") for i, value in enumerate(self.data)]

    @property
    def text(self) -> str:
        """The value as a text of at most 1,000 characters."""
        if not isinstance(self.data, str):
            raise self._wrong("a text")
        if len(self.data) > MAX_TEXT:
            raise self._wrong(f"a text of at most {MAX_TEXT} characters")
        return self.data

    @property
    def number(self) -> float:
        """The value as a number of at most 1e100."""
        if isinstance(self.data, bool) or not isinstance(self.data, (int, float)):
            raise self._wrong("a number")
        try:
            value = float(self.data)
        except OverflowError as error:
            raise self._wrong("a number in range") from error
        # JSON has no infinity, but 1e999 is read as one.
        if not math.isfinite(value) or abs(value) > MAX_NUMBER:
            raise self._wrong("a number in range")
        return value

    @property
    def integer(self) -> int:
        """The value as a whole number of at most 2**53."""
        if isinstance(self.data, bool) or not isinstance(self.data, int):
            raise self._wrong("a whole number")
        if abs(self.data) > 2**53:
            raise self._wrong("a whole number in range")
        return self.data

    @property
    def flag(self) -> bool:
        """The value as true or false."""
        if not isinstance(self.data, bool):
            raise self._wrong("true or false")
        return self.data

    @property
    def array(self) -> np.ndarray:
        """The value as an array of numbers."""
        if not isinstance(self.data, dict) or not isinstance(self.data.get("values"), np.ndarray):
            raise self._wrong("an array")
        values: np.ndarray = self.data["values"]
        return values

    @property
    def series(self) -> np.ndarray:
        """The value as an array of numbers with one axis, which has a length."""
        values = self.array
        if values.ndim != 1:
            raise self._wrong("a list of numbers")
        return values

    @property
    def dtype(self) -> str:
        """The dtype of an array, also of one that was too large or too strange to keep."""
        return self["dtype"].text

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of an array, also of one that was not kept."""
        return tuple(size.integer for size in self["shape"].nodes())


def bounded(values: np.ndarray) -> np.ndarray:
    """Return an array in which numbers beyond 1e100 are infinite: they are no result of any task.

    Of what is finite, squares and products can be reckoned with.
    """
    if values.dtype.kind != "f" or values.dtype.itemsize < LARGE_FLOAT:
        return values
    beyond = np.abs(values) > MAX_NUMBER
    return np.where(beyond, np.copysign(np.inf, values), values) if beyond.any() else values


def read_task(folder: Path, task: str, limit: int, inputs: Callable[[], Inputs] = dict) -> Node:
    """Read the evidence of one task.

    Args:
        folder: Where the probe wrote it, or where it was packed.
        task: The task's name.
        limit: Most bytes for the task's arrays together.
        inputs: Draws the task's inputs, by which evidence is packed.

    Raises:
        EvidenceError: It is missing or cannot be used.
        InputsDiffer: It was packed by other inputs.
    """
    name = f"{task}.json"
    packed = packed_in(folder, task, limit + MAX_JSON_BYTES)

    def read(file: str, most: int) -> bytes:
        return packed.read(file, most, inputs) if packed else read_bytes(folder / file, most)

    data = read_json(read(name, MAX_JSON_BYTES), name)
    remaining = limit

    def with_arrays(value: Any) -> Any:
        nonlocal remaining
        if isinstance(value, list):
            return [with_arrays(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "values" in value and "npy" not in value:
            return {key: with_arrays(item) for key, item in value.items() if key != "values"}
        if isinstance(value.get("npy"), str):
            file = value["npy"]
            if not ARRAY_NAME.fullmatch(file) or not file.startswith(f"{task}."):
                raise EvidenceError("an array's file has a name that it cannot have")
            content = read(file, remaining)
            remaining -= len(content)
            values = bounded(parse_array(content, file))
            return {"values": values, "dtype": values.dtype.name, "shape": list(values.shape)}
        return {key: with_arrays(item) for key, item in value.items()}

    return Node(with_arrays(data), task)
