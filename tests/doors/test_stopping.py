"""A check that is stopped with Jupyter's button says that it was, and judges nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import threading

import pytest

from autograder import Checker
from autograder.doors.stopping import Stopped, stoppable

WORDS = "You stopped the check: nothing was judged. Run the cell again when you like."


def press() -> None:
    """Do what Jupyter's stop button does to the kernel."""
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_stops_the_check_and_not_the_function_s_points() -> None:
    called = []

    def normalize_images(images: object) -> None:
        called.append(images)
        press()

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(Stopped) as stopped:
        Checker("mnist_sgd", {"normalize_images": normalize_images})("normalize_images")
    assert len(called) == 1
    assert stopped.value._render_traceback_() == [WORDS]
    assert stopped.value.__suppress_context__
    assert signal.getsignal(signal.SIGINT) is before


def test_a_function_that_catches_the_interrupt_does_not_go_on_to_be_judged() -> None:
    def normalize_images(images: object) -> object:
        with contextlib.suppress(BaseException):
            press()
        return images

    with pytest.raises(Stopped):
        Checker("mnist_sgd", {"normalize_images": normalize_images}).all()


def test_an_interrupt_of_the_student_s_own_is_a_mistake_like_any_other_error() -> None:
    def normalize_images(images: object) -> None:
        raise KeyboardInterrupt

    shown = Checker("mnist_sgd", {"normalize_images": normalize_images})("normalize_images")
    assert "it raises KeyboardInterrupt" in shown.text


def test_a_second_press_does_not_disturb_what_is_put_back() -> None:
    put_back = []
    with pytest.raises(Stopped), stoppable():
        try:
            press()
        finally:
            press()
            put_back.append(True)
    assert put_back


def test_a_check_in_another_thread_runs_as_ever() -> None:
    shown: list[str] = []

    def check() -> None:
        shown.append(repr(Checker("mnist_sgd", {})("normalize_images")))

    thread = threading.Thread(target=check)
    thread.start()
    thread.join()
    assert shown == ["0.0"]
