"""The order in which files of tests run, and how far a run is: a pytest plugin.

Several workers take a file at a time, so the longest come first, or one worker would be left with them
at the end. How long each took is in `durations.json`; `WRITE_DURATIONS=1 make test` measures anew.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Set
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DURATIONS = TESTS / "durations.json"
# Of a file that is not in the list yet.
UNKNOWN_SECONDS = 5.0
SAY_EVERY = 30.0
# Of the work, below which a guess at the rest is worth nothing.
LEAST_SHARE = 0.05


def known_durations() -> dict[str, float]:
    """Return how many seconds each file of tests took when that was measured."""
    found: dict[str, float] = json.loads(DURATIONS.read_text(encoding="utf-8"))
    return found


def file_of(nodeid: str) -> str:
    """Return the file of a test, relative to the folder of the tests."""
    return nodeid.partition("::")[0].removeprefix("tests/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the order within each stays."""
    known = known_durations()
    items.sort(key=lambda item: -known.get(file_of(item.nodeid), UNKNOWN_SECONDS))


class Progress:
    """Says every half a minute how much of the work is done, and at once what fails.

    Runs where the workers report to.

    Args:
        config: pytest's configuration.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.known = known_durations()
        self.spent: dict[str, float] = defaultdict(float)
        self.left: dict[str, int] = {}
        self.began = self.said = time.monotonic()

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Note how many tests each file has; every worker has collected the same."""
        self.left = dict(Counter(map(file_of, ids)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count the time of a test, and say how far the run is."""
        name = file_of(report.nodeid)
        self.spent[name] += report.duration
        if report.when == "teardown" and name in self.left:
            self.left[name] -= 1
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal is not None:
            why = report.longreprtext.strip().splitlines()[-1:] or [""]
            terminal.write_line(f"\n{report.nodeid} fails ({report.when}): {why[0]}")
        now = time.monotonic()
        if now - self.said < SAY_EVERY:
            return
        self.said = now
        done = {name for name, left in self.left.items() if not left}
        line = progress(self.known, self.spent, done, now - self.began)
        if line and terminal is not None:
            terminal.write_line(f"\n{line}")

    def pytest_sessionfinish(self) -> None:
        """Keep how long each file took, where that is asked for."""
        if os.environ.get("WRITE_DURATIONS"):
            every = {name: round(seconds, 1) for name, seconds in sorted(self.spent.items())}
            DURATIONS.write_text(json.dumps(every, indent=1) + "\n", encoding="utf-8")


def progress(
    known: dict[str, float], spent: dict[str, float], finished: Set[str], elapsed: float
) -> str:
    """Return in words how far a run is; "" as long as nothing can be said.

    Args:
        known: Seconds that each file took when that was measured.
        spent: Seconds that each file has taken in this run.
        finished: The files whose tests have all been run.
        elapsed: Seconds since the run began.
    """
    whole = sum(known.values())
    # A file that takes longer than it did is no more than done, one that was quicker no less.
    done = sum(known.get(name, 0.0) for name in finished)
    done += sum(
        min(seconds, known.get(name, 0.0))
        for name, seconds in spent.items()
        if name not in finished
    )
    share = min(done / whole, 0.99) if whole else 0.0
    if share < LEAST_SHARE:
        return ""
    left = elapsed * (1 - share) / share
    return f"[{elapsed / 60:.0f} min: {share:.0%} of the work done, about {left / 60:.0f} min left]"


def pytest_configure(config: pytest.Config) -> None:
    """Say how far a whole run is, in the process that the workers report to."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        return
    config.pluginmanager.register(Progress(config))
