"""`make bench`: what grading costs, side by side with stock nbgrader and with the floor.

python -m benchmarks                 measure everything (about an hour), write docs/performance.md
python -m benchmarks stock floor     measure these parts again
python -m benchmarks --page          only write the page
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
from pathlib import Path

import psutil

from benchmarks import parts, results

PARTS = {
    "stock": parts.against_stock,
    "full": parts.against_stock_on_all_of_mnist,
    "sizes": parts.sizes,
    "ways": parts.ways,
    "cluster": parts.cluster,
    "single": parts.single,
    "isolation": parts.isolation,
    "floor": parts.floor,
}


def main() -> None:
    """Measure what is asked for and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--page", action="store_true", help="write the page and measure nothing")
    parser.add_argument("--mnist", type=Path, help="file with all of MNIST, for `full` and `floor`")
    options = parser.parse_args()
    unknown = set(options.parts) - PARTS.keys()
    if unknown:
        parser.error(f"there is no part called {', '.join(sorted(unknown))}")
    mnist = options.mnist or os.environ.get("MNIST_PATH") or os.environ.get("FULL_MNIST")
    parts.use_mnist(Path(mnist) if mnist else None)
    for name in () if options.page else options.parts or PARTS:
        print(f"{name} …", flush=True)
        measured = PARTS[name]()
        if measured:
            results.add(name, measured, machine())
            print(measured, flush=True)
        else:
            print("left out: it needs the file with all of MNIST (--mnist FILE)", flush=True)
    results.write_page()


def machine() -> str:
    """Describe this machine and what is measured in a line."""
    memory = psutil.virtual_memory().total / 2**30
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent, capture_output=True,
        text=True, check=False,
    ).stdout.strip()  # fmt: skip
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, commit {commit or 'unknown'}"
    )


if __name__ == "__main__":
    main()
