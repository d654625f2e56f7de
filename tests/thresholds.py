"""Measure what test accuracy right and weak work reaches, and write it down: `make thresholds`.

In: the reference, the right submissions and the wrong ones that touch the training, of `tests/corpus/`.
Out: `tests/corpus/accuracies.json`, with every accuracy that the judge measured, and
`docs/thresholds.md`, the page that is made of it. `test_thresholds.py` holds the rubrics' thresholds
against these figures.

    python tests/thresholds.py                         the 5,000 embedded images
    python tests/thresholds.py --full                  all of MNIST, from the file MNIST_PATH names
    python tests/thresholds.py --page                  only the page
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import json
import math
import os
import statistics
from pathlib import Path

from corpus_grading import CORPUS, notebook_bytes, samples, setting_for

from autograder.engine.grading import Setting, grade
from autograder.engine.starting import starting
from autograder.rubric import find_rubric, load_rubric
from autograder.samples import Sample

ACCURACIES = CORPUS / "accuracies.json"
PAGE = Path(__file__).parents[1] / "docs" / "thresholds.md"
ASSIGNMENTS = ("mnist_sgd", "mnist_adam")
REFERENCE = "reference"
# How many seeds: of the reference, of other right work, of wrong work.
EMBEDDED_SEEDS, FULL_SEEDS = (50, 3, 1), (5, 1, 0)
# Right work may fail at most once in this many trainings.
ONE_IN = 1000
Accuracies = dict[str, dict[str, dict[str, list[float]]]]


def trains_its_own_way(sample: Sample) -> bool:
    """Whether a submission has cells of its own for what `test_accuracy` puts together."""
    rubric = load_rubric(find_rubric(sample.assignment))
    kinds = {task.name: task.kind for task in rubric.automatic_tasks}
    places = {target if not place else "" for place, target, _ in sample.cells}
    return any(kinds.get(one, "train") in ("normalize", "model", "train") for one in places)


def right_work(assignment: str) -> list[Sample]:
    """Return the reference, and the right submissions that train in their own way."""
    own = [one for one in samples("alternatives") if one.assignment == assignment]
    reference = Sample(REFERENCE, {"assignment": assignment}, ())
    return [reference, *filter(trains_its_own_way, own)]


def weak_work(assignment: str) -> list[Sample]:
    """Return the wrong submissions whose accuracy suffers, or may suffer."""
    return [
        one for one in samples("mistakes")
        if one.assignment == assignment
        and "test_accuracy" in one.words("loses") | one.words("may_lose")
    ]  # fmt: skip


def seeded(sample: Sample, seed: int) -> Sample:
    """Return a submission whose training starts from another seed."""
    cell = ("", "end", f"import keras\nkeras.utils.set_random_seed({seed})")
    return dataclasses.replace(sample, cells=(*sample.cells, cell))


def measure(sample: Sample, seed: int, setting: Setting) -> float | None:
    """Return the accuracy that the judge measures, or None if no model comes out."""
    content = notebook_bytes(seeded(sample, seed))
    name = f"{sample.assignment}.ipynb"
    return grade(content, name, setting, tasks=("test_accuracy",)).report.accuracy


def measure_all(full: bool, workers: int, known: Accuracies) -> None:
    """Measure what is not known yet, and keep `accuracies.json` up to date meanwhile."""
    counts = FULL_SEEDS if full else EMBEDDED_SEEDS
    with starting(workers) as start, concurrent.futures.ThreadPoolExecutor(workers) as pool:
        settings = {one: dataclasses.replace(setting_for(one), start=start) for one in ASSIGNMENTS}
        dataset = settings[ASSIGNMENTS[0]].dataset.name
        if full != (dataset == "mnist"):
            raise SystemExit(f"MNIST_PATH and --full do not agree: the data set is {dataset}.")
        waiting = {}
        for assignment in ASSIGNMENTS:
            found = known.setdefault(dataset, {}).setdefault(assignment, {})
            right = right_work(assignment)
            work = [(right[0], counts[0]), *((one, counts[1]) for one in right[1:])]
            work += [(one, counts[2]) for one in weak_work(assignment)]
            for sample, count in work:
                for seed in range(len(found.get(sample.name, [])), count):
                    key = pool.submit(measure, sample, 1000 + seed, settings[assignment])
                    waiting[key] = (found, sample.name)
        for number, done in enumerate(concurrent.futures.as_completed(waiting), 1):
            found, name = waiting[done]
            accuracy = done.result()
            found.setdefault(name, []).append(-1.0 if accuracy is None else round(accuracy, 4))
            print(number, len(waiting), dataset, name, accuracy, flush=True)
            if number % 20 == 0 or number == len(waiting):
                text = json.dumps(known, indent=1, sort_keys=True)
                ACCURACIES.write_text(text + "\n", encoding="utf-8")


def known_accuracies() -> Accuracies:
    """Return what `accuracies.json` says: data set, assignment, submission, accuracies."""
    return dict(json.loads(ACCURACIES.read_text("utf-8"))) if ACCURACIES.is_file() else {}


@dataclasses.dataclass(frozen=True)
class Spread:
    """What right work reaches.

    Attributes:
        runs: How many trainings.
        least: The worst of them.
        mean: The mean of the submission with the lowest one.
        deviation: Standard deviation between trainings of the same submission.
    """

    runs: int
    least: float
    mean: float
    deviation: float

    def failing(self, minimum: float) -> float:
        """Return the share of trainings below a threshold, for the weakest right submission.

        A normal distribution is assumed, since far fewer are measured than would show such a share.
        """
        return 0.5 * math.erfc((self.mean - minimum) / self.deviation / math.sqrt(2))


def spread_of(found: dict[str, list[float]], assignment: str) -> Spread:
    """Return the spread over the right submissions of an assignment."""
    runs = [found[one.name] for one in right_work(assignment) if one.name in found]
    several = [one for one in runs if len(one) > 1]
    freedom = sum(len(one) - 1 for one in several)
    squares = sum(statistics.variance(one) * (len(one) - 1) for one in several)
    return Spread(
        runs=sum(map(len, runs)),
        least=min(map(min, runs)),
        mean=min(map(statistics.mean, runs)),
        deviation=math.sqrt(squares / freedom),
    )


def page(known: Accuracies) -> str:
    """Return the page, made of the accuracies, the rubrics and the corpus."""
    lines = [
        "# Thresholds of the test accuracy",
        "",
        "Made by `make thresholds`; do not edit. Each figure is an accuracy that the judge measured on",
        "the unseen images, from another seed each time. Right work is the reference and every right",
        "submission of `tests/corpus/alternatives` that normalizes, builds or trains in its own way.",
        "",
        f"The rule: at most one training in {ONE_IN:,} of the weakest right submission may miss the",
        "threshold. The rate is that of a normal distribution with that submission's mean and the",
        "standard deviation between trainings of the same submission.",
        "",
        "| data set | assignment | trainings | lowest | lowest mean | deviation | threshold "
        "| right work that misses it |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for dataset, by_assignment in known.items():
        for assignment, found in by_assignment.items():
            minimum = load_rubric(find_rubric(assignment)).minimum_accuracy[dataset]
            spread = spread_of(found, assignment)
            rate = spread.failing(minimum)
            shown = f"1 in {1 / rate:,.0f}" if rate > 1e-9 else "fewer than 1 in 1,000,000,000"
            lines.append(
                f"| `{dataset}` | `{assignment}` | {spread.runs} | {spread.least:.4f} "
                f"| {spread.mean:.4f} | {spread.deviation:.4f} | {minimum:.2f} | {shown} |"
            )
    for dataset, by_assignment in known.items():
        for assignment, found in by_assignment.items():
            minimum = load_rubric(find_rubric(assignment)).minimum_accuracy[dataset]
            lines += ["", f"## `{assignment}` on `{dataset}`", "",
                      "| right work | trainings | lowest | mean |", "|---|---:|---:|---:|"]  # fmt: skip
            for one in right_work(assignment):
                if one.name in found:
                    values, about = found[one.name], one.headers.get("about", "the reference")
                    lines.append(f"| {about} | {len(values)} | {min(values):.4f} "
                                 f"| {statistics.mean(values):.4f} |")  # fmt: skip
            weak = [one for one in weak_work(assignment) if one.name in found]
            if not weak:
                continue
            passing = sum(value >= minimum for one in weak for value in found[one.name])
            count = sum(len(found[one.name]) for one in weak)
            lines += [
                "",
                f"Of {count} trainings of wrong submissions whose accuracy may suffer, {passing} reach "
                f"the threshold of {minimum:.2f}. Their mistake costs points in its own task.",
                "",
                "| wrong work | accuracy | reaches it |",
                "|---|---:|---|",
            ]
            for one in weak:
                value = found[one.name][0]
                shown = f"{value:.4f}" if value >= 0 else "no model"
                about = one.headers["about"].replace("|", "\\|").replace("*", "\\*")
                lines.append(f"| {about} | {shown} | {'yes' if value >= minimum else 'no'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure what is asked for, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="all of MNIST")
    parser.add_argument("--page", action="store_true", help="write the page and measure nothing")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    known = known_accuracies()
    if not options.page:
        measure_all(options.full, options.workers, known)
    PAGE.write_text(page(known), encoding="utf-8")


if __name__ == "__main__":
    main()
