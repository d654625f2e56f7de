"""Grade the whole corpus and write down what became of it: `make grader-report`.

In: the right and the wrong submissions of `tests/corpus/`. Out: `tests/corpus/verdicts.json`, with
the points and words of each, and `docs/grader-report.md`, the page that is made of it. The tests
grade a part of the corpus and compare (`test_corpus.py`), and hold the page against the file
(`test_grader_report.py`).

    python tests/grader_report.py              grade everything
    python tests/grader_report.py --seeds 3    right work with more seeds than the public one
    python tests/grader_report.py --missing    only what is new or has changed since, and new seeds
    python tests/grader_report.py NAME ...     only these submissions
    python tests/grader_report.py --page       only the page
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus_grading import CORPUS, grade_samples, samples, setting_for

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.assignment.samples import Sample
from autograder.grading.values import Grading
from autograder.report.results import TaskResult

VERDICTS = CORPUS / "verdicts.json"
PAGE = Path(__file__).parents[1] / "docs" / "grader-report.md"
README = Path(__file__).parents[1] / "README.md"
ASSIGNMENTS = ("mnist_sgd", "mnist_adam", "mnist_cnn")
SAVE_EVERY = 20


def digest(sample: Sample) -> str:
    """Return a short digest of everything that a sample says."""
    return hashlib.sha256(repr(sample).encode()).hexdigest()[:16]


def known_verdicts() -> dict[str, dict[str, Any]]:
    """Return what `verdicts.json` says, by family and sample."""
    if not VERDICTS.is_file():
        return {"alternatives": {}, "mistakes": {}}
    return dict(json.loads(VERDICTS.read_text(encoding="utf-8")))


def lost(task: TaskResult) -> dict[str, Any]:
    """Return what a task lost and why, as plain data without measured numbers."""
    return {
        "points": task.points,
        "max_points": task.max_points,
        "causes": [
            {"check": check.name, "mistake": check.mistake, "problem": check.problem}
            for check in task.failures
        ],
    }


def verdict(sample: Sample, grading: Grading) -> dict[str, Any]:
    """Return a submission's verdict as plain data: the tasks that lost points, and why.

    Tasks of the header's `may_lose` are left out: whether they lose depends on the seed.
    """
    optional = sample.words("may_lose") - sample.words("loses")
    tasks = {
        task.name: lost(task)
        for task in grading.report.tasks
        if task.points is not None and task.points < task.max_points and task.name not in optional
    }
    return {"digest": digest(sample), "status": grading.report.status, "lost": tasks}


def graded_before(sample: Sample, found: dict[str, dict[str, Any]], number: int) -> bool:
    """Whether a sample's present text has been graded with seed `number` before."""
    known = found.get(sample.name, {})
    return known.get("digest") == digest(sample) and number < known.get("seeds", 1)


def grade_all(
    chosen: Sequence[tuple[str, Sample]], workers: int, seeds: int, missing: bool
) -> dict[str, dict[str, Any]]:
    """Grade samples, given with their families, and keep `verdicts.json` up to date meanwhile."""
    known = known_verdicts()
    for family in known:
        right = family == "alternatives"
        for number in range(seeds if right else 1):
            mine = [
                sample
                for name, sample in chosen
                if name == family and not (missing and graded_before(sample, known[family], number))
            ]
            # The first seed is the public one.
            seed = f"seed {number}".encode() if number else None
            settings = {name: setting_for(name, seed) for name in ASSIGNMENTS}
            for count, (sample, grading) in enumerate(
                grade_samples(mine, settings, workers, full=right), 1
            ):
                new = verdict(sample, grading)
                if number:
                    # What one seed takes away is not given back by another.
                    new["lost"] = {**known[family][sample.name]["lost"], **new["lost"]}
                if right:
                    new["seeds"] = number + 1
                known[family][sample.name] = new
                print(count, len(mine), sample.name, *new["lost"], flush=True)
                if count % SAVE_EVERY == 0 or count == len(mine):
                    save(known)
    return known


