"""Start a probe: cold, as a new Python process, or warm, as a fork of one that has TensorFlow.

Both give a `Running` with which the supervisor follows the probe and ends it. Isolation, limits and
results are the same; a cold start costs the import of TensorFlow each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import psutil

from autograder.sandbox.isolation import Command, base_environment
from autograder.sandbox.processes import (
    belonging_to,
    end,
    end_all_of,
    family,
    family_lately,
    running_among,
)

READY_SECONDS = 120.0
HOLDER_SECONDS = 20.0


class Running(Protocol):
    """A probe that has been started."""

    def poll(self) -> int | None:
        """Return the exit status if the probe has ended; None otherwise.

        A signal that ended it is a negative number or, where a sandbox passed it on, 128 more.
        """

    def processes(self, age: float) -> list[psutil.Process]:
        """Return the probe's processes and all that they started, at most `age` seconds ago."""

    def left_over(self) -> int:
        """Return how many processes run beside the probe that student code has started."""

    def stop(self) -> None:
        """End the probe and every process that it has started."""


class Starter(Protocol):
    """A way to start probes; may be used by several threads."""

    def __call__(self, command: Command, log: Path) -> Running:
        """Start a probe; what it writes to its standard output and error goes to `log`."""


class ColdProbe:
    """A probe in a Python process of its own."""

    def __init__(self, command: Command, log: Path) -> None:
        self.sandboxed = bool(command.sandbox)
        self.user = command.user
        other: dict[str, Any] = (
            {} if self.user is None
            else {"user": self.user, "group": self.user, "extra_groups": ()}
        )  # fmt: skip
        with open(log, "wb") as file:
            self.process = subprocess.Popen(
                command.arguments,
                env=dict(command.environment),
                cwd=command.folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=os.name != "nt",
                close_fds=True,
                **other,
            )

    def poll(self) -> int | None:
        """Return the exit status if the probe has ended."""
        return self.process.poll()

    def processes(self, age: float) -> list[psutil.Process]:
        """Return the probe's processes."""
        if self.user is not None:
            return belonging_to(self.user)
        return family_lately(self.process.pid, age=age)

    def left_over(self) -> int:
        """Return how many processes run beside the probe and the two of its sandbox."""
        processes = family(self.process.pid) if self.user is None else belonging_to(self.user)
        return max(0, len(running_among(processes)) - (3 if self.sandboxed else 1))

    def stop(self) -> None:
        """End the probe and every process that it has started."""
        end(self.process)
        if self.user is not None:
            end_all_of(self.user)


