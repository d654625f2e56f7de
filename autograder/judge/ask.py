"""Ask the judge: hand it the evidence of submissions, and get verdicts.

In: where the evidence of each submission lies, and the rubric, seed and data set. Out: a verdict on
each task. The judge itself, `python -m autograder.judge`, is a process of its own that has never run
student code: it reads requests as JSON from its standard input and writes verdicts to a file.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.assignment.places import python_module
from autograder.judge.request import (
    JudgeError,
    Request,
    Verdict,
    request_to_json,
    verdict_from_json,
)
from autograder.sandbox.processes import end

JUDGE_SECONDS, TASK_SECONDS = 180, 60
# How much longer a judge of several may take, for each one more.
MORE_SECONDS = 6
# More judges at a time than cores would only run out of their time together.
_PLACES = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))


def judge_one(request: Request) -> list[Verdict]:
    """Judge one submission; evidence with which the judge does not get done costs its own task only.

    Returns:
        A verdict for each task.

    Raises:
        JudgeError: The judge does not get done with any task: no submission is to blame.
    """
    try:
        return judge([request])[0]
    except (JudgeError, subprocess.TimeoutExpired) as error:
        fault = error
    verdicts: dict[str, Verdict] = {}
    lost: dict[str, str] = {}
    for name in request.tasks:
        alone = dataclasses.replace(request, tasks=(name,))
        try:
            ((verdicts[name],),) = judge([alone], TASK_SECONDS)
        except (JudgeError, subprocess.TimeoutExpired):
            lost[name] = "its results take too much time or memory to judge"
    if not verdicts:
        raise JudgeError(str(fault)) from fault
    if lost:
        # Their evidence is not looked at again: this takes no time.
        without = dataclasses.replace(request, tasks=tuple(lost), lost={**request.lost, **lost})
        verdicts.update(zip(lost, judge([without])[0], strict=True))
    # All at once would take as long as it did before.
    return [verdicts[name] for name in request.tasks]


def judge_each(requests: Sequence[Request]) -> list[list[Verdict]]:
    """Judge submissions in one process; where that fails, each by itself.

    Returns:
        The verdicts on the tasks of each; one with a fault, where the judge does not get done with it.
    """
    if not requests:
        return []
    with contextlib.suppress(JudgeError, OSError, subprocess.TimeoutExpired):
        return judge(requests)
    verdicts = []
    for request in requests:
        try:
            verdicts.append(judge_one(request))
        except (JudgeError, OSError, subprocess.TimeoutExpired) as error:
            verdicts.append([Verdict(faults=(str(error),))])
    return verdicts


def judge(requests: Sequence[Request], seconds: float = JUDGE_SECONDS) -> list[list[Verdict]]:
    """Judge submissions in a process of their own.

    Args:
        requests: The submissions.
        seconds: How long it may take for the first; the others may take a few seconds each.

    Returns:
        For each submission, the verdicts on its tasks in the order of the request.

    Raises:
        JudgeError: The judge's process failed; no submission is to blame.
        subprocess.TimeoutExpired: It did not get done.
    """
    with _PLACES:
        process = _IDLE.take(requests)
        try:
            answer = process.ask(requests, seconds + MORE_SECONDS * (len(requests) - 1))
        except BaseException:
            process.close()
            raise
        _IDLE.give_back(process)
    return [[verdict_from_json(one) for one in verdicts] for verdicts in answer]


@contextlib.contextmanager
def staying() -> Iterator[None]:
    """Keep the judge's processes for the length of the block: their start costs more than judging.

    Each answer then comes from a fork, so that no submission is judged where another one was.
    """
    _IDLE.stay(+1)
    try:
        yield
    finally:
        _IDLE.stay(-1)


def stay_for_good() -> None:
    """Keep the judge's process from one question to the next, until this process ends."""
    if not _IDLE.blocks:
        _IDLE.stay(+1)
        atexit.register(_IDLE.stay, -1)


def expect(rubric: Path, checks: Path | None = None) -> None:
    """Start a judge that will be asked about a rubric soon, unless one waits: its start takes a while.

    Args:
        rubric: The rubric of the submissions that it will be asked about.
        checks: Folder with the checks of the assignment's own tasks, if it has any.
    """
    request = Request(Path(), rubric, b"", "", (), checks=checks)
    if _IDLE.blocks:
        _IDLE.give_back(_IDLE.take([request]))


