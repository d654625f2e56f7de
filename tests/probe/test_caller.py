"""What the probe records of functions from arrays to arrays."""

from __future__ import annotations

import codecs
import linecache
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.assignment.calls import rows_of
from autograder.judge.checks.support import Failure, returned
from autograder.judge.evidence import Node
from autograder.probe.caller import Caller
from autograder.probe.kinds import normalize
from autograder.probe.value_recorder import Recorder, describe_error
from autograder.probe.work import Work

FEW = {
    name: np.full((count, 4, 4), level, "uint8")
    for name, count, level in (("batch", 3, 10), ("other", 3, 20), ("single", 1, 255))
}
ROWS = np.array([2, 0, 1, 1, 0])
INPUTS = {**FEW, rows_of("large", "batch"): ROWS}


def recorded(function: Callable[[Any], Any], folder: Path) -> dict[str, Any]:
    """Return the record of a function that normalizes."""
    recorder = Recorder(folder, "normalize_images")
    caller = Caller({"normalize_images": function}, recorder, 5.0)
    return normalize(Work(caller, recorder, "normalize_images", INPUTS, {}, caller))


def values(record: dict[str, Any], folder: Path) -> np.ndarray:
    """Return the array of a recorded call."""
    return np.asarray(np.load(folder / record["value"]["array"]["npy"]))


def extremes(record: dict[str, Any], folder: Path) -> list[np.ndarray]:
    """Return the least and the greatest numbers of a recorded call with many images."""
    return [np.load(folder / record["value"][name]["npy"]) for name in ("least", "greatest")]


def test_each_result_is_recorded_and_the_first_once_more(tmp_path: Path) -> None:
    calls = recorded(lambda images: images / 255, tmp_path)
    assert list(calls) == ["batch", "other", "turned", "single", "large"]
    for name, images in FEW.items():
        assert np.array_equal(values(calls[name], tmp_path), images / 255)
    # As a view of others, it is equal; of many, the extremes of those that are alike are kept.
    assert np.array_equal(values(calls["turned"], tmp_path), INPUTS["other"] / 255)
    assert calls["large"]["value"]["array"] == {"dtype": "float64", "shape": [5, 4, 4]}
    for one in extremes(calls["large"], tmp_path):
        assert np.array_equal(one, INPUTS["batch"] / 255)
    assert np.array_equal(values(calls["batch"]["later"], tmp_path), INPUTS["batch"] / 255)


@pytest.mark.parametrize("wrong", range(len(ROWS)))
@pytest.mark.parametrize("value", [0.5, -1, np.nan])
def test_any_row_that_is_wrong_shows_in_the_extremes(
    wrong: int, value: float, tmp_path: Path
) -> None:
    def normalized(images: Any) -> Any:
        result = images / 255
        if len(images) == len(ROWS):
            result[wrong, 1, 2] = value
        return result

    calls = recorded(normalized, tmp_path)
    assert not np.allclose(extremes(calls["large"], tmp_path), [INPUTS["batch"] / 255] * 2)


def test_a_result_that_later_calls_overwrite_is_another_one_later(tmp_path: Path) -> None:
    shared = np.zeros((3, 4, 4))
    calls = recorded(lambda images: np.divide(images, 255, out=shared[: len(images)]), tmp_path)
    assert np.array_equal(values(calls["batch"], tmp_path), INPUTS["batch"] / 255)
    later = values(calls["batch"]["later"], tmp_path)
    assert later[:, 0, 0] * 255 == pytest.approx([255, 20, 20])


def test_a_call_that_does_not_return_is_the_last(tmp_path: Path) -> None:
    count = []

    def fails(images: Any) -> None:
        count.append(len(images))
        raise ValueError("no")

    calls = recorded(fails, tmp_path)
    assert (list(calls), calls["batch"]["outcome"], count) == (["batch"], "raised", [3])


def test_a_call_with_views_or_with_many_keeps_no_other_from_being_made(tmp_path: Path) -> None:
    def fails(images: np.ndarray) -> np.ndarray:
        if len(images) > 3 or not images.flags.c_contiguous:
            raise ValueError("no")
        return images / 255

    calls = recorded(fails, tmp_path)
    outcomes = [calls[name]["outcome"] for name in ("turned", "single", "large")]
    assert outcomes == ["raised", "returned", "raised"]


