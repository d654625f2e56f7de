"""`make bench`: what grading costs, beside an earlier commit, plain nbgrader and the floor.

python -m benchmarks                           measure everything, write docs/performance.md
python -m benchmarks embedded --sizes 2 6      measure a part again, in classes of 2 and 6
python -m benchmarks --page                    only write the page

How long it takes is said first. `--base` names a tree of the earlier commit that has its environment
already; otherwise one is built from git.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from autograder.data import embedded_dataset
from benchmarks import builds, classes, costs, parts, peers, results, steps
from benchmarks.systems import Kit, Plain, Stock

SIZES = (2, 12, 50)
NEEDS_MNIST = ("mnist",)
# Seconds on two cores, for the first guess: of one submission by system, and of other parts as a whole.
EACH = {
    "present": (3.0, 15.0), "base": (6.0, 40.0), "plain nbgrader": (16.0, 110.0),
    "otter-grader": (16.0, 110.0), "checks in the notebook": (35.0, 340.0),
}  # fmt: skip
WHOLE = {
    "look": 500, "parent": 500, "apart": 240, "memory": 200, "sizes": 1200, "ways": 240,
    "cluster": 700, "isolation": 60, "floor": 300,
    "bare": 500, "steps": 120,
}  # fmt: skip
Numbers = dict[str, float]


def main() -> None:
    """Measure what is asked for and write the page."""
    options = _options()
    mnist = options.mnist or os.environ.get("MNIST_PATH") or os.environ.get("FULL_MNIST")
    mnist = Path(mnist).resolve() if mnist else None
    parts.use_mnist(mnist)
    both = (builds.base(options.base), builds.present()) if not options.page else ()
    systems = _systems(options, both, mnist)
    measures: dict[str, Callable[[], Mapping[str, float]]] = {
        "embedded": lambda: classes.grade_classes(systems, options.sizes, None, options.pairs),
        "mnist": lambda: classes.grade_classes(systems, options.sizes, mnist, options.pairs),
        "look": lambda: costs.look(both, options.pairs),
        "parent": lambda: costs.parent(both),
        "apart": lambda: costs.apart(both),
        "memory": lambda: costs.memory(both),
        "sizes": parts.sizes,
        "ways": parts.ways,
        "cluster": parts.cluster,
        "isolation": parts.isolation,
        "floor": parts.floor,
        "bare": parts.bare,
        "steps": lambda: steps.steps(parts.packaged_assignments()),
    }
    wanted = [] if options.page else options.parts or list(measures)
    unknown = set(wanted) - measures.keys()
    if unknown:
        raise SystemExit(f"there is no part called {', '.join(sorted(unknown))}")
    wanted = [name for name in wanted if mnist or name not in NEEDS_MNIST]
    if wanted:
        names = [system.name for system in systems]
        minutes = _minutes(wanted, names, options.sizes, options.pairs)
        print(f"{', '.join(wanted)}: about {minutes:.0f} minutes")
    for name in wanted:
        print(f"{name} …", flush=True)
        results.add(name, measures[name](), machine())
    results.write_page()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help="what to measure; all if none is named"
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="sizes of classes")
    parser.add_argument("--systems", nargs="+", help=f"of {', '.join(EACH)}; all if none is named")
    parser.add_argument(
        "--pairs", type=int, default=3, help="how often builds of the kit are compared"
    )
    parser.add_argument("--base", type=Path, help=f"a tree of commit {builds.BASE} with its .venv")
    parser.add_argument(
        "--mnist", type=Path, help="file with all of MNIST, for `mnist` and `floor`"
    )
    parser.add_argument("--otter", type=Path, help="otter-grader's program, where it is installed")
    parser.add_argument("--page", action="store_true", help="write the page and measure nothing")
    return parser.parse_args()


def _systems(
    options: argparse.Namespace, both: tuple[builds.Build, ...], mnist: Path | None
) -> list[peers.System]:
    """Return the systems that are compared."""
    datasets = {False: embedded_dataset()}
    if mnist is not None:
        datasets[True] = peers.all_of_mnist(mnist)
    every: list[peers.System] = [*map(Kit, both), Plain(datasets), Stock()]
    otter = options.otter or builds.present().bin / "otter"
    if otter.is_file():
        every.insert(-1, peers.Otter(datasets, otter.resolve()))
    return [one for one in every if not options.systems or one.name in options.systems]


def _minutes(wanted: list[str], systems: list[str], sizes: tuple[int, ...], pairs: int) -> float:
    """Return about how long it takes, as far as that can be told before."""
    total = 0.0
    for name in wanted:
        if name in WHOLE:
            total += WHOLE[name]
        else:
            place = int(name == "mnist")
            for one in systems:
                turns = pairs if one in ("present", "base") else 1
                total += turns * (2 * sum(sizes) * EACH[one][place] + 30 * len(sizes))
    return total / 60


def machine() -> str:
    """Describe this machine and what is measured in a line."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, commit {builds.present().commit or 'unknown'}"
    )


if __name__ == "__main__":
    main()
