"""Write what student code returned as plain data: JSON and `.npy` files, never pickle.

In: any Python object. Out: a JSON description; arrays go to files of their own. This module runs in
the student's process, so nothing that it writes is trusted: `judge.evidence` reads it with care.
"""

from __future__ import annotations

import json
import linecache
import re
import traceback
from pathlib import Path
from typing import Any

import numpy as np

MAX_ARRAY_BYTES = 32 * 2**20
MAX_ITEMS = 24
MAX_TEXTS, MAX_TEXT_OF_MANY = 2000, 100
# Of whole numbers, as the judge reads them.
MOST_WHOLE = 2**53
MAX_TEXT, MAX_MESSAGE = 400, 100_000
# The numbers of an array of two axes or more, as NumPy and TensorFlow print them.
NUMBERS = re.compile(r"\[\[[-+.\d\seE\[\]…]{60,}\]")
# How such a message of TensorFlow's begins, and its lines that say nothing of what went wrong.
GRAPH = "Graph execution error"
OF_GRAPH = (GRAPH, "Detected at node", "File ", "<stack traces", "[[{{node")
SYNTAX_ERRORS = (SyntaxError, IndentationError, TabError)


def shorten(text: object, limit: int = MAX_TEXT) -> str:
    """Return `text` as a string of at most `limit` characters, whatever its `__str__` does."""
    try:
        shown = str(text)
    except BaseException as error:
        shown = f"<text that raises {type(error).__name__}>"
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


class Recorder:
    """Writes the evidence of one task into a folder.

    Args:
        folder: Where evidence goes; it exists.
        task: Name of the task, which begins the name of each file.
    """

    def __init__(self, folder: Path, task: str) -> None:
        self.folder = folder
        self.task = task
        self.count = 0

    def array(self, array: np.ndarray, limit: int = MAX_ARRAY_BYTES) -> dict[str, Any]:
        """Write a numeric array to a file and return what stands for it in JSON.

        Of one with more than `limit` bytes only dtype and shape are kept.
        """
        described = {"dtype": array.dtype.name, "shape": list(array.shape)}
        if array.dtype.kind not in "biuf" or array.nbytes > limit:
            return described
        self.count += 1
        name = f"{self.task}.{self.count}.npy"
        np.save(
            self.folder / name, np.ascontiguousarray(array).reshape(array.shape), allow_pickle=False
        )
        return {**described, "npy": name}

    def value(
        self, value: Any, limit: int = MAX_ARRAY_BYTES, alike: np.ndarray | None = None
    ) -> dict[str, Any]:
        """Describe anything that a function may return.

        Args:
            value: The value.
            limit: Arrays of up to so many bytes are described in full.
            alike: A number for each row of an array, the same one for rows that are to be alike: of
                such an array the extremes of these are kept, beside its form.
        """
        described: dict[str, Any] = {"type": shorten(type(value).__name__, 80)}
        most = limit if alike is None else 0
        if value is None:
            return {"kind": "none", **described}
        if isinstance(value, (bool, np.bool_)):
            return {"kind": "bool", **described, "number": float(value)}
        if isinstance(value, (int, np.integer)):
            whole = int(value)
            number = float(whole) if abs(whole) < MOST_WHOLE else None
            return {"kind": "integer", **described, "number": number}
        if isinstance(value, (float, np.floating)):
            number = float(value)
            return {"kind": "float", **described, "number": number if np.isfinite(number) else None}
        if isinstance(value, str):
            return {"kind": "text", **described, "text": shorten(value)}
        if isinstance(value, dict):
            keys = [shorten(key, 60) for key in list(value)[:MAX_ITEMS]]
            described.update(kind="mapping", keys=keys)
            if len(value) <= 4:
                described["items"] = [self.value(item, most) for item in value.values()]
            return described
        if isinstance(value, (list, tuple)):
            described.update(kind="sequence", length=len(value))
            if len(value) <= 4:
                described["items"] = [self.value(item, most) for item in value]
            numbers = self._as_numbers(value)
            if numbers is not None:
                described.update(self._in_part(numbers, limit, alike))
            return {**described, **self._as_texts(value)}
        numbers = self._as_numbers(value)
        if numbers is not None:
            return {"kind": "array", **described, **self._in_part(numbers, limit, alike)}
        package = shorten(getattr(type(value), "__module__", ""), 80).partition(".")[0]
        return {"kind": "other", **described, "package": package, **self._as_texts(value)}

    def _in_part(self, numbers: np.ndarray, limit: int, alike: np.ndarray | None) -> dict[str, Any]:
        if alike is None:
            return {"array": self.array(numbers, limit)}
        described = {"array": self.array(numbers, 0)}
        if numbers.shape[:1] == alike.shape and numbers.nbytes <= limit:
            least, greatest = map(self.array, extremes(numbers, alike))
            described |= {"least": least, "greatest": greatest}
        return described

    @staticmethod
    def _as_texts(value: Any) -> dict[str, Any]:
        """Return the texts of a list, tuple or array of one axis that holds nothing else."""
        if isinstance(value, np.ndarray) and value.dtype.kind in "UO" and value.ndim == 1:
            value = value[: MAX_TEXTS + 1].tolist()
        if not isinstance(value, (list, tuple)) or not 0 < len(value) <= MAX_TEXTS:
            return {}
        if not all(isinstance(item, str) for item in value):
            return {}
        return {"texts": [shorten(item, MAX_TEXT_OF_MANY) for item in value]}

    @staticmethod
    def _as_numbers(value: Any) -> np.ndarray | None:
        if isinstance(value, type) or (callable(value) and not hasattr(value, "__array__")):
            return None
        try:
            numbers = np.asarray(value)
        except Exception:
            return None
        return numbers if numbers.dtype.kind in "biuf" else None

    def write(self, record: dict[str, Any]) -> None:
        """Write the task's record in one step, so that a half-written one is never read."""
        final = self.folder / f"{self.task}.json"
        draft = self.folder / f"{self.task}.json.part"
        try:
            text = json.dumps(record, allow_nan=False)
        except ValueError:
            # Whole numbers may have more digits than can be written.
            text = json.dumps(_in_range(record), allow_nan=False)
        draft.write_text(text, encoding="utf-8")
        draft.replace(final)


