"""Which processes a probe has is seen whole, and not looked for more often than is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from autograder.engine.processes import family_lately

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
