"""A run of the tests begins with what takes longest, and says how far it is."""

from __future__ import annotations

import dataclasses

import pytest
import schedule

KNOWN = {"doors/test_long.py": 300.0, "test_short.py": 100.0}


@dataclasses.dataclass
class Item:
    """As much of a test as the order looks at."""

    nodeid: str


def test_the_longest_files_come_first_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "known_durations", lambda: KNOWN)
    items = [Item(name) for name in (
        "tests/test_new.py::a", "tests/test_short.py::a", "tests/doors/test_long.py::b",
        "tests/test_short.py::b", "tests/doors/test_long.py::a",
    )]  # fmt: skip
    schedule.pytest_collection_modifyitems(items)
    assert [item.nodeid.removeprefix("tests/") for item in items] == [
        "doors/test_long.py::b", "doors/test_long.py::a",
        "test_short.py::a", "test_short.py::b", "test_new.py::a",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spent", "elapsed", "says"),
    [
        ({}, 10.0, ""),
        ({"test_short.py": 9.0}, 60.0, ""),
        ({"test_short.py": 100.0}, 60.0, "[1 min: 25% of the work done, about 3 min left]"),
        # What takes longer than it did is no more than done, and a new file counts for nothing.
        ({"test_short.py": 400.0, "test_new.py": 9.0}, 60.0,
         "[1 min: 25% of the work done, about 3 min left]"),
    ],
)  # fmt: skip
def test_how_far_a_run_is_is_said_in_words(
    spent: dict[str, float], elapsed: float, says: str
) -> None:
    assert schedule.progress(KNOWN, spent, set(), elapsed) == says


def test_every_file_in_the_list_is_there() -> None:
    assert [
        name for name in schedule.known_durations() if not (schedule.TESTS / name).is_file()
    ] == []


def test_a_file_that_was_quicker_counts_as_done() -> None:
    says = schedule.progress(KNOWN, {"doors/test_long.py": 9.0}, {"doors/test_long.py"}, 90.0)
    assert says == "[2 min: 75% of the work done, about 0 min left]"
