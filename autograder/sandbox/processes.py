"""Find the processes of a probe, and end them.

In: ids of processes, or of the user that they run as. Out: what runs below or beside them.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import threading
import time

import psutil

# How often all processes of a user are ended before that counts as impossible.
ROUNDS = 20


class _Started:
    """What this process has started, by parents; one look at it may serve many who ask."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.looked = -math.inf
        self.below: dict[int, list[psutil.Process]] = {}

    def by_parent(self, age: float) -> dict[int, list[psutil.Process]]:
        """Return them from a look that began at most `age` seconds ago."""
        asked = time.monotonic()
        with self.lock:
            if self.looked < asked - age:
                self.looked = time.monotonic()
                below: dict[int, list[psutil.Process]] = {}
                # Not `process_iter`: it keeps what it found before, and misses a process once that
                # has been given the id of an ended one.
                for process in psutil.Process().children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        below.setdefault(process.ppid(), []).append(process)
                self.below = below
            return self.below


_STARTED = _Started()


def family(*pids: int) -> list[psutil.Process]:
    """Return processes and everything below them, as far as they still exist."""
    found: list[psutil.Process] = []
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(pid)
            found += [root, *root.children(recursive=True)]
    return found


def family_lately(*pids: int, age: float) -> list[psutil.Process]:
    """Return processes that this one has started and everything below them, good enough for a watch.

    On a machine with many processes and workers, a look for each of them would cost more than grading.

    Args:
        pids: Their ids.
        age: How many seconds old the answer may be.
    """
    by_parent = _STARTED.by_parent(age)
    found: dict[int, psutil.Process] = {}
    waiting: list[psutil.Process] = []
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            waiting.append(psutil.Process(pid))
    while waiting:
        process = waiting.pop()
        if process.pid not in found:
            found[process.pid] = process
            waiting += by_parent.get(process.pid, ())
    return list(found.values())


def belonging_to(user: int) -> list[psutil.Process]:
    """Return the processes of a user, whoever started them."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if user in process.uids():
                found.append(process)
    return found


def running_among(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return the processes that have not ended."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end(process: subprocess.Popen[bytes], *others: int) -> None:
    """Kill a process with its session, its children and those of other processes, and wait."""
    members = family(process.pid, *others)
    if hasattr(os, "killpg"):
        for pid in (process.pid, *others):
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
    for member in members:
        with contextlib.suppress(psutil.Error):
            member.kill()
    process.kill()
    process.wait()


def end_all_of(user: int) -> None:
    """Kill every process of a user, also those that hide from their parents.

    Raises:
        OSError: Some of them cannot be ended.
    """
    # Only the user itself can signal all of its processes in one step, however fast they fork.
    words = "import os, signal; os.kill(-1, signal.SIGKILL)"
    for _ in range(ROUNDS):
        subprocess.run(
            (sys.executable, "-I", "-S", "-c", words),
            check=False, capture_output=True, user=user, group=user, extra_groups=(),
        )  # fmt: skip
        # One of them may have ended that process before it could do its work.
        for process in belonging_to(user):
            with contextlib.suppress(psutil.Error):
                process.kill()
        if not running_among(belonging_to(user)):
            return
        time.sleep(0.05)
    raise OSError("processes of a submission cannot be ended")
