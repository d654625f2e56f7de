"""Grade one submission: notebook, probe, evidence, judge, report.

In: the bytes of a file and a `Course`-independent `Setting`. Out: a `Grading`: the report, and the
notebook with its outputs for the feedback. A submission that cannot be read, or that does harm, has
a report like any other; only a fault of the grader or the machine leaves it ungraded.
"""

from __future__ import annotations

import dataclasses
import hmac
import json
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Protocol

from nbformat import NotebookNode

from autograder.assignment.notebook import NotebookError, Submission, parse_notebook, prepare
from autograder.assignment.rubric import Rubric
from autograder.data import Dataset
from autograder.grading.gathering import collect
from autograder.grading.store import Store, key_of
from autograder.grading.verdicts import judge_probed
from autograder.judge.ask import Request, Verdict
from autograder.judge.evidence import EvidenceError, read_bytes, read_json
from autograder.judge.feedback import one_line
from autograder.judge.inputs import PUBLIC_SEED
from autograder.probe.value_recorder import is_stub
from autograder.report.results import FLAGGED, GRADED, UNGRADED, Report, TaskResult
from autograder.sandbox import supervisor
from autograder.sandbox.folders import working_folder
from autograder.sandbox.isolation import MEBIBYTE, Isolation
from autograder.sandbox.starting import ColdProbe, Starter


class Collector(Protocol):
    """A way to collect evidence; may be used by several threads."""

    def __call__(
        self, submission: Submission, setting: Setting, tasks: tuple[str, ...], folder: Path, /
    ) -> supervisor.Outcome:
        """Have a submission's code run; the evidence is in `folder`/evidence afterwards."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """What is the same for every submission of a class.

    Attributes:
        rubric: The assignment's rubric.
        rubric_path: Where it was read from; the judge reads it again.
        checks: Folder with the checks of the assignment's own tasks, if it has any at hand.
        dataset: The data set.
        data_folder: Where `jobs.write_data` wrote it.
        isolation: How student code is kept apart.
        seed: Seed of the probe's inputs.
        start: How probes are started.
        release: The notebook as it was handed out, or None.
        store: Where evidence is kept and looked for, or None.
        collect: How evidence is collected, if not by `collect` on this machine.
    """

    rubric: Rubric
    rubric_path: Path
    dataset: Dataset
    data_folder: Path
    isolation: Isolation
    seed: bytes = PUBLIC_SEED
    start: Starter = ColdProbe
    release: NotebookNode | None = None
    store: Store | None = None
    collect: Collector | None = None
    checks: Path | None = None

    @property
    def hidden(self) -> bool:
        """Whether the seed is secret."""
        return self.seed != PUBLIC_SEED


@dataclasses.dataclass(frozen=True)
class Grading:
    """A graded submission.

    Attributes:
        report: The verdict.
        notebook: The notebook as it was graded, or None if the file is not a notebook.
        cells: What each cell that ran left behind: outputs and error, by position.
        seconds: Wall clock, by stage.
        peak_mib: Most memory that the student's processes held.
    """

    report: Report
    notebook: NotebookNode | None
    cells: dict[int, dict[str, Any]]
    seconds: dict[str, float]
    peak_mib: float = 0.0


@dataclasses.dataclass(frozen=True)
class Probed:
    """A submission whose code has run: what the judge needs, and what is known already.

    Attributes:
        submission: The submission.
        setting: Its setting, with a seed of its own.
        student: The student's id.
        tasks: Names of the tasks that were probed.
        evidence: Folder of the evidence.
        outcome: What became of the probe.
        key: Key of the evidence in the setting's store; empty where it is not kept.
    """

    submission: Submission
    setting: Setting
    student: str
    tasks: tuple[str, ...]
    evidence: Path
    outcome: supervisor.Outcome
    key: str = ""

    def request(self, tasks: tuple[str, ...], passed: tuple[str, ...]) -> Request:
        """Return what to ask the judge on some of the tasks, knowing that others passed."""
        lost = {
            step.removeprefix("task:"): reason
            for step, reason in self.outcome.lost.items()
            if step.startswith("task:")
        }
        return Request(
            evidence=self.evidence,
            rubric=self.setting.rubric_path,
            seed=self.setting.seed,
            dataset=self.setting.dataset.name,
            tasks=tasks,
            lost=lost,
            hidden=self.setting.hidden,
            checks=self.setting.checks,
            passed=passed,
        )

    def graded(self, verdict: Verdict) -> Grading:
        """Return the grading with the judge's verdict."""
        limit = self.setting.rubric.limits.output_mib
        places = {cell.index for cell in self.submission.cells}
        cells = cell_records(self.evidence, limit, places)
        notebook, outcome = self.submission.notebook, self.outcome
        if not self.evidence.is_dir():
            verdict = dataclasses.replace(verdict, faults=("its evidence was removed meanwhile",))
        if outcome.strange:
            flag = f"student code wrote into the evidence: {', '.join(outcome.strange[:5])}"
            verdict = dataclasses.replace(verdict, flags=(flag, *verdict.flags))
        report = make_report(self.submission, self.setting, self.student, verdict, outcome, cells)
        return Grading(report, notebook, cells, {}, outcome.peak_mib)


