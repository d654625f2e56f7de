"""Grade mutants of right work, made by operators that others drew from real faults: `make mutants`.

In: both references and ten alternatives of the corpus, the operators of `mutation_operators.py`, and
what `mutant_oracle.py` makes of each mutant without the kit. Out: `tests/corpus/mutants.json` and the
page `docs/mutants.md`, which sets the kit's verdicts beside the oracle's. `test_mutants.py` holds the
page in step and grades a part.

    python tests/mutants.py              decide and grade what is new or has changed
    python tests/mutants.py --all        everything
    python tests/mutants.py --page       only the page
    python tests/mutants.py NAME ...     only these mutants
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
from corpus_grading import (
    CORPUS,
    SOLUTIONS,
    grade_samples,
    lost_tasks,
    quick_tasks,
    setting_for,
)
from mutation_operators import BUILD, OPERATORS, TRAIN, NotApplicable, Operator, mutate

from autograder.assignment.samples import Sample, build, read_sample
from autograder.grading.values import Grading, Setting

MUTANTS = CORPUS / "mutants.json"
PAGE = Path(__file__).parents[1] / "docs" / "mutants.md"
ORACLE = Path(__file__).parent / "mutant_oracle.py"
ASSIGNMENTS = ("mnist_sgd", "mnist_adam")
TRAINING = {"mnist_sgd": "train_with_sgd", "mnist_adam": "train_with_adam"}
# Different styles, with regularizers, early stopping, validation by hand, schedules and clipping.
ALTERNATIVES = (
    "sgd_functional_api",
    "sgd_subclassed_model",
    "sgd_callbacks_galore",
    "sgd_sklearn_holdout",
    "sgd_inverse_time_decay_clipvalue",
    "adam_functional_api",
    "adam_early_stopping_never_stops",
    "adam_l2_and_names",
    "adam_holds_out_last_fifth",
    "adam_subclassed_model",
)
# Of the order in which mutants are graded.
SEED = 16
# Decided, then graded together.
BATCH, SAVE_EVERY = 24, 4


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A program with one operator applied.

    Attributes:
        program: The program's name.
        operator: The operator.
        sample: The mutant as a submission.
    """

    program: str
    operator: Operator
    sample: Sample

    @property
    def name(self) -> str:
        """The program and the operator with its strength."""
        return self.sample.name

    @property
    def digest(self) -> str:
        """A short digest of the mutant's cells."""
        return hashlib.sha256(repr(self.sample.cells).encode()).hexdigest()[:16]


def reference(assignment: str) -> nbformat.NotebookNode:
    """Return the reference notebook of an assignment."""
    return nbformat.read(SOLUTIONS / assignment / f"{assignment}.ipynb", as_version=4)


def programs() -> list[Sample]:
    """Return the programs that are mutated: both references, then the alternatives."""
    references = []
    for assignment, task in TRAINING.items():
        cells = {
            cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source
            for cell in reference(assignment).cells
        }
        mine = tuple(("", name, cells[name]) for name in ("build_model", task))
        references.append(Sample(f"{assignment}_reference", {"assignment": assignment}, mine))
    return references + [
        read_sample(CORPUS / "alternatives" / f"{name}.py") for name in ALTERNATIVES
    ]


def every_mutant() -> tuple[list[Mutant], dict[tuple[str, str], str]]:
    """Return all mutants, and why an operator does not apply, by program and operator.

    They are in an order that is drawn once for good, in rounds with one of each operator, so that the
    first ones are a sample over all operators.
    """
    made: dict[str, list[Mutant]] = {}
    not_applicable = {}
    for program in programs():
        for operator in OPERATORS:
            try:
                cells = mutate(program.cells, operator)
            except NotApplicable as reason:
                not_applicable[program.name, operator.name] = str(reason)
                continue
            headers = {"assignment": program.assignment}
            sample = Sample(f"{program.name}: {operator.name}", headers, cells)
            made.setdefault(operator.name, []).append(Mutant(program.name, operator, sample))
    dice = random.Random(SEED)
    for mine in made.values():
        dice.shuffle(mine)
    rounds: list[Mutant] = []
    for several in itertools.zip_longest(*made.values()):
        chosen = [one for one in several if one is not None]
        dice.shuffle(chosen)
        rounds += chosen
    return rounds, not_applicable


