"""The first minutes of a student, in a real kernel: nothing red that is not theirs, signs of life."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode

from autograder.assignment.notebook import grade_id

# Each trial builds graphs of its own; TensorFlow warns from the fifth on.
TRIALS = 7
STOP_AFTER = "Checking train_with_sgd"
# Seconds after which the stop button is pressed: again by who does not see that it works.
PRESSES = (0.5, 10.0, 20.0)


class Kernel:
    """A kernel in a process of its own, and what a notebook shows of it."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "MNIST_OFFLINE": "1", "JPY_SESSION_NAME": ""}
        for name in ("TF_CPP_MIN_LOG_LEVEL", "MPLBACKEND"):
            environment.pop(name, None)
        self.manager = KernelManager()
        self.manager.start_kernel(
            cwd=str(folder), env=environment, extra_arguments=["--IPKernelApp.log_level=40"]
        )
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def run(self, source: str, stop_at: str = "") -> list[dict[str, Any]]:
        """Run a cell; return its outputs as a notebook keeps them.

        Args:
            source: The cell.
            stop_at: Press the stop button when an output begins with this.
        """
        outputs: list[dict[str, Any]] = []
        presses: list[threading.Timer] = []
        asked = self.client.execute(source)
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=5)
            except queue.Empty:
                continue
            kind, content = message["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") != asked:
                continue
            if kind == "status" and content["execution_state"] == "idle":
                for press in presses:
                    press.cancel()
                return outputs
            if kind in ("stream", "error", "display_data", "update_display_data", "execute_result"):
                outputs.append({"kind": kind, **content})
                text = content.get("data", {}).get("text/plain", "")
                if stop_at and text.startswith(stop_at):
                    presses = [threading.Timer(s, self.manager.interrupt_kernel) for s in PRESSES]
                    for press in presses:
                        press.start()
        raise AssertionError(f"no end of {source!r}: {outputs}")

    def end(self) -> None:
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    kernel = Kernel(tmp_path_factory.mktemp("student"))
    yield kernel
    kernel.end()


@pytest.fixture(scope="module")
def cells(solutions: dict[str, NotebookNode]) -> dict[str, str]:
    return {grade_id(cell): cell.source for cell in solutions["mnist_sgd"].cells}


def red(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a notebook shows in red."""
    return [
        one for one in outputs
        if one["kind"] == "error" or (one["kind"] == "stream" and one["name"] == "stderr")
    ]  # fmt: skip


def test_nothing_is_red_that_is_not_the_student_s(kernel: Kernel, cells: dict[str, str]) -> None:
    outputs = kernel.run(cells["setup"])
    assert red(outputs) == []
    assert "MNIST: 4,000 training" in "".join(one.get("text", "") for one in outputs)
    assert red(kernel.run(cells["build_model"])) == []
    for _ in range(TRIALS):
        outputs = kernel.run(cells["check_build_model"])
        assert red(outputs) == []
        assert outputs[-1]["data"]["text/plain"] == "4.0"
    # Nor do the models of the checks count in what TensorFlow says of the student's own.
    outputs = kernel.run("build_model().predict(x_test[:1] / 255, verbose=0);")
    assert red(outputs) == []


def test_what_functions_show_is_not_shown_by_a_check(kernel: Kernel) -> None:
    kernel.run(
        "def show_digits(images, labels):\n"
        "    figure, axes = plt.subplots(2, 5)\n"
        "    for ax, image, label in zip(axes.flat, images, labels):\n"
        "        ax.imshow(image)\n"
        "        ax.set_title(label)\n"
        "    plt.show()\n"
        "    return figure\n"
    )
    outputs = kernel.run('check("show_digits")')
    assert [one["kind"] for one in outputs] == ["execute_result"]
    assert outputs[0]["data"]["text/plain"] == "2.0"
    assert "show_digits: 2 of 2 points" in kernel.run('print(check("show_digits"))')[0]["text"]


def test_the_judge_stays_from_one_check_to_the_next(kernel: Kernel) -> None:
    look = "from autograder.judge import ask\nask._IDLE.processes[0].process.pid"
    (first,), _, (second,) = (kernel.run(cell) for cell in (look, 'check("build_model")', look))
    assert first["data"] == second["data"]


def test_a_check_that_takes_its_time_says_so_and_can_be_stopped(
    kernel: Kernel, cells: dict[str, str]
) -> None:
    for cell in ("normalize_images", "flatten_images", "train_with_sgd"):
        kernel.run(cells[cell])
    outputs = kernel.run('check("train_with_sgd")', stop_at=STOP_AFTER)
    assert outputs[0]["data"]["text/plain"] == (
        "Checking train_with_sgd: your function trains a few small networks, which takes some seconds …"
    )
    assert outputs[1]["data"]["text/plain"].startswith("Stopped after ")
    (error,) = red(outputs)
    assert error["traceback"] == [
        "You stopped the check: nothing was judged. Run the cell again when you like."
    ]
    shown = [one["data"]["text/plain"] for one in kernel.run(cells["check_train_with_sgd"])]
    assert len(shown) == 3
    assert shown[1].startswith("Checked in ")
    assert float(shown[2]) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="the way of this test to look for processes")
def test_the_judge_ends_with_the_kernel(kernel: Kernel) -> None:
    import psutil

    (found,) = kernel.run("from autograder.judge import ask\nask._IDLE.processes[0].process.pid")
    judge = psutil.Process(int(found["data"]["text/plain"]))
    kernel.end()
    judge.wait(timeout=30)
