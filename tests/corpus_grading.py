"""Grade the corpus of submissions, for the tests and for the report on the grader.

A submission is a file of `tests/corpus/` in the form that `autograder.assignment.samples` reads. Its
header says which tasks must lose points (`loses`) and which ones may (`may_lose`).
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment.notebook import CodeCell, Submission
from autograder.assignment.samples import Sample, build, read_sample
from autograder.grading.one import grade, grade_submission
from autograder.grading.public import public_setting
from autograder.grading.values import Grading, Setting
from autograder.judge.ask import staying
from autograder.sandbox.starting import ColdProbe, starting

CORPUS = Path(__file__).parent / "corpus"
SOLUTIONS = Path(__file__).parent.parent / "solutions"
PARTS_OF_ACCURACY = ("normalize", "model", "train")


def samples(family: str) -> list[Sample]:
    """Return the samples of a family, a folder of the corpus, in the order of their names."""
    return [read_sample(path) for path in sorted((CORPUS / family).glob("*.py"))]


def part_of(every: list[Any], share: int) -> list[Any]:
    """Return one in `share` items, evenly spread.

    CORPUS=all chooses all of them, and CORPUS=2/5 the second fifth.
    """
    chosen = os.environ.get("CORPUS", "")
    if chosen == "all":
        return every
    number, _, parts = chosen.partition("/")
    return every[int(number) - 1 :: int(parts)] if parts else every[share // 2 :: share]


def notebook_bytes(sample: Sample, full: bool = False) -> bytes:
    """Return a sample as the bytes of a notebook.

    Args:
        sample: The sample.
        full: Whether the notebook's own trials are in it, such as the training of the last model;
            no check judges what they leave behind.
    """
    path = SOLUTIONS / sample.assignment / f"{sample.assignment}.ipynb"
    reference = nbformat.read(path, as_version=4)
    if not full:
        names = {cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in reference.cells}
        for cell in reference.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            task = name.startswith("check_") or f"check_{name}" in names
            if cell.cell_type == "code" and not task and name != "setup":
                cell.source = ""
    return nbformat.writes(build(sample, reference)).encode()


def setting_for(assignment: str, seed: bytes | None = None) -> Setting:
    """Return the setting of an assignment, with another seed if one is given."""
    setting = public_setting(assignment)
    return setting if seed is None else dataclasses.replace(setting, seed=seed)


def quick_tasks(sample: Sample, setting: Setting) -> tuple[str, ...]:
    """Return the tasks worth probing for a sample: full training only where it can tell anything."""
    rubric = setting.rubric
    own = {target for place, target, _ in sample.cells if not place}
    in_place = {task.name for task in rubric.automatic_tasks} & own
    elsewhere = len(in_place) < len(sample.cells)
    expected = sample.words("loses") | sample.words("may_lose")
    parts = elsewhere or any(rubric.task(name).kind in PARTS_OF_ACCURACY for name in in_place)
    together = parts and not sample.words("loses")
    wanted = []
    for task in rubric.automatic_tasks:
        if task.kind == "train" and not (elsewhere or task.name in in_place):
            continue
        if task.kind == "test_accuracy" and not (together or task.name in expected):
            continue
        wanted.append(task.name)
    return tuple(wanted)


def grade_samples(
    every: Iterable[Sample],
    settings: dict[str, Setting],
    workers: int = 2,
    full: bool = False,
    cold: bool = False,
    tasks: tuple[str, ...] = (),
) -> Iterator[tuple[Sample, Grading]]:
    """Grade samples, several at a time, and yield each with its grading as it is done.

    Args:
        every: The samples.
        settings: A setting for each assignment.
        workers: How many to grade at a time.
        full: Whether to probe every task, not only those that the sample touches.
        cold: Whether each probe starts anew and not as a fork of a warm worker.
        tasks: The tasks to probe, where they are not to be chosen for each sample.
    """

    def one(sample: Sample, setting: Setting) -> Grading:
        chosen = tasks or (() if full else quick_tasks(sample, setting))
        content = notebook_bytes(sample, full)
        return grade(content, f"{sample.assignment}.ipynb", setting, tasks=chosen)

    starts = contextlib.nullcontext(ColdProbe) if cold else starting()
    pool = concurrent.futures.ThreadPoolExecutor(workers)
    with starts as start, staying(), pool:
        waiting = {
            pool.submit(one, sample, dataclasses.replace(settings[sample.assignment], start=start)):
            sample for sample in every
        }  # fmt: skip
        for done in concurrent.futures.as_completed(waiting):
            yield waiting[done], done.result()


def grade_cells(setting: Setting, *sources: str) -> Grading:
    """Grade `normalize_images` and `flatten_images` in a notebook with these cells and no others."""
    cells = tuple(CodeCell(index, source) for index, source in enumerate(sources))
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources]
    )
    submission = Submission(notebook, cells, (), ())
    return grade_submission(submission, setting, tasks=("normalize_images", "flatten_images"))


def lost_tasks(grading: Grading) -> set[str]:
    """Return the tasks that did not get all of their points."""
    return {
        task.name for task in grading.report.tasks
        if task.points is not None and task.points < task.max_points - 1e-9
    }  # fmt: skip
