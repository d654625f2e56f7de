"""Start a probe: cold, as a new Python process, or warm, as a fork of one that has TensorFlow.

Both give a `Running` with which the supervisor follows the probe and ends it. Isolation, limits and
results are the same; a cold start costs the import of TensorFlow each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import psutil

from autograder.sandbox.fonts import font_cache
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
MAX_MESSAGE = 65_536


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
    """A process that imports TensorFlow and forks probes, as many at a time as are asked for."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="zygote-", ignore_cleanup_errors=True)
        home = Path(self.folder.name) / "home"
        fonts = home / ".matplotlib"
        fonts.mkdir(parents=True)
        for path in font_cache():
            shutil.copy(path, fonts)
        self.connection, theirs = _pair()
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
        self.lock = threading.Lock()
        self.ready = False

    def wait(self) -> None:
        """Wait until it has TensorFlow.

        Raises:
            OSError: It does not start.
        """
        with self.lock:
            if self.ready:
                return
            try:
                if self.connection.recv(MAX_MESSAGE) != b"ready":
                    raise OSError("the process that imports TensorFlow did not start")
            except OSError:
                end(self.process)
                raise
            self.ready = True

    @property
    def alive(self) -> bool:
        """Whether it can fork another probe."""
        return self.process.poll() is None

    def fork(self, request: dict[str, Any]) -> tuple[int, socket.socket]:
        """Have it fork a probe.

        Args:
            request: What the fork is to become; see `zygote`.

        Returns:
            The fork's process id, and where its exit status will be read.

        Raises:
            OSError: It does not answer.
        """
        answers, theirs = _pair()
        try:
            with theirs:
                message = json.dumps(request).encode()
                socket.send_fds(self.connection, [message], [theirs.fileno()])
            return int(answers.recv(MAX_MESSAGE)), answers
        except (OSError, ValueError) as error:
            answers.close()
            raise OSError(f"no probe can be forked: {error}") from error

    def close(self) -> None:
        """End it, and the probes that it has forked."""
        self.connection.close()
        if self.alive:
            end(self.process)
        self.folder.cleanup()


def _pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends for whole messages; the first waits for one only so long.

    A pair that is handed down needs no path, which the system allows only few letters.
    """
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    mine.settimeout(READY_SECONDS)
    return mine, theirs


class WarmProbe:
    """A probe that was forked from a zygote, in a sandbox that another process holds open."""

    def __init__(self, command: Command, log: Path, zygote: Zygote) -> None:
        if command.user is not None:
            raise ValueError("a fork of the grader's process cannot become another user safely")
        self.status: int | None = None
        self.own: set[int] = set()
        self.holder: subprocess.Popen[bytes] | None = None
        try:
            inside = self._hold(command) if command.sandbox else 0
            environment = base_environment(command.home)
            if inside:
                environment["AUTOGRADER_SANDBOX"] = "1"
            request = {"log": str(log), "holder": inside, "environment": environment,
                       "home": command.home, "probe": command.probe}  # fmt: skip
            log.write_bytes(b"")
            self.pid, self.answers = zygote.fork(request)
        except (OSError, ValueError) as error:
            self._let_go()
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
            self.answers.settimeout(0.0)
            with contextlib.suppress(BlockingIOError):
                self.status = self._read()
        return self.status

    def _read(self) -> int:
        """Return the exit status that the zygote has sent; if it is gone, so is the probe."""
        try:
            return int(self.answers.recv(MAX_MESSAGE))
        except BlockingIOError:
            raise
        except (OSError, ValueError):
            return -int(signal.SIGKILL)

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
        self._let_go()
        if self.status is None:
            self.answers.settimeout(READY_SECONDS)
            self.status = self._read()
        self.answers.close()

    def _let_go(self) -> None:
        """End the process that holds the sandbox open."""
        if self.holder is None:
            return
        end(self.holder)
        for stream in (self.holder.stdin, self.holder.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self.holder = None


class WarmStart:
    """Starts warm probes, all of them from one zygote, which is made when it is first needed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.zygotes: list[Zygote] = []
        self.closed = False

    def __call__(self, command: Command, log: Path) -> Running:
        """Start a probe."""
        return WarmProbe(command, log, self.zygote())

    def zygote(self) -> Zygote:
        """Return the zygote once it has TensorFlow; another one where it has ended.

        Raises:
            OSError: It does not start, or nothing is to be started any more.
        """
        zygote = self.begin()
        zygote.wait()
        return zygote

    def begin(self) -> Zygote:
        """Return the zygote, which may be importing TensorFlow yet.

        Raises:
            OSError: It does not start, or nothing is to be started any more.
        """
        with self.lock:
            if self.closed:
                raise OSError("no more probes are started")
            if not self.zygotes or not self.zygotes[-1].alive:
                self.zygotes.append(Zygote())
            return self.zygotes[-1]

    def close(self) -> None:
        """End every zygote, and with it the probes that it has forked."""
        self.closed = True
        for zygote in self.zygotes:
            zygote.close()


@contextlib.contextmanager
def starting() -> Iterator[Starter]:
    """Give the faster way to start several probes: warm where forks of TensorFlow are safe."""
    if sys.platform != "linux":
        yield ColdProbe
        return
    pool = WarmStart()
    try:
        yield pool
    finally:
        pool.close()


def begin(start: Starter) -> None:
    """Have a way to start probes import now what they need, if it can; what fails is said later."""
    if isinstance(start, WarmStart):
        with contextlib.suppress(OSError):
            start.begin()
