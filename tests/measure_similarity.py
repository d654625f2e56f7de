"""What the similarity page finds: copies in disguise, and nothing that was written independently.

    python tests/measure_similarity.py

The alternatives of the corpus stand for independent work: right answers in other styles, each written
by itself. Only their cells that differ from the reference count. Each gets a copy in disguise, and all
are one class.
"""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import nbformat
from disguise import disguise

from autograder.assignment.samples import read_sample
from autograder.course import likeness
from autograder.course.likeness import Work, alike, work_of

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENTS = ("mnist_adam", "mnist_sgd")


@dataclasses.dataclass(frozen=True)
class Measured:
    """What was found in one assignment's class.

    Attributes:
        assignment: The assignment.
        works: How many were written independently.
        near: How many of them differ from the reference by too little to be found alike with anything.
        found: How many of the others are listed with their copy.
        strangers: The pairs that are listed though neither is the other's copy.
        highest: The largest share of two that were written independently.
        lowest: The smallest share of a work and its copy.
    """

    assignment: str
    works: int
    near: int
    found: int
    strangers: tuple[str, ...]
    highest: float
    lowest: float


def given(assignment: str) -> list[Work]:
    """Return what everybody has: the notebook that is handed out, and the reference."""
    return [
        work_of("", (cell.source for cell in nbformat.read(
            ROOT / folder / assignment / f"{assignment}.ipynb", as_version=4
        ).cells if cell.cell_type == "code"))
        for folder in ("assignment", "solutions")
    ]  # fmt: skip


def alternatives(assignment: str) -> dict[str, tuple[str, ...]]:
    """Return the cells of each alternative that differ from the reference, by its name."""
    samples = map(read_sample, sorted((ROOT / "tests/corpus/alternatives").glob("*.py")))
    return {
        one.name: tuple(source for _, _, source in one.cells)
        for one in samples
        if one.assignment == assignment
    }


def every_share(works: list[Work], common: list[Work]) -> dict[frozenset[str], float]:
    """Return the share of each two that have enough in common, however small it is."""
    before = likeness.LEAST_SHARE
    likeness.LEAST_SHARE = 0.0
    try:
        pairs = alike(works, common)
    finally:
        likeness.LEAST_SHARE = before
    return {frozenset((pair.first.student, pair.second.student)): pair.share for pair in pairs}


def measure(assignment: str) -> Measured:
    """Measure one assignment."""
    common = given(assignment)
    known = {one for work in common for one in work.prints}
    sources = alternatives(assignment)
    works = [work_of(name, cells) for name, cells in sources.items()]
    copies = [
        work_of(f"{name} copied", disguise(cells, number))
        for number, (name, cells) in enumerate(sources.items())
    ]
    shares = every_share([*works, *copies], common)
    of_copies = {frozenset((name, f"{name} copied")) for name in sources}
    far = [work for work in works if len(work.prints.keys() - known) >= likeness.LEAST_PRINTS]
    own = [shares.get(frozenset((work.student, f"{work.student} copied")), 0.0) for work in far]
    strangers = {pair: share for pair, share in shares.items() if pair not in of_copies}
    return Measured(
        assignment,
        len(works),
        len(works) - len(far),
        sum(share >= likeness.LEAST_SHARE for share in own),
        tuple(
            " and ".join(sorted(pair))
            for pair, share in strangers.items()
            if share >= likeness.LEAST_SHARE
        ),
        max(strangers.values(), default=0.0),
        min(own),
    )


def table(every: list[Measured]) -> str:
    """Return what was measured, as a table in Markdown."""
    lines = [
        "| assignment | submissions | near the reference | copies found | others listed "
        "| largest share of others | smallest share of a copy |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in every:
        lines.append(
            f"| `{one.assignment}` | {one.works} | {one.near} | {one.found} of {one.works - one.near} "
            f"| {len(one.strangers)} | {one.highest:.2f} | {one.lowest:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    results = [measure(assignment) for assignment in ASSIGNMENTS]
    print(table(results))
    for line in itertools.chain.from_iterable(one.strangers for one in results):
        print(line)