class Zygote:
    """A process that has TensorFlow and forks probes, one at a time."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="zygote-", ignore_cleanup_errors=True)
        home = Path(self.folder.name) / "home"
        home.mkdir()
        # A pair that is handed down needs no path, which the system allows only few letters.
        self.connection, theirs = socket.socketpair()
        self.connection.settimeout(READY_SECONDS)
        safe = "-P" if sys.version_info >= (3, 11) else "-s"
        with theirs:
            self.process = subprocess.Popen(
                (sys.executable, safe, "-m", "autograder.sandbox.zygote", str(theirs.fileno())),
                env=base_environment(str(home)),
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=(theirs.fileno(),),
            )
        try:
            self.replies = self.connection.makefile("rb")
            if self.replies.readline() != b"ready\n":
                raise OSError("the process that imports TensorFlow did not start")
        except OSError:
            end(self.process)
            raise

    @property
    def alive(self) -> bool:
        """Whether it can fork another probe."""
        return self.process.poll() is None

    def close(self) -> None:
        """End it."""
        self.connection.close()
        if self.alive:
            end(self.process)
        self.folder.cleanup()


class WarmProbe:
    """A probe that was forked from a zygote, in a sandbox that another process holds open."""

    def __init__(self, command: Command, log: Path, pool: WarmStart) -> None:
        if command.user is not None:
            raise ValueError("a fork of the grader's process cannot become another user safely")
        self.pool = pool
        self.status: int | None = None
        self.own: set[int] = set()
        self.holder: subprocess.Popen[bytes] | None = None
        self.zygote = pool.take()
        try:
            inside = self._hold(command) if command.sandbox else 0
            environment = base_environment(command.home)
            if inside:
                environment["AUTOGRADER_SANDBOX"] = "1"
            request = {"log": str(log), "holder": inside, "environment": environment,
                       "home": command.home, "probe": command.probe}  # fmt: skip
            log.write_bytes(b"")
            self.zygote.connection.sendall(json.dumps(request).encode() + b"\n")
            self.pid = int(self.zygote.replies.readline())
        except (OSError, ValueError) as error:
            self.zygote.close()
            self._release(None)
            raise OSError(f"a warm probe cannot be started: {error}") from error

    def _hold(self, command: Command) -> int:
        """Start the process that holds the sandbox open; return its pid inside, as seen here."""
        reading, writing = os.pipe()
        try:
            words = (command.sandbox[0], "--info-fd", str(writing), *command.sandbox[1:])
            self.holder = subprocess.Popen(
                words,
                env=dict(command.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(writing,),
                start_new_session=True,
            )
            os.close(writing)
            writing = -1
            with os.fdopen(reading, "rb", closefd=False) as file:
                pid = int(json.loads(file.read())["child-pid"])
            # `cat` answers once everything is mounted, and not before.
            assert self.holder.stdin is not None
            assert self.holder.stdout is not None
            self.holder.stdin.write(b"\n")
            self.holder.stdin.flush()
            if self.holder.stdout.read(1) != b"\n":
                raise OSError("the sandbox did not open")
            self.own = {one.pid for one in family(self.holder.pid)}
            return pid
        finally:
            os.close(reading)
            if writing >= 0:
                os.close(writing)

    def poll(self) -> int | None:
        """Return the exit status if the probe has ended."""
        if self.status is None:
            connection = self.zygote.connection
            connection.settimeout(0.0)
            try:
                # The status may have been read already, along with the process id.
                if not self.zygote.replies.peek(1) and not connection.recv(1, socket.MSG_PEEK):
                    self.status = -int(signal.SIGKILL)
                else:
                    connection.settimeout(READY_SECONDS)
                    self.status = int(self.zygote.replies.readline() or b"-9")
            except BlockingIOError:
                return None
            except (OSError, ValueError):
                self.status = -int(signal.SIGKILL)
            finally:
                connection.settimeout(READY_SECONDS)
        return self.status

    def processes(self, age: float) -> list[psutil.Process]:
        """Return the probe's processes."""
        return family_lately(*self._roots(), age=age)

    def _roots(self) -> list[int]:
        return [self.pid, *([self.holder.pid] if self.holder else [])]

    def left_over(self) -> int:
        """Return how many processes run beside the probe, its parent and those of the sandbox."""
        return sum(
            1
            for one in running_among(family(*self._roots()))
            if one.pid not in (self.pid, *self.own) and not self._is_mine(one)
        )

    def _is_mine(self, process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.Error):
            return process.ppid() == self.pid
        return True

    def stop(self) -> None:
        """End the probe and every process that it has started."""
        for member in family(self.pid):
            with contextlib.suppress(psutil.Error):
                member.kill()
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.holder is not None:
            end(self.holder)
            for stream in (self.holder.stdin, self.holder.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            self.holder = None
        if self.status is None:
            try:
                self.status = int(self.zygote.replies.readline() or b"-9")
            except (OSError, ValueError):
                # Whatever it says from now on would be taken for an answer to the next request.
                self.zygote.close()
        self._release(self.zygote)

    def _release(self, zygote: Zygote | None) -> None:
        if self.holder is not None:
            end(self.holder)
            self.holder = None
        self.pool.give_back(zygote)


class WarmStart:
    """Starts warm probes, each from one of a few zygotes, which are made when first needed.

    Args:
        size: Most probes at a time.
    """

    def __init__(self, size: int) -> None:
        self.places: queue.Queue[Zygote | None] = queue.Queue()
        self.zygotes: list[Zygote] = []
        self.closed = False
        for _ in range(size):
            self.places.put(None)

    def __call__(self, command: Command, log: Path) -> Running:
        """Start a probe."""
        return WarmProbe(command, log, self)

    def take(self) -> Zygote:
        """Return a zygote that nobody else uses; wait for one if need be."""
        zygote = self.places.get()
        if zygote is not None and zygote.alive:
            return zygote
        try:
            if self.closed:
                raise OSError("no more probes are started")
            zygote = Zygote()
        except OSError:
            self.places.put(None)
            raise
        self.zygotes.append(zygote)
        if self.closed:
            zygote.close()
        return zygote

    def give_back(self, zygote: Zygote | None) -> None:
        """Let others use a zygote, or make another in its place if it is None."""
        self.places.put(zygote if zygote is not None and zygote.alive else None)

    def close(self) -> None:
        """End every zygote, and with it the probe that it has forked."""
        self.closed = True
        for zygote in self.zygotes:
            zygote.close()


@contextlib.contextmanager
def starting(size: int) -> Iterator[Starter]:
    """Give the faster way to start several probes: warm where forks of TensorFlow are safe."""
    if sys.platform != "linux" or size < 1:
        yield ColdProbe
        return
    pool = WarmStart(size)
    try:
        yield pool
    finally:
        pool.close()
