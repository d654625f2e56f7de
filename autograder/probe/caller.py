"""Call student functions with given inputs and record what came back.

In: a namespace with the student's functions, and the inputs of a task. Out: a JSON record of each
call. Nothing here knows what a right answer is.
"""

from __future__ import annotations

import contextlib
import inspect
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from autograder.probe.value_recorder import Recorder, describe_error, is_stub, shorten

# Of a call that raises an error, so many arguments are told.
MOST_ARGUMENTS = 4


class TimeLimitExceeded(BaseException):
    """Raised inside student code that runs past its limit.

    Not an `Exception`, so that an ordinary `except Exception` in student code lets it through. Code
    that catches it all the same is stopped from outside.
    """


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeLimitExceeded` in the block once `seconds` of wall clock have passed.

    Where the platform or the thread has no alarm signal, the block runs without a limit.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeLimitExceeded(f"more than {seconds:g} seconds")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


# What student code may raise, and what it is stopped by.
OF_STUDENTS = (Exception, SystemExit, KeyboardInterrupt, GeneratorExit)
WHATEVER = (*OF_STUDENTS, TimeLimitExceeded)


class Caller:
    """Calls the functions of one notebook for one task.

    Args:
        namespace: Where the notebook's functions are looked up.
        recorder: Where results go.
        seconds: Wall-clock limit of one call.
        describe: Describes a result; `Recorder.value` by default.
        around: Makes the block in which student code runs, such as `SettingsAside.lent`.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        recorder: Recorder,
        seconds: float,
        describe: Callable[..., dict[str, Any]] | None = None,
        around: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
    ) -> None:
        self.namespace = namespace
        self.recorder = recorder
        self.seconds = seconds
        self.describe = describe or recorder.value
        self.around = around

    def call(self, function: str, *arguments: Any, **options: Any) -> tuple[dict[str, Any], Any]:
        """Call a function; return the record of the call and the result itself.

        The result is None where the call did not return. Figures that the call opened are closed
        once they have been recorded.
        """
        target = self.namespace.get(function)
        if target is None:
            return {"outcome": "missing"}, None
        if not callable(target):
            return {"outcome": "not_callable", "type": type(target).__name__}, None
        started = time.perf_counter()
        try:
            with self.around(), time_limit(self.seconds):
                result = target(*arguments, **options)
        except TimeLimitExceeded:
            return {"outcome": "timed_out", "seconds": self.seconds}, None
        except OF_STUDENTS as error:
            described = describe_error(error)
            outcome = "not_attempted" if is_stub(described) else "raised"
            record = {"outcome": outcome, "error": described}
            # What a function says of its arguments is the student's code, too.
            with contextlib.suppress(*WHATEVER), time_limit(self.seconds):
                record["given"] = described_arguments(target, arguments, options)
            return record, None
        seconds = round(time.perf_counter() - started, 3)
        return {"outcome": "returned", "seconds": seconds}, result

    def record(self, function: str, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Call a function and record a description of its result."""
        return self.described(*self.call(function, *arguments, **options))

    def described(self, record: dict[str, Any], result: Any, **options: Any) -> dict[str, Any]:
        """Return a call's record with a description of its result as it is now.

        Args:
            record: The record that `call` returned.
            result: The result that it returned.
            options: Passed on to the function that describes.
        """
        if record["outcome"] == "returned":
            try:
                with time_limit(self.seconds):
                    return {**record, "value": self.describe(result, **options)}
            except (Exception, SystemExit, TimeLimitExceeded) as error:
                return {"outcome": "raised", "error": describe_error(error)}
        return record


def described_arguments(
    target: Any, arguments: Sequence[Any], options: Mapping[str, Any]
) -> list[str]:
    """Return in a few words what a function was called with, such as `images: uint8 (12, 28, 28)`."""
    names: list[str] = []
    with contextlib.suppress(TypeError, ValueError):
        names = list(inspect.signature(target).parameters)
    names += [""] * (len(arguments) - len(names))
    every = [*zip(names, arguments), *options.items()][:MOST_ARGUMENTS]
    return [shorten(f"{name}: {_in_words(one)}".removeprefix(": "), 80) for name, one in every]


def _in_words(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype.name} {value.shape}"
    return shorten(value, 40) if isinstance(value, (int, float)) else type(value).__name__


@contextlib.contextmanager
def closing_figures() -> Iterator[None]:
    """Close the figures that were opened in the block, so that they are neither shown nor kept."""
    before = set(plt.get_fignums())
    try:
        yield
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


def load_inputs(path: Path) -> dict[str, np.ndarray]:
    """Read the inputs of a task that the grader wrote."""
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
