"""Make the report on a submission: the verdict, what its code left behind, lost, and had repaired.

In: a submission whose code has run, and the judge's verdict. Out: a `Grading`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from pathlib import Path
from typing import Any

from autograder.assignment.notebook import Submission, grade_id
from autograder.grading.failed_cells import explained, failed_cells, functions_in
from autograder.grading.untouched import without_untouched
from autograder.grading.values import Grading, Probed, Setting
from autograder.judge.request import Verdict
from autograder.report.printable import one_line
from autograder.report.results import FLAGGED, GRADED, UNGRADED, Report, TaskResult
from autograder.sandbox import supervisor
from autograder.sandbox.isolation import MEBIBYTE
from autograder.sandbox.reading import EvidenceError, read_bytes, read_json

# The probe keeps two streams and 40 displays of a cell, and so much of each. The record is in student
# code's hands, and what stands beyond these would be looked at one by one.
MAX_OUTPUTS, MAX_TEXT, MAX_DATA = 42, 20_000, 400_000


def graded(probed: Probed, verdict: Verdict) -> Grading:
    """Return the grading of a submission with the judge's verdict on it."""
    limit = probed.setting.rubric.limits.output_mib
    places = {cell.index for cell in probed.submission.cells}
    cells = cell_records(probed.evidence, limit, places)
    notebook, outcome = probed.submission.notebook, probed.outcome
    if not probed.evidence.is_dir():
        verdict = dataclasses.replace(verdict, faults=("its evidence was removed meanwhile",))
    if outcome.strange:
        flag = f"student code wrote into the evidence: {', '.join(outcome.strange[:5])}"
        verdict = dataclasses.replace(verdict, flags=(flag, *verdict.flags))
    gaps = _gaps(probed.submission, probed.setting)
    failed = failed_cells(probed.submission.cells, cells, gaps)
    kinds = {task.name: task.kind for task in probed.setting.rubric.tasks}
    names = functions_in(cell.source for cell in probed.submission.cells)
    tasks, flags = explained(verdict.tasks, kinds, failed, names)
    tasks = without_untouched(tasks, kinds, notebook, probed.setting.release)
    verdict = dataclasses.replace(verdict, tasks=tasks, flags=(*verdict.flags, *flags))
    report = make_report(probed.submission, probed.setting, probed.student, verdict, outcome, cells)
    return Grading(report, notebook, cells, {}, outcome.peak_mib)


def _gaps(submission: Submission, setting: Setting) -> dict[int, str]:
    """Return which cells hold the gap of a task, by their position."""
    tasks = {task.name for task in setting.rubric.tasks}
    marks = enumerate(map(grade_id, submission.notebook.cells))
    return {index: mark for index, mark in marks if mark in tasks}


def cell_records(out: Path, limit: int, places: Collection[int]) -> dict[int, dict[str, Any]]:
    """Read what the cells left behind; whatever cannot be read is left out."""
    records: dict[int, dict[str, Any]] = {}
    try:
        lines = read_bytes(out / "cells.jsonl", limit * MEBIBYTE).split(b"\n")
    except EvidenceError:
        return records
    for line in lines[: len(places) + 1]:
        try:
            record = read_json(line, "cells.jsonl")
        except EvidenceError:
            continue
        if isinstance(record, dict) and _is_cell_record(record, places):
            record["outputs"] = [_cut(output) for output in record["outputs"][:MAX_OUTPUTS]]
            records[record["index"]] = record
    return records


def _cut(output: dict[str, Any]) -> dict[str, Any]:
    """Return an output of a cell with no longer texts than the probe writes."""
    data = output.get("data")
    cut: dict[str, Any] = {
        key: text[:MAX_TEXT] for key, text in output.items() if isinstance(text, str)
    }
    if isinstance(data, dict):
        kept = {kind: text for kind, text in data.items() if isinstance(text, str)}
        cut["data"] = {kind: text for kind, text in kept.items() if len(text) <= MAX_DATA}
    return cut


