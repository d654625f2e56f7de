"""What happens when a student presses the stop button while a check runs: it ends, and says so.

The button sends an interrupt to the kernel. Without this it would be a mistake of the function that
ran just then, or be shown as an error in the kit.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

# Seconds after which pressing the button once more counts as such.
PAUSE = 1.0


class Stopped(KeyboardInterrupt):
    """The student has stopped a check; cells that were to run after it do not run."""

    def __init__(self) -> None:
        super().__init__(
            "You stopped the check: nothing was judged. Run the cell again when you like."
        )

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows of this: there is nothing to look for in the kit."""
        return [str(self)]


@contextlib.contextmanager
def stoppable() -> Iterator[Callable[[], None]]:
    """Make of an interrupt in the block a `Stopped`.

    Yields:
        A function that raises it where student code has caught the interrupt.

    Raises:
        Stopped: Somebody has interrupted the block.
    """
    pressed: list[float] = []

    def press(_signal: int, _frame: FrameType | None) -> None:
        # One right after another must not get in the way of what the first has put back; a later one
        # is from somebody who waits for a lock that the first has left closed.
        last = pressed[-1] if pressed else -PAUSE
        pressed.append(time.monotonic())
        if pressed[-1] - last >= PAUSE:
            raise KeyboardInterrupt

    def look() -> None:
        if pressed:
            raise Stopped

    main = threading.current_thread() is threading.main_thread()
    previous = signal.signal(signal.SIGINT, press) if main else None
    try:
        yield look
        look()
    except KeyboardInterrupt:
        if not main or pressed:
            raise Stopped from None
        raise
    finally:
        if main:
            # None stands for a handler that was not set from Python.
            signal.signal(signal.SIGINT, signal.SIG_DFL if previous is None else previous)
