"""Which processes a probe has is seen whole, and not looked for more often than is needed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from autograder.sandbox import starting
from autograder.sandbox.isolation import Command
from autograder.sandbox.processes import family_lately
from autograder.sandbox.starting import WarmProbe, Zygote

HERE = os.getpid()


@pytest.fixture
def child() -> Iterator[int]:
    """The id of a process that this one has started."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid


def ids(*pids: int, age: float) -> set[int]:
    return {one.pid for one in family_lately(*pids, age=age)}


def test_a_look_at_the_processes_serves_those_who_ask_within_its_age(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []
    children = psutil.Process.children

    def look(process: psutil.Process, recursive: bool = False) -> list[psutil.Process]:
        looks.append(1)
        return children(process, recursive)

    monkeypatch.setattr(psutil.Process, "children", look)
    ids(HERE, age=0)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert process.pid not in ids(HERE, age=3600)
        assert len(looks) == 1
        assert process.pid in ids(HERE, age=0)
        assert ids(process.pid, age=3600) == {process.pid}
        assert len(looks) == 2


def test_a_process_with_the_id_of_an_ended_one_is_found_at_once(child: int) -> None:
    (kept,) = [one for one in psutil.process_iter() if one.pid == child]
    # As if psutil had met another process with this id before.
    kept._ident = (child, 0.0)
    assert child in ids(HERE, age=0)


@pytest.fixture
def answered(tmp_path: Path) -> Iterator[Any]:
    """Starts a warm probe whose zygote has given some answers already, and gives no more."""
    mine, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with mine, other:
        command = Command((), {}, tmp_path, ("job", "data", "out"), str(tmp_path))

        def fork(_request: object) -> tuple[int, socket.socket]:
            return int(mine.recv(100)), mine

        def start(*answers: int) -> WarmProbe:
            for answer in answers:
                other.send(b"%d" % answer)
            zygote = cast("Zygote", SimpleNamespace(fork=fork))
            return WarmProbe(command, tmp_path / "log.txt", zygote)

        yield start


def test_a_fork_that_dies_at_once_is_seen_to_be_dead(answered: Any) -> None:
    assert answered(1234567, 70).poll() == 70


def test_a_fork_that_runs_has_no_status(answered: Any) -> None:
    assert answered(1234567).poll() is None


def test_a_fork_is_ended_where_its_zygote_says_no_more(
    answered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "READY_SECONDS", 0.1)
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    ) as process:
        probe = answered(process.pid)
        probe.stop()
        assert process.wait(timeout=10) == -signal.SIGKILL
    assert probe.poll() == -signal.SIGKILL