def _is_cell_record(record: dict[str, Any], places: Collection[int]) -> bool:
    """Whether a record is one that the probe may have written."""
    index, outputs, error = record.get("index"), record.get("outputs"), record.get("error")
    return (
        type(index) is int
        and index in places
        and isinstance(outputs, list)
        and all(isinstance(output, dict) for output in outputs)
        and (error is None or isinstance(error, dict))
    )


def make_report(
    submission: Submission,
    setting: Setting,
    student: str,
    verdict: Verdict,
    outcome: supervisor.Outcome,
    cells: dict[int, dict[str, Any]],
) -> Report:
    """Put the verdict, what was lost and what was repaired together into a report."""
    if verdict.faults:
        return ungraded(setting, student, "; ".join(verdict.faults))
    flags = list(verdict.flags)
    drawn = submission.drawn
    if drawn is not None and drawn.note:
        flags.insert(0, drawn.note)
    if outcome.left_over:
        flags.append(f"student code left {outcome.left_over} processes running")
    limit = setting.rubric.limits.memory_mib
    if outcome.peak_mib > supervisor.NEARLY_ALL * limit:
        flags.append(f"student code used {outcome.peak_mib:.0f} of the {limit} MiB that it may")
    remarks = list(submission.remarks)
    for step, reason in outcome.lost.items():
        if step.startswith("cell:"):
            flags.append(f"a cell was stopped: {reason}")
    for index in sorted(cells):
        if cells[index].get("left_out") is True:
            remarks.append(f"The outputs of cell {index + 1} are too large and were left out.")
        error = cells[index].get("error")
        if isinstance(error, dict) and error.get("type") == "TimeLimit":
            flags.append(f"cell {index + 1} ran for {one_line(error.get('message'))}")
    # Repairs are many and mostly harmless: what a person must see stands before them.
    flags += submission.repairs
    functions = {task.name for task in setting.rubric.tasks}
    for cell in failed_cells(submission.cells, cells, _gaps(submission, setting)):
        text = f"Cell {cell.index + 1}, counted with those of text, fails with {cell.type}"
        if functions & cell.names:
            # What it costs, the checks of these functions say.
            remarks.append(f"{text} {cell.line}".strip() + ".")
        else:
            said = f": {cell.message}" if cell.message else ""
            remarks.append(f"{text}{said.rstrip('.')}. That costs nothing by itself.")
    judged = {task.name: task for task in verdict.tasks}
    return Report(
        assignment=setting.rubric.assignment,
        student=student,
        status=FLAGGED if flags else GRADED,
        flags=tuple(flags),
        remarks=tuple(remarks),
        dataset=setting.dataset.name,
        isolation=setting.isolation.name,
        max_score=setting.rubric.max_score,
        tasks=tuple(
            judged[task.name]
            if task.automatic and task.name in judged
            else TaskResult(task.name, None, task.max_points, marked_by=task.marked_by)
            for task in setting.rubric.tasks
            if not task.automatic or task.name in judged
        ),
        accuracy=verdict.accuracy,
        variant=setting.rubric.variant,
        other_variant=drawn.other if drawn is not None else "",
    )


def unreadable(setting: Setting, student: str, reason: str) -> Report:
    """Return the report on a file that is not a notebook: no points, and a person should look."""
    return dataclasses.replace(
        ungraded(setting, student, reason),
        status=FLAGGED,
        flags=(reason,),
        tasks=tuple(
            TaskResult(task.name, 0.0 if task.automatic else None, task.max_points)
            for task in setting.rubric.tasks
        ),
    )


def ungraded(setting: Setting, student: str, reason: str) -> Report:
    """Return the report on a submission that could not be graded through no fault of its own."""
    return Report(
        assignment=setting.rubric.assignment,
        student=student,
        status=UNGRADED,
        flags=(),
        remarks=(),
        dataset=setting.dataset.name,
        isolation=setting.isolation.name,
        max_score=setting.rubric.max_score,
        tasks=tuple(
            TaskResult(
                task.name, None, task.max_points, (), "" if task.automatic else task.marked_by
            )
            for task in setting.rubric.tasks
        ),
        reason=reason,
    )
