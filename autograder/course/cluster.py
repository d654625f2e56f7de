"""Grade on more than one machine: student code runs on the workers of a Dask cluster, nothing else.

In: the address of a Dask scheduler. Out: a setting whose evidence is collected by its workers. The
gradebook, the secret seed, the labels of the unseen images and the judge stay on this machine.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import dataclasses
import functools
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import numpy as np

from autograder.assignment.notebook import CodeCell, Submission
from autograder.assignment.rubric import Rubric
from autograder.course.directory import CourseError
from autograder.data import Dataset
from autograder.grading import gathering
from autograder.grading.jobs import data_folder
from autograder.grading.store import code_and_packages
from autograder.grading.values import Setting
from autograder.sandbox.folders import working_folder
from autograder.sandbox.isolation import MEBIBYTE, Isolation, ProcessIsolation, default_isolation
from autograder.sandbox.reading import EvidenceError, read_bytes
from autograder.sandbox.starting import Starter, starting
from autograder.sandbox.supervisor import GraderFault, Outcome

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 30.0
# How long no worker at all may be there before a run gives up.
EMPTY_SECONDS = 120.0
POLL_SECONDS = 5.0
# How many submissions are with the cluster at a time, at most.
MOST_SENT = 128
# How often a submission is sent when the data set was lost with a worker.
TRIES = 5
# Before Python 3.11 these were different classes.
TIMEOUTS = (TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError)


class SchedulerLost(CourseError):
    """The cluster is gone; what was graded before is kept."""


@dataclasses.dataclass(frozen=True)
class Work:
    """What a worker needs for one submission; it holds nothing that must not be known there.

    Attributes:
        cells: The code cells.
        rubric: The rubric without thresholds.
        tasks: Names of the tasks to probe.
        seed: The submission's own seed.
        dataset: Name of the data set.
        isolation: The kind of isolation that this machine counts on.
        versions: The probe's code and the packages that this machine counts on.
    """

    cells: tuple[CodeCell, ...]
    rubric: Rubric
    tasks: tuple[str, ...]
    seed: bytes
    dataset: str
    isolation: str
    versions: dict[str, str]


@contextlib.contextmanager
def connected(
    address: str, without_isolation: bool, setting: Setting, count: int
) -> Iterator[tuple[Setting, int]]:
    """Connect to a scheduler for the length of the block.

    Args:
        address: Its address, such as "tcp://10.0.0.1:8786".
        without_isolation: Whether workers may run student code without a sandbox.
        setting: What is the same for the whole class.
        count: At most how many submissions run at a time.

    Yields:
        The setting whose student code runs on the workers, and how many submissions run at a time.

    Raises:
        CourseError: There is no such scheduler, or its workers cannot be used.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise CourseError(
            "grading on a cluster needs the package distributed, here and on the workers: in the kit's "
            'folder run  python -m pip install ".[cluster]"'
        ) from error
    # What goes wrong with the cluster is said once, by an error of ours.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, *TIMEOUTS) as error:
        raise CourseError(f"there is no Dask scheduler at {address}: {error}") from error
    with contextlib.ExitStack() as stack:
        stack.callback(_close, client)
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TIMEOUTS as error:
            raise CourseError(
                f"the scheduler at {address} has no workers. Start some with `dask worker {address}`."
            ) from error
        isolation = _common_isolation(client, without_isolation)
        data = _Data(client, setting.dataset)
        collect = functools.partial(_collect, client, data)
        # Workers may join later: more submissions wait for them than there are threads now.
        yield (
            dataclasses.replace(setting, isolation=isolation, collect=collect),
            min(count, MOST_SENT),
        )


class _Data:
    """The data set on the workers, without the labels of the unseen images.

    Args:
        client: The client.
        dataset: The data set.
    """

    def __init__(self, client: Client, dataset: Dataset) -> None:
        self.client = client
        self.dataset = dataclasses.replace(dataset, y_test=np.zeros(0, dataset.y_test.dtype))
        self.lock = threading.Lock()
        self.future: Any = None

    def send(self, lost: Any = None) -> Any:
        """Return what stands for the data set; send it anew if that is what was lost with a worker."""
        with self.lock:
            if self.future is lost:
                self.future = self.client.scatter(self.dataset, broadcast=True)  # type: ignore[no-untyped-call]
            return self.future


def _close(client: Client) -> None:
    """Close a client whose scheduler may be gone."""
    with contextlib.suppress(Exception):
        client.close(timeout=5)  # type: ignore[no-untyped-call]


def _common_isolation(client: Client, without_isolation: bool) -> Isolation:
    """Return the isolation that all workers have, after a look at their packages.

    Raises:
        CourseError: Their packages are missing or others, or they have none and that is not allowed.
    """
    try:
        found: dict[str, Isolation] = client.run(default_isolation)
        versions: dict[str, dict[str, str]] = client.run(code_and_packages)
    except Exception as error:
        raise CourseError(
            f"the workers cannot import autograder: {error}. Install the kit there as here."
        ) from error
    here = code_and_packages()
    for address, there in versions.items():
        if there != here:
            raise CourseError(
                f"the worker {address} has other packages: {_differing(there, here)}. "
                "Install the same there as here."
            )
    bare = sorted(address for address, one in found.items() if one.name == "process")
    if bare and not without_isolation:
        raise CourseError(
            f"the workers {', '.join(bare)} have no bubblewrap sandbox. Install it there "
            "(`autograder doctor` says how), or go on all the same with --without-isolation."
        )
    # One report says one thing: where one worker has no sandbox, no report says that it had one.
    return ProcessIsolation() if bare else next(iter(found.values()))


