"""Run a submission's code until all of its evidence is there, or is lost for a reason.

In: a submission and what it is probed with. Out: an evidence folder, out of reach of the code that
filled it, and what became of each step. A probe that dies is started again without the step it died in.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import nbformat

from autograder.assignment.notebook import Submission
from autograder.grading import jobs
from autograder.grading.values import Setting
from autograder.report.printable import one_line
from autograder.sandbox import supervisor
from autograder.sandbox.isolation import Folders

MAX_STRANGE = 100
LONG_KINDS = ("train", "test_accuracy")


def collect(
    submission: Submission, setting: Setting, tasks: Sequence[str], folder: Path
) -> supervisor.Outcome:
    """Run the probe until every step has ended or is lost; the evidence is in `folder`/evidence.

    Raises:
        GraderFault: The probe does not even start.
    """
    job, evidence = folder / "job", folder / "evidence"
    job.mkdir()
    # Files in it may still belong to the user whom student code runs as.
    evidence.mkdir(mode=0o700)
    jobs.write_job(job, submission.cells, setting.rubric, tasks, setting.dataset, setting.seed)
    limits = setting.rubric.limits
    long_tasks = frozenset(name for name in tasks if setting.rubric.task(name).kind in LONG_KINDS)
    outcome = supervisor.Outcome()
    deadline = time.monotonic() + limits.submission_seconds
    started = time.monotonic()
    for attempt in range(supervisor.MAX_RESTARTS + 1):
        out, scratch = folder / f"out-{attempt}", folder / f"scratch-{attempt}"
        for path in (out, scratch):
            path.mkdir()
        folders = Folders(job, setting.data_folder, out, scratch, setting.dataset.files)
        command = setting.isolation.command(folders, limits)
        earlier = set(outcome.steps)
        stop = supervisor.run_once(
            setting.start,
            command,
            out,
            folder / "log.txt",
            limits,
            long_tasks,
            deadline,
            outcome,
        )
        step, reason = stop.step, stop.reason
        finished = {
            one.removeprefix("task:") for one in outcome.steps - earlier if one.startswith("task:")
        }
        outcome.strange += keep_evidence(out, evidence, tasks, finished)
        if not reason:
            break
        alone = not (finished and step.startswith("task:"))
        if not step and not outcome.steps:
            # Nothing of the student's has begun: once more, in case the machine was busy.
            if attempt:
                log = (folder / "log.txt").read_bytes()[-2000:].decode("utf-8", "replace")
                if not _starts(setting, folder / f"trial-{attempt}"):
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
        jobs.write_plan(job, submission.cells, setting.rubric, tasks, {*outcome.lost, *done})
    outcome.seconds = time.monotonic() - started
    # The journal is student code's to write: only steps that there are count.
    known = {f"cell:{cell.index}" for cell in submission.cells} | {f"task:{name}" for name in tasks}
    outcome.lost = {step: why for step, why in outcome.lost.items() if step in known}
    del outcome.strange[MAX_STRANGE:]
    return outcome


def _starts(setting: Setting, folder: Path) -> bool:
    """Whether a probe with nothing to do comes to its end."""
    folder.mkdir()
    nothing = Submission(nbformat.v4.new_notebook(), (), (), ())
    with contextlib.suppress(supervisor.GraderFault):
        return collect(nothing, setting, (), folder).finished
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