def read_submission(content: bytes, name: str, setting: Setting) -> Submission:
    """Read and prepare a file that was handed in.

    Args:
        content: The file's bytes.
        name: Its name, for messages.
        setting: What is the same for the whole class.

    Raises:
        NotebookError: It cannot be graded; the message says why.
    """
    limit = setting.rubric.limits.notebook_mib
    if len(content) > limit * MEBIBYTE:
        raise NotebookError(f"{name} is larger than {limit} MiB.")
    notebook, repairs = parse_notebook(content, name)
    return prepare(notebook, setting.rubric, setting.release, repairs)


def grade(
    content: bytes, name: str, setting: Setting, student: str = "", tasks: Sequence[str] = ()
) -> Grading:
    """Grade a file.

    Args:
        content: The file's bytes.
        name: Its name, for messages.
        setting: What is the same for the whole class.
        student: The student's id.
        tasks: Names of the tasks to grade; all automatic ones if empty.
    """
    try:
        submission = read_submission(content, name, setting)
    except NotebookError as error:
        return Grading(unreadable(setting, student, str(error)), None, {}, {})
    return grade_submission(submission, setting, student, tasks)


def grade_submission(
    submission: Submission, setting: Setting, student: str = "", tasks: Sequence[str] = ()
) -> Grading:
    """Grade a notebook that has been read and prepared."""
    started = time.monotonic()
    with working_folder("grading-") as folder:
        try:
            probed = probe(submission, setting, student, tasks, folder)
        except (supervisor.GraderFault, OSError) as error:
            return Grading(ungraded(setting, student, str(error)), submission.notebook, {}, {})
        ran = time.monotonic()
        (verdict,) = judge_probed([probed])
        grading = probed.graded(verdict)
    seconds = {"probe": ran - started, "judge": time.monotonic() - ran}
    return dataclasses.replace(grading, seconds=seconds)


def probe(
    submission: Submission, setting: Setting, student: str, tasks: Sequence[str], folder: Path
) -> Probed:
    """Return a submission with its evidence: from the store, or from running its code.

    Where a step was lost, the machine may have been too busy, so that the code runs again.

    Args:
        submission: The submission.
        setting: What is the same for the whole class.
        student: The student's id.
        tasks: Names of the tasks to probe; all automatic ones if empty.
        folder: An empty folder to work in.

    Raises:
        GraderFault: The probe does not even start.
    """
    kept = find_probed(submission, setting, student, tasks)
    if kept is not None and not kept.outcome.lost:
        return kept
    own, names, key = _own(submission, setting, tasks)
    outcome = (setting.collect or collect)(submission, own, names, folder)
    if setting.store is not None:
        about = {
            "assignment": setting.rubric.assignment,
            "student": student,
            "dataset": setting.dataset.name,
            "seconds": f"{outcome.seconds:.2f}",
        }
        limit = setting.rubric.limits.evidence_mib
        if not setting.store.keep(key, folder / "evidence", outcome, about, limit):
            key = ""
    return Probed(submission, own, student, names, folder / "evidence", outcome, key)


def find_probed(
    submission: Submission, setting: Setting, student: str = "", tasks: Sequence[str] = ()
) -> Probed | None:
    """Return a submission with its evidence from the store, or None if it is not there."""
    own, names, key = _own(submission, setting, tasks)
    kept = setting.store.find(key) if setting.store else None
    return Probed(submission, own, student, names, *kept, key) if kept else None


def _own(
    submission: Submission, setting: Setting, tasks: Sequence[str]
) -> tuple[Setting, tuple[str, ...], str]:
    """Return the setting with the submission's own seed, the tasks to probe, and the store's key."""
    names = tuple(tasks) or tuple(task.name for task in setting.rubric.automatic_tasks)
    own = dataclasses.replace(setting, seed=own_seed(setting, submission))
    return own, names, key_of(submission, own, names) if setting.store else ""


def own_seed(setting: Setting, submission: Submission) -> bytes:
    """Return the seed of a submission: the public one, or one from the secret and its cells.

    Whoever sees the inputs of one submission learns nothing about those of another, or of the next
    attempt.
    """
    if not setting.hidden:
        return setting.seed
    sources = json.dumps([cell.source for cell in submission.cells]).encode()
    return hmac.digest(setting.seed, sources, "sha256")


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
            records[record["index"]] = record
    return records


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
    flags = [*submission.repairs, *verdict.flags]
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
        if isinstance(error, dict) and not is_stub(error):
            kind = str(error.get("type"))[:80]
            remarks.append(f"Cell {index + 1} fails with {kind}. That costs nothing by itself.")
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
        tasks=tuple(TaskResult(task.name, None, task.max_points) for task in setting.rubric.tasks),
        reason=reason,
    )