def extremes(numbers: np.ndarray, alike: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest numbers among rows that are to be alike.

    Args:
        numbers: Shape (n, ...).
        alike: Shape (n,): the same number for rows that are to be alike.

    Returns:
        Two arrays of shape (groups of rows, ...), in the order of the groups' numbers.
    """
    groups = [numbers[alike == number] for number in np.unique(alike)]
    least, greatest = ([getattr(one, name)(axis=0) for one in groups] for name in ("min", "max"))
    return np.stack(least), np.stack(greatest)


def in_range(number: int) -> int:
    """Return a whole number, or the nearest that the judge reads."""
    return max(-MOST_WHOLE, min(number, MOST_WHOLE))


def _in_range(record: Any) -> Any:
    """Return a record with all whole numbers in range."""
    if isinstance(record, dict):
        return {key: _in_range(value) for key, value in record.items()}
    if isinstance(record, (list, tuple)):
        return [_in_range(value) for value in record]
    whole = isinstance(record, int) and not isinstance(record, bool)
    return in_range(record) if whole else record


def describe_error(error: BaseException) -> dict[str, Any]:
    """Describe an exception by its type, message and the student's own line."""
    line = None
    frames = traceback.extract_tb(error.__traceback__)
    for frame in frames:
        if is_student_file(frame.filename):
            text = frame.line or linecache.getline(frame.filename, frame.lineno or 0)
            line = {
                "number": frame.lineno,
                "text": shorten(text.strip(), 200),
                "function": shorten(frame.name, 80),
            }
    # Keras quotes whole arrays, and says behind them what is wrong with their shapes.
    message = shorten(NUMBERS.sub("[[…]]", _without_graph(shorten(error, MAX_MESSAGE))))
    if (
        isinstance(error, SyntaxError)
        and type(error) in SYNTAX_ERRORS
        and is_student_file(shorten(error.filename))
    ):
        # It is raised before anything runs, and its text ends with a file of IPython's.
        message, number = shorten(error.msg), error.lineno
        text = shorten(error.text or "", 200).strip()
        line = {"number": number if isinstance(number, int) else 0, "text": text, "function": ""}
    return {"type": shorten(type(error).__name__, 80), "message": message, "line": line}


def _without_graph(message: str) -> str:
    """Return the message of an error without the files of which TensorFlow has made a graph.

    They are its own and come first; what went wrong stands behind them.
    """
    if not message.lstrip().startswith(GRAPH):
        return message
    lines = [line.strip() for line in message.splitlines()]
    kept = [line for line in lines if line and not line.startswith(OF_GRAPH)]
    return "\n".join(kept) or message


def is_stub(error: dict[str, Any]) -> bool:
    """Whether a described error comes from the line that stands in for the student's own code.

    TensorFlow raises errors of that type, too: it cannot make an array of what it traces.
    """
    stub = NotImplementedError.__name__
    return error.get("type") == stub and stub in str(error.get("line"))


def is_student_file(filename: str) -> bool:
    """Whether a frame's file is a notebook cell or a file that the student wrote beside it."""
    if filename.startswith("<ipython-input") or "ipykernel_" in filename:
        return True
    path = Path(filename)
    return path.is_absolute() and path.parent == Path.cwd()
