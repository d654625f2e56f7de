"""Hand strangers' text to a function of the kit in a process that has limits and no rights.

In: a function from bytes to bytes, by name, and bytes that a student chose. Out: what it returned, or a
`LimitError`. The process cannot reach the network, files that it could change, or other processes; its
time and memory end where the limits say. It is started once, and forks for each text: see `forking`.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from autograder.assignment.places import PACKAGE, python_module
from autograder.sandbox import forking
from autograder.sandbox.isolation import (
    STUDENT,
    bubblewrap,
    python_folders,
    system_folders,
)
from autograder.sandbox.processes import end

HOME = "/tmp"
READY_SECONDS = 60.0
# What a fork may take by the clock for each second of the processor's time, and more: others run, too.
PATIENCE, MORE_SECONDS = 6.0, 20.0


class LimitError(ValueError):
    """Text with which a process did not get done within its limits; the message says which."""


@dataclasses.dataclass(frozen=True)
class Bounds:
    """What a function may take for one text.

    Attributes:
        seconds: Processor time.
        memory_mib: Memory.
        most_bytes: Length of what it returns.
    """

    seconds: float
    memory_mib: int = 2048
    most_bytes: int = 128 * 2**20


def run_limited(function: str, text: bytes, bounds: Bounds) -> bytes:
    """Call a function of the kit in a process with limits.

    Args:
        function: The function from bytes to bytes, as "module:name".
        text: What it is given.
        bounds: Its limits.

    Raises:
        LimitError: It did not get done within the limits, or failed: the text is to blame.
        OSError: No process can be started, or the machine gives it no time: nobody's text is to blame.
    """
    for attempt in range(2):
        process = _IDLE.take(function)
        try:
            status, answer = process.ask(text, bounds)
        except (OSError, EOFError, ValueError) as error:
            process.close()
            if attempt:
                raise OSError(
                    f"the process that reads what students wrote does not answer: {error}"
                ) from error
            continue
        except BaseException:
            process.close()
            raise
        _IDLE.give_back(process)
        if status == 0:
            return answer
        raise LimitError(_why(status, bounds))
    raise AssertionError("a second attempt returns or raises")


def _why(status: int, bounds: Bounds) -> str:
    """Return which limit an exit status stands for."""
    timers = (signal.SIGPROF, signal.SIGXCPU, signal.SIGKILL) if os.name != "nt" else ()
    if -status in timers:
        return f"it takes more than {bounds.seconds:g} seconds of processor time"
    if status == forking.NO_MEMORY:
        return f"it takes more than {bounds.memory_mib} MiB of memory"
    if status == forking.TOO_LONG:
        return f"it becomes more than {bounds.most_bytes // 2**20} MiB"
    return "the process that was to read it ended"


class _Process:
    """A process that answers for one function.

    Args:
        function: The function.

    Raises:
        OSError: It does not start.
    """

    def __init__(self, function: str) -> None:
        self.function = function
        self.folder = tempfile.TemporaryDirectory(prefix="limited-", ignore_cleanup_errors=True)
        sandbox = bubblewrap()
        user = (
            str(STUDENT) if sandbox is None and hasattr(os, "geteuid") and not os.geteuid() else ""
        )
        command = python_module("autograder.sandbox.forking", function, user)
        environment = _environment(HOME if sandbox else self.folder.name)
        if sandbox is not None:
            command = (sandbox.program, *_sandbox(environment), "--", *command)
            environment = {"PATH": os.defpath}
        with Path(self.folder.name, "said").open("wb") as said:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                cwd=self.folder.name,
                env=environment,
                start_new_session=os.name != "nt",
            )
        assert self.process.stdout is not None
        with self._no_longer_than(READY_SECONDS):
            ready = self.process.stdout.readline(100)
        if ready != b"ready\n":
            said_last = Path(self.folder.name, "said").read_text("utf-8", "replace")[-500:]
            self.close()
            raise OSError(f"the process that reads what students wrote does not start: {said_last}")

    @property
    def alive(self) -> bool:
        """Whether it can answer again."""
        return self.process.poll() is None and hasattr(os, "fork")

    def ask(self, text: bytes, bounds: Bounds) -> tuple[int, bytes]:
        """Return the status of the call, and what it returned.

        Raises:
            OSError: The process is gone.
            EOFError: It ended, or had to be ended, before it answered.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {"bytes": len(text), **dataclasses.asdict(bounds)}
        with self._no_longer_than(PATIENCE * bounds.seconds + MORE_SECONDS):
            self.process.stdin.write(json.dumps(order).encode() + b"\n")
            self.process.stdin.write(text)
            self.process.stdin.flush()
            words = self.process.stdout.readline(100).split()
            if len(words) != 2:
                raise EOFError("it ended before it answered")
            status, length = map(int, words)
            answer = self.process.stdout.read(length)
        if len(answer) != length:
            raise EOFError("it ended before its answer did")
        return status, answer

    @contextlib.contextmanager
    def _no_longer_than(self, seconds: float) -> Iterator[None]:
        """End the process if the block takes longer."""
        timer = threading.Timer(seconds, end, [self.process])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process; it has nothing to lose."""
        end(self.process)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.folder.cleanup()


def _environment(home: str) -> dict[str, str]:
    """Return the environment of the process: nothing of the grader's own."""
    fixed = {"PATH": os.defpath, "HOME": home, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    if os.name == "nt":
        fixed["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    return fixed


def _sandbox(environment: dict[str, str]) -> list[str]:
    """Return the options for a sandbox with Python and the kit, where nothing can be changed."""
    words = [
        "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534",
        "--hostname", "grading", "--new-session", "--cap-drop", "ALL", "--clearenv",
    ]  # fmt: skip
    for path in system_folders():
        if path.is_symlink():
            words += ["--symlink", str(path.readlink()), str(path)]
        else:
            words += ["--ro-bind", str(path), str(path)]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", HOME]
    for path in (*python_folders(), PACKAGE):
        words += ["--ro-bind", str(path), str(path)]
    for name, value in environment.items():
        words += ["--setenv", name, value]
    return [*words, "--chdir", HOME, "--remount-ro", "/"]


class _Idle:
    """Processes that wait for more, as many as are asked at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.processes: list[_Process] = []
        self.owner = os.getpid()

    def take(self, function: str) -> _Process:
        """Return a process for a function: one that waits, or a new one."""
        with self.lock:
            if self.owner != os.getpid():
                # A fork must not talk to the processes of the one that it comes from.
                self.processes, self.owner = [], os.getpid()
            found = [one for one in self.processes if one.function == function]
            self.processes = [one for one in self.processes if one not in found[:1]]
        for process in found[:1]:
            if process.alive:
                return process
            process.close()
        return _Process(function)

    def give_back(self, process: _Process) -> None:
        """Have a process wait for more, or end it where it cannot."""
        if process.alive:
            with self.lock:
                self.processes.append(process)
        else:
            process.close()

    def close(self) -> None:
        """End every process that waits."""
        with self.lock:
            left, self.processes = self.processes, []
        for process in left:
            if self.owner == os.getpid():
                process.close()


_IDLE = _Idle()
atexit.register(_IDLE.close)