def _collect(
    client: Client,
    data: _Data,
    submission: Submission,
    setting: Setting,
    tasks: tuple[str, ...],
    folder: Path,
) -> Outcome:
    """Have a worker run a submission, and put its evidence into `folder`/evidence.

    Raises:
        GraderFault: The workers cannot run it.
        SchedulerLost: The scheduler or all workers are gone.
    """
    work = Work(
        submission.cells,
        dataclasses.replace(setting.rubric, minimum_accuracy={}),
        tasks,
        setting.seed,
        setting.dataset.name,
        setting.isolation.name,
        code_and_packages(),
    )
    sent = data.send()
    for _ in range(TRIES):
        result = _result(client, client.submit(collect_here, work, sent, pure=False))
        if result is not None:
            break
        sent = data.send(lost=sent)
    else:
        raise SchedulerLost(LOST)
    outcome, files = result
    evidence = folder / "evidence"
    evidence.mkdir()
    for name, content in files.items():
        (evidence / Path(name).name).write_bytes(content)
    return outcome


def _result(client: Client, future: Any) -> tuple[Outcome, dict[str, bytes]] | None:
    """Wait for what a worker makes of a submission; None if the data set was lost with a worker."""
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    seen = time.monotonic()
    while True:
        try:
            outcome, files = future.result(timeout=POLL_SECONDS)
            return outcome, files
        except KilledWorker as error:
            raise GraderFault(f"every worker that ran it died: {error}") from error
        except TIMEOUTS as error:
            if client.status != "running":
                raise SchedulerLost(LOST) from error
            now = time.monotonic()
            with contextlib.suppress(Exception):
                if client.scheduler_info(n_workers=-1)["workers"]:
                    seen = now
            if now - seen > EMPTY_SECONDS:
                raise SchedulerLost(
                    "the cluster has no workers any more. Run the same command again to go on."
                ) from error
        except (concurrent.futures.CancelledError, CommClosedError, OSError) as error:
            if client.status == "running":
                return None
            raise SchedulerLost(LOST) from error
        except RuntimeError as error:
            raise GraderFault(f"a worker cannot run it: {error}") from error


LOST = "the Dask scheduler went away. Run the same command again to go on where it was."


def collect_here(work: Work, dataset: Dataset) -> tuple[Outcome, dict[str, bytes]]:
    """Run a submission in this process's warm probes; called on a worker.

    Returns:
        What became of the probe, and its evidence by file name.

    Raises:
        GraderFault: This worker is not as the sender needs it, or something is wrong with it.
    """
    try:
        return _collect_here(work, dataset)
    except GraderFault:
        raise
    except Exception as error:
        # Whatever else it is, it must not be taken for a fault of the cluster.
        raise GraderFault(f"{type(error).__name__}: {error}") from error


def _collect_here(work: Work, dataset: Dataset) -> tuple[Outcome, dict[str, bytes]]:
    isolation = ProcessIsolation() if work.isolation == "process" else default_isolation()
    if isolation.name != work.isolation:
        raise GraderFault("this worker has no bubblewrap sandbox")
    versions = code_and_packages()
    if versions != work.versions:
        raise GraderFault(f"a worker has other packages: {_differing(versions, work.versions)}")
    setting = Setting(
        rubric=work.rubric,
        rubric_path=Path(),
        dataset=dataset,
        data_folder=data_folder(dataset),
        isolation=isolation,
        seed=work.seed,
        start=_warm(),
    )
    submission = Submission(nbformat.v4.new_notebook(), work.cells, (), ())
    with working_folder("grading-") as folder:
        outcome = gathering.collect(submission, setting, work.tasks, folder)
        files, left = {}, 2 * work.rubric.limits.evidence_mib * MEBIBYTE
        for path in sorted((folder / "evidence").iterdir()):
            try:
                files[path.name] = read_bytes(path, left)
                left -= len(files[path.name])
            except EvidenceError:
                outcome.strange.append(path.name)
    return outcome, files


def _differing(found: dict[str, str], expected: dict[str, str]) -> str:
    """Say in which packages a worker differs."""
    names = [
        name for name in sorted(found.keys() | expected.keys())
        if found.get(name) != expected.get(name)
    ]  # fmt: skip
    shown = ", ".join(
        f"{name} {found.get(name, 'missing')} (not {expected.get(name, 'installed')})"
        for name in names[:5]
    )
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _warm() -> Starter:
    with _WARM_LOCK:
        return _make_warm()


_WARM_LOCK = threading.Lock()


@functools.cache
def _make_warm() -> Starter:
    """Return this process's way to start probes."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(starting())
