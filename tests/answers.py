"""Write down what the kit answers where students are confused, and where libraries are set otherwise.

In: the submissions of `tests/corpus/confusions/`, each with a question that students ask, those of
`tests/corpus/published/`, each with a fault that a paper describes, and the rows of
`settings_of_libraries.py`. Out: `tests/corpus/answers.json`, and the pages `docs/confusions.md`,
`docs/published-faults.md` and `docs/settings.md` that are made of it. `test_answers.py` grades a part
of them and compares.

    python tests/answers.py              grade what is new or has changed
    python tests/answers.py --all        grade everything
    python tests/answers.py --page       only the pages
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus_grading import CORPUS, grade_samples, samples, setting_for
from settings_of_libraries import ROWS

from autograder.assignment.samples import Sample
from autograder.grading.values import Grading, Setting

ANSWERS = CORPUS / "answers.json"
DOCS = Path(__file__).parents[1] / "docs"
FAMILIES = ("confusions", "settings", "published")
SAVE_EVERY = 5
TASKS = {row.sample.name: row.tasks for row in ROWS}


def family(name: str) -> list[Sample]:
    """Return the submissions of a family, in their order."""
    return [row.sample for row in ROWS] if name == "settings" else samples(name)


def digest(sample: Sample) -> str:
    """Return a short digest of everything that a sample says."""
    return hashlib.sha256(repr(sample).encode()).hexdigest()[:16]


def known_answers() -> dict[str, dict[str, Any]]:
    """Return what `answers.json` says, by family and sample."""
    if not ANSWERS.is_file():
        return {name: {} for name in FAMILIES}
    return dict(json.loads(ANSWERS.read_text(encoding="utf-8")))


def answer(sample: Sample, grading: Grading) -> dict[str, Any]:
    """Return what the kit says of a submission, as plain data.

    Tasks of the header's `may_lose` are left out: whether they lose depends on others, or on the seed.
    """
    optional = sample.words("may_lose") - sample.words("loses")
    report = grading.report
    lost = {
        task.name: {
            "points": task.points,
            "max_points": task.max_points,
            "says": [
                {"mistake": check.mistake, "problem": check.problem, "found": check.found,
                 "hint": check.hint}
                for check in task.failures
            ],
        }
        for task in report.tasks
        if task.points is not None and task.points < task.max_points and task.name not in optional
    }  # fmt: skip
    flags = [one for one in report.flags if not one.startswith("test_accuracy:")]
    return {
        "digest": digest(sample),
        "status": "ungraded" if report.score is None else "graded",
        "lost": lost,
        "flags": flags,
        "reason": report.reason,
    }


def in_short(found: dict[str, Any]) -> dict[str, Any]:
    """Return what of an answer is the same on every machine: points and problems."""
    return {
        "status": found["status"],
        "lost": {
            name: (task["points"], [said["problem"] for said in task["says"]])
            for name, task in found["lost"].items()
        },
    }


def faults(sample: Sample, found: dict[str, Any]) -> list[str]:
    """Return what is wrong with an answer.

    Whether the cause of a published fault is named stands on its page.
    """
    if found["status"] != "graded":
        return [f"not graded: {found['reason']}"]
    lost, wanted = set(found["lost"]), sample.words("loses")
    wrong = [f"{name} keeps all points" for name in sorted(wanted - lost)]
    wrong += [f"{name} loses points" for name in sorted(lost - wanted)]
    causes = sample.words("mistake")
    if causes and not named(sample, found) and not wrong and "source" not in sample.headers:
        wrong.append(f"does not name {' or '.join(sorted(causes))}")
    return wrong


def named(sample: Sample, found: dict[str, Any]) -> bool:
    """Whether an answer names a cause that the sample says it has."""
    names = {said["mistake"] for task in found["lost"].values() for said in task["says"]}
    return bool(sample.words("mistake") & names)


def grade_all(everything: bool, chosen: Iterable[str], workers: int) -> None:
    """Grade what is asked for, and keep `answers.json` up to date meanwhile."""
    known = known_answers()
    settings = {name: setting_for(name) for name in ("mnist_sgd", "mnist_adam")}
    chosen = set(chosen)
    for name in FAMILIES:
        known.setdefault(name, {})
        mine = [
            one
            for one in family(name)
            if (one.name in chosen if chosen else
                everything or known[name].get(one.name, {}).get("digest") != digest(one))
        ]  # fmt: skip
        for count, (sample, grading) in enumerate(graded(mine, settings, workers), 1):
            found = answer(sample, grading)
            known[name][sample.name] = found
            print(count, len(mine), sample.name, *faults(sample, found), sep=" | ", flush=True)
            if count % SAVE_EVERY == 0 or count == len(mine):
                save(known)
    save(known)


def graded(
    every: list[Sample], settings: dict[str, Setting], workers: int = 2
) -> Iterator[tuple[Sample, Grading]]:
    """Grade samples, and of each what it has to do with, and yield each with its grading."""
    alike: dict[tuple[str, ...], list[Sample]] = {}
    for sample in every:
        alike.setdefault(TASKS.get(sample.name, ()), []).append(sample)
    for tasks, mine in alike.items():
        yield from grade_samples(mine, settings, workers, tasks=tasks)


def save(answers: dict[str, dict[str, Any]]) -> None:
    """Write `answers.json`, without samples that no longer exist."""
    kept = {
        name: {one.name: found[one.name] for one in family(name) if one.name in found}
        for name, found in answers.items()
    }
    text = json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True)
    ANSWERS.write_text(text + "\n", encoding="utf-8")


def cell(text: str) -> str:
    """Return a text as it can stand in a cell of a Markdown table."""
    for sign in "\\|*_<>`$[]":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")


def confusions_page(answers: dict[str, Any]) -> str:
    """Return the page on what students ask."""
    rows = []
    for sample in family("confusions"):
        found = answers.get(sample.name)
        if found is None:
            continue
        for task in found["lost"].values():
            said = task["says"][0]
            told = " ".join(filter(None, [f"**{cell(said['problem'])}.**", cell(said["hint"])]))
            about = cell(sample.headers["about"])
            rows.append(f"| {about} | {task['points']:g} of {task['max_points']:g} | {told} |")
    return "\n".join([
        "# What students ask",
        "",
        "Confusions that come up in public wherever this task is set, each as a submission in",
        "`tests/corpus/confusions/`, and what the kit answers. Made by `make answers`; do not edit.",
        f"There are {len(family('confusions'))} of them.",
        "",
        "| what is asked | points | what the kit says |",
        "|---|---:|---|",
        *rows,
        "",
    ])  # fmt: skip


def settings_page(answers: dict[str, Any]) -> str:
    """Return the page on settings of libraries."""
    rows, kept = [], 0
    for row in ROWS:
        found = answers.get(row.sample.name)
        if found is None:
            continue
        right = f"`{row.loses}` loses points" if row.loses else "all points"
        right += f": `{row.mistake}`" * bool(row.mistake)
        lost = [
            f"`{name}` {task['points']:g} of {task['max_points']:g}: {cell(task['says'][0]['problem'])}"
            for name, task in found["lost"].items()
        ]
        kept += not faults(row.sample, found)
        verdict = "; ".join(lost) or "all points"
        rows.append(f"| {row.group} | {cell(row.about)} | {right} | {verdict} |")
    return "\n".join([
        "# Settings of libraries",
        "",
        "What students set for a whole process, and what they put around optimizer, model and",
        "training, each in right work, with the verdict that is right beside the one that is given.",
        "The kit's own models, inputs and records have settings of their own. Made by `make answers`;",
        "do not edit.",
        "",
        f"{kept} of {len(rows)} are as is right"
        + (f"; {len(ROWS) - len(rows)} more are not graded yet." * (len(rows) < len(ROWS)) or "."),
        "",
        "| of | setting | right | verdict |",
        "|---|---|---|---|",
        *rows,
        "",
    ])  # fmt: skip


# What the papers' abstracts say of the papers' own tools.
PUBLISHED = (
    ("DeepLocalize", "34 of 40 faulty programs of its benchmark detected, 21 of 40 faults localized; "
     "the best of Keras's own means detected 32 and localized none",
     "Programs of many kinds, from regression to speech; it looks at a running training and knows no "
     "assignment."),
    ("UMLAUT", "15 people found and fixed significantly more bugs with it than without",
     "What people do with the messages. Nothing of the kind was measured here."),
    ("AUTOTRAINER", "701 models of six data sets (extended version, TDSC 2024): all problems detected, "
     "no false positive, 98.42 % of the problems repaired",
     "It repairs, and watches the training that was asked for; the kit repairs nothing."),
    ("NeuraLint", "64 faults and inefficiencies found in 34 programs; recall 70.5 %, precision 100 %",
     "23 rules for any feed-forward network, without running it. Those on convolution, pooling and "
     "normalization have nothing to say of these networks."),
)  # fmt: skip


def published_page(answers: dict[str, Any]) -> str:
    """Return the page on faults that papers describe."""
    rows, caught, right_name = [], 0, 0
    for sample in family("published"):
        found = answers.get(sample.name)
        if found is None:
            continue
        caught += sample.words("loses") <= set(found["lost"])
        right_name += named(sample, found)
        told = [
            f"`{name}` {task['points']:g} of {task['max_points']:g}: {cell(task['says'][0]['problem'])}"
            for name, task in found["lost"].items()
        ]
        rows.append(
            f"| {cell(sample.headers['source'])} | {cell(sample.headers['about'])} "
            f"| {'; '.join(told) or 'all points'} | {'yes' if named(sample, found) else 'no'} |"
        )
    return "\n".join([
        "# Published faults",
        "",
        "Faults that papers on tools for faulty networks describe, each carried into a notebook of the",
        "kit in words of its own, in `tests/corpus/published/`. Made by `make answers`; do not edit.",
        "",
        f"{caught} of {len(rows)} cost points in their task. In {right_name} the kit names the cause.",
        "",
        "| from | fault | what the kit says | names the cause |",
        "|---|---|---|---|",
        *rows,
        "",
        "## Beside the papers' own figures",
        "",
        "These figures are those of the papers' abstracts, for their own tools and their own programs.",
        "They cannot be set against the numbers above: the kit knows what the program should be, and",
        "its programs are all of one kind, while these tools know of no task. What can be compared is",
        "which kinds of fault are seen at all.",
        "",
        "| tool | its own figures | what differs |",
        "|---|---|---|",
        *(f"| {tool} | {figures} | {differs} |" for tool, figures, differs in PUBLISHED),
        "",
    ])  # fmt: skip


PAGES = {
    "published": (DOCS / "published-faults.md", published_page),
    "confusions": (DOCS / "confusions.md", confusions_page),
    "settings": (DOCS / "settings.md", settings_page),
}


def main() -> None:
    """Grade what is asked for, and write the pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--all", action="store_true", help="grade everything")
    parser.add_argument("--page", action="store_true", help="write the pages and grade nothing")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if not options.page:
        grade_all(options.all, options.names, options.workers)
    answers = known_answers()
    for name, (path, page) in PAGES.items():
        path.write_text(page(answers.get(name, {})), encoding="utf-8")


if __name__ == "__main__":
    main()