def save(verdicts: dict[str, dict[str, Any]]) -> None:
    """Write `verdicts.json`, without samples that no longer exist."""
    kept = {
        family: {one.name: found[one.name] for one in samples(family) if one.name in found}
        for family, found in verdicts.items()
    }
    text = json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True)
    VERDICTS.write_text(text + "\n", encoding="utf-8")


def page(verdicts: dict[str, dict[str, Any]]) -> str:
    """Return the page on the grader, made of the verdicts and the headers of the samples."""
    right, wrong = samples("alternatives"), samples("mistakes")
    to_blame = [one for one in wrong if blamed(one, verdicts["mistakes"][one.name])]
    found = [one for one in wrong if caught(one, verdicts["mistakes"][one.name])]
    single = planted(wrong)
    right_name = [one for one in single if named(one, verdicts["mistakes"][one.name])]
    failed = [one for one in right if verdicts["alternatives"][one.name]["lost"]]
    seeds = min(one["seeds"] for one in verdicts["alternatives"].values())
    lines = [
        "# Report on the grader",
        "",
        "What the grader makes of submissions whose verdict is known. Made by `make grader-report`",
        "from `tests/corpus/`; do not edit. A part of the corpus is graded in every test run and",
        "compared with this page, all of it with `CORPUS=all make test`.",
        "",
        "Those who wrote the checks wrote this corpus. Faults that others drew from real ones:",
        "[Mutants](mutants.md), [Published faults](published-faults.md).",
        "",
        "| | submissions | as they should be |",
        "|---|---:|---:|",
        f"| right work keeps all points, over {seeds} seed{'s' * (seeds > 1)} "
        f"| {len(right)} | {len(right) - len(failed)} |",
        f"| a mistake costs points in its task | {len(wrong)} | {len(found)} |",
        f"| and in no other task | {len(wrong)} | {len(wrong) - len(to_blame)} |",
        f"| a single mistake is named by its cause | {len(single)} | {len(right_name)} |",
        "",
        *_by_task(wrong, verdicts["mistakes"]),
        *_by_style(right, verdicts["alternatives"]),
        *_messages(wrong, verdicts["mistakes"]),
    ]
    return "\n".join(lines)


def in_readme(text: str, verdicts: dict[str, dict[str, Any]]) -> str:
    """Return the README with the numbers of the page in the rows of its table that link to the page."""
    right, wrong = samples("alternatives"), samples("mistakes")
    kept = [one for one in right if not verdicts["alternatives"][one.name]["lost"]]
    found = [one for one in wrong if caught(one, verdicts["mistakes"][one.name])]
    single = planted(wrong)
    names = [one for one in single if named(one, verdicts["mistakes"][one.name])]
    rows = {
        "right work,": (kept, right),
        "mistakes that cost points": (found, wrong),
        "single mistakes that are named": (names, single),
    }
    for begin, (some, every) in rows.items():
        row = rf"^(\| {begin}[^|]*\| )\d+ of \d+( \|)"
        text = re.sub(row, rf"\g<1>{len(some)} of {len(every)}\2", text, flags=re.MULTILINE)
    return text


def write_pages(verdicts: dict[str, dict[str, Any]]) -> None:
    """Write the page, and its numbers into the README."""
    PAGE.write_text(page(verdicts), encoding="utf-8")
    README.write_text(in_readme(README.read_text(encoding="utf-8"), verdicts), encoding="utf-8")


def planted(wrong: Iterable[Sample]) -> list[Sample]:
    """Return the submissions with a single mistake whose name is known."""
    return [one for one in wrong if len(one.words("mistake")) == 1]


def caught(sample: Sample, found: dict[str, Any]) -> bool:
    """Whether every task with a mistake in it lost points."""
    return sample.words("loses") <= set(found["lost"])


