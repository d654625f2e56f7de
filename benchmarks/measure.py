"""Run a command and measure what it takes: wall clock, processor time, memory.

In: a command. Out: `Spent`. Processor time is that of the command and of all that it starts, looked at
many times a second: a process that is killed in its sandbox is in nobody's account of children.
"""

from __future__ import annotations

import contextlib
import dataclasses
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

INTERVAL = 0.1
# Reading how much memory is shared takes long, and does not change fast.
MEMORY_INTERVAL = 0.5
MEBIBYTE = 2**20


@dataclasses.dataclass(frozen=True)
class Spent:
    """What a command took.

    Attributes:
        wall: Seconds from start to end.
        processor: Processor seconds of it and of all that it started.
        peak_mib: Most proportional set size of all processes together, if that was asked for.
        largest_mib: Most of one of the processes that those which it started have started: of a worker.
        said: What it printed.
    """

    wall: float
    processor: float
    peak_mib: float = 0.0
    largest_mib: float = 0.0
    said: str = ""


def run(
    program: Path, *words: str, folder: Path, environment: Mapping[str, str], memory: bool = False
) -> Spent:
    """Run a command to its end.

    Args:
        program: The program.
        words: Its arguments.
        folder: Where it works.
        environment: Its environment.
        memory: Whether to measure memory, which takes processor time from the command.

    Raises:
        SystemExit: It fails.
    """
    spent: dict[tuple[int, float], float] = {}
    peak, largest, looked = 0.0, 0.0, 0.0
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            [program, *words], cwd=folder, env=dict(environment), stdout=said, stderr=said
        )
        root = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):
                every = [root, *root.children(recursive=True)]
                _look(every, spent)
                if memory and time.perf_counter() - looked > MEMORY_INTERVAL:
                    near = {root.pid, *(one.pid for one in root.children())}
                    sizes = {one.pid: _proportional(one) for one in every}
                    far = [size for pid, size in sizes.items() if pid not in near]
                    peak, largest = max(peak, sum(sizes.values())), max([largest, *far])
                    looked = time.perf_counter()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(INTERVAL)
        wall = time.perf_counter() - started
        said.seek(0)
        text = said.read()
    if process.returncode:
        sys.exit(f"{program.name} {' '.join(words)} failed: {text[-1500:]}")
    return Spent(wall, sum(spent.values()), peak / MEBIBYTE, largest / MEBIBYTE, text)


def _look(processes: list[psutil.Process], spent: dict[tuple[int, float], float]) -> None:
    for one in processes:
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            spent[one.pid, one.create_time()] = times.user + times.system


def _proportional(process: psutil.Process) -> float:
    """Return the bytes of memory of a process; what several share counts in part for each."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024.0 * int(line.split()[1])
    return 0.0
