"""What a class costs: several systems on one machine, one after another, in classes of several sizes.

In: systems, sizes, and a data set. Out: seconds of wall clock and of the processor for each class. Of
two sizes the difference is what more submissions cost, and what is left is what starting costs.
"""

from __future__ import annotations

import itertools
import re
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.peers import System
from benchmarks.systems import ASSIGNMENTS, Kit

Numbers = dict[str, float]
KEY = re.compile(r"(?P<system>.+) (?P<size>\d+) (?P<what>wall|processor)")


def grade_classes(
    systems: Sequence[System], sizes: Sequence[int], mnist: Path | None, pairs: int = 1
) -> Numbers:
    """Grade a class of each size with each system, both assignments; return medians.

    Args:
        systems: The systems; for one size they follow each other.
        sizes: Numbers of students.
        mnist: File with all of MNIST; the embedded images if None.
        pairs: How often the builds of the kit are compared. Others, whose time grows with each
            submission by the same, are measured once.
    """
    every: dict[str, list[float]] = {}
    for turn, size in itertools.product(range(pairs), sizes):
        for system in systems:
            if turn and not isinstance(system, Kit):
                continue
            wall = processor = 0.0
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                for assignment in ASSIGNMENTS:
                    root = Path(folder) / assignment
                    root.mkdir()
                    system.prepare(root, assignment, range(size), mnist)
                    spent = system.grade(root, assignment, mnist)
                    wall += spent.wall
                    processor += spent.processor
            every.setdefault(f"{system.name} {size} wall", []).append(wall)
            every.setdefault(f"{system.name} {size} processor", []).append(processor)
            print(
                f"  {system.name}, class of {size}: {wall:.0f} s, processor {processor:.0f} s",
                flush=True,
            )
    return {name: statistics.median(times) for name, times in every.items()}


def seconds(numbers: Mapping[str, float], what: str) -> dict[str, dict[int, float]]:
    """Return the seconds of each system by size of the class.

    Args:
        numbers: What `grade_classes` found.
        what: "wall" or "processor".
    """
    found: dict[str, dict[int, float]] = {}
    for key, value in numbers.items():
        match = KEY.fullmatch(key)
        if match and match["what"] == what:
            found.setdefault(match["system"], {})[int(match["size"])] = value
    return found


def told_apart(by_size: Mapping[int, float]) -> tuple[float, float]:
    """Return what starting costs, and what each submission costs, of both assignments one.

    A straight line through the smallest class and the largest; of one size alone, nothing is starting.
    """
    few, many = min(by_size), max(by_size)
    assignments = len(ASSIGNMENTS)
    if few == many:
        return 0.0, by_size[many] / (assignments * many)
    each = (by_size[many] - by_size[few]) / (many - few)
    return max(0.0, by_size[few] - few * each), each / assignments