class _Process:
    """A process of the judge.

    Args:
        stays: Whether it is to answer more than once.
        requests: What it is asked first.
    """

    def __init__(self, stays: bool, requests: Sequence[Request]) -> None:
        self.stays = stays
        self.asked = False
        self.owner = os.getpid()
        self.environment = _environment()
        self.checks = {request.checks for request in requests}
        self.files = _files_of(requests)
        self.folder = tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True)
        self.said = Path(self.folder.name) / "said"
        words = ["stay"] if stays else []
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                python_module("autograder.judge", *words),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                cwd=self.folder.name,
                env=self.environment,
                # Jupyter's stop button is for the kernel alone, though it reaches all of its session.
                start_new_session=os.name != "nt",
            )

    def fits(self, requests: Sequence[Request]) -> bool:
        """Whether it has read nothing that is another thing by now; it is to answer these if so."""
        files = _files_of(requests)
        fits = (
            self.owner == os.getpid()
            and self.process.poll() is None
            and self.environment == _environment()
            and {request.checks for request in requests} == self.checks
            and all(self.files.get(path, state) == state for path, state in files.items())
        )
        if fits:
            self.files.update(files)
        return fits

    def ask(self, requests: Sequence[Request], seconds: float) -> Any:
        """Return the verdicts as plain data.

        Raises:
            JudgeError: It failed.
            subprocess.TimeoutExpired: It did not get done.
        """
        self.asked = True
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = json.dumps([request_to_json(request) for request in requests]) + "\n"
        began = time.monotonic()
        timer = threading.Timer(seconds, end, [self.process])
        timer.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(line.encode())
                self.process.stdin.flush()
            answer = self.process.stdout.readline()
        finally:
            timer.cancel()
        if answer.endswith(b"\n"):
            return json.loads(answer)
        status = self.process.wait()
        if time.monotonic() - began >= seconds:
            raise subprocess.TimeoutExpired("the judge", seconds)
        said = self.said.read_text(encoding="utf-8", errors="replace")
        raise JudgeError(f"the judge stopped with status {status}: {said[-2000:]}")

    def close(self) -> None:
        """End the process; it has nothing to lose."""
        end(self.process)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.folder.cleanup()


class _Idle:
    """Processes of the judge that wait for more, as long as a block of `staying` runs."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.blocks = 0
        self.processes: list[_Process] = []

    def stay(self, more: int) -> None:
        """Enter or leave a block; the last one that is left ends what waits."""
        with self.lock:
            self.blocks += more
            left = [] if self.blocks else self.processes
            if left:
                self.processes = []
        for process in left:
            process.close()

    def take(self, requests: Sequence[Request]) -> _Process:
        """Return a process that waits and may answer these, or a new one."""
        with self.lock:
            waiting, self.processes = self.processes, []
            found = next((one for one in waiting if one.fits(requests)), None)
            # What a changed rubric has left behind will hardly be asked again.
            self.processes = [one for one in waiting if found and one is not found]
            # Elsewhere forks of what has imported NumPy are not safe.
            stays = self.blocks > 0 and sys.platform == "linux"
        for process in () if found else waiting:
            process.close()
        return found or _Process(stays, requests)

    def give_back(self, process: _Process) -> None:
        """Have a process wait for more, or end it where it need not."""
        with self.lock:
            if self.blocks and (process.stays or not process.asked):
                self.processes.append(process)
                return
        process.close()


_IDLE = _Idle()


def _files_of(requests: Sequence[Request]) -> dict[Path, tuple[int, int]]:
    """Return the files that a judge reads once for many submissions, each with its state."""
    paths = {request.rubric for request in requests}
    for folder in {request.checks for request in requests if request.checks}:
        paths |= set(folder.glob("*.*"))
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in paths if path.exists()}


def _environment() -> dict[str, str]:
    """Return the environment of the judge's process, which works in a folder of its own."""
    # The arrays are small: more threads would only get in each other's way.
    fixed = {"PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    path = os.environ.get("MNIST_PATH")
    if path:
        fixed["MNIST_PATH"] = str(Path(path).resolve())
    # Options that somebody set for their own pytest must not reach the judge's.
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTEST_") and name != "PYTHONPATH"
    }
    return {**own, **fixed}