def test_of_a_result_larger_than_the_argument_only_the_shape_is_kept(tmp_path: Path) -> None:
    calls = recorded(lambda images: np.zeros((1000, 4, 4)), tmp_path)
    assert calls["batch"]["value"]["array"] == {"dtype": "float64", "shape": [1000, 4, 4]}


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("raise NotImplementedError('your code goes here')", "not_attempted"),
        # TensorFlow raises the same where it cannot make an array; here a class of Python's does.
        ("codecs.IncrementalEncoder().encode(images)", "raised"),
    ],
)
def test_an_error_of_a_library_is_no_stub(line: str, outcome: str, tmp_path: Path) -> None:
    name, source = "<ipython-input-1-cell>", f"def normalize_images(images):\n    {line}\n"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    namespace: dict[str, Any] = {"codecs": codecs}
    exec(compile(source, name, "exec"), namespace)
    calls = recorded(namespace["normalize_images"], tmp_path)
    assert calls["batch"]["outcome"] == outcome


def test_arrays_in_a_message_do_not_hide_what_stands_behind_them() -> None:
    images = np.zeros((28, 28)).tolist()
    error = ValueError(f"Invalid input shape for input {np.array(images)}. Expected (None, 28, 28)")
    assert describe_error(error)["message"] == (
        "Invalid input shape for input [[…]]. Expected (None, 28, 28)"
    )
    short = ValueError("cannot use [[1, 2], [3, 4]] here")
    assert describe_error(short)["message"] == str(short)


def test_the_files_of_a_graph_do_not_hide_what_went_wrong() -> None:
    files = 'File "/a/zygote.py", line 1, in <module>\n\n  ' * 40
    text = (
        "Graph execution error:\n\nDetected at node while/sub_1 defined at (most recent call last):\n  "
        f"{files}\n\nIncompatible shapes: [32] vs. [32,10]\n\t [[{{{{node while/sub_1}}}}]]"
    )
    assert describe_error(ValueError(text))["message"] == "Incompatible shapes: [32] vs. [32,10]"


def test_an_error_says_what_the_function_was_called_with(tmp_path: Path) -> None:
    """Who reshapes to a fixed number of images sees how many there were."""

    def reshape(images: np.ndarray, size: int, *more: object, fast: bool = True) -> np.ndarray:
        return images.reshape(60000, size)

    record, _ = Caller({"reshape": reshape}, Recorder(tmp_path, "reshape"), 5).call(
        "reshape", np.zeros((12, 28, 28), "uint8"), 784, object(), fast=False
    )
    assert record["outcome"] == "raised"
    assert record["given"] == [
        "images: uint8 (12, 28, 28)", "size: 784", "more: object", "fast: False",
    ]  # fmt: skip
    with pytest.raises(Failure) as failed:
        returned(Node(record, "the call"))
    given = ", ".join(record["given"])
    assert failed.value.fields["line"].endswith(f"(called with {given})")


def test_what_an_error_of_names_was_given_is_not_told(tmp_path: Path) -> None:
    def forgets(images: np.ndarray) -> np.ndarray:
        return imges  # noqa: F821

    record, _ = Caller({"f": forgets}, Recorder(tmp_path, "f"), 5).call("f", np.zeros(3))
    with pytest.raises(Failure) as failed:
        returned(Node(record, "the call"))
    assert "called with" not in failed.value.fields["line"]


class Endless:
    """A function whose signature is asked for in vain."""

    def __init__(self, asked: Callable[[], None]) -> None:
        self.asked = asked

    def __call__(self, images: np.ndarray) -> None:
        raise ValueError("no")

    @property
    def __signature__(self) -> object:
        self.asked()
        return None


def _leaves() -> None:
    raise SystemExit


@pytest.mark.parametrize("asked", [lambda: time.sleep(60), _leaves])
def test_what_a_function_was_called_with_is_asked_for_within_its_time(
    tmp_path: Path, asked: Callable[[], None]
) -> None:
    record, _ = Caller({"f": Endless(asked)}, Recorder(tmp_path, "f"), 0.5).call("f", np.zeros(3))
    assert record["outcome"] == "raised"
    assert "given" not in record
