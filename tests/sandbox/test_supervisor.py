"""What a process writes into its journal costs the grader neither memory nor others their time."""

from __future__ import annotations

import json
import time
from collections.abc import Set
from pathlib import Path

import psutil
import pytest

from autograder.assignment.rubric import Limits
from autograder.grading.public import public_setting
from autograder.sandbox import supervisor
from autograder.sandbox.isolation import Command
from autograder.sandbox.supervisor import Outcome, Stop, run_once

STEPS = frozenset({"cell:0", "task:flatten_images"})


class Writer:
    """Stands in for a probe: writes a text into the journal at each look, and ends after the last."""

    def __init__(self, journal: Path, texts: list[str]) -> None:
        self.journal, self.texts = journal, texts

    def poll(self) -> int | None:
        if not self.texts:
            return 1
        self.journal.write_text(self.texts.pop(0))
        return None

    def processes(self, age: float) -> list[psutil.Process]:
        return []

    def left_over(self) -> int:
        return 0

    def stop(self) -> None:
        pass


def lines(*entries: dict[str, str]) -> str:
    return "".join(json.dumps(one) + "\n" for one in entries)


def follow(folder: Path, texts: list[str]) -> tuple[Stop, Outcome, list[str]]:
    """Follow a journal; return how it ended, what came of it, and what was said to be under way."""
    outcome, told = Outcome(), list[str]()

    def hand_over(_ended: Set[str], current: str) -> int:
        told.append(current)
        return 0

    stop = run_once(
        lambda *_: Writer(folder / "journal.jsonl", texts),
        Command((), {}, folder, ("", "", ""), ""),
        folder,
        folder / "log.txt",
        limits(),
        frozenset(),
        time.monotonic() + 60,
        outcome,
        hand_over,
        STEPS,
    )
    return stop, outcome, told


def limits() -> Limits:
    return public_setting("mnist_sgd").rubric.limits


def test_only_steps_that_there_are_count(tmp_path: Path) -> None:
    invented = [{key: f"task:{number}"} for number in range(100) for key in ("begin", "end")]
    texts = [
        lines({"begin": "cell:0"}, {"end": "cell:0"}, *invented),
        lines({"begin": "cell:0"}, {"end": "cell:0"}, {"begin": "task:x"}),
    ]
    stop, outcome, told = follow(tmp_path, texts)
    assert outcome.steps == {"cell:0"}
    assert set(told) == {""}
    assert stop.step == ""


def test_a_journal_that_is_written_anew_all_the_time_takes_a_part_of_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept, spent = list[float](), 0.0
    read = supervisor._content

    def content(journal: Path) -> bytes:
        nonlocal spent
        began = time.monotonic()
        found = read(journal)
        list(supervisor._entries(found, STEPS))
        spent += time.monotonic() - began
        return found

    monkeypatch.setattr(supervisor, "_content", content)
    monkeypatch.setattr(supervisor.time, "sleep", slept.append)
    follow(tmp_path, [lines(*[{"end": f"{i}-{j}"} for j in range(10_000)]) for i in range(5)])
    assert sum(slept) > supervisor.REST * spent
