"""Run a submission's code until all of its evidence is there, or is lost for a reason.

In: a submission and what it is probed with. Out: an evidence folder, out of reach of the code that
filled it, and what became of each step. A probe that dies is started again without the step it died in.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import re
import time
from collections.abc import Collection, Sequence, Set
from pathlib import Path

import nbformat
import numpy as np

from autograder.assignment.notebook import Submission
from autograder.grading import jobs
from autograder.grading.values import Setting
from autograder.judge.packed import ENDING, pack
from autograder.report.printable import one_line
from autograder.sandbox import supervisor
from autograder.sandbox.isolation import MEBIBYTE, Folders
from autograder.sandbox.reading import EvidenceError, read_bytes

MAX_STRANGE = 100
LONG_KINDS = ("train", "test_accuracy")


def collect(
    submission: Submission,
    setting: Setting,
    tasks: Sequence[str],
    folder: Path,
    trial: bool = False,
) -> supervisor.Outcome:
    """Run the probe until every step has ended or is lost; the evidence is in `folder`/evidence.

    Args:
        submission: The submission.
        setting: What it is probed with.
        tasks: Names of the tasks.
        folder: An empty folder.
        trial: Whether this finds out why another probe does not start, and needs no trial of its own.

    Raises:
        GraderFault: The probe does not even start.
    """
    job, evidence = folder / "job", folder / "evidence"
    job.mkdir()
    # Files in it may still belong to the user whom student code runs as.
    evidence.mkdir(mode=0o700)
    tasks = jobs.probing_order(setting.rubric, tasks)
    jobs.write_plan(job, submission.cells, setting.rubric, tasks, ())
    limits = setting.rubric.limits
    long_tasks = frozenset(name for name in tasks if setting.rubric.task(name).kind in LONG_KINDS)
    outcome = supervisor.Outcome()
    deadline = time.monotonic() + limits.submission_seconds
    started = time.monotonic()
    passed: set[str] = set()
    known = {f"cell:{cell.index}" for cell in submission.cells} | {f"task:{name}" for name in tasks}
    for attempt in range(supervisor.MAX_RESTARTS + 1):
        out, scratch = folder / f"out-{attempt}", folder / f"scratch-{attempt}"
        for path in (out, scratch):
            path.mkdir()
        folders = Folders(job, setting.data_folder, out, scratch, setting.dataset.files)
        command = setting.isolation.command(folders, limits)
        earlier = set(outcome.steps)
        handing = Handing(job, out, evidence, setting, tasks)
        handing.over = {*outcome.steps, *outcome.lost, *passed}
        handing.proceed()
        stop = supervisor.run_once(
            setting.start,
            command,
            out,
            folder / "log.txt",
            limits,
            long_tasks,
            deadline,
            outcome,
            handing.proceed,
            known,
        )
        step, reason = stop.step, stop.reason
        finished = {
            one.removeprefix("task:") for one in outcome.steps - earlier if one.startswith("task:")
        }
        outcome.strange += keep_evidence(out, evidence, tasks, finished - handing.taken)
        # The inputs of later tasks lie in the job by now: no task before them is tried again.
        passed |= {one for one in handing.over if one.startswith("task:")}
        if not reason:
            break
        alone = not (finished and step.startswith("task:"))
        if not step and not outcome.steps:
            # Nothing of the student's has begun: once more, in case the machine was busy.
            if attempt:
                log = (folder / "log.txt").read_bytes()[-2000:].decode("utf-8", "replace")
                if trial or not _starts(setting, folder / f"trial-{attempt}"):
                    raise supervisor.GraderFault(f"the probe does not start: {reason}\n{log}")
                # It starts without the student's cells: these have hidden that they began.
                outcome.lost.update({f"task:{name}": reason for name in tasks})
                break
        elif step and (alone or not stop.adds_up):
            outcome.lost[step] = reason
        done = {one for one in outcome.steps if one.startswith("task:")}
        if time.monotonic() > deadline or attempt == supervisor.MAX_RESTARTS:
            for name in tasks:
                if f"task:{name}" not in done:
                    outcome.lost.setdefault(f"task:{name}", reason)
            break
        over = {*outcome.lost, *done, *passed}
        jobs.write_plan(job, submission.cells, setting.rubric, tasks, over)
    outcome.seconds = time.monotonic() - started
    del outcome.strange[MAX_STRANGE:]
    return outcome


class Handing:
    """Hands a probe the inputs of one task after another, and takes the evidence of those before.

    So nothing that comes with a later task is of use for an earlier one: not its inputs, and not the
    grader's own models. A task is over when the journal says so, even where student code wrote that.

    Args:
        job: The folder of the job.
        out: The folder in which this run of the probe leaves its evidence.
        evidence: Where evidence is out of reach.
        setting: What the submission is probed with.
        tasks: The tasks, in the order of their probing.
    """

    def __init__(
        self, job: Path, out: Path, evidence: Path, setting: Setting, tasks: Sequence[str]
    ) -> None:
        self.job, self.out, self.evidence = job, out, evidence
        self.setting, self.tasks = setting, tasks
        self.over: set[str] = set()
        self.taken: set[str] = set()
        self.bytes = self.files = 0
        # By task: inputs that were handed over, those that will be, and files that were taken and are
        # to be packed.
        self.inputs: dict[str, bytes] = {}
        self.drawn: dict[str, bytes] = {}
        self.unpacked: dict[str, dict[str, bytes]] = {}

    def proceed(self, ended: Set[str] = frozenset(), current: str = "") -> int:
        """Take the evidence of tasks that are over, and hand over the inputs of the one after them.

        Args:
            ended: Steps that have ended.
            current: The step that is under way; whatever comes before it is over.

        Returns:
            How many bytes of evidence this run has left in all.
        """
        steps = [f"task:{task}" for task in self.tasks]
        self.over |= ended
        if current in steps:
            self.over |= set(steps[: steps.index(current)])
        for task, step in zip(self.tasks, steps):
            if step not in self.over:
                if not (self.job / f"{task}.npz").exists():
                    self._hand_over(task)
                break
            if task not in self.taken:
                self.taken.add(task)
                self._take(task)
        # The probe goes on meanwhile.
        for task in list(self.unpacked):
            self._pack(task)
        if current:
            self._draw_ahead()
        return self.bytes

    def _draw_ahead(self) -> None:
        """Draw the inputs that are handed over next, so that the probe need not wait for that."""
        task = next((one for one in self.tasks if not (self.job / f"{one}.npz").exists()), "")
        if task and task not in self.drawn:
            setting = self.setting
            self.drawn[task] = jobs.inputs_of(setting.rubric, task, setting.dataset, setting.seed)

    def _hand_over(self, task: str) -> None:
        setting = self.setting
        drawn = self.drawn.pop(task, b"")
        self.inputs[task] = jobs.write_task(
            self.job, setting.rubric, task, setting.dataset, setting.seed, drawn
        )

    def _pack(self, task: str) -> None:
        """Put the evidence of a task into one file, out of reach."""
        content = self.inputs.pop(task, b"")
        inputs = dict(np.load(io.BytesIO(content))) if content else {}
        (self.evidence / f"{task}{ENDING}").write_bytes(pack(self.unpacked.pop(task), inputs))

    def _take(self, task: str) -> None:
        """Take the evidence of a task; what is not there by now does not count any more.

        It is copied: a file that is moved can still be written to by whoever has it open, or has
        given it a second name. The process goes on writing meanwhile, so that there is an end to it.
        """
        most = 2 * self.setting.rubric.limits.evidence_mib * MEBIBYTE
        left = supervisor.MAX_FILES - self.files
        names = (f"{task}.{number}.npy" for number in range(1, left))
        taken: dict[str, bytes] = {}
        with contextlib.suppress(OSError, EvidenceError):
            for name in itertools.chain([f"{task}.json"], names):
                content = read_bytes(self.out / name, most - self.bytes)
                self.bytes += len(content)
                self.files += 1
                taken[name] = content
                (self.out / name).unlink()
        if taken:
            self.unpacked[task] = taken


def _starts(setting: Setting, folder: Path) -> bool:
    """Whether a probe with nothing to do comes to its end."""
    folder.mkdir()
    nothing = Submission(nbformat.v4.new_notebook(), (), (), ())
    with contextlib.suppress(supervisor.GraderFault):
        return collect(nothing, setting, (), folder, trial=True).finished
    return False


def keep_evidence(
    out: Path, evidence: Path, tasks: Sequence[str], finished: Collection[str]
) -> list[str]:
    """Move what a run of the probe left of finished tasks and cells to where no later run can reach.

    Returns:
        Names of files that no probe writes.
    """
    own = re.compile(rf"({'|'.join(map(re.escape, tasks))})\.(?:\d+\.npy|json|json\.part)")
    strange = []
    # Student code may have closed the folder to its owner, who is the grader.
    out.chmod(0o700)
    for path in sorted(out.iterdir()):
        known = own.fullmatch(path.name)
        if path.name == "cells.jsonl" or (known and known[1] in finished):
            with contextlib.suppress(OSError):
                path.replace(evidence / path.name)
        elif not known and path.name != "journal.jsonl":
            strange.append(one_line(path.name)[:60])
    return strange
