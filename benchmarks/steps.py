"""Where the processor time of a submission goes: each step of the probe of a reference, by itself.

python -m benchmarks.steps mnist_sgd    print the seconds of each step as JSON

The probe runs in this process, without a sandbox and with TensorFlow imported already, as in a class.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
ONE_THREAD = dict.fromkeys((*THREADS, "OPENBLAS_NUM_THREADS"), "1")


def steps(assignments: tuple[str, ...], runs: int = 3) -> dict[str, float]:
    """Return the processor seconds of each step of a probe, medians, by assignment and step."""
    environment = {**os.environ, **ONE_THREAD, "MNIST_OFFLINE": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    found: dict[str, list[float]] = {}
    for assignment in assignments * runs:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.steps", assignment],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        for step, seconds in json.loads(done.stdout.splitlines()[-1]).items():
            found.setdefault(f"{assignment} {step}", []).append(seconds)
    return {name: statistics.median(every) for name, every in found.items()}


def main(assignment: str) -> None:
    """Print the steps of one run."""
    # What a zygote has imported before it forks.
    import IPython  # noqa: F401
    import keras  # noqa: F401
    import matplotlib.pyplot  # noqa: F401

    from autograder.grading import jobs
    from autograder.grading.one import read_submission
    from autograder.grading.public import public_setting
    from autograder.probe import __main__ as probe

    setting = public_setting(assignment)
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    submission = read_submission(path.read_bytes(), path.name, setting)
    tasks = [task.name for task in setting.rubric.automatic_tasks]
    spent: dict[str, float] = {}

    class Journal:
        """Notes how much processor time each step takes."""

        def __init__(self, _folder: Path) -> None:
            self.began = 0.0

        def begin(self, _step: str) -> None:
            self.began = time.process_time()

        def end(self, step: str) -> None:
            name = "cells" if step.startswith("cell:") else step.removeprefix("task:")
            spent[name] = spent.get(name, 0.0) + time.process_time() - self.began

    # Rights are not given up: this is the kit's own reference.
    probe.Journal, probe.harden = Journal, lambda *_arguments, **_options: None  # type: ignore
    with tempfile.TemporaryDirectory(prefix="steps-") as folder:
        job, out = Path(folder) / "job", Path(folder) / "out"
        job.mkdir()
        out.mkdir()
        jobs.write_plan(job, submission.cells, setting.rubric, tasks, ())
        for task in tasks:
            jobs.write_task(job, setting.rubric, task, setting.dataset, setting.seed)
        probe.main(job, jobs.data_folder(setting.dataset), out)
    print(json.dumps(spent))


def rows(numbers: dict[str, float]) -> Iterator[str]:
    """Yield the rows of a table: of each assignment the steps that take longest first."""
    for assignment in sorted({name.split()[0] for name in numbers}):
        own = {
            name.split()[1]: seconds
            for name, seconds in numbers.items()
            if name.startswith(f"{assignment} ")
        }
        parts = sorted(own.items(), key=lambda one: -one[1])
        shown = ", ".join(f"{name} {seconds:.2f}" for name, seconds in parts if seconds >= 0.05)
        yield f"| `{assignment}` | {sum(own.values()):.1f} | {shown} |"


if __name__ == "__main__":
    main(sys.argv[1])
