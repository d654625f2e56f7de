"""Grading on the workers of a Dask cluster: a real scheduler, and workers in processes of their own."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import in_process
import pytest
from small_class import ASSIGNMENT, BIN, ENVIRONMENT, scores, small_course, start

from autograder.course import cluster
from autograder.course.directory import Course, CourseError
from autograder.grading.store import code_and_packages
from autograder.sandbox.isolation import default_isolation
from autograder.sandbox.supervisor import GraderFault

STUDENTS = 2


class Cluster:
    """A scheduler and its workers, as processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.run("scheduler", "--port", "0", "--host", "127.0.0.1")
        deadline = time.monotonic() + 60
        while not self.file.is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.address = str(json.loads(self.file.read_text())["address"])

    def run(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        """Start a part of the cluster."""
        command = [BIN / "dask", what, "--scheduler-file", self.file, "--no-dashboard", *words]
        process = subprocess.Popen(
            command, cwd=self.folder, env=ENVIRONMENT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker that runs one submission at a time."""
        self.workers.append(self.run("worker", "--nthreads", "1", "--no-nanny"))
        return self.workers[-1]

    def close(self) -> None:
        """End everything."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler, without workers at first; the tests come in the order of what they do to it."""
    found = Cluster(tmp_path_factory.mktemp("dask"))
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with a class that is not graded."""
    return small_course(tmp_path_factory.mktemp("fresh") / "course", STUDENTS)


@pytest.fixture
def course(fresh: Course, tmp_path: Path) -> Course:
    """A course of the same class, for one test."""
    shutil.copytree(fresh.root, tmp_path / "course")
    return Course(tmp_path / "course")


def kept(course: Course) -> int:
    return len(course.store.entries())


def test_no_scheduler_and_no_workers_are_clear_errors(
    dask: Cluster, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2.0)
    setting = course.setting(ASSIGNMENT)
    for address, said in (("tcp://127.0.0.1:9", "no Dask scheduler"), (dask.address, "no workers")):
        with pytest.raises(CourseError, match=said), cluster.connected(address, True, setting, 2):
            pass


def test_a_killed_worker_loses_nothing_and_grades_are_those_of_one_machine(
    dask: Cluster, course: Course
) -> None:
    workers = [dask.worker(), dask.worker()]
    running = start(course, "--scheduler", dask.address)
    deadline = time.monotonic() + 200
    while not kept(course) and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    workers[0].kill()
    printed, _ = running.communicate(timeout=300)
    assert running.returncode == 0, printed
    on_the_cluster = scores(course)
    assert kept(course) == STUDENTS
    here = in_process.autograder("grade", ASSIGNMENT, "--fresh", folder=course.root)
    assert here.returncode == 0, here.stderr
    assert scores(course) == on_the_cluster


def test_a_scheduler_that_goes_away_ends_the_run_and_keeps_what_is_done(
    dask: Cluster, course: Course
) -> None:
    if not dask.workers:
        dask.worker()
    running = start(course, "--scheduler", dask.address)
    deadline = time.monotonic() + 200
    while not kept(course) and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    dask.scheduler.kill()
    printed, _ = running.communicate(timeout=120)
    assert running.returncode == 2, printed
    assert "the Dask scheduler went away. Run the same command again" in printed
    assert "Traceback" not in printed
    assert kept(course)
    here = in_process.autograder("grade", ASSIGNMENT, folder=course.root)
    assert here.returncode == 0, here.stderr
    assert None not in scores(course).values()
    assert kept(course) == STUDENTS


def test_a_worker_that_is_not_as_it_should_be_runs_nothing(course: Course) -> None:
    setting = course.setting(ASSIGNMENT)
    work = cluster.Work(
        cells=(), rubric=setting.rubric, tasks=(), seed=b"", dataset="mnist_5k",
        isolation=default_isolation().name, versions={**code_and_packages(), "keras": "1.0"},
    )  # fmt: skip
    with pytest.raises(GraderFault, match=r"other packages: keras .* \(not 1.0\)"):
        cluster.collect_here(work, setting.dataset)
    with pytest.raises(GraderFault, match="no bubblewrap"):
        cluster.collect_here(dataclasses.replace(work, isolation="another"), setting.dataset)


class Future:
    """Stands in for what a worker was asked for, and raises when it is waited for."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def result(self, timeout: float) -> None:
        """Raise."""
        assert timeout
        raise self.error


class Client:
    """Stands in for the connection to a scheduler."""

    def __init__(self, status: str) -> None:
        self.status = status
        self.sent: list[object] = []

    def scatter(self, data: object, broadcast: bool) -> object:
        """Send data."""
        assert broadcast
        self.sent.append(data)
        return object()


def test_data_that_was_lost_with_a_worker_is_sent_again(course: Course) -> None:
    client = Client("running")
    assert cluster._result(client, Future(concurrent.futures.CancelledError())) is None
    data = cluster._Data(client, course.setting(ASSIGNMENT).dataset)
    first = data.send()
    assert data.send() is first
    second = data.send(lost=first)
    assert second is not first
    assert data.send(lost=first) is second
    assert len(client.sent) == 2
    assert all(len(one.y_test) == 0 for one in client.sent)
    with pytest.raises(cluster.SchedulerLost):
        cluster._result(Client("closed"), Future(concurrent.futures.CancelledError()))


@pytest.mark.parametrize("error", [OSError("/tmp is full"), TimeoutError("no answer")])
def test_what_goes_wrong_on_a_worker_is_no_fault_of_the_cluster(
    course: Course, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(cluster, "_collect_here", fail)
    with pytest.raises(GraderFault, match=type(error).__name__) as raised:
        cluster.collect_here(None, course.setting(ASSIGNMENT).dataset)
    with pytest.raises(GraderFault, match="a worker cannot run it"):
        cluster._result(Client("running"), Future(raised.value))