def blamed(sample: Sample, found: dict[str, Any]) -> set[str]:
    """Return the tasks that lost points although nothing in them is wrong."""
    return set(found["lost"]) - sample.words("loses") - sample.words("may_lose")


def named(sample: Sample, found: dict[str, Any]) -> bool:
    """Whether a message names the mistake that the sample says it has."""
    return bool(sample.words("mistake") & set(_names(found)))


def _names(found: dict[str, Any]) -> list[str]:
    causes = [cause for task in found["lost"].values() for cause in task["causes"]]
    return [cause["mistake"] for cause in causes if cause["mistake"]]


def _by_task(wrong: Iterable[Sample], found: dict[str, Any]) -> list[str]:
    counts: dict[str, Counter[tuple[str, str]]] = {
        name: Counter() for name in ("wrong", "caught", "blamed")
    }
    for sample in wrong:
        mine = set(found[sample.name]["lost"])
        for task in sample.words("loses"):
            counts["wrong"][sample.assignment, task] += 1
            counts["caught"][sample.assignment, task] += task in mine
        for task in blamed(sample, found[sample.name]):
            counts["blamed"][sample.assignment, task] += 1
    rows = []
    for assignment in ASSIGNMENTS:
        for task in load_rubric(find_rubric(assignment)).automatic_tasks:
            key = assignment, task.name
            numbers = " | ".join(str(one[key]) for one in counts.values())
            rows.append(f"| `{assignment}` | `{task.name}` | {numbers} |")
    return [
        "## By task",
        "",
        "Caught: wrong submissions that lost points in the task, as they must. Blamed: submissions",
        "that lost points in the task although nothing in it was wrong.",
        "",
        "| assignment | task | wrong | caught | blamed |",
        "|---|---|---:|---:|---:|",
        *rows,
        "",
    ]


def _by_style(right: Iterable[Sample], found: dict[str, Any]) -> list[str]:
    rows = [
        f"| {sample.headers['about']} | `{sample.assignment}` "
        f"| {', '.join(f'`{task}`' for task in found[sample.name]['lost']) or 'none'} |"
        for sample in right
    ]
    return ["## Right work, by style", "", "| style | assignment | points lost in |", "|---|---|---|",
            *rows, ""]  # fmt: skip


def _messages(wrong: Iterable[Sample], found: dict[str, Any]) -> list[str]:
    rows: dict[tuple[str, str], list[str]] = {}
    for sample in wrong:
        for task, loss in sorted(found[sample.name]["lost"].items()):
            if task not in sample.words("loses") and sample.words("loses"):
                continue
            message = "<br>".join(cell(cause["problem"]) for cause in loss["causes"])
            rows.setdefault((sample.assignment, task), []).append(
                f"| {cell(sample.headers['about'])} | {loss['points']:g} of "
                f"{loss['max_points']:g} | {message} |"
            )
    lines = ["## Every mistake, and what the student is told", ""]
    for (assignment, task), mine in sorted(rows.items()):
        lines += [f"### `{task}` in `{assignment}`", "", "| what is wrong | points | message |",
                  "|---|---:|---|", *mine, ""]  # fmt: skip
    return lines


def cell(text: str) -> str:
    """Return a text as it can stand in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("*", "\\*").replace("\n", "<br>")


def main() -> None:
    """Grade what is asked for, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="submissions to grade; all if none is named")
    parser.add_argument("--missing", action="store_true", help="only new and changed ones")
    parser.add_argument("--page", action="store_true", help="write the page and grade nothing")
    parser.add_argument("--seeds", type=int, default=1, help="with how many seeds right work")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    known = known_verdicts()
    chosen = [
        (family, sample)
        for family in known
        for sample in samples(family)
        if not options.page and (not options.names or sample.name in options.names)
    ]
    verdicts = grade_all(chosen, options.workers, options.seeds, options.missing)
    write_pages(verdicts)


if __name__ == "__main__":
    main()
