"""Run a probe and survive it: time limits from outside, restarts, and what was lost.

The probe says in its journal which step it is in. A step that runs past its limit, or in which the
process dies, is noted as lost with the reason; the probe is started again without it, so that the
tasks after it are still judged. Nothing that the journal says can make the probe run longer than the
submission's own limit. Memory, processor time and processes add up over the tasks of a process, so a
task that dies of them gets another process to itself before it is lost.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence, Set
from pathlib import Path

import psutil

from autograder.assignment.rubric import Limits
from autograder.sandbox.folders import size_of
from autograder.sandbox.isolation import MEBIBYTE, Command
from autograder.sandbox.reading import EvidenceError, read_bytes
from autograder.sandbox.starting import Running, Starter

POLL_SECONDS = 0.02
# Counting processes and memory reads all of /proc, so it is done less often.
WATCH_SECONDS = 0.25
GRACE_SECONDS = 5.0
START_SECONDS = 120.0
MAX_RESTARTS = 24
MAX_JOURNAL_BYTES = MEBIBYTE // 2
MAX_FILES = 4000
# For each second that it takes to read the journal, the supervisor leaves the processor to others for
# so many: what a process writes there is not to cost other submissions their time.
REST = 4.0
# Of the memory: whoever comes so near to the limit was most likely stopped by it.
NEARLY_ALL = 0.9
# Memory file systems of the sandbox, which have a size of their own.
SCRATCH = ("/tmp/", "/dev/", "/memfd:", "/SYSV")


@dataclasses.dataclass
class Outcome:
    """What became of a probe.

    Attributes:
        lost: For each step that could not be finished, why.
        finished: Whether the probe came to its end.
        steps: Steps that ended.
        seconds: Wall clock of all runs.
        peak_mib: Most memory that the probe's processes held together.
        left_over: Processes that were still running when the probe had finished.
        strange: Names of files among the evidence that no probe writes.
    """

    lost: dict[str, str] = dataclasses.field(default_factory=dict)
    finished: bool = False
    steps: set[str] = dataclasses.field(default_factory=set)
    seconds: float = 0.0
    peak_mib: float = 0.0
    left_over: int = 0
    strange: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Stop:
    """Where and why a run of the probe came to its end.

    Attributes:
        step: The step that had begun; "" if there was none.
        reason: Why; "" if the probe finished.
        adds_up: Whether what the process did before this step may be the cause.
    """

    step: str
    reason: str = ""
    adds_up: bool = False


class GraderFault(RuntimeError):
    """The grader or the machine is at fault; the submission is to be graded again."""


def step_limit(step: str, limits: Limits, long_tasks: frozenset[str]) -> float:
    """Return the wall-clock limit of a step, in seconds; the probe itself has some grace."""
    if step.startswith("cell:"):
        return limits.cell_seconds
    if step.removeprefix("task:") in long_tasks:
        return 3 * limits.training_seconds
    return 3 * limits.call_seconds


def run_once(
    start: Starter,
    command: Command,
    out: Path,
    log: Path,
    limits: Limits,
    long_tasks: frozenset[str],
    deadline: float,
    outcome: Outcome,
    hand_over: Callable[[Set[str], str], int],
    steps: Set[str],
) -> Stop:
    """Run the probe once.

    Args:
        start: Starts it.
        command: What to start.
        out: The folder of its evidence and of the journal.
        log: Where its standard output and error go.
        limits: The limits of the rubric.
        long_tasks: Names of tasks that train.
        deadline: When the submission's time is over, on the monotonic clock.
        outcome: What became of it, which is brought up to date.
        hand_over: Told whenever a step begins or ends: the steps that have ended, and the one that
            is under way. Returns how many bytes of evidence it has taken out of the folder.
        steps: The steps that there are. The journal is student code's to write: no other name in it
            counts, or is kept.
    """
    journal = out / "journal.jsonl"
    with contextlib.suppress(OSError):
        journal.unlink()
    running = start(command, log)
    step, began, watch, taken = "", time.monotonic(), 0.0, 0
    read, entries = b"", list[tuple[str, str]]()
    try:
        while True:
            status = running.poll()
            looked = time.monotonic()
            content = _content(journal)
            if content != read:
                read, entries = content, list(_entries(content, steps))
            ended: set[str] = set()
            for name, key in entries:
                if key == "end":
                    ended.add(name)
                elif name == "finished":
                    outcome.finished = True
            current = _current(entries)
            if current != step or not ended <= outcome.steps:
                outcome.steps |= ended
                taken = hand_over(outcome.steps, current)
            if current != step:
                step, began = current, time.monotonic()
            if outcome.finished:
                outcome.left_over = running.left_over()
                return Stop(step)
            if status is not None:
                return Stop(step, _why_it_died(status), adds_up=True)
            now = time.monotonic()
            rest = REST * (now - looked)
            if now > deadline:
                seconds = f"{limits.submission_seconds:g} seconds"
                return Stop(step, f"the submission ran for more than {seconds}")
            allowed = step_limit(step, limits, long_tasks) if step else START_SECONDS
            if now - began > allowed + GRACE_SECONDS:
                return Stop(step, f"it ran for more than {allowed:g} seconds")
            if now >= watch:
                watch = now + WATCH_SECONDS
                reason = _over_limit(running, out, taken, limits, outcome)
                if reason:
                    return Stop(step, reason, adds_up=True)
            time.sleep(max(POLL_SECONDS, rest))
    finally:
        running.stop()


def _why_it_died(status: int) -> str:
    number = -status if status < 0 else status - 128
    if number > 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(number).name
            if name == "SIGXCPU":
                return "it used more processor time than it may"
            return f"the Python process was ended by {name}"
    return f"the Python process ended (status {status})"


def _over_limit(running: Running, out: Path, taken: int, limits: Limits, outcome: Outcome) -> str:
    """Return which limit on memory or evidence is passed, or nothing."""
    processes = running.processes(age=WATCH_SECONDS / 2)
    resident = sum(_memory(process, exact=False) for process in processes)
    if resident > NEARLY_ALL * limits.memory_mib * MEBIBYTE:
        # Forks share most of their memory, and the quick figure counts it once for each of them.
        resident = sum(_memory(process, exact=True) for process in processes)
    if len(processes) > limits.processes:
        return f"it started more than {limits.processes} processes"
    outcome.peak_mib = max(outcome.peak_mib, resident / MEBIBYTE)
    if resident > limits.memory_mib * MEBIBYTE:
        return f"it used more than {limits.memory_mib} MiB of memory"
    size, count = size_of(out, MAX_FILES)
    size += taken + sum(_deleted(process) for process in processes)
    if size > 2 * limits.evidence_mib * MEBIBYTE or count > MAX_FILES:
        return f"it wrote more than {2 * limits.evidence_mib} MiB of results"
    return ""


def _deleted(process: psutil.Process) -> int:
    """Return how many bytes of disk a process holds in files of its evidence that have no name.

    What a process has open cannot always be seen; the limits on open files and their size hold then.
    """
    size = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir(f"/proc/{process.pid}/fd"):
            with contextlib.suppress(OSError):
                target = os.readlink(entry.path)  # noqa: PTH115 - the entry's path is a string
                if target.endswith(" (deleted)") and not target.startswith(SCRATCH):
                    size += entry.stat().st_blocks * 512
    return size


def _memory(process: psutil.Process, exact: bool) -> int:
    """Return a process's memory in bytes; shared memory counts in part if it is to be exact."""
    with contextlib.suppress(psutil.Error):
        if not exact:
            return int(process.memory_info().rss)
        with contextlib.suppress(psutil.AccessDenied):
            full = process.memory_full_info()
            return int(getattr(full, "pss", full.uss))
        return int(process.memory_info().rss)
    return 0


def _content(journal: Path) -> bytes:
    """Return what the journal holds; nothing if it cannot be read."""
    try:
        return read_bytes(journal, MAX_JOURNAL_BYTES)
    except EvidenceError:
        return b""


def _entries(content: bytes, steps: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of steps and whether they begin or end, as far as they can be read."""
    for line in content.split(b"\n"):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            for key in ("begin", "end"):
                name = entry.get(key)
                if isinstance(name, str) and (name in steps or name == "finished"):
                    yield name, key


def _current(entries: Sequence[tuple[str, str]]) -> str:
    """Return the step that began last and has not ended."""
    name, key = entries[-1] if entries else ("", "")
    return name if key == "begin" else ""