def digest_of(sample: Sample) -> str:
    """Return a short digest of what is graded."""
    return hashlib.sha256(repr(sample.cells).encode()).hexdigest()[:16]


def sources(sample: Sample) -> list[str]:
    """Return the cells that define functions, in order, with nothing of the kit in them."""
    notebook = build(sample, reference(sample.assignment))
    names = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    chosen = []
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.cell_type == "code" and (name is None or f"check_{name}" in names):
            chosen.append(cell.source)
    return chosen


def decide(
    every: Sequence[tuple[str, Sample, Sequence[str]]], measure: bool = True
) -> Iterator[dict[str, Any]]:
    """Ask the oracle, in a process of its own, and yield what it says of each.

    Args:
        every: A name, the submission, and the parts that may be wrong, for each.
        measure: Whether the accuracy is measured where nothing else is wrong.
    """
    lines = [
        json.dumps(
            {"name": name, "assignment": sample.assignment, "cells": sources(sample),
             "parts": list(parts), "measure": measure}
        )
        for name, sample, parts in every
    ]  # fmt: skip
    with subprocess.Popen(
        [sys.executable, str(ORACLE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"},
    ) as process:
        assert process.stdin and process.stdout
        # What is asked does not fill the pipe before the first answer is read.
        for line in lines:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            yield json.loads(process.stdout.readline())
        process.stdin.close()


def known_mutants() -> dict[str, Any]:
    """Return what `mutants.json` says."""
    if not MUTANTS.is_file():
        return {"programs": {}, "mutants": {}}
    return dict(json.loads(MUTANTS.read_text(encoding="utf-8")))


def save(known: dict[str, Any]) -> None:
    """Write `mutants.json`, without mutants that no longer exist."""
    names = {one.name for one in every_mutant()[0]}
    known["mutants"] = {name: one for name, one in known["mutants"].items() if name in names}
    text = json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True)
    MUTANTS.write_text(text + "\n", encoding="utf-8")


def graded_sample(mutant: Mutant, decision: dict[str, Any]) -> Sample:
    """Return a mutant as a submission whose header says what the oracle said."""
    headers = {
        **mutant.sample.headers,
        "loses": " ".join(decision["loses"]),
        "may_lose": " ".join(decision["open"]),
    }
    return dataclasses.replace(mutant.sample, headers=headers)


def tasks_for(mutant: Mutant, sample: Sample, setting: Setting) -> tuple[str, ...]:
    """Return the tasks worth probing.

    Of a mutated model, a training that is unchanged is none, nor is an accuracy that is left open since
    the training is.
    """
    training = TRAINING[sample.assignment]
    left_out = {training} if mutant.operator.part == BUILD else set()
    if {training, "test_accuracy"} <= sample.words("may_lose"):
        left_out.add("test_accuracy")
    return tuple(name for name in quick_tasks(sample, setting) if name not in left_out)


def graded(
    every: Sequence[tuple[Mutant, Sample]], settings: dict[str, Setting], workers: int
) -> Iterator[tuple[Mutant, Grading]]:
    """Grade mutants, those with the same tasks together, and yield each with its grading."""
    alike: dict[tuple[str, ...], dict[str, tuple[Mutant, Sample]]] = {}
    for mutant, sample in every:
        tasks = tasks_for(mutant, sample, settings[sample.assignment])
        alike.setdefault(tasks, {})[sample.name] = (mutant, sample)
    for tasks, mine in alike.items():
        chosen = [sample for _, sample in mine.values()]
        for sample, grading in grade_samples(chosen, settings, workers, tasks=tasks):
            yield mine[sample.name][0], grading


def verdict(grading: Grading) -> dict[str, Any]:
    """Return what the kit says, as plain data."""
    report = grading.report
    lost = lost_tasks(grading)
    return {
        "lost": {
            task.name: [[check.mistake, check.problem] for check in task.failures]
            for task in report.tasks
            if task.name in lost
        },
        "status": "ungraded" if report.score is None else "graded",
        "reason": report.reason,
    }


def run(everything: bool, names: Iterable[str], workers: int) -> None:
    """Decide about and grade what is asked for, and keep `mutants.json` up to date meanwhile."""
    known = known_mutants()
    settings = {name: setting_for(name) for name in ASSIGNMENTS}
    names = set(names)
    mine = [
        one
        for one in every_mutant()[0]
        if (one.name in names if names else
            everything or known["mutants"].get(one.name, {}).get("digest") != one.digest
            or "kit" not in known["mutants"][one.name])
    ]  # fmt: skip
    for start in range(0, len(mine), BATCH):
        some = mine[start : start + BATCH]
        _decide_mutants(known, some, everything or bool(names))
        decided = [
            (one, graded_sample(one, known["mutants"][one.name]["oracle"]))
            for one in some
            if one.name in known["mutants"]
        ]
        for count, (one, grading) in enumerate(graded(decided, settings, workers), 1):
            found = known["mutants"][one.name]
            found["kit"] = verdict(grading)
            text = disagreement(found)
            print(start + count, len(mine), one.name, *found["oracle"]["loses"], "kit:",
                  *found["kit"]["lost"], f"DISAGREE {text}" * bool(text), flush=True)  # fmt: skip
            if count % SAVE_EVERY == 0:
                save(known)
        save(known)
    if not names:
        _decide_programs(known, everything)


def _decide_mutants(known: dict[str, Any], some: Sequence[Mutant], again: bool) -> None:
    """Ask the oracle about mutants, of those that it knows only `again`."""
    asked = [
        one
        for one in some
        if again or known["mutants"].get(one.name, {}).get("digest") != one.digest
    ]
    questions = [(one.name, one.sample, (one.operator.part,)) for one in asked]
    for count, (one, decision) in enumerate(zip(asked, decide(questions)), 1):
        if "error" in decision:
            print(one.name, decision["error"], file=sys.stderr)
            continue
        known["mutants"][one.name] = {"digest": one.digest, "oracle": decision}
        print("oracle", count, len(asked), one.name, decision["why"], flush=True)
        if count % SAVE_EVERY == 0:
            save(known)
    save(known)


def _decide_programs(known: dict[str, Any], everything: bool) -> None:
    """Ask the oracle about the programs as they are: it must find nothing wrong with them."""
    asked = [
        one
        for one in programs()
        if everything or known["programs"].get(one.name, {}).get("digest") != digest_of(one)
    ]
    questions = [(one.name, one, (BUILD, TRAIN)) for one in asked]
    for one, decision in zip(asked, decide(questions, measure=False)):
        print(one.name, decision.get("error", ""), decision.get("why"), flush=True)
        if "error" not in decision:
            known["programs"][one.name] = {"digest": digest_of(one), "oracle": decision}
    save(known)


def disagreement(found: dict[str, Any]) -> str:
    """Return in which tasks kit and oracle differ; empty where they agree."""
    oracle, kit = found["oracle"], found["kit"]
    if kit["status"] != "graded":
        return f"not graded: {kit['reason']}"
    lost, wrong, leaves_open = set(kit["lost"]), set(oracle["loses"]), set(oracle["open"])
    texts = [f"`{name}` keeps all points" for name in sorted(wrong - lost)]
    texts += [f"`{name}` loses points" for name in sorted(lost - wrong - leaves_open)]
    return "; ".join(texts)


def kind_of(found: dict[str, Any]) -> str:
    """Return what the oracle makes of a mutant: "wrong", "open" or "right"."""
    oracle = found["oracle"]
    return "wrong" if oracle["loses"] else "open" if oracle["open"] else "right"


def as_it_should_be(found: dict[str, Any]) -> bool:
    """Whether a wrong mutant lost points where it must, and a right one none.

    Of an open one, that none were lost: this is counted, and no fault either way.
    """
    lost = set(found["kit"]["lost"])
    if kind_of(found) == "wrong":
        return set(found["oracle"]["loses"]) <= lost
    return not lost


def blamed(found: dict[str, Any]) -> set[str]:
    """Return the tasks of a mutant that lost points although nothing in them is wrong."""
    oracle = found["oracle"]
    return set(found["kit"]["lost"]) - set(oracle["loses"]) - set(oracle["open"])


def page(known: dict[str, Any]) -> str:
    """Return the page on the mutants."""
    every, not_applicable = every_mutant()
    done = [(one, known["mutants"][one.name]) for one in every if "kit" in _of(known, one)]
    drawn = list(itertools.takewhile(lambda one: "kit" in _of(known, one), every))
    sample = [known["mutants"][one.name] for one in drawn]
    operators = {one.operator.name for one in every}
    return "\n".join([
        "# Mutants",
        "",
        "The corpus of mistakes was written by those who wrote the checks. These faults were drawn",
        "from real ones by others: the 24 operators of DeepCrime (Humbatova, Jahangirova, Tonella,",
        "ISSTA 2021), applied to both references and ten alternatives of different style. What is",
        "right about a mutant is worked out from the contract by `tests/mutant_oracle.py`, which runs",
        "it in plain Keras and does not import the kit. Made by `make mutants`; do not edit.",
        "",
        f"There are {len(every)} mutants, and {len(not_applicable)} pairs of program and operator for "
        f"which there are none. {_graded_so_far(len(every), len(done), len(sample))}",
        "",
        f"The sample has {len(sample)} mutants, by {len({one.operator.name for one in drawn})} of the "
        f"{len(operators)} operators with their strengths for which there is a program.",
        "",
        "| | mutants in the sample | number | of all that are graded | number |",
        "|---|---:|---:|---:|---:|",
        *_totals(sample, [found for _, found in done]),
        "",
        "Probed were the task that a mutant changes and those that cost little; the accuracy only",
        "where the oracle finds nothing wrong before.",
        "",
        "The contract does not say what becomes of a training where at least half of the images have",
        "their own labels, and others do not: [the rubric](rubric.md) asks for half of them, the",
        "assignment for a training on the data that was passed.",
        "",
        *_by_operator(done, not_applicable),
        *_disagreements(done),
        *_open_ones(done),
        *_not_applicable(not_applicable),
    ])  # fmt: skip


def _graded_so_far(every: int, done: int, drawn: int) -> str:
    """Return how many mutants were graded, and how those were chosen."""
    if done == every:
        return "All of them are graded: the sample is all."
    if not drawn:
        return (
            f"{done} are graded, by the order of the programs: they are no sample over the operators. "
            "`make mutants` goes on in an order that was drawn with a seed, in rounds that have a "
            "mutant of each operator; none of its beginning is done yet."
        )
    return (
        f"{done} are graded; `make mutants` goes on with the others. They are graded in an order that "
        "was drawn once, with a seed, in rounds that have a mutant of each operator: the first "
        f"{drawn} of it are the sample. Others were graded before there was this order."
    )


def _totals(*several: Sequence[dict[str, Any]]) -> list[str]:
    """Return the rows of the table of all operators, with two columns for each group of mutants."""
    rows = [
        "wrong by the contract, and points are lost in each task that is wrong: mutation score",
        "right by the contract, and points are lost: false failures",
        "wrong, and points are lost in another task as well",
        "the contract does not say, and points are lost",
    ]
    for some in several:
        of_kind = {
            kind: [found for found in some if kind_of(found) == kind]
            for kind in ("wrong", "right", "open")
        }
        wrong = of_kind["wrong"]
        caught = sum(map(as_it_should_be, wrong))
        score = f" ({caught / len(wrong):.1%})" if wrong else ""
        failed, lost = (
            sum(not as_it_should_be(found) for found in of_kind[kind]) for kind in ("right", "open")
        )
        numbers = [
            f"{len(wrong)} | {caught}{score}",
            f"{len(of_kind['right'])} | {failed}",
            f"{len(wrong)} | {sum(bool(blamed(found)) for found in wrong)}",
            f"{len(of_kind['open'])} | {lost}",
        ]
        rows = [f"{row} | {number}" for row, number in zip(rows, numbers)]
    return [f"| {row} |" for row in rows]


def _of(known: dict[str, Any], mutant: Mutant) -> dict[str, Any]:
    """Return what is known of a mutant in its present form."""
    found: dict[str, Any] = known["mutants"].get(mutant.name, {})
    return found if found.get("digest") == mutant.digest else {}


def _by_operator(
    done: Sequence[tuple[Mutant, dict[str, Any]]], not_applicable: dict[tuple[str, str], str]
) -> list[str]:
    rows = []
    for operator in OPERATORS:
        mine = [found for one, found in done if one.operator.name == operator.name]
        without = sum(name == operator.name for _, name in not_applicable)
        numbers = []
        for kind in ("wrong", "right", "open"):
            some = [found for found in mine if kind_of(found) == kind]
            numbers += [str(len(some)), str(sum(map(as_it_should_be, some)))]
        cells = [operator.group, operator.name, *numbers, str(without)]
        rows.append("| " + " | ".join(cells) + " |")
    return [
        "## By operator",
        "",
        "| group | operator | wrong | caught | right | kept all points | open | kept all points "
        "| not applicable |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
        *rows,
        "",
    ]


def _disagreements(done: Sequence[tuple[Mutant, dict[str, Any]]]) -> list[str]:
    rows = [
        f"| {one.name} | {disagreement(found)} | {_why(found)} | {_said(found)} |"
        for one, found in done
        if disagreement(found)
    ]
    if not rows:
        return ["## Disagreements", "", "There are none.", ""]
    return [
        "## Disagreements",
        "",
        "| mutant | kit | what the oracle found | what the kit says |",
        "|---|---|---|---|",
        *rows,
        "",
    ]


def _open_ones(done: Sequence[tuple[Mutant, dict[str, Any]]]) -> list[str]:
    rows = [
        f"| {one.name} | {_why(found)} | {_said(found) or 'nothing: all points are kept'} |"
        for one, found in done
        if kind_of(found) == "open"
    ]
    return [
        "## Where the contract does not say",
        "",
        "| mutant | what the oracle found | what the kit says |",
        "|---|---|---|",
        *rows,
        "",
    ]


def _why(found: dict[str, Any]) -> str:
    oracle = found["oracle"]
    wrong = "; ".join(dict.fromkeys(oracle["why"].values()))
    accuracy = oracle["measured"].get("accuracy")
    return cell(wrong) or "nothing wrong" + f": the accuracy is {accuracy:.3f}" * bool(accuracy)


def _said(found: dict[str, Any]) -> str:
    return "; ".join(
        f"`{name}`: {cell(said[0][1])}" for name, said in found["kit"]["lost"].items() if said
    )


def cell(text: str) -> str:
    """Return a text as it can stand in a cell of a Markdown table."""
    for sign in "\\|*_<>`$[]":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")


def _not_applicable(not_applicable: dict[tuple[str, str], str]) -> list[str]:
    reasons: dict[tuple[str, str], int] = {}
    for (_, name), reason in not_applicable.items():
        reasons[name, reason] = reasons.get((name, reason), 0) + 1
    order = [operator.name for operator in OPERATORS]
    rows = [
        f"| {name} | {reason} | {count} |"
        for (name, reason), count in sorted(
            reasons.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]
    return [
        "## Not applicable",
        "",
        "| operator | reason | programs |",
        "|---|---|---:|",
        *rows,
        "",
    ]


def main() -> None:
    """Decide about and grade what is asked for, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these mutants")
    parser.add_argument("--all", action="store_true", help="everything")
    parser.add_argument("--page", action="store_true", help="write the page and grade nothing")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if not options.page:
        run(options.all, options.names, options.workers)
    PAGE.write_text(page(known_mutants()), encoding="utf-8")


if __name__ == "__main__":
    main()
