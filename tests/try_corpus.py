"""Grade the corpus of one task and say whether a change of its checks is right: `make corpus TASK=…`.

In: the submissions of `tests/corpus/` that make a mistake in the task, and the right ones that write
it in another style. Out: right work that loses points, mistakes that are not caught or not named, and
every verdict that differs from `tests/corpus/verdicts.json`.

    python tests/try_corpus.py normalize_images            try the corpus of a task
    python tests/try_corpus.py normalize_images --write    and enter what differs in the report

Evidence is kept in `.corpus/`, so that after a change of checks or words nothing is run again.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

import check_tables
import grader_report
from corpus_grading import grade_samples, samples, setting_for

from autograder.assignment.samples import Sample
from autograder.grading.store import Store
from autograder.grading.values import Grading, Setting

KEPT = Path(__file__).resolve().parents[1] / ".corpus"
OLD_SECONDS = 7 * 86400.0
SAY_EVERY = 20


def settings_with(task: str) -> dict[str, Setting]:
    """Return the settings of the assignments that have a task, with evidence that is kept."""
    every = {name: setting_for(name) for name in grader_report.ASSIGNMENTS}
    return {
        name: dataclasses.replace(setting, store=Store(KEPT))
        for name, setting in every.items()
        if any(one.name == task for one in setting.rubric.automatic_tasks)
    }


def about(task: str, sample: Sample, family: str) -> bool:
    """Whether a submission has anything to do with a task."""
    if family == "mistakes":
        return task in sample.words("loses")
    # The accuracy is measured on what all of the cells make together, and no style is its own.
    return any(target == task or place or target == "end" for place, target, _ in sample.cells)


def findings(
    task: str, sample: Sample, grading: Grading, known: dict[str, Any] | None
) -> tuple[list[str], list[str]]:
    """Return what is wrong with a verdict, and how it differs from the known one."""
    result = next((one for one in grading.report.tasks if one.name == task), None)
    if result is None or result.points is None:
        return [f"not graded: {grading.report.reason}"], []
    found = grader_report.lost(result) if result.points < result.max_points else None
    names = {check.mistake for check in result.failures}
    wanted = sample.words("mistake")
    wrong = []
    mistaken = bool(sample.words("loses"))
    if found and not mistaken:
        wrong.append("right work loses points")
    if mistaken and not found:
        wrong.append("keeps all points")
    before = None if known is None else known["lost"].get(task)
    # A mistake is named in the first of the tasks that it costs; the others suffer from it.
    first = sample.headers.get("loses", "").split()[:1] == [task]
    if found and wanted and first and before != found and not wanted & names:
        wrong.append(f"is not named {', '.join(sorted(wanted))}")
    different = []
    if known is None or before != found:
        was = "new" if known is None else f"was: {words(before)}"
        different.append(f"{words(found)} ({was})")
    return wrong, different


def words(lost: dict[str, Any] | None) -> str:
    """Return in words what a task lost and why."""
    if lost is None:
        return "all points"
    causes = "; ".join(f"{cause['check']}: {cause['problem']}" for cause in lost["causes"])
    return f"{lost['points']:g} of {lost['max_points']:g}, {causes}"


def main() -> int:
    """Try the corpus of a task; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("task", help="such as normalize_images")
    parser.add_argument("--write", action="store_true", help="enter what differs in the report")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    task, began = options.task, time.monotonic()
    settings = settings_with(task)
    if not settings:
        print(f"No assignment has a task called {task!r}.", file=sys.stderr)
        return 2
    known = grader_report.known_verdicts()
    family = {one.name: name for name in known for one in samples(name)}
    chosen = [
        sample
        for name in known
        for sample in samples(name)
        if sample.assignment in settings and about(task, sample, name)
    ]
    print(f"Grading {task} in {len(chosen)} submissions …", flush=True)
    wrong: list[tuple[str, str]] = []
    different: list[tuple[str, str]] = []
    graded = grade_samples(chosen, settings, options.workers, tasks=(task,))
    for count, (sample, grading) in enumerate(graded, 1):
        verdict = known[family[sample.name]].get(sample.name)
        problems, changes = findings(task, sample, grading, verdict)
        wrong += [(sample.name, text) for text in problems]
        different += [(sample.name, text) for text in changes]
        if sys.stderr.isatty():
            print(f"\r{count} of {len(chosen)}", end="", file=sys.stderr, flush=True)
        elif count % SAY_EVERY == 0:
            print(f"{count} of {len(chosen)}", file=sys.stderr, flush=True)
    Store(KEPT).prune(older_than=OLD_SECONDS)
    for title, lines in (("WRONG", wrong), ("DIFFERENT", different)):
        for name, text in sorted(lines):
            print(f"{title}  {name}: {text}")
    right = sum(family[one.name] == "alternatives" for one in chosen)
    print(
        f"{right} in other styles and {len(chosen) - right} with mistakes in "
        f"{time.monotonic() - began:.0f} s: {len(wrong)} wrong, {len(different)} different."
    )
    names = sorted({name for name, _ in different})
    if options.write and names and not wrong:
        both = [(family[one.name], one) for one in chosen if one.name in names]
        verdicts = grader_report.grade_all(both, options.workers, seeds=1, missing=False)
        grader_report.write_pages(verdicts)
        check_tables.write()
        print(f"{len(names)} entered in {grader_report.VERDICTS.name} and the report.")
        return 0
    if names:
        print("If what is different is as it should be, run this again with --write.")
    return 1 if wrong or different else 0


if __name__ == "__main__":
    sys.exit(main())
